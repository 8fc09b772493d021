public import ChurnData

/// What was told of each customer at one cutoff: the probabilities that the future will judge.
public struct Promise: Sendable, Equatable {
  /// Who promised what.
  public struct Head: Sendable, Equatable, Codable {
    /// What the file is: always ``kind``.
    public var kind: String
    /// The version of the file's format.
    public var formatVersion: Int
    /// The name of the bundle.
    public var bundle: String
    /// SHA-256 of the bundle's `model.bin`, by which a bundle knows its own promises.
    public var model: String
    /// The fingerprint of the rows that the bundle was trained on.
    public var fingerprint: String
    /// The cutoff; nil for a ready table.
    public var cutoff: Day?
    /// Days of the label window; nil for a ready table.
    public var horizonDays: Int?
    /// Days between cutoff and label window; nil for a ready table.
    public var gapDays: Int?
    /// The number of customers.
    public var customers: Int
    /// SHA-256 of the table beside it.
    public var sha256: String

    /// What a promise calls itself.
    static let kind = "churn-promise"
    /// The newest format that this version reads and the one that it writes.
    static let currentFormat = 1
  }

  /// What was promised of one customer.
  public struct Row: Sendable, Equatable {
    /// The id.
    public let id: String
    /// The calibrated probability of churn.
    public let probability: Double
    /// The risk band.
    public let band: RiskBands.Band
    /// The stage of life; nil for a ready table.
    public let segment: LifecycleStage?
  }

  /// Who promised what.
  public let head: Head
  /// The customers, the riskiest first.
  public let rows: [Row]

  /// The day on which the label window has passed; nil for a ready table.
  public var matures: Day? {
    guard let cutoff = head.cutoff, let days = head.horizonDays, let gap = head.gapDays else {
      return nil
    }
    return Horizon(days: days, gap: gap).end(from: Snapshot(cutoff))
  }

  /// Whether the label window has wholly passed in data that end before `end`.
  func isMature(end: Day) -> Bool { matures.map { $0 <= end } ?? false }
}

extension Promise {
  /// The promise that scores make, and the bytes of its table.
  ///
  /// - Throws: `LedgerError.rowNumbers` for a ready table without an id column: a row's number is no
  ///   one's name.
  static func made(
    by bundle: ModelBundle, of customers: [ScoredCustomer], at cutoff: Day?
  ) throws(LedgerError) -> (promise: Promise, table: [UInt8]) {
    if let table = bundle.manifest.table, table.id == nil { throw .rowNumbers }
    let rows = customers.map { customer in
      Row(
        id: customer.id, probability: customer.probability, band: customer.band,
        segment: customer.stage)
    }
    let table = PromiseTable.bytes(rows, hasSegments: bundle.manifest.kind == .orders)
    let horizon = bundle.manifest.orders?.horizon
    let head = Head(
      kind: Head.kind, formatVersion: Head.currentFormat, bundle: bundle.manifest.name,
      model: bundle.modelSum, fingerprint: bundle.manifest.fingerprint, cutoff: cutoff,
      horizonDays: horizon?.days, gapDays: horizon?.gap, customers: rows.count,
      sha256: Checksums.sha256(table))
    return (Promise(head: head, rows: rows), table)
  }
}
