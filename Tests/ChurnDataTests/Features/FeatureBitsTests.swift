import ChurnMath
import Testing

@testable import ChurnData

@Suite("Features know nothing of what comes later")
struct FeatureBitsTests {
  private static let parameters = FeatureParameters(
    gapMean: 30, gapMedian: 20, gapDeviation: 25, gapQuantile90: 70,
    purchases: MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2))

  private static let shapes: [LogShape] = ReturnsPolicy.allCases.map { policy in
    var shape = LogShape()
    shape.returns = policy
    return shape
  }

  private func rows(
    _ log: PurchaseLog, at days: [Int], threads: Int = 1
  ) -> SnapshotRows {
    let set = FeatureSet(inputs: log.inputs.union([.yearOfHistory, .purchaseModel]))
    return FeatureBuilder(
      features: set.features, parameters: Self.parameters, horizon: Horizon(days: 60)
    ).rows(
      of: log, at: days.map { Snapshot(Day(number: $0)) },
      eligibility: Eligibility(activeWithinDays: nil), threads: threads)
  }

  /// Each value of each row as text that tells every bit, by customer id and cutoff.
  ///
  /// Names stand for codes: a code may differ when later rows bring names in.
  private func cells(_ rows: SnapshotRows, _ log: PurchaseLog) -> [String: [String]] {
    var cells: [String: [String]] = [:]
    for (row, customer) in rows.customers.enumerated() {
      let key = "\(log.customerIDs[customer]) at \(rows.cutoffs[row])"
      cells[key] = rows.features.columns.map { column in
        let value = column.values[row]
        if value.isNaN { return "\(column.name) missing" }
        if case .categorical(let levels) = column.kind {
          return "\(column.name) \(levels[Int(value)])"
        }
        return "\(column.name) \(value.bitPattern)"
      }
    }
    return cells
  }

  /// The names of the features whose bits differ between two computations.
  private func differences(
    _ left: [String: [String]], _ right: [String: [String]]
  ) -> Set<String> {
    guard Set(left.keys) == Set(right.keys) else { return ["rows"] }
    var names: Set<String> = []
    for (key, values) in left {
      for (a, b) in zip(values, right[key] ?? []) where a != b {
        names.insert(String(a.prefix { $0 != " " }))
      }
    }
    return names
  }

  @Test(
    "Deleting every line at or after the cutoff changes no bit of any feature", arguments: 0..<3)
  func deletion(shapeNumber: Int) {
    let shape = Self.shapes[shapeNumber]
    for seed in 41...45 as ClosedRange<UInt64> {
      let lines = LogFixture.randomLines(seed: seed, customers: 8, lines: 240)
      for cutoff in [150, 365, 470] {
        let kept = lines.filter { $0.day.number < cutoff }
        let whole = LogFixture.log(lines, shape)
        let cut = LogFixture.log(kept, shape)
        let all = cells(rows(whole, at: [cutoff]), whole)
        #expect(differences(all, cells(rows(cut, at: [cutoff]), cut)) == [])
        #expect(!all.isEmpty)
      }
    }
  }

  /// The classic leak: returns of later days are netted before the cutoff.
  @Test("The same comparison catches a planted leak")
  func plantedLeak() {
    let lines = LogFixture.randomLines(seed: 41, customers: 8, lines: 240)
    let cutoff = 365
    let leaky = lines.map { line in
      var line = line
      if line.isReturn, line.day.number >= cutoff { line.second = Int64(cutoff) * 86_400 - 1 }
      return line
    }
    let cut = LogFixture.log(leaky.filter { $0.day.number < cutoff })
    let honest = LogFixture.log(lines)
    let found = differences(
      cells(rows(honest, at: [cutoff]), honest), cells(rows(cut, at: [cutoff]), cut))
    #expect(found.isSuperset(of: ["revenue_all", "return_rate", "aov"]) || found == ["rows"])
    // One row of the cutoff's own day is enough to be seen.
    let boundary =
      lines + [
        OrderLine(lines[0].customer, cutoff - 1, hour: 23, order: "999", amount: 1)
      ]
    let log = LogFixture.log(boundary)
    let moved = differences(
      cells(rows(honest, at: [cutoff]), honest), cells(rows(log, at: [cutoff]), log))
    #expect(moved.contains("recency_days") || moved == ["rows"])
  }

  @Test("Many cutoffs in one pass give the bits of one cutoff at a time")
  func manyCutoffs() {
    let log = LogFixture.log(LogFixture.randomLines(seed: 51, customers: 8, lines: 300))
    let days = Array(stride(from: 30, through: 570, by: 30))
    let together = cells(rows(log, at: days), log)
    var apart: [String: [String]] = [:]
    for (place, day) in days.enumerated() {
      for (key, values) in cells(rows(log, at: [day]), log) {
        apart[key.replacing(" at 0", with: " at \(place)")] = values
      }
    }
    #expect(differences(together, apart) == [])
  }

  @Test("Threads and the order of the rows change no bit")
  func threadsAndOrder() {
    let lines = LogFixture.randomLines(seed: 61, customers: 30, lines: 500)
    let log = LogFixture.log(lines)
    let expected = rows(log, at: [200, 400, 500])
    var random = SeededGenerator(seed: 1)
    for threads in 1...4 {
      let shuffled = LogFixture.log(lines.shuffled(using: &random), threads: threads)
      let again = rows(shuffled, at: [200, 400, 500], threads: threads)
      #expect(again.customers == expected.customers && again.cutoffs == expected.cutoffs)
      #expect(differences(cells(again, shuffled), cells(expected, log)) == [])
    }
  }
}
