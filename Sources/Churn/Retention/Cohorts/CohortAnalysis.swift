public import ChurnData
internal import ChurnMath

/// Cohorts of a shop, from its orders.
///
///     var analysis = CohortAnalysis()
///     analysis.by = ["time", "channel"]
///     analysis.measure = .value
///     let report = try analysis.run(book)
///
/// A customer's first period is that of his first kept order. Of cohorts that hold customers of several
/// first periods a cell speaks of those for whom its period was observed to the end; where there are none,
/// of those for whom it was observed in part, and is marked.
public struct CohortAnalysis: Sendable {
  /// What customers are put together by.
  public var by = ["time"]
  /// How long a period is.
  public var every = PeriodLength.month
  /// What the cells hold.
  public var measure = CohortMeasure.retention
  /// Whether size is the average order's value and not the first one's.
  public var isSizeAverage = false
  /// Tiers of sizes.
  public var tiers = 4
  /// The most periods after the first to show; nil = all.
  public var columns: Int?
  /// The day after the last to count; nil = the end of the data.
  public var at: Day?
  /// Margin as a share of revenue for `value`; nil = the margin column, or all of revenue.
  public var marginRate: Double?
  /// Periods to project beyond the last whole one; 0 for none.
  public var projectedPeriods = 0
  /// The most threads to use; results do not depend on it.
  public var threads = 1

  /// Cohorts by the month of the first order, and who came back.
  public init() {}

  /// The most parts of `--by`.
  static let mostParts = 3
  /// Cohorts beyond which nobody reads a table.
  static let mostCohorts = 5_000

  /// Where the data are, with the columns of the customers file that customers are put together by.
  ///
  /// - Throws: `DataError` where the customers file cannot be read.
  public func reading(_ source: OrderBook.Source) throws -> OrderBook.Source {
    var source = source
    guard let path = source.customersPath else { return source }
    let wanted = by.filter { CohortGroups.Word(rawValue: $0) == nil }
    guard !wanted.isEmpty else { return source }
    var options = source.given.file.tableOptions(threads: threads)
    options.delimiter = nil
    options.dateFormat = nil
    let names = try TableFile(paths: [path], options: options).columnNames
    source.groups = wanted.filter { names.contains($0) }
    return source
  }

  /// Counts.
  ///
  /// Where a projection was asked for and no model can be fitted, a note says why.
  ///
  /// - Throws: `PipelineError`, `DataError` for an unknown name.
  public func run(_ book: OrderBook) throws -> CohortsReport {
    try check(book.log)
    let log = book.log
    let grid = try PeriodGrid.over(log, every: every, at: at)
    let parts = try by.filter { $0 != CohortGroups.Word.time.rawValue }.map { name in
      try CohortGroups(name, of: book, self, before: grid.observed.upperBound)
    }
    let keys = try CohortKeys(parts, customers: log.customerCount)
    guard keys.count * CohortTensor.triangle(grid.count) <= CohortTensor.mostCells else {
      throw PipelineError.badOption(
        option: "--every",
        problem:
          "\(grid.count) \(grid.length.plural) times \(keys.count) groups are too many cells; take "
          + "longer periods or fewer groups.")
    }
    let margin = margin(log)
    let tensor = tensor(log, keys, grid, usesMargin: margin.isFound)
    guard tensor.sizes.contains(where: { $0 > 0 }) else {
      throw PipelineError.emptyTable(
        what: "no order was kept before \(grid.observed.upperBound); check --returns and --at")
    }
    let rows = CohortRows(
      tensor, keys, grid, timePlace: by.firstIndex(of: CohortGroups.Word.time.rawValue))
    guard rows.rows.count <= Self.mostCohorts else {
      throw PipelineError.badOption(
        option: "--by",
        problem:
          "\(rows.rows.count) cohorts are too many to read; take longer periods or fewer parts.")
    }
    let second = try secondOrders(log, keys, grid, rows)
    // What was observed stands without a model, so one that cannot be fitted is said and left out.
    var projection: CohortProjection?
    var unprojected: String?
    if projectedPeriods > 0 {
      do {
        projection = try CohortProjection(self, log, keys, grid, tensor, margin: margin)
      } catch {
        unprojected = "Nothing is projected: \(error)"
      }
    }
    return CohortsReport(
      self, log, grid, keys, tensor, rows, margin: margin, second: second, projection: projection,
      extraNotes: unprojected.map { [$0] } ?? [])
  }

