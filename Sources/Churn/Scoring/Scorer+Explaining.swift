public import ChurnData
internal import ChurnMath
internal import ChurnModels

extension Scorer {
  /// Explains one customer of a book of orders.
  ///
  /// - Parameters:
  ///   - id: The customer's id; one that a spreadsheet apostrophe was put before is known, too.
  ///   - book: The orders.
  ///   - day: The cutoff; nil = the end of the data.
  ///   - questions: What to compare with.
  /// - Returns: The customer's probability and what each feature adds to it, beside those of the
  ///   same segment, and what orders might lower it.
  /// - Throws: `ExplanationError`, and what scoring throws; `PipelineError.badOption` for questions
  ///   that these data cannot answer.
  public func explain(
    _ id: String, in book: OrderBook, at day: Day? = nil,
    asking questions: ExplanationQuestions = ExplanationQuestions()
  ) throws -> CustomerExplanation {
    let bands = try sensibleBands()
    for (option, names) in [
      ("--mutable", questions.mutable), ("--immutable", questions.immutable),
    ] where !names.isEmpty {
      throw PipelineError.badOption(
        option: option,
        problem: "Only columns of a ready table can be named; of orders, whole orders are imagined."
      )
    }
    let rows = try rows(book, at: day)
    if let since = questions.since { try checkSince(since, before: rows.snapshot.day, in: book) }
    let labels = try segments(rows, of: book, by: questions.segmentBy)
    let ids = book.log.customerIDs
    guard let customer = ids.index(of: id) ?? ids.index(of: SpreadsheetSafety.unprotect(id)) else {
      throw ExplanationError.unknownCustomer(
        id: id, nearest: MeantID.of(id, count: ids.count) { ids[$0] }, customers: ids.count)
    }
    guard let row = rows.customers.firstIndex(of: customer) else {
      var history = PurchaseHistory(book.log)
      history.begin(customer: customer)
      history.advance(to: rows.snapshot.day)
      throw ExplanationError.notScored(
        id: book.log.customerIDs[customer], at: rows.snapshot.day,
        standing: rows.eligibility.standing(history), lastPurchase: history.lastDay)
    }
    let scored = try scored(rows.ids, rows.features)
    var explanation = try explained(
      row, of: scored, bands, at: rows.snapshot.day,
      horizonDays: bundle.manifest.orders?.horizon.days)
    explanation.segment = try comparison(of: row, in: scored, labels)
    if let since = questions.since {
      explanation.since = try change(
        of: customer, row: row, in: scored, since: since, rows, book)
    }
    explanation.acts = try acts(
      of: customer, row: row, in: scored, rows, book, bands: bands)
    return explanation
  }

  /// Explains one row of a ready table.
  ///
  /// - Throws: `ExplanationError`, `BundleError.wrongKind`; `PipelineError.badOption` for questions
  ///   that the table cannot answer.
  public func explain(
    _ id: String, in book: TableBook,
    asking questions: ExplanationQuestions = ExplanationQuestions()
  ) throws -> CustomerExplanation {
    guard bundle.manifest.table != nil else {
      throw BundleError.wrongKind(bundle: "orders", given: "a ready table")
    }
    let bands = try sensibleBands()
    if questions.since != nil {
      throw PipelineError.badOption(
        option: "--since",
        problem: """
          A ready table shows its customers at one moment, so there is no earlier one to compare \
          with. Explain the same customer in a table of then, and compare.
          """)
    }
    let columns = try ChangeableColumns(
      bundle.manifest.features.map(\.name), mutable: questions.mutable,
      immutable: questions.immutable)
    let labels = try segments(book, by: questions.segmentBy)
    func place(of id: String) -> Int? { book.ids.firstIndex { $0.utf8.elementsEqual(id.utf8) } }
    guard let row = place(of: id) ?? place(of: SpreadsheetSafety.unprotect(id)) else {
      throw ExplanationError.unknownCustomer(
        id: id, nearest: MeantID.of(id, count: book.ids.count) { book.ids[$0] },
        customers: book.ids.count)
    }
    let scored = try scored(book.ids, book.features)
    var explanation = try explained(row, of: scored, bands, at: nil, horizonDays: nil)
    explanation.segment = try labels.map { try comparison(of: row, in: scored, $0) }
    explanation.acts = try TableActs(
      scored, row: row, bundle: bundle, bands: bands, threads: threads
    ).possible(columns)
    return explanation
  }

  private func sensibleBands() throws(BundleError) -> RiskBands {
    guard let bands = bundle.bands else {
      throw .damaged(file: "manifest.json", what: "its risk bands make no sense")
    }
    return bands
  }

  private func scored(_ ids: [String], _ features: FeatureMatrix) throws(FitError) -> ScoredRows {
    ScoredRows(
      ids: ids, features: features,
      probabilities: try bundle.model.calibrated(
        features, by: bundle.calibrator, threads: threads))
  }

  private func explained(
    _ row: Int, of scored: ScoredRows, _ bands: RiskBands, at day: Day?, horizonDays: Int?
  ) throws(FitError) -> CustomerExplanation {
    let own = scored.probabilities[row]
    let pushed = try pushes(of: row, in: scored, by: bundle.explainer)
    return CustomerExplanation(
      customer: scored.ids[row], at: day, horizonDays: horizonDays, probability: own,
      baseRate: bundle.manifest.trainingChurnRate, band: bands.band(of: own),
      rank: scored.rank(of: row, among: scored.ids.indices), scored: scored.ids.count,
      pushes: pushed.pushes, level: pushed.level)
  }

  /// What each feature adds to the probability of a row, in words.
  func pushes(
    of row: Int, in scored: ScoredRows, by explainer: ModelExplainer
  ) throws(FitError) -> (pushes: [CustomerExplanation.Push], level: Double) {
    let single = scored.features.selecting(rows: [row])
    let pushed = try explainer.explained(
      single, probabilities: [scored.probabilities[row]], threads: 1)[0]
    let words = FeatureWords(bundle.manifest)
    var pushes: [CustomerExplanation.Push] = []
    for (place, record) in words.records.enumerated() {
      guard let column = single.columns.first(where: { $0.name == record.name }) else {
        throw .missingFeature(name: record.name)
      }
      let value = FeatureWords.Value(column, row: 0)
      pushes.append(
        CustomerExplanation.Push(
          feature: record.name, family: record.family, value: words.figure(place, value),
          typical: words.typical(place), points: pushed.pushes[place],
          words: words.sentence(place, value)))
    }
    return (pushes, pushed.level)
  }
}
