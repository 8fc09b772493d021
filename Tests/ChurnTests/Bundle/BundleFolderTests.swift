import Foundation
import Testing

@testable import Churn

@Suite("Bundles on disk")
struct BundleFolderTests {
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("model.bin", Array("model".utf8)), ("metrics.json", Array("{}\n".utf8)),
    ("MODEL_CARD.md", Array("# Card\n".utf8)),
  ]

  private static func manifest(format: Int = 1) throws -> String {
    let sums = BundleFolder.sums(of: files).mapValues(JSONValue.string)
    return JSONValue.object([
      "formatVersion": .integer(Int64(format)), "engineVersion": .string("9.1"),
      "files": .object(sums),
    ]).text
  }

  private func withBundle(format: Int = 1, _ body: (String) throws -> Void) throws {
    try withScratchFolder { folder in
      let path = folder + "/shop"
      try BundleFolder.write(
        to: path, isForced: false, files: Self.files,
        manifest: try Self.manifest(format: format))
      try body(path)
    }
  }

  @Test("A written bundle reads back")
  func roundTrip() throws {
    try withBundle { path in
      let folder = try BundleFolder(reading: path)
      #expect(folder.model == Array("model".utf8))
      #expect(folder.metrics == Array("{}\n".utf8))
      #expect(folder.formatVersion == 1)
      #expect(folder.warnings == [])
    }
  }

  @Test(
    "Changed, cut and missing files are refused by name", arguments: ["model.bin", "metrics.json"])
  func damagedFiles(name: String) throws {
    try withBundle { path in
      try AtomicFile.write("mode1", to: path + "/" + name)
      let error = try #require(throws: BundleError.self) { try BundleFolder(reading: path) }
      #expect(error.description.contains(name))
      #expect(error.category == .badData)
      try FileManager.default.removeItem(atPath: path + "/" + name)
      #expect(throws: BundleError.damaged(file: path + "/" + name, what: "it is missing")) {
        try BundleFolder(reading: path)
      }
    }
  }

  @Test("Edits of the model card only warn")
  func editedCard() throws {
    try withBundle { path in
      try AtomicFile.write("# My notes\n", to: path + "/MODEL_CARD.md")
      let edited = try BundleFolder(reading: path).warnings
      #expect(edited.count == 1 && edited[0].contains("edited"))
      try FileManager.default.removeItem(atPath: path + "/MODEL_CARD.md")
      let missing = try BundleFolder(reading: path).warnings
      #expect(missing.count == 1 && missing[0].contains("missing"))
    }
  }

  @Test("A newer format is refused with the version that made it")
  func newerFormat() throws {
    try withBundle(format: 4) { path in
      let error = BundleError.newerFormat(found: 4, supported: 3, madeBy: "9.1")
      #expect(throws: error) { try BundleFolder(reading: path) }
      #expect(error.description.contains("newer version (9.1)"))
    }
  }

  @Test("What is not a bundle is refused with the reason")
  func foreignThings() throws {
    try withScratchFolder { folder in
      #expect(throws: BundleError.notFound(path: folder + "/absent")) {
        try BundleFolder(reading: folder + "/absent")
      }
      #expect(BundleError.notFound(path: "x").category == .missingInput)
      func reason(_ path: String) -> String {
        do {
          _ = try BundleFolder(reading: path)
          return ""
        } catch { return error.description }
      }
      #expect(reason(folder).contains("no manifest.json"))
      try AtomicFile.write("[]", to: folder + "/file")
      #expect(reason(folder + "/file").contains("not a folder"))
      try AtomicFile.write("{\"name\": 1}", to: folder + "/manifest.json")
      #expect(reason(folder).contains("damaged"))
      try AtomicFile.write(ManifestSeal.seal("{\"name\": 1}"), to: folder + "/manifest.json")
      #expect(reason(folder).contains("names no format"))
      try AtomicFile.write(
        ManifestSeal.seal("{\"formatVersion\": 1}"), to: folder + "/manifest.json")
      #expect(reason(folder).contains("no checksum of model.bin"))
      try AtomicFile.write(
        ManifestSeal.seal("{\"formatVersion\": 1e400}"), to: folder + "/manifest.json")
      #expect(reason(folder) != "")
    }
  }

  /// Every byte of the manifest flipped, and every length cut.
  @Test("A changed manifest is never taken")
  func changedManifest() throws {
    try withBundle { path in
      let manifest = path + "/manifest.json"
      let bytes = try OpenFile.read(manifest)
      for index in bytes.indices {
        var changed = bytes
        changed[index] ^= UInt8(1 << (index % 8))
        try Data(changed).write(to: URL(fileURLWithPath: manifest))
        #expect(throws: BundleError.self) { try BundleFolder(reading: path) }
        try Data(bytes[..<index]).write(to: URL(fileURLWithPath: manifest))
        #expect(throws: BundleError.self) { try BundleFolder(reading: path) }
      }
    }
  }
}