  private func check(_ log: PurchaseLog) throws(PipelineError) {
    guard !by.isEmpty, by.count <= Self.mostParts else {
      throw .badOption(
        option: "--by", problem: "expected one to \(Self.mostParts) names, got \(by.count).")
    }
    if let twice = by.indices.first(where: { by[..<$0].contains(by[$0]) }) {
      throw .badOption(option: "--by", problem: "\"\(by[twice])\" is named twice.")
    }
    if measure.isMoney, log.amounts == nil, !(measure == .margin && log.margins != nil) {
      throw .badOption(
        option: "--measure",
        problem: "\(measure.rawValue) needs money; name its column with --amount.")
    }
    if measure == .margin, log.margins == nil, marginRate == nil {
      throw .badOption(
        option: "--measure",
        problem: "margin needs its column; name it with --margin, or pass --margin-rate.")
    }
  }

  /// Whether margin is found in the data, and else its share of revenue; no rate where none is used.
  private func margin(_ log: PurchaseLog) -> (isFound: Bool, rate: Double?) {
    guard measure == .value || measure == .margin else { return (false, nil) }
    if let marginRate { return (false, marginRate) }
    return log.margins == nil ? (false, 1) : (true, nil)
  }

  private func tensor(
    _ log: PurchaseLog, _ keys: CohortKeys, _ grid: PeriodGrid, usesMargin: Bool
  ) -> CohortTensor {
    let pieces = log.customerPieces(max(1, threads))
    let measured = measure == .margin && !usesMargin ? CohortMeasure.revenue : measure
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var kept = KeptOrders(log, before: grid.observed.upperBound)
      var tensor = CohortTensor(groups: keys.count, periods: grid.count)
      for customer in pieces[piece] {
        guard let group = keys.group(of: customer) else { continue }
        kept.take(customer: customer)
        tensor.add(kept, group: group, grid, measure: measured, usesMargin: usesMargin)
      }
      return tensor
    }
    var tensor = CohortTensor(groups: keys.count, periods: grid.count)
    for part in parts { tensor.add(part) }
    return tensor
  }

  /// How soon a second order follows, for each row and at last for all.
  private func secondOrders(
    _ log: PurchaseLog, _ keys: CohortKeys, _ grid: PeriodGrid, _ rows: CohortRows
  ) throws -> [SecondOrder?] {
    struct Wait: Sendable {
      let days: Double
      let hasOrdered: Bool
      let row: Int32
    }
    let end = grid.observed.upperBound
    let pieces = log.customerPieces(max(1, threads) * 4)
    let waits = mapIndices(pieces.count, threads: threads) { piece in
      var kept = KeptOrders(log, before: end)
      return pieces[piece].compactMap { customer -> Wait? in
        guard let group = keys.group(of: customer) else { return nil }
        kept.take(customer: customer)
        guard let first = kept.orders.first?.day else { return nil }
        let next = kept.orders.first { $0.day > first }?.day
        return Wait(
          days: Double((next ?? end - 1) - first), hasOrdered: next != nil,
          row: Int32(clamping: rows.row(group, join: grid.place(of: first))))
      }
    }.flatMap { $0 }
    let days = waits.map(\.days)
    let ordered = waits.map(\.hasOrdered)
    let each = try SecondOrder.byGroup(
      waits: days, hasOrdered: ordered, groups: waits.map(\.row), count: rows.rows.count,
      threads: threads)
    let all = try SecondOrder.byGroup(
      waits: days, hasOrdered: ordered, groups: [Int32](repeating: 0, count: days.count), count: 1,
      threads: threads)
    return each + all
  }
}
