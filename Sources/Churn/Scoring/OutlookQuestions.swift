public import ChurnData
internal import ChurnModels

/// What is asked of the future besides the churn probability.
public struct OutlookQuestions: Sendable, Equatable {
  /// Horizons in days, within each of which the customer may be called lost.
  public var horizons: [Int] = []
  /// Whether the next order is asked for.
  public var wantsNextOrder = false
  /// The horizon whose risk takes the place of the churn probability; nil = none.
  public var rankedWithin: Int?

  /// No questions.
  public init() {}

  /// Whether anything is asked.
  var isEmpty: Bool { horizons.isEmpty && !wantsNextOrder && rankedWithin == nil }

  /// The model that answers; nil when nothing is asked.
  ///
  /// - Throws: `PipelineError.noHorizons`, `.horizonTooLong`.
  func model(of bundle: ModelBundle) throws(PipelineError) -> HorizonModel? {
    guard !isEmpty else { return nil }
    guard let model = bundle.horizons else {
      throw .noHorizons(isTable: bundle.manifest.table != nil)
    }
    let days = (horizons + [rankedWithin].compactMap { $0 }).max() ?? 0
    guard days <= model.longestDays else {
      throw .horizonTooLong(days: days, longest: model.longestDays)
    }
    return model
  }
}

/// What the future of one customer looks like, as far as it was asked for.
public struct CustomerOutlook: Sendable, Equatable {
  /// The probability that he is called lost within each horizon asked for, in their order.
  public let risks: [Double]
  /// The day by which his next order has come with even odds; nil = not asked, or likelier not within
  /// the model's reach.
  public let nextOrder: Day?
  /// The first day of the 80 % interval of his next order; nil as above.
  public let nextOrderFrom: Day?
  /// Its last day; nil when that lies beyond the model's reach.
  public let nextOrderTo: Day?

  /// Answers the questions for one row.
  init(
    _ outlook: HorizonModel.Outlook, row: Int, at cutoff: Day, _ questions: OutlookQuestions
  ) {
    risks = questions.horizons.map { outlook.risk(row, within: $0) }
    let order = questions.wantsNextOrder ? NextOrder(outlook.next, row: row) : nil
    nextOrder = order?.expected.map { cutoff + $0 }
    nextOrderFrom = order?.earliest.map { cutoff + $0 }
    nextOrderTo = order?.latest.map { cutoff + $0 }
  }
}
