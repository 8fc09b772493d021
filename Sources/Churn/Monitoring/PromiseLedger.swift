public import ChurnData
internal import FoundationEssentials

/// A folder that keeps what was promised, two files a promise.
///
///     shop-3f2a90c1d4e5-2011-07-01.csv     the customers and their probabilities
///     shop-3f2a90c1d4e5-2011-07-01.json    bundle, cutoff, horizon, and the checksum of the table
///
/// The name is that of the bundle, the first digits of its model's checksum and the cutoff (for a ready
/// table, the first digits of the table's own checksum, as each table is a promise of its own). The
/// same scores written twice give the same bytes. Files of other bundles are left alone, so one folder
/// serves all.
public struct PromiseLedger: Sendable {
  /// The folder.
  public let path: String

  /// A ledger at a folder, which need not be there before something is written.
  public init(_ path: String) { self.path = path }

  /// Keeps what was told of scored customers.
  ///
  /// The table is written first, then the head that vouches for it: a crash in between leaves a table
  /// without a head, or with one that no longer fits, and both are told when the ledger is read.
  ///
  /// - Parameters:
  ///   - customers: As they were scored.
  ///   - bundle: What scored them.
  ///   - cutoff: The day it stood at; nil for a ready table.
  ///   - isForced: Whether another promise for the same bundle and cutoff is replaced.
  /// - Returns: The path of the table.
  /// - Throws: `LedgerError.otherPromise`, `.rowNumbers`; `OutputError`.
  @discardableResult
  public func keep(
    _ customers: [ScoredCustomer], of bundle: ModelBundle, at cutoff: Day?, isForced: Bool = false
  ) throws -> String {
    let (promise, table) = try Promise.made(by: bundle, of: customers, at: cutoff)
    let stem =
      path + "/" + Self.prefix(of: bundle)
      + (cutoff.map { "\($0)" } ?? "table-\(promise.head.sha256.prefix(12))")
    if !isForced, OpenFile.kind(stem + ".csv").kind != .absent {
      // A table without its head is what a crash leaves, so that the same scores may mend it.
      guard (try? OpenFile.read(stem + ".csv")) == table else {
        throw LedgerError.otherPromise(path: stem + ".csv", cutoff: cutoff)
      }
    }
    try makeFolder()
    let head = try JSONValue(encoding: promise.head)
    try AtomicFile.write(table, to: stem + ".csv")
    try AtomicFile.write(head.text, to: stem + ".json")
    return stem + ".csv"
  }

  /// Every promise of a bundle, in the order of their cutoffs.
  ///
  /// - Returns: The name of each promise's table, and the promise.
  /// - Throws: `LedgerError`; `DataError`.
  public func promises(of bundle: ModelBundle) throws -> [(name: String, promise: Promise)] {
    guard OpenFile.kind(path).kind == .folder,
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    else { throw LedgerError.notFound(path: path) }
    let prefix = Self.prefix(of: bundle)
    let own = names.filter { $0.hasPrefix(prefix) }
    let heads = own.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    let tables = own.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }
    for stem in tables.sorted() where !heads.contains(stem) {
      throw LedgerError.damaged(
        path: "\(path)/\(stem).csv", what: "its head \(stem).json is missing")
    }
    let read = try heads.sorted().map { stem in
      (name: stem + ".csv", promise: try promise(path + "/" + stem, of: bundle))
    }
    return read.sorted { left, right in
      let (a, b) = (left.promise.head.cutoff?.number ?? 0, right.promise.head.cutoff?.number ?? 0)
      return a != b ? a < b : left.name < right.name
    }
  }

  private func promise(_ stem: String, of bundle: ModelBundle) throws -> Promise {
    let file = stem + ".json"
    let bytes = try read(file)
    guard let head = try? JSONDecoder().decode(Promise.Head.self, from: Data(bytes)),
      head.kind == Promise.Head.kind
    else { throw LedgerError.damaged(path: file, what: "it is not the head of a promise") }
    guard head.formatVersion <= Promise.Head.currentFormat else {
      throw LedgerError.newerFormat(
        path: file, found: head.formatVersion, supported: Promise.Head.currentFormat)
    }
    guard head.model == bundle.modelSum, head.fingerprint == bundle.manifest.fingerprint else {
      throw LedgerError.damaged(path: file, what: "its name says this bundle, and it is of another")
    }
    let named = Self.prefix(of: bundle) + (head.cutoff.map { "\($0)" } ?? "")
    guard head.cutoff == nil || stem.hasSuffix("/" + named) else {
      throw LedgerError.damaged(path: file, what: "its name says another cutoff than its content")
    }
    let horizon = bundle.manifest.orders?.horizon
    guard head.horizonDays == horizon?.days, head.gapDays == horizon?.gap,
      (head.cutoff == nil) == (horizon == nil)
    else { throw LedgerError.damaged(path: file, what: "its horizon is not the bundle's") }
    guard Checksums.sha256(try read(stem + ".csv")) == head.sha256 else {
      throw LedgerError.damaged(
        path: stem + ".csv", what: "it does not match its checksum in the head beside it")
    }
    let rows = try PromiseTable.read(stem + ".csv")
    guard rows.count == head.customers else {
      throw LedgerError.damaged(
        path: stem + ".csv", what: "it has \(rows.count) customers, its head \(head.customers)")
    }
    return Promise(head: head, rows: rows)
  }

  private func read(_ file: String) throws(LedgerError) -> [UInt8] {
    do { return try OpenFile.read(file) } catch {
      if error.isMissing { throw .damaged(path: file, what: "it is missing") }
      throw .unreadable(path: file, reason: error.reason)
    }
  }

  private func makeFolder() throws(OutputError) {
    guard OpenFile.kind(path).kind == .absent else { return }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate(path: path, reason: "the folder cannot be made")
    }
  }

  /// What the names of a bundle's promises begin with.
  static func prefix(of bundle: ModelBundle) -> String {
    let name = bundle.manifest.name.utf8.prefix(80).map { byte -> UInt8 in
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == UInt8(ascii: "_")
      return isPlain ? byte : UInt8(ascii: "_")
    }
    return String(decoding: name, as: UTF8.self) + "-" + bundle.modelSum.prefix(12) + "-"
  }
}

extension ModelBundle {
  /// SHA-256 of `model.bin`, as it is or would be written.
  var modelSum: String { manifest.files["model.bin"] ?? Checksums.sha256(modelFile) }
}
