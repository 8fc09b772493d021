public import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import Logging

extension Scorer {
  /// The card of a customer who can be scored.
  ///
  /// - Parameters:
  ///   - id: The id, as `explain` gives it.
  ///   - book: The orders.
  ///   - day: The cutoff; nil = the end of the data.
  ///   - contacts: Who was contacted when.
  /// - Returns: The card; nil for a customer who is not in the book.
  /// - Throws: What scoring throws.
  public func card(
    of id: String, in book: OrderBook, at day: Day? = nil, contacts: ContactHistory = .none
  ) throws -> CustomerCard? {
    guard let orders = bundle.manifest.orders,
      let customer = book.log.customerIDs.index(of: id)
    else { return nil }
    let snapshot = Snapshot(day ?? book.end)
    var history = PurchaseHistory(book.log)
    history.begin(customer: customer)
    history.advance(to: snapshot.day)
    let facts = CustomerFacts.of(
      [customer], in: book.log, at: snapshot, horizon: orders.horizon,
      parameters: orders.parameters, margins: orders.margins, marginRate: costs.marginRate,
      threads: 1)[0]
    let past = try pastRows(of: customer, in: book, at: snapshot.day, orders)
    let probabilities = try bundle.model.calibrated(past.features, by: bundle.calibrator)
    let now = past.days.last == snapshot.day ? probabilities.last : nil
    var card = CustomerCard(
      at: snapshot.day, since: history.firstDay, orders: cardOrders(history),
      rhythm: try rhythm(history, past, orders),
      standing: try standing(
        of: customer, stage: facts.stage, in: book, at: snapshot.day, orders.horizon),
      risks: zip(past.days, probabilities).map { CustomerCard.RiskPoint(day: $0, probability: $1) },
      worth: worth(history, facts, now: now),
      probabilityAlive: purchases(history, orders.parameters))
    card.contacts = contacts.known(on: snapshot.day).contacts(of: id).filter(\.isContacted)
      .map(\.day)
    return card
  }

  // MARK: - Segments

  /// Scores, segment and tier among all customers with an order before the day.
  private func standing(
    of customer: Int, stage: LifecycleStage, in book: OrderBook, at day: Day, _ horizon: Horizon
  ) throws -> CustomerCard.Standing {
    var settings = CustomerTable.Settings()
    settings.horizonDays = horizon.days
    let scores = SegmentTable.Score.allCases.map(\.column)
    let table = try CustomerTable(
      book, at: day, columns: Set(scores + ["rfm_segment", "value_tier"]), settings: settings,
      threads: threads, logger: Logger(label: "churn.card") { _ in SwiftLogNoOpLogHandler() })
    guard let row = table.customers.firstIndex(of: customer) else {
      return CustomerCard.Standing(stage: stage, rfmScore: nil, rfmSegment: nil, valueTier: nil)
    }
    let found = scores.compactMap { table.column($0)?.values[row] }
    let digits = found.map { $0.isFinite ? "\(Int($0))" : "–" }.joined()
    return CustomerCard.Standing(
      stage: stage, rfmScore: digits.isEmpty ? nil : digits,
      rfmSegment: table.names("rfm_segment")[row], valueTier: table.names("value_tier")[row])
  }

  // MARK: - The past

  /// Features of one customer at the firsts of the past months and at a day, where he is eligible.
  private struct PastRows {
    let days: [Day]
    let features: FeatureMatrix
  }

  /// Months looked back over.
  private static let pastMonths = 12

  private func pastRows(
    of customer: Int, in book: OrderBook, at day: Day, _ orders: Manifest.Orders
  ) throws -> PastRows {
    let first = book.log.span.lowerBound
    var days = (0...Self.pastMonths).reversed().map { day.firstOfMonth(offset: -$0) }
    days.append(day)
    let known = days.filter { $0 > first && $0 <= day }
    let snapshots = known.enumerated().filter {
      $0.offset == 0 || known[$0.offset - 1] < $0.element
    }
    .map { Snapshot($0.element) }
    let rows = try rows(
      [[]], of: customer, in: book, before: day, at: snapshots, eligibility: orders.eligibility)
    return PastRows(days: rows.cutoffs.map { snapshots[$0].day }, features: rows.features)
  }

