internal import ChurnMath
internal import Foundation

/// What customers said within a period: how likely they recommend, and how satisfied they are.
///
/// - SeeAlso: Rocks (2016), "Interval Estimation for the Net Promoter Score",
///   doi:10.1080/00031305.2016.1158124.
public struct SurveyFigures: Sendable, Equatable, Encodable {
  /// Answers from 0 to 10 to how likely one recommends.
  public struct Recommending: Sendable, Equatable, Encodable {
    /// Customers who answered.
    public let answers: Int
    /// Those who said 9 or 10.
    public let promoters: Int
    /// Those who said 6 or less.
    public let detractors: Int
    /// 100 · (promoters - detractors) / answers; nil without an answer.
    public let score: Double?
    /// The lower end of its 95 % interval.
    public let lower: Double?
    /// The upper end.
    public let upper: Double?

    /// The score of counts.
    ///
    /// The interval is Wald's with three answers added, 3/4 promoters, 3/4 detractors and 3/2 neither:
    /// it holds its level for few answers and for scores near the ends as well.
    init(promoters: Int, detractors: Int, of answers: Int) {
      self.answers = answers
      self.promoters = promoters
      self.detractors = detractors
      guard answers > 0 else {
        (score, lower, upper) = (nil, nil, nil)
        return
      }
      score = 100 * Double(promoters - detractors) / Double(answers)
      let count = Double(answers) + 3
      let (up, down) = ((Double(promoters) + 0.75) / count, (Double(detractors) + 0.75) / count)
      let spread =
        1.959963984540054 * ((up + down - (up - down) * (up - down)) / count).squareRoot()
      lower = max(-100, 100 * (up - down - spread))
      upper = min(100, 100 * (up - down + spread))
    }
  }

  /// Answers from 1 to 5 to how satisfied one is.
  public struct Satisfaction: Sendable, Equatable, Encodable {
    /// Who said 4 or 5, of those who answered.
    public let satisfied: CountedRate
    /// The mean answer; nil without one.
    public let mean: Double?
  }

  /// How likely they recommend; nil where nobody was asked.
  public let nps: Recommending?
  /// How satisfied they are; nil where nobody was asked.
  public let csat: Satisfaction?
}
