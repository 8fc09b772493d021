import Foundation
import Testing

@testable import Churn

@Suite("Drift of inputs and scores")
struct DriftTests {
  private typealias Fixture = PipelineFixture

  private func reference(_ columns: [FeatureMatrix.Column]) -> TrainingReference {
    let rows = columns[0].values.count
    return TrainingReference(
      rows: rows, customers: rows, inputs: columns.map { TrainingReference.Input($0) },
      scores: TrainingReference.Scores(
        rows: 1, churners: 0, mean: 0.5, curve: ValueCurve(of: [0.5]), bands: [0, 0, 1, 0]),
      cutoffs: [], levelErrors: [])
  }

  private func drift(
    _ then: [FeatureMatrix.Column], _ now: [FeatureMatrix.Column], kind: Manifest.Kind = .table,
    importances: [Double]? = nil
  ) -> InputDrift {
    InputDrift(
      reference(then), now: FeatureMatrix(columns: now, rowCount: now[0].values.count),
      kind: kind, importances: importances, threads: 2)
  }

  private func normal(
    _ name: String, _ rows: Int, _ random: inout RandomStream, mean: Double = 0
  ) -> FeatureMatrix.Column {
    FeatureMatrix.Column(name: name, values: (0..<rows).map { _ in random.normal(mean: mean) })
  }

  @Test("Samples of one law are steady, however small", arguments: [20, 60, 400])
  func nullRate(rows: Int) {
    var alarms = 0
    var small = 0
    for seed in 0..<300 {
      var random = RandomStream(seed: UInt64(seed), stream: 4)
      let then = normal("x", 1_500, &random)
      let found = drift([then], [normal("x", rows, &random)])
      if found.verdict != .steady { alarms += 1 }
      if (found.features[0].ksP ?? 1) < 0.05 { small += 1 }
    }
    // Once in a thousand times by the limit; half a row in each bin adds a little to small samples.
    #expect(alarms <= 4)
    // Binomial(300, 0.05): 15 with a deviation of 3.8.
    #expect(small <= 30)
  }

  @Test("A shift of a deviation has moved much, one of a third has moved; beyond chance only")
  func shifts() {
    // Of normal laws apart by d deviations the index is about d²: 1 and 0.16.
    var random = RandomStream(seed: 1, stream: 5)
    let then = ["a", "b", "c"].map { normal($0, 5_000, &random) }
    let found = drift(
      then,
      [
        normal("a", 2_000, &random), normal("b", 2_000, &random, mean: 1),
        normal("c", 2_000, &random, mean: 0.4),
      ])
    #expect(found.features.map(\.feature) == ["b", "c", "a"])
    #expect(found.features.map(\.verdict) == [.muchMoved, .moved, .steady])
    #expect(abs((found.features[1].psi ?? 0) - 0.16) < 0.03)
    // Φ(0.2) - Φ(-0.2) = 0.1585: the largest distance of normal laws 0.4 deviations apart.
    #expect(abs((found.features[1].ks ?? 0) - 0.1585) < 0.05)
    #expect(found.verdict == .muchMoved)
    #expect((found.muchMoved, found.moved, found.steady) == (1, 1, 1))
  }

  @Test("Missing values, values out of range and new names are told")
  func content() throws {
    let then = [
      FeatureMatrix.Column(name: "n", values: (0..<400).map { Double($0 % 10) }),
      FeatureMatrix.Column(
        name: "plan", kind: .categorical(levels: ["a", "b"]),
        values: (0..<400).map { Double($0 % 2) }),
    ]
    let now = [
      FeatureMatrix.Column(
        name: "n", values: (0..<200).map { $0 % 4 == 0 ? .nan : $0 % 4 == 1 ? 99 : 5 }),
      FeatureMatrix.Column(
        name: "plan", kind: .categorical(levels: ["b", "c", "a"]),
        values: (0..<200).map { Double($0 % 3) }),
    ]
    let found = drift(then, now)
    let n = try #require(found.features.first { $0.feature == "n" })
    #expect(n.missingThen == 0 && n.missingNow == 0.25)
    // A third of the 150 known values.
    #expect(n.outsideRange == 1.0 / 3)
    #expect(n.verdict == .muchMoved && n.medianThen == 4 && n.medianNow == 5)
    let plan = try #require(found.features.first { $0.feature == "plan" })
    #expect(plan.newLevels.map(\.name) == ["c"])
    #expect(plan.totalVariation.map { abs($0 - 67.0 / 200) < 1e-12 } == true)
    #expect(plan.verdict == .muchMoved && plan.ks == nil)
  }

