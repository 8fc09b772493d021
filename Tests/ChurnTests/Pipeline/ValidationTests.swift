import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Validation in time and by customer")
struct ValidationTests {
  private typealias Fixture = PipelineFixture

  @Test("Where customers are kept apart, no fold judges one that it learned from")
  func apart() {
    let days = (0..<6).map { Fixture.day("2024-01-01") + 60 * $0 }
    let groups = (0..<600).map { $0 % 100 }
    let cutoffs = (0..<600).map { $0 / 100 }
    let folds = InnerFolds.inTime(
      cutoffs: cutoffs, groups: groups, days: days, reach: 60, keepsCustomersApart: true)
    #expect(folds.count >= 2)
    for fold in folds {
      let taught = Set(fold.training.map { groups[$0] })
      #expect(!fold.validation.isEmpty && !fold.training.isEmpty)
      #expect(fold.validation.allSatisfy { !taught.contains(groups[$0]) })
      // And in time all the same.
      let last = fold.training.map { cutoffs[$0] }.max() ?? 0
      #expect(fold.validation.allSatisfy { days[cutoffs[$0]] >= days[last] + 60 })
    }
  }

  @Test("The test is judged once more by models that never saw its customers, when asked")
  func unseen() throws {
    var trainer = Fixture.trainer()
    trainer.models = [.logistic]
    let book = try Fixture.simulatedBook.get()
    #expect(try trainer.train(book, logger: Fixture.logger).report.unseenCustomers == nil)
    trainer.keepsCustomersApart = true
    let report = try trainer.train(book, logger: Fixture.logger).report
    let unseen = try #require(report.unseenCustomers)
    let shipped = try #require(report.models.first?.figures)
    #expect(unseen.rows == shipped.rows && unseen.churners == shipped.churners)
    #expect(unseen != shipped)
    // The process is the same for all customers, so little may hang on having seen them.
    #expect(abs((unseen.rocAUC ?? 0) - (shipped.rocAUC ?? 1)) < 0.05)
  }

  /// The simulated base cut at a day that leaves one cutoff only.
  @Test("With one cutoff a part of the customers is the test, and how long to wait is said")
  func oneCutoff() throws {
    let book = try Fixture.simulatedBook.get()
    var trainer = Fixture.trainer()
    trainer.models = [.logistic]
    trainer.horizon = .days(60)
    trainer.minHistoryDays = 90
    trainer.end = book.log.span.lowerBound + 190
    let result = try trainer.train(book, logger: Fixture.logger)
    #expect(result.report.notes.contains { $0.contains("too short for a test in time") })
    #expect(result.report.notes.contains { $0.contains("You need about") })
    let snapshots = result.report.snapshots
    let training = try #require(snapshots.first { $0.role == "training" })
    let test = try #require(snapshots.first { $0.role == "test" })
    #expect(training.at == test.at)
    let figures = try #require(result.report.models.first?.figures)
    #expect(figures.rows == test.rows && test.rows < training.rows)
    // The cutoff was learned from, so it cannot judge.
    let day = try #require(test.at)
    #expect(throws: PipelineError.self) {
      try Evaluator(bundle: result.bundle).evaluate(book, at: day)
    }
    #expect(throws: Never.self) {
      try Evaluator(bundle: result.bundle).evaluate(book, at: day + 60)
    }
  }

  /// Labels dealt anew by a fixed stream, so that no column can know them.
  @Test("Where labels are shuffled, the verdict says that there is nothing to learn")
  func shuffled() throws {
    func report(rows: Int) throws -> TrainingReport {
      var random = RandomStream(seed: 5, stream: 0)
      var text = "id,x,y,z,churn\n"
      for row in 0..<rows {
        text +=
          "r\(row),\(random.uniform()),\(random.uniform()),\(["a", "b"][random.below(2)]),"
          + (random.chance(0.3) ? "yes\n" : "no\n")
      }
      var trainer = TableTrainer()
      trainer.models = [.logistic, .tree]
      return try trainer.train(Fixture.table(text), logger: Fixture.logger).report
    }
    let large = try report(rows: 4000)
    let interval = try #require(large.intervals["rocAUC"] ?? nil)
    #expect(interval[0] <= 0.5 && interval[1] >= 0.5)
    #expect(large.verdict.hasPrefix("There is nothing to learn here"))
    // 60 test rows do not tell chance from anything.
    #expect(try report(rows: 300).verdict.hasPrefix("The test is too small"))
  }

  @Test("Figures of the test stand in the report with curves, stability and the level of churn")
  func details() throws {
    let report = try Fixture.trained.get().report
    let details = try #require(report.details)
    let figures = try #require(report.models.first?.figures)
    #expect(details.gains.count == 101 && details.scores.count == 20)
    #expect(details.scores.reduce(0) { $0 + $1.churned } == figures.churners)
    #expect(details.reliability.reduce(0) { $0 + $1.rows } == figures.rows)
    let last = try #require(details.origins.last)
    #expect(last.role == "test" && last.rows == figures.rows && last.rocAUC == figures.rocAUC)
    #expect(details.origins.map(\.at) == details.origins.map(\.at).sorted())
    let shift = try #require(details.baseRate)
    #expect(abs(shift.test - Double(figures.churners) / Double(figures.rows)) < 1e-12)
    #expect(!details.drivers.isEmpty && details.segments.contains { $0.by == "stage" })
  }

  /// What is told first hangs on the interval of the lead, and on columns that may know the answer.
  @Test("The verdict calls a lead that may be chance by its name, and a suspected leak too")
  func verdict() throws {
    var report = try Fixture.trained.get().report
    report.lead = [0.01, 0.05]
    let isAhead = (report.models[0].figures.rocAUC ?? 0) > (report.bestRule?.rocAUC ?? 1)
    #expect(isAhead == report.verdict.hasPrefix("The model beats the plain rules"))
    report.lead = [-0.01, 0.05]
    #expect(isAhead == report.verdict.hasPrefix("The model is not clearly better"))
    #expect(!report.verdict.contains("too good to be true"))
    report.leakAudit = LeakAudit(suspicions: [
      LeakSuspicion(column: "spend_later", evidence: .separation(auc: 0.98))
    ])
    #expect(report.verdict.contains("too good to be true: spend_later may know the answer"))
    let judged = JudgedRows(
      labels: [true, true, false, false, true, false],
      probabilities: [0.9, 0.8, 0.1, 0.2, 0.7, 0.3], groups: [0, 1, 2, 3, 4, 5], margins: nil,
      rules: [(name: "recency", scores: [1, 2, 1, 2, 1, 2])])
    let lead = try #require(
      try FigureIntervals.lead(judged, over: "recency", seed: 1, threads: 1))
    #expect(lead[0] <= lead[1] && lead[1] > 0)
    #expect(try FigureIntervals.lead(judged, over: "none", seed: 1, threads: 1) == nil)
  }
}
