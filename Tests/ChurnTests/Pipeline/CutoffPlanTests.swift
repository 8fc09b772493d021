import Testing

@testable import Churn

@Suite("The plan of cutoffs")
struct CutoffPlanTests {
  private static func day(_ text: String) -> Day { PipelineFixture.day(text) }
  /// The days of Online Retail.
  private static let span = day("2010-12-01")..<day("2011-12-10")

  private func texts(_ snapshots: [Snapshot]) -> [String] { snapshots.map { "\($0.day)" } }

  /// 90 days of history end on 2011-03-01; 90 days before the end is 2011-09-11.
  ///
  /// Of the firsts before 2011-09-01 the windows of those up to 2011-06-01 (its ends 2011-08-30) are
  /// over by then.
  @Test(
    "Monthly cutoffs: the last mature one tests, the last whose window is over by then calibrates")
  func monthly() throws {
    let plan = try CutoffPlan(span: Self.span, horizon: Horizon(days: 90))
    #expect("\(plan.test.day)" == "2011-09-01")
    #expect("\(plan.calibration.day)" == "2011-06-01")
    #expect(texts(plan.training) == ["2011-03-01", "2011-04-01", "2011-05-01"])
    #expect(plan.all.count == 5 && plan.all == plan.all.sorted())
    // Windows of 2011-04-01 and 2011-05-01 reach past 2011-06-01.
    #expect(plan.notes.count == 1 && plan.notes[0].hasPrefix("2 of 3 training windows overlap"))
  }

  /// 2011-09-11 is the last day that matures; 30 days a step back to 2011-03-15.
  @Test("Every N days counts back from the last day that matures")
  func everyThirtyDays() throws {
    let plan = try CutoffPlan(
      span: Self.span, horizon: Horizon(days: 90), schedule: .every(days: 30))
    #expect("\(plan.test.day)" == "2011-09-11")
    // 2011-06-13 + 90 days is 2011-09-11: just over.
    #expect("\(plan.calibration.day)" == "2011-06-13")
    #expect(texts(plan.training) == ["2011-03-15", "2011-04-14", "2011-05-14"])
  }

  @Test("No label window of a cutoff that teaches or calibrates reaches past the test, ever")
  func purge() throws {
    var random = RandomStream(seed: 9, stream: 0)
    var planned = 0
    for _ in 0..<3000 {
      let start = Day(number: Int.random(in: 0...20_000, using: &random))
      let span = start..<(start + Int.random(in: 1...1500, using: &random))
      let horizon = Horizon(
        days: Int.random(in: 1...200, using: &random), gap: Int.random(in: 0...40, using: &random))
      let step = Int.random(in: 1...60, using: &random)
      let schedule: CutoffPlan.Schedule = step > 45 ? .monthly : .every(days: step)
      let history = Int.random(in: 0...200, using: &random)
      guard
        let plan = try? CutoffPlan(
          span: span, horizon: horizon, schedule: schedule, minHistoryDays: history)
      else { continue }
      planned += 1
      #expect(horizon.end(from: plan.test) <= span.upperBound)
      #expect(!plan.training.isEmpty && plan.training == plan.training.sorted())
      for snapshot in plan.training + plan.calibrations {
        // One cutoff for everything: then customers keep test and training apart.
        #expect(plan.sharesTest || horizon.end(from: snapshot) <= plan.test.day)
        #expect(snapshot.day - span.lowerBound >= history)
      }
      #expect(plan.sharesCalibration || plan.training.allSatisfy { $0 < plan.calibration })
      #expect(!plan.sharesCalibration || plan.notes.count == 1)
      #expect(!plan.sharesTest || plan.all == [plan.test])
      // What is calibrated on between training and the last: later than all training, ascending.
      #expect(plan.calibrations == plan.calibrations.sorted() && plan.calibrations.count <= 5)
    }
    #expect(planned > 1000)
  }

