import ChurnMath
import Testing

@testable import ChurnData

@Suite("Features against loops over the raw lines")
struct FeatureTwinTests {
  static let shapes: [(name: String, shape: LogShape)] = {
    var all: [(String, LogShape)] = []
    func add(_ name: String, _ change: (inout LogShape) -> Void) {
      var shape = LogShape()
      change(&shape)
      all.append((name, shape))
    }
    for policy in ReturnsPolicy.allCases {
      add("every column, \(policy.rawValue)") { $0.returns = policy }
    }
    add("no order ids") { $0.hasOrders = false }
    add("no order ids and no time of day") {
      $0.hasOrders = false
      $0.hasTimeOfDay = false
    }
    add("no amounts") { $0.columns.subtract([.amount, .margin, .discount]) }
    add("no amounts and no quantities") {
      $0.columns.subtract([.amount, .margin, .discount, .quantity])
    }
    add("no products") { $0.columns.remove(.product) }
    add("amounts only") { $0 = .amountOnly }
    return all.map { (name: $0.0, shape: $0.1) }
  }()

  private static let parameters = FeatureParameters(
    gapMean: 41, gapMedian: 23, gapDeviation: 37, gapQuantile90: 88,
    monthIndex: [1, 0.9, 1.1, 0.8, 1.2, 0.7, 1.3, 0.6, 1.4, 0.5, 1.5, 1],
    purchases: MBGNBDParameters(r: 0.8, alpha: 6, a: 2, b: 3))

  /// Sums are taken in another order here, so the last bits differ; missing must be missing.
  @Test("Every feature equals its definition", arguments: 0..<9, [1, 2, 3, 4] as [UInt64])
  func everyFeature(shapeNumber: Int, seed: UInt64) throws {
    let (_, shape) = Self.shapes[shapeNumber]
    var lines = LogFixture.randomLines(seed: seed)
    if !shape.hasTimeOfDay {
      for i in lines.indices { lines[i].second = lines[i].day.startSeconds }
    }
    let log = LogFixture.log(lines, shape)
    let set = FeatureSet(inputs: log.inputs.union([.yearOfHistory, .purchaseModel]))
    let horizon = Horizon(days: 60, gap: 7)
    let builder = FeatureBuilder(
      features: set.features, parameters: Self.parameters, horizon: horizon)
    let cutoffs = [60, 200, 333, 480, 560]
    let rows = builder.rows(
      of: log, at: cutoffs.map { Snapshot(Day(number: $0)) },
      eligibility: Eligibility(activeWithinDays: nil))
    var compared = 0
    var place = 0
    for (number, cutoff) in cutoffs.enumerated() {
      for customer in 0..<log.customerCount {
        let id = log.customerIDs[customer]
        let naive = NaiveCustomer(lines, customer: id, cutoff: cutoff, shape: shape)
        guard !naive.valid.isEmpty else { continue }
        try #require(rows.customers[place] == customer && rows.cutoffs[place] == number)
        let expected = NaiveFeatures(
          customer: naive, base: Self.parameters, horizon: horizon
        ).values()
        for column in rows.features.columns {
          let wanted = try #require(expected[column.name], "\(column.name) has no twin")
          #expect(
            agrees(column, place, wanted),
            "\(column.name) of \(id) at \(cutoff): \(column.values[place]), expected \(wanted)")
          compared += 1
        }
        place += 1
      }
    }
    #expect(place == rows.customers.count)
    #expect(compared > 300)
  }

  private func agrees(
    _ column: FeatureMatrix.Column, _ row: Int, _ expected: NaiveValue
  ) -> Bool {
    let value = column.values[row]
    switch (column.kind, expected) {
    case (.categorical(let levels), .name(let name)):
      return value.isNaN ? name == nil : levels[Int(value)] == name
    case (.numeric, .number(let number)):
      if value.isNaN || number.isNaN { return value.isNaN && number.isNaN }
      // A rule of 4,000 steps is the twin of this one.
      let tolerance = column.name == "expected_orders" ? 1e-5 : 1e-9
      return abs(value - number) <= tolerance * max(1, abs(number))
    default: return false
    }
  }

  @Test("The twin knows every standard feature")
  func twinIsComplete() {
    let naive = NaiveCustomer([], customer: "a", cutoff: 0, shape: LogShape())
    let names = NaiveFeatures(
      customer: naive, base: Self.parameters, horizon: Horizon(days: 90)
    ).values().keys
    #expect(Set(names) == Set(FeatureSet.standard.map(\.name)))
  }
}
