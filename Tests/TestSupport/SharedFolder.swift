import Foundation

/// Real data sets and reference numbers that lie beside the repository, not in it.
///
/// They are found at `CHURN_SHARED`, else at `../shared` from the repository's root. Tests that need
/// them say so when they are absent: `@Test(.enabled(if: SharedFolder.isPresent, SharedFolder.hint))`.
public enum SharedFolder {
  /// The root of the repository, from where this file stands.
  public static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The shared folder, whether or not it exists.
  public static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["CHURN_SHARED"], !path.isEmpty {
      return URL(fileURLWithPath: path)
    }
    return repository.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  /// Whether the real data and the reference numbers are there.
  public static var isPresent: Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent("data").path)
      && FileManager.default.fileExists(atPath: root.appendingPathComponent("reference").path)
  }

  /// What a skipped test says.
  public static let hint: String =
    "needs the real data sets: put them at ../shared or set CHURN_SHARED"

  /// The place of one shared file, or nil when it is absent.
  public static func url(_ path: String) -> URL? {
    let url = root.appendingPathComponent(path)
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }
}