  private func rhythm(
    _ history: PurchaseHistory, _ past: PastRows, _ orders: Manifest.Orders
  ) throws -> CustomerCard.Rhythm {
    var next: NextOrder?
    if let model = bundle.horizons, past.days.last == history.cutoff,
      let recency = history.recencyDays
    {
      let row = past.features.selecting(rows: [past.days.count - 1])
      next = NextOrder(try model.outlook(row, recencies: [recency], threads: 1).next, row: 0)
    }
    let days = history.purchaseDays
    let gaps = zip(days.dropFirst(), days).map { $0 - $1 }.sorted()
    let usual =
      gaps.isEmpty
      ? nil : (Double(gaps[(gaps.count - 1) / 2]) + Double(gaps[gaps.count / 2])) / 2
    return CustomerCard.Rhythm(
      silenceDays: history.recencyDays ?? 0, usualGapDays: usual,
      overdueDays: max(0, history.overdueDays(orders.parameters)),
      nextOrder: next?.expected.map { history.cutoff + $0 },
      nextOrderFrom: next?.earliest.map { history.cutoff + $0 },
      nextOrderTo: next?.latest.map { history.cutoff + $0 })
  }

  // MARK: - Orders and money

  private static let mostItems = 3

  private func cardOrders(_ history: PurchaseHistory) -> [CustomerCard.Order] {
    let log = history.log
    let scale = log.amountScale
    let names = log.categories ?? log.products
    var items: [UInt32: [UInt32]] = [:]
    let limit = history.cutoff.startSeconds
    for line in log.lines(of: history.customer) {
      guard log.times[line] < limit else { break }
      guard let code = names?.codes[line], code != TextColumn.missing,
        log.isReturn?[line] != true
      else { continue }
      let known = items[log.orders[line], default: []]
      if known.count < Self.mostItems, !known.contains(code) {
        items[log.orders[line]] = known + [code]
      }
    }
    return history.orderList.map { order in
      CustomerCard.Order(
        day: order.day, value: log.amounts == nil ? nil : Double(order.value) / scale,
        returned: log.amounts == nil || !order.hasReturn ? nil : Double(order.returned) / scale,
        isKept: order.isKept,
        items: (items[order.number] ?? []).compactMap { names?.levels[Int($0)] })
    }
  }

  /// The probability of being active by the model of purchases that features go by.
  private func purchases(_ history: PurchaseHistory, _ parameters: FeatureParameters) -> Double? {
    guard let model = parameters.purchases,
      let summary = history.purchaseSummary(unitDays: FeatureParameters.purchaseUnitDays)
    else { return nil }
    let alive = model.probabilityAlive(summary)
    return alive.isFinite ? alive : nil
  }

  private func worth(
    _ history: PurchaseHistory, _ facts: CustomerFacts, now: Double?
  ) -> CustomerCard.Worth? {
    guard history.log.amounts != nil, history.orderCount > 0 else { return nil }
    let scale = history.log.amountScale
    let ordered =
      Double(history.orderValue(from: Day(number: .min / 4), to: history.cutoff)) / scale
    return CustomerCard.Worth(
      revenue: Double(history.revenue) / scale, orderValue: ordered / Double(history.orderCount),
      marginLastYear: history.margin(inLast: 365, marginRate: costs.marginRate),
      marginIfStaying: facts.margin,
      expectedMargin: now.flatMap { probability in facts.margin.map { (1 - probability) * $0 } },
      valueAtRisk: now.flatMap { probability in
        facts.margin.map {
          costs.valueAtRisk(churnProbability: probability, marginExpected: $0)
        }
      })
  }
}
