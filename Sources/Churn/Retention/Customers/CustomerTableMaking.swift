internal import ChurnData
internal import ChurnMath

/// The derived columns of a table on their way, each made of those before it.
struct CustomerTableMaking {
  private let plan: CustomerTablePlan
  private let book: OrderBook
  private let base: SnapshotRows
  private let threads: Int
  private var columns: [FeatureMatrix.Column]
  private(set) var quintiles: [SegmentTable.Score: Quintiles] = [:]
  private(set) var valueBasis: ExpectedValues.Basis?
  private(set) var notes: [String] = []

  init(_ plan: CustomerTablePlan, _ book: OrderBook, base: SnapshotRows, threads: Int) {
    self.plan = plan
    self.book = book
    self.base = base
    self.threads = threads
    columns = base.features.columns
  }

  private var count: Int { base.customers.count }

  /// The columns that were asked for.
  var chosen: [FeatureMatrix.Column] { columns.filter { plan.isWanted($0.name) } }

  private func values(_ name: String) -> [Double]? {
    columns.first { $0.name == name }?.values
  }

  private mutating func add(_ column: CustomerTablePlan.DerivedColumn, _ values: [Double]) {
    columns.append(
      FeatureMatrix.Column(
        name: column.name, kind: plan.kind(of: column, book.log), values: values))
  }

  /// Makes every derived column that is needed.
  mutating func derive() throws {
    scores()
    stage()
    value()
    for behaviour in Behaviour.allCases where plan.needs(.behaviour(behaviour)) {
      habit(behaviour)
    }
    main()
    try segments()
  }

  // MARK: - Scores

  private mutating func scores() {
    for (score, name) in [
      (SegmentTable.Score.recency, "recency_days"), (.frequency, "btyd_x"), (.money, "revenue_all"),
    ] where plan.needs(.score(score)) {
      guard var figures = values(name) else { continue }
      // Days with an order, the first one included.
      if score == .frequency { figures = figures.map { $0 + 1 } }
      let cuts = Quintiles(figures)
      quintiles[score] = cuts
      let scored = figures.map(cuts.score)
      // A short silence is good.
      add(.score(score), score == .recency ? scored.map { 6 - $0 } : scored)
    }
  }

  private mutating func stage() {
    guard plan.needs(.stage), let recency = values("recency_days"),
      let tenure = values("tenure_days"), let orders = values("orders_all"),
      let overdue = values("overdue_days")
    else { return }
    let seen = plan.day - book.log.span.lowerBound
    let cases = LifecycleStage.allCases
    add(
      .stage,
      (0..<count).map { row in
        let stage = LifecycleStage(
          recencyDays: Int(recency[row]), tenureDays: Int(tenure[row]), orders: Int(orders[row]),
          overdueDays: overdue[row], horizonDays: plan.settings.horizonDays,
          unseenDays: seen - Int(tenure[row]))
        return cases.firstIndex(of: stage).map(Double.init) ?? .nan
      })
  }

  // MARK: - Value

  private mutating func value() {
    guard plan.needs(.value), let repeats = values("btyd_x"), let last = values("btyd_t_x"),
      let observed = values("btyd_t"), let orders = values("orders_365")
    else { return }
    let margin =
      plan.settings.marginRate
      ?? MarginShare.found(book.log, base.customers, before: plan.day, threads) ?? 1
    let expected = ExpectedValues(
      ExpectedValues.Figures(
        repeatDays: repeats, lastPurchaseAge: last, observedDays: observed,
        meanSpend: values("btyd_mean_spend"), revenue365: values("revenue_365"),
        orders365: orders), marginRate: margin, schedule: plan.settings.schedule,
      threads: threads)
    valueBasis = expected.basis
    if let reason = expected.reason {
      let instead =
        expected.basis == .revenue ? "revenue of the last 365 days" : "orders of the last 365 days"
      notes.append(
        "Value tiers and clv go by the \(instead), because \(reason)\(reason.hasSuffix(".") ? "" : ".")"
      )
    }
    add(.value, expected.values)
    if plan.needs(.tier) { add(.tier, tiers(expected.values)) }
  }

  /// The place of each customer's tier, equal values together.
  private func tiers(_ values: [Double]) -> [Double] {
    let sorted = values.filter { !$0.isNaN }.sorted(by: >)
    guard !sorted.isEmpty else { return values }
    let shares = plan.settings.segments.tiers.map(\.share)
    var least: [Double] = []
    var sum = 0.0
    for share in shares.dropLast() {
      sum += share
      // The last of the tier's customers if they stood in a line; equals stay with him.
      let place = max(1, Int((sum * Double(sorted.count)).rounded(.toNearestOrAwayFromZero)))
      least.append(sorted[min(place, sorted.count) - 1])
    }
    return values.map { value in
      value.isNaN ? .nan : Double(least.firstIndex { value >= $0 } ?? shares.count - 1)
    }
  }

  // MARK: - Habits

  private mutating func habit(_ behaviour: Behaviour) {
    guard let orders = values("orders_all") else { return }
    let figures = behaviour.features.compactMap { values($0.name) }
    guard figures.count == behaviour.features.count else { return }
    let table = plan.settings.segments
    let least = Double(table.leastOrders)
    let threshold = table.threshold(behaviour)
    add(
      .behaviour(behaviour),
      (0..<count).map { row in
        orders[row] < least
          ? .nan : behaviour.value(figures.map { $0[row] }, threshold: threshold)
      })
  }

  private mutating func main() {
    for (column, levels, weight) in [
      (
        CustomerTablePlan.DerivedColumn.mainChannel, book.log.channels,
        PurchaseLog.LevelWeight.orders
      ),
      (.mainCategory, book.log.categories, .value),
    ] where plan.needs(column) {
      guard let levels else { continue }
      add(
        column,
        book.log.mainLevels(
          of: levels, customers: base.customers, before: plan.day, by: weight, threads: threads))
    }
  }

  // MARK: - Segments

  /// The first segment of the table that fits each customer.
  private mutating func segments() throws {
    guard plan.needs(.segment) else { return }
    let table = plan.settings.segments
    let matrix = FeatureMatrix(columns: columns, rowCount: count)
    let names = table.names
    var found = [Double](repeating: .nan, count: count)
    var several = 0
    for entry in table.entries {
      guard let place = names.firstIndex(of: entry.name) else { continue }
      let meets = try entry.condition?.matches(matrix)
      let scores = SegmentTable.Score.allCases.map { values($0.column) }
      for row in 0..<count where meets?[row] ?? true {
        let isTaken = entry.takes { kind in
          SegmentTable.Score.allCases.firstIndex(of: kind).flatMap { scores[$0]?[row] } ?? .nan
        }
        guard isTaken else { continue }
        if found[row].isNaN { found[row] = Double(place) } else { several += 1 }
      }
    }
    if several > 0 {
      notes.append("Customers fit a further segment \(several) times; the first one counts.")
    }
    if let rest = names.firstIndex(of: SegmentTable.other) {
      let without = found.count { $0.isNaN }
      found = found.map { $0.isNaN ? Double(rest) : $0 }
      if without > 0 {
        notes.append("\(without) customers fit no segment and count as \(SegmentTable.other).")
      }
    }
    add(.segment, found)
  }
}
