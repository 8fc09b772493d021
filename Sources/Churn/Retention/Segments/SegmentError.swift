/// Why segments cannot be told: facts here, the sentence in ``description``.
public enum SegmentError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A condition that asks for what is not there, or is none.
  case badCondition(option: String, problem: String)
  /// Nobody meets the condition.
  case nobodyMeets(condition: String, customers: Int)
  /// A segment that does not exist.
  case unknownSegment(name: String, nearest: String?, known: [String])
  /// A column by which the base cannot be cut.
  case unknownColumn(option: String, name: String, nearest: String?, known: [String])
  /// A column that does not vary, or is no quantity, where clusters need one that does.
  case noUsableInput(columns: [String])
  /// A file that holds no earlier segments.
  case notSegments(path: String, column: String, nearest: String?)

  /// Whether the options rather than the data are at fault.
  public var isUsage: Bool {
    switch self {
    case .badCondition, .unknownSegment, .unknownColumn: true
    default: false
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .badCondition(let option, let problem): "\(option): \(problem)"
    case .nobodyMeets(let condition, let customers):
      """
      None of the \(customers) customers meets \(condition.prefix(200)). \
      A missing value meets no comparison; ask for it by is missing.
      """
    case .unknownSegment(let name, let nearest, let known):
      """
      --only: no segment "\(name.prefix(40))".\(nearest.map { " Did you mean \"\($0)\"?" } ?? "") \
      There are \(Self.list(known)).
      """
    case .unknownColumn(let option, let name, let nearest, let known):
      """
      \(option): no column "\(name.prefix(40))".\(nearest.map { " Did you mean \"\($0)\"?" } ?? "") \
      The columns are \(Self.list(known)).
      """
    case .noUsableInput(let columns):
      """
      Clusters need quantities that vary, and none of \(Self.list(columns)) does. \
      Name others with --cluster-on.
      """
    case .notSegments(let path, let column, let nearest):
      """
      \(path): has no column "\(column)".\(nearest.map { " Its \"\($0)\" is not it." } ?? "") \
      Pass what churn segments ORDERS --out FILE has written.
      """
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(20).map { $0.prefix(40) }.joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
  }
}