  @Test("With a long history no training window overlaps the calibration's, and nothing is noted")
  func longHistory() throws {
    let plan = try CutoffPlan(
      span: Self.day("2008-01-15")..<Self.day("2011-12-10"), horizon: Horizon(days: 90))
    let horizon = Horizon(days: 90)
    #expect(plan.training.allSatisfy { horizon.end(from: $0) <= plan.calibration.day })
    #expect(plan.training.count >= 6 && plan.notes.isEmpty)
    // Between the last that teaches (2011-03-01, over on 05-30) and the last before the test:
    // April to June, of which none teaches.
    #expect(texts(plan.calibrations) == ["2011-04-01", "2011-05-01", "2011-06-01"])
  }

  @Test("A history for one cutoff shares it with calibration and says so; a shorter one is refused")
  func shortHistory() throws {
    let horizon = Horizon(days: 120)
    // Last mature 2011-08-12, test 2011-08-01: only 2011-03-01 (over on 2011-06-29) and 2011-04-01
    // (over on 2011-07-30) are over by then.
    let two = try CutoffPlan(span: Self.span, horizon: horizon)
    #expect(texts(two.training) == ["2011-03-01"] && "\(two.calibration.day)" == "2011-04-01")
    let one = try CutoffPlan(span: Self.span, horizon: horizon, minHistoryDays: 110)
    #expect(one.sharesCalibration && texts(one.training) == ["2011-04-01"])
    #expect(one.notes.count == 1 && one.notes[0].contains("cross-fitted"))
    // The last mature day is 2011-07-13, and nothing is over by then.
    let shared = try CutoffPlan(span: Self.span, horizon: Horizon(days: 150))
    #expect(shared.sharesTest && texts(shared.all) == ["2011-07-01"])
    #expect(shared.notes.count == 1 && shared.notes[0].contains("about 1 more month"))
    let needed = PipelineError.historyTooShort(
      neededDays: 690, haveDays: 374, horizonDays: 300, minHistoryDays: 90)
    #expect(throws: needed) {
      try CutoffPlan(span: Self.span, horizon: Horizon(days: 300))
    }
  }

  @Test("A test day that is asked for must mature, and something must lie before it")
  func chosenTest() throws {
    let horizon = Horizon(days: 90)
    let plan = try CutoffPlan(span: Self.span, horizon: horizon, testAt: Self.day("2011-09-11"))
    #expect("\(plan.test.day)" == "2011-09-11" && "\(plan.calibration.day)" == "2011-06-01")
    let late = PipelineError.testNotMature(
      test: Self.day("2011-09-12"), windowEnd: Self.day("2011-12-11"),
      dataEnd: Self.span.upperBound)
    #expect(throws: late) {
      try CutoffPlan(span: Self.span, horizon: horizon, testAt: Self.day("2011-09-12"))
    }
    let early = PipelineError.nothingBeforeTest(
      test: Self.day("2011-05-01"), firstPossibleTest: Self.day("2011-05-30"))
    #expect(throws: early) {
      try CutoffPlan(span: Self.span, horizon: horizon, testAt: Self.day("2011-05-01"))
    }
  }

  @Test("Months are the first of each, from the day itself on; steps of no length are single days")
  func candidates() {
    func texts(_ first: String, _ last: String, _ schedule: CutoffPlan.Schedule) -> [String] {
      CutoffPlan.candidates(Self.day(first), Self.day(last), schedule).map { "\($0)" }
    }
    #expect(
      texts("2011-11-01", "2012-01-31", .monthly) == ["2011-11-01", "2011-12-01", "2012-01-01"])
    #expect(texts("2011-11-02", "2011-11-30", .monthly) == [])
    #expect(texts("2012-01-31", "2012-03-01", .monthly) == ["2012-02-01", "2012-03-01"])
    #expect(texts("2012-02-27", "2012-03-01", .every(days: 1)).count == 4)
    #expect(texts("2012-02-28", "2012-03-01", .every(days: 0)).count == 3)
    #expect(texts("2012-03-01", "2012-02-01", .every(days: 7)) == [])
  }
}
