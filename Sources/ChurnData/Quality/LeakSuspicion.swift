/// A column of a ready table that may know the answer.
///
/// Three ways to find one: its name speaks of the outcome; alone it tells the churned from the
/// retained too well; or it is an id that follows the label's order. None is a proof: a strong
/// suspicion should stop training, a weak one should be read.
public struct LeakSuspicion: Sendable, Equatable, CustomStringConvertible {
  /// What makes the column suspicious.
  public enum Evidence: Sendable, Equatable {
    /// Its name speaks of the outcome or of another model.
    case name(word: String)

    /// The ROC-AUC of the column alone.
    case separation(auc: Double)

    /// One value (nil: the missing one) decides the label almost surely.
    case decidingValue(value: String?, rows: Int, churnShare: Double)

    /// An id whose order follows the label.
    case orderedID(auc: Double)
  }

  /// The column's name.
  public let column: String

  /// What was found.
  public let evidence: Evidence

  /// Whether it is more than a name.
  public var isStrong: Bool {
    if case .name = evidence { return false }
    return true
  }

  /// What was found and what to do.
  public var description: String {
    let what =
      switch evidence {
      case .name(let word):
        "its name (\"\(word)\") speaks of the outcome"
      case .separation(let auc):
        "alone it tells who left with an AUC of \(Self.figure(auc))"
      case .decidingValue(let value, let rows, let share):
        "of \(rows) rows where it is \(value.map { "\"\($0.prefix(40))\"" } ?? "missing"), "
          + "\(Self.figure(share * 100)) % left"
      case .orderedID(let auc):
        "it is different in every row and follows the label (AUC \(Self.figure(auc)))"
      }
    return "Column \"\(column)\" may know the answer: \(what). "
      + "If it is filled in after the customer left, pass --drop \"\(column)\"."
  }

  /// Four decimals at most, without trailing zeros.
  private static func figure(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    return "\((value * 10_000).rounded() / 10_000)"
  }
}
