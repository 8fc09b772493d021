import Testing

@testable import Churn

@Suite("What customers said")
struct SurveyScoresTests {
  private static func scores(_ text: String) throws -> SurveyScores {
    try PipelineFixture.withFile(text) { path in
      try SurveyScores(reading: path, options: FileOptions(), threads: 1)
    }
  }

  private static func grid() throws -> PeriodGrid {
    try PeriodGrid(
      .month, over: PipelineFixture.day("2024-01-01")..<PipelineFixture.day("2024-03-01"))
  }

  @Test("The latest answer of a customer in a period counts, of one day the lowest")
  func latest() throws {
    let scores = try Self.scores(
      """
      customer_id,day,nps,csat
      a,2024-01-05,3,5
      a,2024-01-20,10,
      a,2024-02-01,0,2
      b,2024-01-07,9,4
      b,2024-01-07,6,
      c,2024-01-31,8,1
      d,2024-05-01,10,5

      """)
    let figures = try scores.figures(Self.grid())
    // January: a 10, b 6, c 8; February: a 0. May lies beyond the data.
    #expect(figures[0]?.nps == SurveyFigures.Recommending(promoters: 1, detractors: 1, of: 3))
    #expect(figures[0]?.nps?.score == 0)
    #expect(figures[1]?.nps?.score == -100)
    // a 5, b 4, c 1; then a 2.
    #expect(figures[0]?.csat?.satisfied == CountedRate(2, of: 3))
    #expect(abs((figures[0]?.csat?.mean ?? .nan) - 10.0 / 3) < 1e-9)
    #expect(figures[1]?.csat?.satisfied.count == 0)
  }

  @Test("A column of scores with their kind says the same")
  func kinds() throws {
    let scores = try Self.scores(
      """
      customer,date,score,kind
      a,2024-01-05,10,NPS
      a,2024-01-05,4,csat
      b,2024-02-05,7,nps
      b,2024-02-05,9,csat
      b,2024-02-05,9,mood

      """)
    let figures = try scores.figures(Self.grid())
    #expect(figures[0]?.nps?.score == 100 && figures[0]?.csat?.satisfied.count == 1)
    #expect(figures[1]?.nps?.score == 0 && figures[1]?.csat == nil)
    // A 9 of 5 and a mood are no answers.
    #expect(scores.notes.count == 1 && scores.notes[0].hasSuffix("left out: 2."))
  }

  @Test("A table without what is needed is refused with what it has")
  func errors() {
    for text in [
      "who,day,nps\na,2024-01-01,3\n", "customer,when,nps\na,2024-01-01,3\n",
      "customer,day,stars\na,2024-01-01,3\n", "customer,day,nps\na,2024-01-01,77\n",
    ] {
      #expect(throws: PipelineError.self) { try Self.scores(text) }
    }
  }
}
