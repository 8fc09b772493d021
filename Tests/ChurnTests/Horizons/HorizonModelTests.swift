import ChurnData
import ChurnMath
import ChurnModels
import Testing

@testable import Churn

@Suite("One risk for every horizon")
struct HorizonModelTests {
  private typealias Fixture = PipelineFixture

  /// The bundle of the simulated base and its model of horizons.
  private static func trained() throws -> (bundle: ModelBundle, model: HorizonModel) {
    let bundle = try Fixture.trained.get().bundle
    return (bundle, try #require(bundle.horizons))
  }

  private static func scored(
    _ days: [Int], nextOrder: Bool = false, within: Int? = nil
  ) throws -> [ScoredCustomer] {
    var questions = OutlookQuestions()
    questions.horizons = days
    questions.wantsNextOrder = nextOrder
    questions.rankedWithin = within
    return try Scorer(bundle: try trained().bundle, questions: questions)
      .score(try Fixture.simulatedBook.get()).scored
  }

  @Test("The risk rises with the horizon and stays a probability")
  func riskRises() throws {
    let longest = try Self.trained().model.longestDays
    let days = Array(stride(from: 1, through: longest, by: 7)) + [longest]
    for customer in try Self.scored(days) {
      let risks = try #require(customer.outlook?.risks)
      #expect(zip(risks, risks.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(risks.allSatisfy { (0...1).contains($0) })
    }
  }

  @Test("Nobody is lost before his silence can be complete, and then only if he does not order")
  func certainties() throws {
    let silence = try Self.trained().model.silenceDays
    let days = Array(1...silence)
    var early = 0
    for customer in try Self.scored(days) {
      let left = Future.daysToLost(
        recencyDays: try #require(customer.daysSinceLast), silenceDays: silence)
      let risks = try #require(customer.outlook?.risks)
      for (day, risk) in zip(days, risks) {
        #expect(day < left ? risk == 0 : risk > 0)
        if day < left { early += 1 }
      }
    }
    #expect(early > 0)
  }

  @Test("A horizon beyond the history is refused with the longest that is known")
  func tooLong() throws {
    let longest = try Self.trained().model.longestDays
    #expect(throws: PipelineError.horizonTooLong(days: longest + 1, longest: longest)) {
      try Self.scored([longest + 1])
    }
  }

  @Test("A bundle without horizons says so, of ready tables and of others")
  func unknown() throws {
    var bundle = try Self.trained().bundle
    bundle.horizons = nil
    var questions = OutlookQuestions()
    questions.horizons = [30]
    #expect(throws: PipelineError.noHorizons(isTable: false)) {
      try Scorer(bundle: bundle, questions: questions).score(try Fixture.simulatedBook.get())
    }
  }

  @Test("The interval of the next order holds the expected day")
  func nextOrder() throws {
    let end = try Fixture.simulatedBook.get().end
    var expected = 0
    for customer in try Self.scored([], nextOrder: true) {
      let outlook = try #require(customer.outlook)
      #expect(outlook.risks.isEmpty)
      guard let day = outlook.nextOrder else { continue }
      expected += 1
      let from = try #require(outlook.nextOrderFrom)
      #expect(end <= from && from <= day)
      if let to = outlook.nextOrderTo { #expect(day <= to) }
    }
    #expect(expected > 0)
  }

  @Test("Ranking by a horizon puts its risk in the place of the churn probability")
  func rankedWithin() throws {
    let days = try Self.trained().model.silenceDays
    let plain = try Self.scored([days])
    let ranked = try Self.scored([], within: days)
    let risk = Dictionary(
      uniqueKeysWithValues: plain.map { ($0.id, $0.outlook?.risks.first) })
    #expect(ranked.count == plain.count)
    #expect(ranked.allSatisfy { $0.probability == risk[$0.id] })
    #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.probability >= $1.probability })
  }

  @Test("The test's figures are told beside what happened")
  func figures() throws {
    let report = try #require(try Fixture.trained.get().report.horizons)
    let model = try Self.trained().model
    #expect(report.silenceDays == model.silenceDays)
    #expect(report.horizons.map(\.days).contains(model.silenceDays))
    for figures in report.horizons {
      #expect(figures.observed == Double(figures.lost) / Double(figures.rows))
      // Everybody was followed, so Kaplan-Meier is the plain share.
      #expect(abs(figures.kaplanMeier - figures.observed) < 1e-12)
      #expect(figures.predictedForAll == figures.predicted)
    }
  }

  @Test("Sections are read back as they were written, and damaged ones are refused")
  func sections() throws {
    let (bundle, model) = try Self.trained()
    let names = bundle.manifest.features.map(\.name)
    var writer = SectionWriter()
    ModelSections.append(model, to: &writer)
    let reader = try SectionReader(writer.bytes())
    #expect(try ModelSections.horizons(about: names, from: reader) == model)
    #expect(throws: BundleError.self) {
      try ModelSections.horizons(about: Array(names.dropLast()), from: reader)
    }
    var none = SectionWriter()
    none.append("other", doubles: [1])
    #expect(try ModelSections.horizons(about: names, from: SectionReader(none.bytes())) == nil)
  }
}
