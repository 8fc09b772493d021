internal import Churn

/// Whether a bundle may be written to a place, asked before an hour is spent on training it.
enum BundlePlace {
  /// - Throws: `OutputError` as writing would.
  static func check(_ path: String, isForced: Bool) throws {
    _ = try AtomicFolder(path, isForced: isForced)
  }
}
