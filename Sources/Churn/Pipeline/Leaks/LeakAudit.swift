internal import ChurnData

/// What was found of columns that know the answer, before anything was learned.
///
/// Suspicions are against columns; a proven one stops training unless leaks are allowed. Shifts are no
/// leaks: features whose values changed between what teaches and what judges. The self-test says
/// whether the audit itself works on these data.
public struct LeakAudit: Sendable, Equatable, Encodable {
  /// Columns that may know the answer, in the order of the columns.
  public var suspicions: [Suspicion]
  /// Features whose values lie elsewhere at later cutoffs, the farthest first.
  public var shifts: [FeatureShift]
  /// The audit tried on a planted leak, and features recomputed without later rows; nil for a ready
  /// table, which has no history to try it on.
  public var selfTest: LeakSelfTest?

  /// A column that may know the answer.
  public struct Suspicion: Sendable, Equatable, Encodable {
    /// The column, as the file names it.
    public let column: String
    /// The kind of evidence, in a word.
    public let evidence: String
    /// What was found and what to do.
    public let sentence: String
    /// Whether it is as good as a proof.
    public let isProven: Bool

    init(_ suspicion: LeakSuspicion) {
      column = suspicion.column
      evidence = suspicion.kind
      sentence = suspicion.description
      isProven = suspicion.isProven
    }
  }

  init(
    suspicions: [LeakSuspicion], shifts: [FeatureShift] = [], selfTest: LeakSelfTest? = nil
  ) {
    self.suspicions = suspicions.map(Suspicion.init)
    self.shifts = shifts
    self.selfTest = selfTest
  }

  /// The suspicions that should stop training.
  public var proven: [Suspicion] { suspicions.filter(\.isProven) }

  /// What the reader of figures must know where proven leaks were allowed; else nothing.
  var notes: [String] {
    let columns = proven.map(\.column)
    guard !columns.isEmpty else { return [] }
    let names = columns.indices.filter { !columns[..<$0].contains(columns[$0]) }
      .map { "\"\(columns[$0])\"" }.joined(separator: ", ")
    return [
      "Trained with columns that tell the label away (--allow-leaks): \(names). "
        + "The figures say nothing about customers whose outcome is not known yet."
    ]
  }

  /// What was found besides suspicions, one sentence each: the self-test, then the farthest shifts of
  /// each part, those without a reason apart from those by nature.
  public var sentences: [String] {
    var sentences = selfTest.map { [$0.sentence] } ?? []
    for part in ["calibration", "test"] {
      let moved = shifts.filter { $0.part == part }
      let unexplained = moved.filter { $0.byNature == nil }
      if !unexplained.isEmpty {
        sentences.append(
          "Moved between the training and the \(part) rows (PSI): \(Self.list(unexplained)). "
            + "Look whether the shop, its prices or its records changed.")
      }
      let natural = moved.filter { $0.byNature != nil }
      if !natural.isEmpty {
        sentences.append(
          "Moved by nature up to the \(part) rows, with the history or the calendar (PSI): "
            + "\(Self.list(natural)).")
      }
    }
    return sentences
  }

  /// The first few of some shifts and how many others there are.
  private static func list(_ shifts: [FeatureShift]) -> String {
    let most = 5
    let named = shifts.prefix(most).map { "\($0.feature) \(($0.psi * 100).rounded() / 100)" }
    let others = shifts.count - named.count
    return named.joined(separator: ", ")
      + (others > 0 ? " and \(others) other\(others == 1 ? "" : "s")" : "")
  }

  /// Stops on a proven leak unless leaks are allowed.
  func check(allowsLeaks: Bool) throws(PipelineError) {
    guard allowsLeaks || proven.isEmpty else {
      throw .provenLeak(columns: proven.map(\.sentence))
    }
  }
}
