import Testing

@testable import Churn

@Suite("Features that move between training and test")
struct FeatureShiftTests {
  private func matrix(_ columns: [(String, [Double])]) -> FeatureMatrix {
    FeatureMatrix(
      columns: columns.map { FeatureMatrix.Column(name: $0.0, values: $0.1) },
      rowCount: columns[0].1.count)
  }

  @Test("A moved feature is named with its index and reason, a steady one is not")
  func moved() throws {
    let base = (0..<1000).map { Double($0 * 37 % 1000) }
    let training = matrix([("still", base), ("price", base), ("tenure_days", base)])
    let test = matrix([
      ("still", base.reversed()), ("price", base.map { $0 + 500 }),
      ("tenure_days", base.map { $0 + 900 }),
    ])
    let found = FeatureShift.found(
      training: training, later: [("test", test)], natures: ["tenure_days": .growsWithHistory],
      threads: 2)
    // What moved without a reason comes first.
    #expect(found.map(\.feature) == ["price", "tenure_days"])
    #expect(found[1].sentence.contains("grows with the history"))
    #expect(found[0].byNature == nil && found[1].psi > found[0].psi)
    // By hand: half of the rows leave the lower five tenths for the last one, half a row added to each
    // of 10 bins: 5 x (0.1 - 0.0005) ln(100.5/0.5) + (0.6 - 0.1) ln(600.5/100.5), near 3.53.
    #expect(abs(found[0].psi - 3.53) < 0.05)
  }

  @Test("Missing values and levels move, too; what few rows bring by luck does not count")
  func missingAndLevels() {
    let base = (0..<400).map { Double($0 % 10) }
    let gone = base.enumerated().map { $0.offset % 2 == 0 ? .nan : $0.element }
    let levels = FeatureMatrix.Kind.categorical(levels: ["a", "b"])
    func rows(_ values: [Double], _ codes: [Double]) -> FeatureMatrix {
      FeatureMatrix(
        columns: [
          .init(name: "x", values: values), .init(name: "kind", kind: levels, values: codes),
        ], rowCount: values.count)
    }
    let found = FeatureShift.found(
      training: rows(base, base.map { _ in 0 }),
      later: [("test", rows(gone, base.map { $0 < 5 ? 0 : 1 }))], threads: 1)
    #expect(Set(found.map(\.feature)) == ["x", "kind"])
    // 12 rows of ten tenths: the index is large by luck alone.
    let few = matrix([("x", (0..<12).map { Double($0 * 7 % 12) * 33 })])
    let many = matrix([("x", (0..<1000).map { Double($0 * 37 % 400) })])
    #expect(FeatureShift.found(training: many, later: [("test", few)], threads: 1).isEmpty)
    let empty = FeatureMatrix(columns: [.init(name: "x", values: [])], rowCount: 0)
    #expect(FeatureShift.found(training: many, later: [("test", empty)], threads: 1).isEmpty)
  }

  @Test("A table with times says what moved between its blocks, one without says nothing")
  func tables() throws {
    let lines = PipelineFixture.tableText(rows: 600, seed: 8).split(separator: "\n").enumerated()
      .map {
        $0 == 0
          ? "\($1),seen,price" : "\($1),\(PipelineFixture.day("2023-01-01") + $0 / 2),\($0 / 2)"
      }
      .joined(separator: "\n")
    var trainer = TableTrainer()
    trainer.models = [.logistic]
    let timed = try trainer.train(
      try PipelineFixture.table(lines) { $0.time = "seen" }, logger: PipelineFixture.logger)
    #expect(
      timed.report.leakAudit?.shifts.contains { $0.feature == "price" && $0.part == "test" } == true
    )
    let untimed = try trainer.train(
      try PipelineFixture.table(lines) { $0.drop = ["seen"] }, logger: PipelineFixture.logger)
    #expect(untimed.report.leakAudit?.shifts.isEmpty == true)
  }
}
