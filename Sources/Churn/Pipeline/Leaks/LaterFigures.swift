internal import ChurnData
internal import ChurnMath

/// Finds columns without a date that say what only later orders tell.
///
/// A column of a customers file is compared with what the orders say of each customer as of later
/// days: later cutoffs, the ends of label windows, the end of the data. One that ranks the customers as
/// such a figure does, and clearly not as the same figure as of the cutoff, was filled in later: total
/// spend, number of orders, day of the last order. What is the same at the cutoff and later, such as
/// where the first order came from, cannot be found this way and does no harm.
///
/// Other systems count returns in their own way, so figures are taken with returns and without.
struct LaterFigures: Sendable {
  /// What the figures are called: orders and money so far and of late, silence, breadth.
  private let names: [String]
  /// The cutoffs compared at, ascending, and the later days, ascending.
  private let cutoffs: [Day]
  private let days: [Day]
  /// The number of each compared customer in the whole log, ascending.
  private let customers: [Int]
  /// For each day of `cutoffs` and `days`, each figure of each compared customer; NaN where
  /// he had not bought yet.
  private let values: [Day: [[Double]]]
  /// For each cutoff, the compared customers (as places in `customers`) who are active then.
  private let active: [Day: [Int]]

  /// At most so many customers are compared: enough for the third decimal of a correlation.
  private static let mostCustomers = 4000
  /// At most so many cutoffs and so many later days.
  private static let mostCutoffs = 4
  private static let mostDays = 12
  /// Fewer customers prove nothing.
  private static let leastCustomers = 30
  /// Customers beside the most common value, in the column and in the figure.
  private static let leastDiffering = 20
  /// The correlation from which a column is suspicious.
  private static let suspicious = 0.95

  /// Computes the figures.
  ///
  /// - Parameters:
  ///   - log: The orders.
  ///   - cutoffs: The cutoffs, ascending.
  ///   - horizon: The label window; nil when none was chosen yet.
  ///   - end: The day after the last that counts.
  ///   - activeWithinDays: Who is compared at a cutoff; nil = everybody with an order.
  ///   - seed: Which customers are drawn where there are many.
  ///   - threads: The most threads to use.
  /// - Complexity: O(lines of the customers compared · days).
  init(
    _ log: PurchaseLog, cutoffs: [Day], horizon: Horizon?, end: Day, activeWithinDays: Int?,
    seed: UInt64, threads: Int
  ) {
    let compared = Self.thinned(cutoffs, to: Self.mostCutoffs)
    var later = Set(cutoffs.dropFirst())
    if let horizon { later.formUnion(cutoffs.map { min(end, horizon.end(from: Snapshot($0))) }) }
    later.remove(end)
    let days = Self.thinned(later.sorted(), to: Self.mostDays) + [end]
    let windows = [30, 90, 180, 365] + (horizon.map { [$0.days] } ?? [])
    let lengths = windows.indices.filter { !windows[..<$0].contains(windows[$0]) }
      .map { windows[$0] }
    var features: [Feature] = [.recency(.recencyDays), .recency(.orders(inLast: nil))]
    features += lengths.map { .recency(.orders(inLast: $0)) }
    features += [.recency(.repeatPurchaseDays), .recency(.lastPurchaseAge)]
    if log.amounts != nil {
      features += [.recency(.revenue(inLast: nil)), .recency(.averageOrderValue)]
      features += lengths.map { .recency(.revenue(inLast: $0)) }
    }
    if log.products != nil { features.append(.breadth(.products(inLast: nil))) }
    if log.categories != nil { features.append(.breadth(.categories(inLast: nil))) }
    let customers = log.sampled(
      Array(0..<log.customerCount), atMost: Self.mostCustomers, seed: seed)
    let snapshots = Set(compared + days).sorted().map { Snapshot($0) }
    var names: [String] = []
    var values: [Day: [[Double]]] = [:]
    for keepsReturns in log.isReturn == nil ? [true] : [true, false] {
      let part = log.cut(before: end, customers: customers, keepsReturns: keepsReturns)
      let table = Self.table(
        part, features, snapshots, horizon ?? Horizon(days: 1),
        places: Self.places(of: part, in: log, customers), count: customers.count,
        threads: threads)
      for (day, columns) in zip(snapshots.map(\.day), table) {
        values[day, default: []] += columns
      }
      names += features.map { keepsReturns ? $0.name : "\($0.name) before returns" }
    }
    var active: [Day: [Int]] = [:]
    for cutoff in compared {
      let silence = values[cutoff]?[0] ?? []
      active[cutoff] = silence.indices.filter { place in
        silence[place] <= Double(activeWithinDays ?? .max)
      }
    }
    self.names = names
    self.cutoffs = compared
    self.days = days
    self.customers = customers
    self.values = values
    self.active = active
  }

