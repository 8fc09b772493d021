import Foundation

@testable import ChurnData

/// A file that lives as long as this value.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8], name: String = "t.csv") throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("churn-tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    path = url.path
  }

  convenience init(_ text: String, name: String = "t.csv") throws {
    try self.init(Array(text.utf8), name: name)
  }

  deinit {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try? FileManager.default.removeItem(at: folder)
  }
}

/// Reads columns of a text and gives them back as values that are easy to compare.
enum Reading {
  static func options(
    blockBytes: Int = 4 << 20, threads: Int = 1, change: (inout TableOptions) -> Void = { _ in }
  ) -> TableOptions {
    var options = TableOptions()
    options.blockBytes = blockBytes
    options.threads = threads
    options.maxRejectShare = 1
    change(&options)
    return options
  }

  static func read(
    _ text: String, _ requests: [ColumnRequest], options: TableOptions = options()
  ) throws -> ColumnTable {
    try read(Array(text.utf8), requests, options: options)
  }

  static func read(
    _ bytes: [UInt8], _ requests: [ColumnRequest], options: TableOptions = options()
  ) throws -> ColumnTable {
    let file = try TemporaryFile(bytes)
    return try TableFile(paths: [file.path], options: options).read(requests)
  }

  /// One column of a text without a header.
  static func column(
    _ fields: [String], _ meaning: ColumnRequest.Meaning, required: Bool = false,
    change: (inout TableOptions) -> Void = { _ in }
  ) throws -> ColumnTable {
    let lines = fields.map { "\($0);x\n" }.joined()
    let options = options {
      $0.hasHeader = false
      $0.delimiter = .semicolon
      change(&$0)
    }
    let request = ColumnRequest(column: 0, meaning: meaning, isRequired: required)
    return try read(lines, [request], options: options)
  }

  /// The error that a closure throws, as a ``DataError``.
  static func error(_ body: () throws -> Void) -> DataError? {
    do {
      try body()
      return nil
    } catch {
      return error as? DataError
    }
  }
}

extension ColumnTable {
  /// A column's values as texts; nil where missing.
  func texts(_ index: Int) -> [String?] {
    switch columns[index] {
    case .text(let column): (0..<rowCount).map { column.text($0) }
    case .key(let column):
      column.keys.map { $0 == KeyColumn.missing ? nil : column.text($0) }
    case .time(let column):
      column.seconds.map { $0 == TimeColumn.missing ? nil : String($0) }
    case .decimal(let column):
      column.units.map { $0 == DecimalColumn.missing ? nil : String($0) }
    case .number(let values): values.map { $0.isNaN ? nil : String($0) }
    }
  }

  var decimals: DecimalColumn? {
    if case .decimal(let column)? = columns.first { column } else { nil }
  }

  var times: TimeColumn? {
    if case .time(let column)? = columns.first { column } else { nil }
  }

  var numbers: [Double]? {
    if case .number(let column)? = columns.first { column } else { nil }
  }
}

/// A generator of the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