  @Test("Columns that are empty, constant or of another kind now do no harm")
  func edges() {
    func column(_ values: [Double]) -> [FeatureMatrix.Column] {
      [FeatureMatrix.Column(name: "x", values: values)]
    }
    let blank = Array(repeating: Double.nan, count: 50)
    let ones = Array(repeating: 1.0, count: 50)
    #expect(drift(column(blank), column(blank)).verdict == .steady)
    #expect(drift(column(ones), column(ones)).verdict == .steady)
    #expect(drift(column(ones), column(ones.map { $0 + 4 })).verdict == .muchMoved)
    #expect(drift(column(ones), column(ones.map { $0 - 4 })).verdict == .muchMoved)
    #expect(drift(column(ones), column(blank)).verdict == .muchMoved)
    #expect(drift(column(blank), column(ones)).verdict == .muchMoved)
    #expect(drift(column(ones), column([.infinity, -.infinity])).features[0].missingNow == 1)
    let names = [FeatureMatrix.Column(name: "x", kind: .categorical(levels: ["1"]), values: [0])]
    #expect(drift(column(ones), names).features[0].ks == nil)
    #expect(drift(names, column(ones)).features[0].totalVariation == nil)
    #expect(drift(column(ones), [FeatureMatrix.Column(name: "y", values: [1])]).features.isEmpty)
  }

  @Test("What moves by nature, or is hardly used, is shown and does not count")
  func counting() {
    var random = RandomStream(seed: 2, stream: 5)
    let names = ["recency_days", "tenure_days", "phase_sin", "orders_30"]
    let then = names.map { normal($0, 1_000, &random) }
    let now = names.map { normal($0, 1_000, &random, mean: $0 == "recency_days" ? 0 : 3) }
    let found = drift(then, now, kind: .orders, importances: [0.5, 0.3, 0.199, 0.001])
    #expect(found.verdict == .steady && found.steady == 1)
    #expect(found.features.first?.feature == "recency_days")
    let nature = Dictionary(uniqueKeysWithValues: found.features.map { ($0.feature, $0.nature) })
    #expect(nature["tenure_days"] == .growsWithHistory)
    #expect(nature["phase_sin"] == .followsCalendar)
    #expect(nature["orders_30"] == .some(nil))
    #expect(found.features.count { $0.verdict == .muchMoved } == 3)
    // Columns of a ready table are what they are called by their owner.
    #expect(drift(then, now, kind: .table).verdict == .muchMoved)
  }

  @Test("A bundle watched on its own table is steady; a shifted column is named, and a new plan")
  func tables() throws {
    let bundle = try ModelBundleTests.tableBundle.get()
    let text = Fixture.tableText(rows: 600, seed: 1)
    let same = try Monitor(bundle: bundle).report(try Fixture.table(text))
    #expect(same.verdict == .steady && same.inputs?.verdict == .steady)
    #expect(same.promises == nil && same.notes.isEmpty)
    #expect(same.base?.customers == 600)
    let fresh = try Fixture.table(Fixture.tableText(rows: 300, seed: 8))
    #expect(try Monitor(bundle: bundle).report(fresh).verdict == .steady)
    // Twelve customers look like anybody, and that is no news.
    let few = try Monitor(bundle: bundle).report(
      try Fixture.table(Fixture.tableText(rows: 12, seed: 8)))
    #expect(few.verdict == .steady && few.headline.contains("12 customers are too few"))
    let moved =
      Fixture.tableText(rows: 300, seed: 8).split(separator: "\n").enumerated()
      .map { row, line in
        guard row > 0 else { return String(line) }
        var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        cells[1] = Double(cells[1]).map { "\($0 + 1.5)" } ?? ""
        if row % 3 == 0 { cells[2] = "ultra" }
        return cells.joined(separator: ",")
      }.joined(separator: "\n") + "\n"
    let report = try Monitor(bundle: bundle, threads: 2).report(try Fixture.table(moved))
    #expect(report.verdict == .muchMoved)
    #expect(report.headline.contains("x"))
    let x = try #require(report.inputs?.features.first { $0.feature == "x" })
    #expect(x.verdict == .muchMoved)
    let plan = try #require(report.inputs?.features.first { $0.feature == "plan" })
    #expect(plan.newLevels == [LevelShares.NewLevel(name: "ultra", share: 1.0 / 3)])
    #expect(report.scores?.verdict == .muchMoved)
  }

  @Test("A report is the same on any number of threads, and JSON without holes")
  func determinism() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let one = try JSONValue(encoding: try Monitor(bundle: bundle).report(book)).text
    let four = try JSONValue(encoding: try Monitor(bundle: bundle, threads: 4).report(book)).text
    #expect(one == four)
    for name in ["\"promises\": null", "\"psiByChance\"", "\"newLevels\"", "\"verdict\""] {
      #expect(one.contains(name), "\(name)")
    }
  }

  @Test("A bundle that keeps nothing says so, and what to do")
  func older() throws {
    var bundle = try Fixture.trained.get().bundle
    bundle.reference = nil
    let report = try Monitor(bundle: bundle).report(try Fixture.simulatedBook.get())
    #expect(report.verdict == .unknown && report.inputs == nil && report.scores == nil)
    #expect(report.notes.contains { $0.contains("older version") && $0.contains("Train it anew") })
  }
}
