public import ChurnData

/// Why playbooks cannot be used: facts here, the sentence in ``description``.
public enum PlaybookError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A condition takes a column for what it is not.
  case condition(playbook: String, FilterError)
  /// No playbook can be used with these data.
  case noneUsable(leftOut: [PlaybookOptions.LeftOut])

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .condition(let playbook, let error):
      "Playbook \"\(playbook)\": \(error.description)"
    case .noneUsable(let leftOut):
      """
      None of the playbooks can be used with these data:
      \(leftOut.map { "  \($0.description)" }.joined(separator: "\n"))
      Change their conditions, or give the data the columns.
      """
    }
  }
}
