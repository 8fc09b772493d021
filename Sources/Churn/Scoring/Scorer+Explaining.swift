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
  /// - Returns: The customer's probability and what each feature adds to it.
  /// - Throws: `ExplanationError`, and what scoring throws.
  public func explain(
    _ id: String, in book: OrderBook, at day: Day? = nil
  ) throws -> CustomerExplanation {
    let rows = try rows(book, at: day)
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
    return try explained(
      row, ids: rows.ids, features: rows.features, at: rows.snapshot.day,
      horizonDays: bundle.manifest.orders?.horizon.days)
  }

  /// Explains one row of a ready table.
  ///
  /// - Throws: `ExplanationError`, `BundleError.wrongKind`.
  public func explain(_ id: String, in book: TableBook) throws -> CustomerExplanation {
    guard bundle.manifest.table != nil else {
      throw BundleError.wrongKind(bundle: "orders", given: "a ready table")
    }
    func place(of id: String) -> Int? { book.ids.firstIndex { $0.utf8.elementsEqual(id.utf8) } }
    guard let row = place(of: id) ?? place(of: SpreadsheetSafety.unprotect(id)) else {
      throw ExplanationError.unknownCustomer(
        id: id, nearest: MeantID.of(id, count: book.ids.count) { book.ids[$0] },
        customers: book.ids.count)
    }
    return try explained(row, ids: book.ids, features: book.features, at: nil, horizonDays: nil)
  }

  private func explained(
    _ row: Int, ids: [String], features: FeatureMatrix, at day: Day?, horizonDays: Int?
  ) throws -> CustomerExplanation {
    guard let bands = bundle.bands else {
      throw BundleError.damaged(file: "manifest.json", what: "its risk bands make no sense")
    }
    let probabilities = try bundle.model.calibrated(features, by: bundle.calibrator)
    let own = probabilities[row]
    let ownID = Array(ids[row].utf8)
    let rank = probabilities.indices.count { other in
      probabilities[other] > own
        || (probabilities[other] == own && ids[other].utf8.lexicographicallyPrecedes(ownID))
    }
    let single = features.selecting(rows: [row])
    let pushed = try bundle.explainer.explained(single, probabilities: [own], threads: 1)[0]
    let words = FeatureWords(bundle.manifest)
    let pushes = try words.records.indices.map { place in
      let record = words.records[place]
      guard let column = single.columns.first(where: { $0.name == record.name }) else {
        throw FitError.missingFeature(name: record.name)
      }
      let value = FeatureWords.Value(column, row: 0)
      return CustomerExplanation.Push(
        feature: record.name, family: record.family, value: words.figure(place, value),
        typical: words.typical(place), points: pushed.pushes[place],
        words: words.sentence(place, value))
    }
    return CustomerExplanation(
      customer: ids[row], at: day, horizonDays: horizonDays, probability: own,
      baseRate: bundle.manifest.trainingChurnRate, band: bands.band(of: own), rank: rank + 1,
      scored: ids.count, pushes: pushes, level: pushed.level)
  }
}
