internal import FoundationEssentials

/// The files of a bundle as they lie on disk, their checksums checked.
///
///     let folder = try BundleFolder(reading: "models/shop")
///     let sections = try SectionReader(folder.model)
///
/// `manifest.json` carries a seal of itself and, under `files`, the SHA-256 of the others. A changed
/// manifest, `model.bin` or `metrics.json` is refused; changes to files for people, such as
/// `MODEL_CARD.md` and `report.html`, are a warning only.
public struct BundleFolder: Sendable {
  /// The newest format that this version reads and the one that it writes.
  public static let currentFormat = 3

  /// The names of the files that a bundle cannot do without, the manifest left aside.
  public static let essentialFiles = ["model.bin", "metrics.json"]

  /// The path as it was given.
  public let path: String
  /// The format of the bundle, at least 1.
  public let formatVersion: Int
  /// The bytes of `manifest.json`, the seal included: a whole JSON document.
  public let manifest: [UInt8]
  /// The bytes of `model.bin`.
  public let model: [UInt8]
  /// The bytes of `metrics.json`.
  public let metrics: [UInt8]
  /// What has changed without harm, a sentence each.
  public let warnings: [String]

  /// The part of the manifest that this layer reads.
  private struct Head: Decodable {
    var formatVersion: Int
    var engineVersion: String?
    var files: [String: String]?
  }

  /// Reads and checks a bundle.
  ///
  /// - Throws: `BundleError.notFound`, `.notABundle`, `.unreadable`, `.damaged`, `.newerFormat`.
  public init(reading path: String) throws(BundleError) {
    self.path = path
    manifest = try Self.readManifest(of: path)
    let head = try? JSONDecoder().decode(Head.self, from: Data(manifest))
    // Before the seal, as a newer format may seal in another way; it is refused in any case.
    if let head, head.formatVersion > Self.currentFormat {
      throw .newerFormat(
        found: head.formatVersion, supported: Self.currentFormat, madeBy: head.engineVersion)
    }
    try ManifestSeal.verify(manifest)
    guard let head, head.formatVersion >= 1 else {
      throw .notABundle(path: path, reason: "its manifest.json names no format")
    }
    formatVersion = head.formatVersion
    let sums = head.files ?? [:]
    model = try Self.read("model.bin", of: path, sums: sums)
    metrics = try Self.read("metrics.json", of: path, sums: sums)
    warnings = Self.warnings(path, sums: sums)
  }

  /// Writes a bundle, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: The folder to make.
  ///   - isForced: Whether a bundle that stands there may be replaced.
  ///   - files: Name and bytes of each file but the manifest, among them the essential ones.
  ///   - manifest: A JSON object that names the sums of `files`, made from ``sums(of:)``, and the
  ///     format; it is sealed here.
  /// - Throws: `OutputError`.
  public static func write(
    to path: String, isForced: Bool, files: [(name: String, bytes: [UInt8])], manifest: String
  ) throws(OutputError) {
    var folder = try AtomicFolder(path, isForced: isForced)
    for file in files { try folder.write(file.bytes, as: file.name) }
    try folder.write(Array(ManifestSeal.seal(manifest).utf8), as: "manifest.json")
    try folder.commit()
  }

  /// The sums that belong under `files` in a manifest.
  public static func sums(of files: [(name: String, bytes: [UInt8])]) -> [String: String] {
    var sums: [String: String] = [:]
    for file in files { sums[file.name] = Checksums.sha256(file.bytes) }
    return sums
  }
}

extension BundleFolder {
  private static func readManifest(of path: String) throws(BundleError) -> [UInt8] {
    switch OpenFile.kind(path).kind {
    case .absent: throw .notFound(path: path)
    case .file, .other: throw .notABundle(path: path, reason: "it is not a folder")
    case .folder: break
    }
    do { return try OpenFile.read(path + "/manifest.json") } catch {
      if error.isMissing {
        throw .notABundle(path: path, reason: "it holds no manifest.json")
      }
      throw .unreadable(path: path + "/manifest.json", reason: error.reason)
    }
  }

  private static func read(
    _ name: String, of path: String, sums: [String: String]
  ) throws(BundleError) -> [UInt8] {
    guard let sum = sums[name] else {
      throw .notABundle(path: path, reason: "its manifest.json has no checksum of \(name)")
    }
    let file = path + "/" + name
    let bytes: [UInt8]
    do { bytes = try OpenFile.read(file) } catch {
      if error.isMissing { throw .damaged(file: file, what: "it is missing") }
      throw .unreadable(path: file, reason: error.reason)
    }
    guard Checksums.sha256(bytes) == sum else {
      throw .damaged(file: file, what: "it does not match its checksum in manifest.json")
    }
    return bytes
  }

  private static func warnings(_ path: String, sums: [String: String]) -> [String] {
    var warnings: [String] = []
    for (name, sum) in sums.sorted(by: { $0.key < $1.key }) {
      guard !essentialFiles.contains(name) else { continue }
      // A name from a manifest must not lead out of the bundle.
      guard let place = OutputPath(name), place.folder == "." else { continue }
      let file = path + "/" + place.name
      guard let bytes = try? OpenFile.read(file) else {
        warnings.append("\(file) is missing; the model itself is complete.")
        continue
      }
      if Checksums.sha256(bytes) != sum {
        warnings.append("\(file) was edited after training; the model itself is unchanged.")
      }
    }
    return warnings
  }
}
