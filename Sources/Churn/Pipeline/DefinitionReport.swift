public import ChurnData

/// What `churn define` says: candidates for the silence that counts as churn, and which to take.
public struct DefinitionReport: Sendable, Encodable {
  /// The horizon to take, in days.
  public let recommendedHorizonDays: Int
  /// Whether the history is too short for the horizon that the curve asks for.
  public let isCapped: Bool
  /// Silences with what they would mean.
  public let candidates: [SilenceCurve.Candidate]
  /// Days by which the share `quantile` of the pauses between orders is over, by Kaplan-Meier with
  /// right censoring; nil when fewer ever end.
  public let quantileDays: Int?
  /// The share behind `quantileDays`.
  public let quantile: Double
  /// The silence with the fewest errors of both kinds; nil without a completed pause.
  public let curveDays: Int?
  /// Each customer's own unusual silence: the 10 %, 50 % and 90 % quantile over customers.
  public let personalDays: [Double]
  /// The findings in words.
  public let sentences: [String]

  /// Looks at the silences of a book.
  ///
  /// - Throws: `PipelineError.emptyTable` when nobody has a purchase.
  public init(
    _ book: OrderBook, end: Day, extraDays: [Int], quantile: Double, minHistoryDays: Int,
    threads: Int
  ) throws {
    guard end > book.log.span.lowerBound, end <= book.end else {
      throw PipelineError.cutoffOutsideData(
        cutoff: end, first: book.log.span.lowerBound, end: book.end)
    }
    let curve = try SilenceCurve(book.log, end: end, threads: threads)
    let span = book.log.span.lowerBound..<end
    let choice = curve.recommendation { days in
      let plan = try? CutoffPlan(
        span: span, horizon: Horizon(days: days), minHistoryDays: minHistoryDays)
      return plan.map { $0.all.count >= SilenceCurve.leastCutoffs } ?? false
    }
    let fewest = curve.fewestErrors
    recommendedHorizonDays = choice.days
    isCapped = choice.isCapped
    candidates = curve.candidates(including: extraDays + [choice.days])
    quantileDays = curve.quantile(quantile)
    self.quantile = quantile
    curveDays = curve.completedSpells > 0 ? fewest?.days : nil
    personalDays = Self.personalSilences(book.log, end: end)
    var sentences = [choice.sentence]
    let share = "\((quantile * 1000).rounded() / 10) %"
    if let quantileDays {
      sentences.append(
        "Quantile: \(share) of the pauses between orders end within \(quantileDays) days.")
    } else {
      sentences.append("Quantile: fewer than \(share) of the pauses between orders ever end.")
    }
    if let curveDays {
      sentences.append(
        "Curve: \(curveDays) days of silence make the fewest errors, lost called kept and kept "
          + "called lost taken together.")
    }
    if personalDays.count == 3 {
      let days = personalDays.map { "\(Int($0.rounded()))" }
      sentences.append(
        "Personal: a silence is unusual after \(days[1]) days for the middle customer, after "
          + "\(days[0]) for the most frequent tenth, after \(days[2]) for the rarest.")
    }
    self.sentences = sentences
  }

  private static func personalSilences(_ log: PurchaseLog, end: Day) -> [Double] {
    let parameters = FeatureParameters(learnedFrom: log, before: Snapshot(end))
    var history = PurchaseHistory(log)
    var silences: [Double] = []
    for customer in 0..<log.customerCount {
      history.begin(customer: customer)
      history.advance(to: end)
      guard history.orderCount > 0 else { continue }
      silences.append(parameters.personalSilence(history, quantile: 0.9))
    }
    silences.sort()
    guard !silences.isEmpty else { return [] }
    return [0.1, 0.5, 0.9].map { silences[Int(Double(silences.count - 1) * $0)] }
  }
}
