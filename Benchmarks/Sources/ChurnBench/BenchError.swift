/// Why a task could not be timed.
enum BenchError: Error, CustomStringConvertible {
  /// The input is not there or cannot be read.
  case unreadable(path: String, maker: String)
  /// The file is no array of 32-bit floats in the order of rows.
  case notAnArray(path: String, reason: String)
  /// The engine refused the work.
  case failed(String)

  /// What happened and what to try.
  var description: String {
    switch self {
    case .unreadable(let path, let maker): "\(path): cannot be read. Make it with \(maker)."
    case .notAnArray(let path, let reason): "\(path): \(reason). Make it with gen_table.py."
    case .failed(let reason): reason
    }
  }
}