  /// Figures of a log of some customers: for each cutoff each figure's value of each of `count`
  /// customers, of whom the log's are at `places`.
  private static func table(
    _ log: PurchaseLog, _ features: [Feature], _ snapshots: [Snapshot], _ horizon: Horizon,
    places: [Int], count: Int, threads: Int
  ) -> [[[Double]]] {
    // The base's rhythm enters none of these figures.
    let parameters = FeatureParameters(
      gapMean: 30, gapMedian: 30, gapDeviation: 30, gapQuantile90: 60)
    let rows = FeatureBuilder(features: features, parameters: parameters, horizon: horizon).rows(
      of: log, at: snapshots, eligibility: Eligibility(activeWithinDays: nil), threads: threads)
    var table = snapshots.map { _ in
      features.map { _ in [Double](repeating: .nan, count: count) }
    }
    for (column, figure) in rows.features.columns.enumerated() {
      for (row, customer) in rows.customers.enumerated() where customer < places.count {
        table[rows.cutoffs[row]][column][places[customer]] = figure.values[row]
      }
    }
    return table
  }

  /// The place of each customer of a cut log among those it was cut to; both run in the order of ids.
  private static func places(
    of part: PurchaseLog, in log: PurchaseLog, _ customers: [Int]
  ) -> [Int] {
    var places: [Int] = []
    for (place, customer) in customers.enumerated() where places.count < part.customerCount {
      if part.customerIDs.bytes(places.count) == log.customerIDs.bytes(customer) {
        places.append(place)
      }
    }
    return places
  }

  /// What a column restates, by the strongest correlation.
  ///
  /// - Parameter column: One value for each customer of the whole log; NaN = missing.
  /// - Returns: Nil when it restates nothing later.
  func evidence(_ column: [Double]) -> LeakSuspicion.Evidence? {
    let own = customers.map { column[$0] }
    var best: (evidence: LeakSuspicion.Evidence, distance: Double)?
    for cutoff in cutoffs {
      for place in names.indices {
        guard let found = evidence(own, place, cutoff) else { continue }
        if found.distance < best?.distance ?? .infinity { best = found }
      }
    }
    return best?.evidence
  }

  /// The later day on which a figure is nearest to a column, if it clearly is nearer than at a cutoff.
  private func evidence(
    _ own: [Double], _ place: Int, _ cutoff: Day
  ) -> (evidence: LeakSuspicion.Evidence, distance: Double)? {
    guard let then = values[cutoff]?[place] else { return nil }
    let known = (active[cutoff] ?? []).filter { !own[$0].isNaN && !then[$0].isNaN }
    var best: (evidence: LeakSuspicion.Evidence, distance: Double)?
    var ranks: [Double]?
    for day in days where day > cutoff {
      guard let later = values[day]?[place] else { continue }
      let shared = known.filter { !later[$0].isNaN }
      let column = shared.map { own[$0] }
      let figure = shared.map { later[$0] }
      guard shared.count >= Self.leastCustomers, Self.varies(column), Self.varies(figure) else {
        continue
      }
      // Who has bought before the cutoff has a value of most figures on all later days.
      if ranks?.count != shared.count { ranks = RankCorrelation.ranks(column) }
      guard let ranks,
        let now = RankCorrelation.of(ranks: ranks, RankCorrelation.ranks(figure))
      else { continue }
      let distance = 1 - abs(now)
      guard abs(now) >= Self.suspicious, distance < best?.distance ?? .infinity else { continue }
      let before =
        RankCorrelation.of(
          ranks: ranks, RankCorrelation.ranks(shared.map { then[$0] })) ?? 0
      guard 1 - abs(before) >= 3 * distance + 0.002 else { continue }
      best = (
        .restatesLater(
          figure: names[place], day: day, correlation: abs(now), cutoff: cutoff,
          correlationThen: abs(before)), distance
      )
    }
    return best
  }

  /// Whether enough customers differ from the most common value, so that likeness is no luck.
  private static func varies(_ values: [Double]) -> Bool {
    let sorted = values.sorted()
    var longest = 0
    var first = 0
    for place in sorted.indices
    where place + 1 == sorted.count || sorted[place] != sorted[place + 1] {
      longest = max(longest, place + 1 - first)
      first = place + 1
    }
    return values.count - longest >= leastDiffering
  }

  /// Some days spread evenly, the first and the last among them.
  private static func thinned(_ days: [Day], to most: Int) -> [Day] {
    guard days.count > most else { return days }
    return (0..<most).map { days[$0 * (days.count - 1) / (most - 1)] }
  }
}

extension PurchaseLog {
  /// At most so many of some customers, those whose ids have the smallest hash; ascending.
  func sampled(_ customers: [Int], atMost most: Int, seed: UInt64) -> [Int] {
    guard customers.count > most else { return customers }
    let draws = customers.map { (StableHash.hash(customerIDs.bytes($0), seed: seed), $0) }
    return draws.sorted { $0 < $1 }.prefix(most).map(\.1).sorted()
  }
}
