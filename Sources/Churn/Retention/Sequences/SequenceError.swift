/// Why nothing can be said of what customers do before they leave: facts here, the sentence in
/// ``description``.
public enum SequenceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The orders do not tell such steps.
  case noSteps(of: String, known: [String])
  /// There are more different steps than can be told apart.
  case tooManySteps(of: String, steps: Int, most: Int)
  /// No cutoff has both a history before it and a horizon after it.
  case historyTooShort(have: Int, horizonDays: Int, minHistoryDays: Int)
  /// Nobody is active at any cutoff.
  case nobodyActive(cutoffs: Int, horizonDays: Int)
  /// The events file has no column of some meaning.
  case noEventColumn(file: String, meaning: String, columns: [String])

  /// Whether the options rather than the data are at fault.
  public var isUsage: Bool {
    switch self {
    case .noSteps, .noEventColumn: true
    default: false
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .noSteps(let of, let known):
      """
      --of \(of): the data do not tell such steps. Known are \(known.joined(separator: ", ")); name the \
      column with --\(of == "event" ? "events FILE" : "\(of) COLUMN").
      """
    case .tooManySteps(let of, let steps, let most):
      """
      --of \(of): \(steps) different steps are more than the \(most) that can be told apart. Take \
      categories instead of products.
      """
    case .historyTooShort(let have, let horizon, let minHistory):
      """
      The data cover \(have) days; \(minHistory) days of history and a silence of \(horizon) days after \
      them need \(minHistory + horizon). Pass a shorter --horizon or bring more data.
      """
    case .nobodyActive(let cutoffs, let horizon):
      """
      At none of \(cutoffs) cutoffs had anybody ordered within the \(horizon) days before. Pass a longer \
      --horizon.
      """
    case .noEventColumn(let file, let meaning, let columns):
      """
      \(file): which column is the \(meaning)? It has \(columns.prefix(20).joined(separator: ", ")). \
      Pass --event-columns CUSTOMER,TIME,EVENT.
      """
    }
  }
}
