/// Why a simulated base could not be made.
public enum SimulationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A parameter lies outside what the simulation can do.
  case invalidParameter(name: String, value: String, expected: String)
  /// A file or the folder could not be written.
  case output(OutputError)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let value, let expected):
      "\(name) is \(value), expected \(expected)."
    case .output(let error):
      error.description
    }
  }
}
