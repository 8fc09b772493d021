/// A column that may know the answer.
///
/// Ways to find one: its name speaks of the outcome; alone it tells the churned from the retained too
/// well; one of its values decides; it is an id that follows the label's order; or, for a column that
/// bears no date, it says what was known only later. Some are proofs, most are to be read.
public struct LeakSuspicion: Sendable, Equatable, CustomStringConvertible {
  /// What makes the column suspicious.
  public enum Evidence: Sendable, Equatable {
    /// Its name speaks of the outcome or of another model.
    case name(word: String)

    /// The ROC-AUC of the column alone.
    case separation(auc: Double)

    /// One value (nil: the missing one) decides the label almost surely; `auc` is that of knowing no
    /// more than whether a row has it.
    case decidingValue(value: String?, rows: Int, churnShare: Double, auc: Double)

    /// An id whose order follows the label.
    case orderedID(auc: Double)

    /// The ROC-AUC of an undated column alone, at the cutoff where it is largest.
    case separationAt(cutoff: Day, auc: Double)

    /// The ROC-AUC of an undated column at a cutoff, and what it usually is at earlier ones.
    case betterLater(cutoff: Day, auc: Double, usual: Double)

    /// An undated column that ranks customers as a figure of a later day does, by the absolute rank
    /// correlation with that figure, and with the same figure as of a cutoff before that day.
    case restatesLater(
      figure: String, day: Day, correlation: Double, cutoff: Day, correlationThen: Double)
  }

  /// The ROC-AUC from which a column alone is taken to know the answer.
  public static let provenAUC = 0.99

  /// The ROC-AUC from which an undated column alone is taken to know the answer at a cutoff.
  ///
  /// Less than `provenAUC`, because who orders next is never told so well by what is known of a customer.
  public static let provenUndatedAUC = 0.95

  /// The rank correlation from which a column is taken to be the figure of a later day.
  public static let provenCorrelation = 0.99

  /// The column's name.
  public let column: String

  /// What was found.
  public let evidence: Evidence

  /// A suspicion against a column.
  public init(column: String, evidence: Evidence) {
    self.column = column
    self.evidence = evidence
  }

  /// Whether it is more than a name.
  public var isStrong: Bool {
    if case .name = evidence { return false }
    return true
  }

  /// Whether it is as good as a proof, so that training should stop.
  public var isProven: Bool {
    switch evidence {
    case .separation(let auc), .decidingValue(_, _, _, let auc): auc >= Self.provenAUC
    case .separationAt(_, let auc): auc >= Self.provenUndatedAUC
    case .restatesLater(_, _, let correlation, _, _): correlation >= Self.provenCorrelation
    case .name, .orderedID, .betterLater: false
    }
  }

  /// The kind of evidence in a word, for files.
  public var kind: String {
    switch evidence {
    case .name: "name"
    case .separation: "separation"
    case .decidingValue: "decidingValue"
    case .orderedID: "orderedID"
    case .separationAt: "separationAtCutoff"
    case .betterLater: "betterLater"
    case .restatesLater: "restatesLater"
    }
  }

  /// What was found and what to do.
  public var description: String {
    let verdict: String
    if case .restatesLater = evidence {
      verdict = isProven ? "is known only after the fact" : "may be known only after the fact"
    } else {
      verdict = isProven ? "knows the answer" : "may know the answer"
    }
    let advice =
      isProven
      ? "Pass --drop \"\(column)\"."
      : "If it is filled in after the customer left, pass --drop \"\(column)\"."
    return "Column \"\(column)\" \(verdict): \(what). \(advice)"
  }

  private var what: String {
    switch evidence {
    case .name(let word):
      "its name (\"\(word)\") speaks of the outcome"
    case .separation(let auc):
      "alone it tells who left with an AUC of \(Self.figure(auc))"
    case .decidingValue(let value, let rows, let share, _):
      "of \(rows) rows where it is \(value.map { "\"\($0.prefix(40))\"" } ?? "missing"), "
        + "\(Self.figure(share * 100)) % left"
    case .orderedID(let auc):
      "it is different in every row and follows the label (AUC \(Self.figure(auc)))"
    case .separationAt(let cutoff, let auc):
      "it bears no date, and alone it tells who left after \(cutoff) with an AUC of "
        + Self.figure(auc)
    case .betterLater(let cutoff, let auc, let usual):
      "it bears no date, and it tells who left after \(cutoff) far better (AUC "
        + "\(Self.figure(auc))) than at earlier cutoffs (\(Self.figure(usual)))"
    case .restatesLater(let figure, let day, let correlation, let cutoff, let then):
      "it ranks customers as \(figure) as of \(day) does (rank correlation "
        + "\(Self.figure(correlation))), not as of \(cutoff) (\(Self.figure(then)))"
    }
  }

  /// Four decimals at most, without trailing zeros.
  private static func figure(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    return "\((value * 10_000).rounded() / 10_000)"
  }
}
