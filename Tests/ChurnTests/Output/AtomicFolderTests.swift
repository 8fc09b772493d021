import Foundation
import Testing

@testable import Churn

@Suite("Folders that appear whole or not at all")
struct AtomicFolderTests {
  private func make(_ path: String, isForced: Bool, _ files: [String: String]) throws {
    var folder = try AtomicFolder(path, isForced: isForced)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      try folder.write(Array(text.utf8), as: name)
    }
    try folder.commit()
  }

  @Test("A committed folder holds its files; folders above are made")
  func commitMakesTheFolder() throws {
    try withScratchFolder { folder in
      try make(folder + "/models/new/shop/", isForced: false, ["a": "1", "b": "2"])
      #expect(try names(in: folder + "/models/new") == ["shop"])
      #expect(try names(in: folder + "/models/new/shop") == ["a", "b"])
      #expect(try text(of: folder + "/models/new/shop/b") == "2")
    }
  }

  @Test("Without a commit there is no folder")
  func noCommitLeavesNothing() throws {
    try withScratchFolder { folder in
      func abandon() throws {
        var new = try AtomicFolder(folder + "/shop", isForced: false)
        try new.write([1], as: "a")
      }
      try abandon()
      #expect(try names(in: folder) == [])
    }
  }

  @Test("An existing folder needs force, and force needs a manifest")
  func existingFolders() throws {
    try withScratchFolder { folder in
      let path = folder + "/shop"
      try make(path, isForced: false, ["notes": "mine"])
      #expect(throws: OutputError.exists(path: path)) {
        try make(path, isForced: false, ["a": "1"])
      }
      #expect(throws: OutputError.notABundle(path: path)) {
        try make(path, isForced: true, ["a": "1"])
      }
      #expect(try names(in: path) == ["notes"])
      #expect(OutputError.exists(path: path).category == .cannotCreate)
      #expect(OutputError.notABundle(path: path).category == .cannotCreate)
    }
  }

  @Test("Force exchanges a bundle for the new one and removes the old")
  func forceReplaces() throws {
    try withScratchFolder { folder in
      let path = folder + "/shop"
      try make(path, isForced: true, ["manifest.json": "{}", "old": "1"])
      try make(path, isForced: true, ["manifest.json": "{ }", "new": "2"])
      #expect(try names(in: folder) == ["shop"])
      #expect(try names(in: path) == ["manifest.json", "new"])
    }
  }

  @Test("Where folders cannot be exchanged, the old one moves away and is removed")
  func replaceByMoves() throws {
    try withScratchFolder { folder in
      let path = folder + "/shop"
      try make(path, isForced: true, ["manifest.json": "{}", "old": "1"])
      try replaceByMoves(path)
      #expect(try names(in: folder) == ["shop"])
      #expect(try names(in: path) == ["new"])
    }
  }

  private func replaceByMoves(_ path: String) throws {
    var folder = try AtomicFolder(path, isForced: true)
    try folder.write([1], as: "new")
    try folder.replaceByMoves()
  }

  @Test("A link to a bundle stays a link")
  func linksAreFollowed() throws {
    try withScratchFolder { folder in
      try make(folder + "/v1", isForced: false, ["manifest.json": "1"])
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/latest", withDestinationPath: "v1")
      try make(folder + "/latest", isForced: true, ["manifest.json": "2"])
      #expect(try text(of: folder + "/v1/manifest.json") == "2")
      #expect(try names(in: folder) == ["latest", "v1"])
    }
  }

  @Test("A file in the way is never replaced, and names cannot lead out of the folder")
  func filesInTheWay() throws {
    try withScratchFolder { folder in
      let path = folder + "/shop"
      try AtomicFile.write("mine", to: path)
      #expect(throws: OutputError.exists(path: path)) { try make(path, isForced: false, [:]) }
      #expect(throws: OutputError.notABundle(path: path)) { try make(path, isForced: true, [:]) }
      #expect(try text(of: path) == "mine")
      #expect(throws: OutputError.self) { try make(folder + "/b", isForced: false, ["../x": ""]) }
      #expect(throws: OutputError.self) { try make(folder + "/shop/in", isForced: false, [:]) }
      #expect(throws: OutputError.self) { try make(".", isForced: true, [:]) }
      #expect(try names(in: folder) == ["shop"])
    }
  }

  @Test("A folder made meanwhile by somebody else is left alone")
  func folderMadeMeanwhile() throws {
    try withScratchFolder { folder in
      let path = folder + "/shop"
      #expect(throws: OutputError.exists(path: path)) { try race(path) }
      let left = try names(in: folder) + names(in: path)
      #expect(left == ["shop"])
    }
  }

  /// Makes a bundle while another folder appears at its place.
  private func race(_ path: String) throws {
    var new = try AtomicFolder(path, isForced: true)
    try new.write([1], as: "a")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try new.commit()
  }
}
