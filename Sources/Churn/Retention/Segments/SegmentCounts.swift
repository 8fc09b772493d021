internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Counts and sums up segments of the present base, and of the past one with what came.
struct SegmentCounts {
  private let present: SegmentBase
  private let past: SegmentBase?
  private let recency: [Double]
  private let orders: [Double]
  private let revenue: [Double]?
  private let value: [Double]?
  private let revenueInAll: Double?

  init(_ present: SegmentBase, past: SegmentBase?) {
    self.present = present
    self.past = past
    recency = present.values("recency_days") ?? []
    orders = present.values("orders_all") ?? []
    revenue = present.values("revenue_all")
    value = present.values("clv")
    revenueInAll = revenue.map { $0.reduce(0, +) }
  }

  /// The net revenue of all customers.
  var allRevenue: Double? { revenueInAll }

  /// A name with what there is to say of it.
  struct Label {
    let name: String
    var rule: String?
    var meaning: String?
  }

  /// The segments of some codes, one for each label; −1 leaves a customer out.
  ///
  /// - Parameters:
  ///   - labels: What the segments are called.
  ///   - codes: The segment of each customer of the present base.
  ///   - pastCodes: The same of the past one; nil where there is none.
  /// - Returns: One for each label, in order.
  func segments(
    _ labels: [Label], codes: [Int], pastCodes: [Int]?
  ) -> [SegmentReport.Segment] {
    var members = [[Int]](repeating: [], count: labels.count)
    for (row, code) in codes.enumerated() where code >= 0 { members[code].append(row) }
    var then = [Int](repeating: 0, count: labels.count)
    var churned = then
    var money = [Double](repeating: 0, count: labels.count)
    if let pastCodes, let outcome = past?.outcome {
      for (row, code) in pastCodes.enumerated() where code >= 0 {
        then[code] += 1
        if outcome.churned[row] { churned[code] += 1 }
        money[code] += outcome.money?[row] ?? 0
      }
    }
    let isKnown = pastCodes != nil && past?.outcome != nil
    return labels.indices.map { place in
      let rows = members[place]
      let interval = WilsonInterval(
        share: Double(churned[place]) / Double(max(1, then[place])), of: Double(then[place]))
      let isRated = isKnown && then[place] > 0
      let sum = revenue.map { all in rows.reduce(0) { $0 + all[$1] } }
      return SegmentReport.Segment(
        name: labels[place].name, rule: labels[place].rule, meaning: labels[place].meaning,
        customers: rows.count,
        share: codes.isEmpty ? 0 : Double(rows.count) / Double(codes.count), revenue: sum,
        revenueShare: sum.flatMap { sum in
          revenueInAll.flatMap { $0 > 0 ? sum / $0 : nil }
        },
        medianRecencyDays: Self.median(rows.map { recency[$0] }),
        ordersPerCustomer: rows.isEmpty
          ? nil : rows.reduce(0) { $0 + orders[$1] } / Double(rows.count),
        meanValue: meanValue(rows),
        churnRate: isRated ? Double(churned[place]) / Double(then[place]) : nil,
        churnRateLower: isRated ? interval.lower : nil,
        churnRateUpper: isRated ? interval.upper : nil,
        churnCustomers: isKnown ? then[place] : nil, churned: isKnown ? churned[place] : nil,
        revenueSincePerCustomer: isRated && past?.outcome?.money != nil
          ? money[place] / Double(then[place]) : nil)
    }
  }

  private func meanValue(_ rows: [Int]) -> Double? {
    guard let value else { return nil }
    let known = rows.filter { value[$0].isFinite }
    return known.isEmpty ? nil : known.reduce(0) { $0 + value[$1] } / Double(known.count)
  }

  /// Whether the segments of some codes of the past base differ; nil where there is none.
  func difference(_ pastCodes: [Int]?, count: Int) -> SegmentDifference? {
    guard let pastCodes, let outcome = past?.outcome else { return nil }
    return SegmentDifference(codes: pastCodes, count: count, outcome: outcome)
  }

  /// The middle of some values, the mean of the middle two of an even number; nil for none.
  static func median(_ values: [Double]) -> Double? {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return nil }
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}
