import Foundation
import Testing

@testable import Churn

/// A folder of its own for a test, removed afterwards.
func withScratchFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("churn-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

/// The names in a folder, sorted.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// The text of a file.
func text(of path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}

@Suite("Files that appear whole or not at all")
struct AtomicFileTests {
  @Test("A committed file holds all bytes and leaves nothing beside it")
  func commitPutsTheFileInPlace() throws {
    try withScratchFolder { folder in
      var file = try AtomicFile(folder + "/out.csv")
      try file.write("a,b\n")
      #expect(try names(in: folder) != ["out.csv"])
      try file.write("1,2\n")
      try file.commit()
      #expect(try names(in: folder) == ["out.csv"])
      #expect(try text(of: folder + "/out.csv") == "a,b\n1,2\n")
    }
  }

  @Test("Without a commit the old file stays and the new one goes")
  func noCommitChangesNothing() throws {
    try withScratchFolder { folder in
      try AtomicFile.write("old", to: folder + "/out.csv")
      func abandon() throws {
        var file = try AtomicFile(folder + "/out.csv")
        try file.write("new")
      }
      try abandon()
      #expect(try names(in: folder) == ["out.csv"])
      #expect(try text(of: folder + "/out.csv") == "old")
    }
  }

  @Test("A replaced file hands on its permissions")
  func permissionsStay() throws {
    try withScratchFolder { folder in
      let path = folder + "/out.csv"
      try AtomicFile.write("old", to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try AtomicFile.write("new", to: path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o640)
    }
  }

  @Test("A symbolic link stays a link, and the file behind it is replaced")
  func linksAreFollowed() throws {
    try withScratchFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/real", withIntermediateDirectories: true)
      try AtomicFile.write("old", to: folder + "/real/file")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "real/file")
      try AtomicFile.write("new", to: folder + "/link")
      #expect(try text(of: folder + "/real/file") == "new")
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link")
      #expect(target == "real/file")
      #expect(try names(in: folder + "/real") == ["file"])
    }
  }

  @Test("A link to nothing makes the file it names; links in a circle are refused")
  func oddLinks() throws {
    try withScratchFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/dangling", withDestinationPath: "absent")
      try AtomicFile.write("new", to: folder + "/dangling")
      #expect(try text(of: folder + "/absent") == "new")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/circle", withDestinationPath: "circle")
      #expect(throws: OutputError.self) { try AtomicFile.write("x", to: folder + "/circle") }
    }
  }

  @Test("Devices are written straight")
  func devicesAreWrittenStraight() throws {
    try AtomicFile.write("gone", to: "/dev/null")
    #expect(OpenFile.kind("/dev/null").kind == .other)
  }

  @Test("A full disk is told apart")
  func fullDisk() {
    #expect(throws: OutputError.diskFull(path: "/dev/full")) {
      try AtomicFile.write("x", to: "/dev/full")
    }
    #expect(OutputError.diskFull(path: "x").category == .ioFailed)
  }

  @Test(
    "What cannot be made is refused with its reason",
    arguments: [
      ("/no-such-folder/x.csv", "does not exist"), ("/", "does not name a file"),
      ("", "does not name a file"), ("/tmp", "is a folder"), ("/tmp/", "does not name a file"),
      ("..", "does not name a file"), ("/dev/null/x", "not a folder"),
      ("/proc/no-such-place", "does not exist"),
    ])
  func badPaths(path: String, reason: String) throws {
    let error = try #require(throws: OutputError.self) { try AtomicFile.write("x", to: path) }
    #expect(error.category == .cannotCreate)
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test("A path with a zero byte is not cut there")
  func zeroByte() throws {
    try withScratchFolder { folder in
      #expect(throws: OutputError.self) { try AtomicFile.write("x", to: folder + "/a\0b") }
      let made = try names(in: folder)
      #expect(made == [])
    }
  }

  @Test("The longest names work")
  func longNames() throws {
    try withScratchFolder { folder in
      let name = String(repeating: "n", count: 255)
      try AtomicFile.write("x", to: folder + "/" + name)
      #expect(try names(in: folder) == [name])
      let accents = String(repeating: "é", count: 127)
      try AtomicFile.write("x", to: folder + "/" + accents)
      #expect(throws: OutputError.self) {
        try AtomicFile.write("x", to: folder + "/" + name + "n")
      }
      #expect(try names(in: folder).count == 2)
    }
  }
}
