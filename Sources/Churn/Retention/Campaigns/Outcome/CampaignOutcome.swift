// What a list of contacted and held-out customers did afterwards.
//
// list        who was contacted and who was held out, drawn at random
// window      the days [after, end) in which both could show what they do
// lost        no valid order in the window, as it stands at its end
// covariates  what was known of a customer on the day before the window
//
// Steps: find each customer in the orders; take what he did before and in the window; compare the
// groups, plainly, within strata and with covariates; over all, and by segment and playbook.

public import ChurnData
internal import ChurnMath
internal import ChurnModels
public import Logging

/// Reads what a campaign brought off the orders that followed it.
///
/// Everybody on the list counts in the group he was drawn for, whether or not he was reached: only
/// that comparison is fair. A customer in no order at all counts as lost, with no orders.
///
/// The figure that counts is the covariate-adjusted one (``AdjustedDifference``), decided beforehand:
/// orders, revenue and days since the last order before the window, and the churn probability of the
/// list. Figures over all contacted customers are a difference times their number.
public struct CampaignOutcome: Sendable {
  /// The first day that counts, that of the contacts.
  public var after: Day
  /// The last day that counts; nil = by ``days``, else the last day of the data.
  public var until: Day?
  /// How many days count; nil = by ``until``.
  public var days: Int?
  /// The share of the list that was to be held out; nil = not known.
  public var holdOutShare: Double?
  /// Money spent on each contact where the list does not say; nil = none.
  public var contactCost: Double?
  /// Money spent on each contacted customer who ordered in the window.
  public var incentive = 0.0
  /// Margin as a share of revenue where no margin is known.
  public var marginRate = 1.0
  /// How sure to be, and which look this is.
  public var certainty = OutcomeCertainty()
  /// The most threads to use.
  public var threads = 1

  /// An outcome of contacts made on a day.
  public init(after: Day) { self.after = after }

  /// What a customer did.
  struct Deeds: Sendable {
    var isFound = false
    var orders = 0.0
    var revenue = 0.0
    var margin = 0.0
    var ordersBefore = 0.0
    var revenueBefore = 0.0
    var recencyBefore = Double.nan
  }

  /// Customers not found above which the two files cannot belong together.
  private static let mostMissing = 0.5

  /// Reads the outcome.
  ///
  /// - Parameters:
  ///   - list: Who was contacted and who was held out.
  ///   - book: Orders that reach over the window.
  ///   - logger: Where what stands out is said.
  /// - Returns: The report, and what it shows for save rates.
  /// - Throws: `CampaignError`.
  public func run(
    _ list: CampaignList, _ book: OrderBook, logger: Logger
  ) throws(CampaignError) -> (report: OutcomeReport, saved: [SaveRates.Cell]) {
    let (confidence, look) = try certainty.resolved()
    try checkGroups(list)
    let window = try window(book.end, first: book.log.span.lowerBound)
    let deeds = deeds(list, book.log, window)
    try checkFound(list, deeds, book.log)
    let hasMoney = book.log.amounts != nil || book.log.margins != nil
    let rows = ComparedRows(
      isTreated: list.rows.map(\.isContacted), covariates: covariates(list, deeds, book.log),
      strata: Self.numbered(list.rows.map(\.stratum)))
    var columns = [
      (name: "lost", values: deeds.map { $0.orders == 0 ? 1.0 : 0 }, isShare: true),
      (name: "orders", values: deeds.map(\.orders), isShare: false),
    ]
    if book.log.amounts != nil {
      columns.append((name: "revenue", values: deeds.map(\.revenue), isShare: false))
    }
    if hasMoney { columns.append((name: "margin", values: deeds.map(\.margin), isShare: false)) }
    let outcomes = OutcomeColumns(columns: columns)
    let compared = outcomes.compare(rows, at: nil, confidence: confidence)
    let breakdowns = list.breakdowns.enumerated().map { place, column in
      OutcomeReport.breakdown(
        column, list.rows.map { $0.groups[place] }, rows, outcomes, countsSaved: true,
        confidence: confidence)
    }
    let contacts = list.rows.count(where: \.isContacted)
    let costs = costs(list, deeds)
    let fairness = FairnessCheck(rows, arm: "contact", expectedShare: holdOutShare)
    let missing = list.rows.indices.filter { !deeds[$0].isFound }
    let report = OutcomeReport(
      name: list.name, control: "holdout", controlRows: list.rows.count - contacts,
      arms: [
        OutcomeReport.Arm(
          name: "contact", rows: contacts, outcomes: compared,
          gains: Self.gains(compared, contacts: contacts, costs: costs.money),
          breakdowns: breakdowns, fairness: fairness)
      ], window: window, level: certainty.level, look: look,
      notFound: OutcomeReport.NotFound(
        contact: missing.count { list.rows[$0].isContacted },
        holdout: missing.count { !list.rows[$0].isContacted }),
      notes: fairness.warnings + costs.notes
        + notes(list, window, hasMoney: hasMoney, book: book))
    return (report, saved(list, deeds))
  }

  // MARK: - Checks

  private func checkGroups(_ list: CampaignList) throws(CampaignError) {
    let contacts = list.rows.count(where: \.isContacted)
    let held = list.rows.count - contacts
    if held < 2 {
      throw .groupTooSmall(
        group: "holdout", rows: held, needed: 2,
        tryThis:
          "Without customers who were left alone nobody can tell what contacts did: make the "
          + "next list with churn at-risk --holdout 0.1.")
    }
    if contacts < 2 {
      throw .groupTooSmall(
        group: "contact", rows: contacts, needed: 2,
        tryThis: "Pass the list with everybody who was contacted.")
    }
  }

  private func window(_ end: Day, first: Day) throws(CampaignError) -> OutcomeReport.Window {
    if let days, !(1...Horizon.longest).contains(days) {
      throw .badOption(option: "--days", problem: "expected 1 to \(Horizon.longest), got \(days).")
    }
    if let until, until < after {
      throw .badOption(option: "--until", problem: "\(until) lies before --after \(after).")
    }
    guard after < end, after >= first else {
      throw .windowOutsideData(
        after: after.description, first: first.description, dataEnd: end.description)
    }
    let last = until ?? days.map { after + ($0 - 1) } ?? end - 1
    guard last < end else {
      throw .windowNotMature(lastDay: last.description, dataEnd: end.description)
    }
    return OutcomeReport.Window(after: after, lastDay: last, days: last - after + 1)
  }

  private func checkFound(
    _ list: CampaignList, _ deeds: [Deeds], _ log: PurchaseLog
  ) throws(CampaignError) {
    let missing = deeds.count { !$0.isFound }
    guard Double(missing) > Self.mostMissing * Double(deeds.count) else { return }
    var example: String?
    if let place = deeds.firstIndex(where: { !$0.isFound }),
      MeantID.of(list.rows[place].id, count: log.customerCount, { log.customerIDs[$0] }) != nil
    {
      example = "Their ids differ only as spreadsheets change them (case, zeros, a .0 at the end)."
    }
    throw .customersNotFound(missing: missing, rows: deeds.count, example: example)
  }

  // MARK: - What customers did

  private func deeds(
    _ list: CampaignList, _ log: PurchaseLog, _ window: OutcomeReport.Window
  ) -> [Deeds] {
    let pieces = evenPieces(list.rows.count, max(1, threads) * 4)
    let end = window.lastDay + 1
    // As long before as the window, so that orders before foretell orders in it.
    let before = max(window.days, 28)
    return mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      return pieces[piece].map { place -> Deeds in
        var deeds = Deeds()
        guard let customer = log.customerIDs.index(of: list.rows[place].id) else { return deeds }
        deeds.isFound = true
        history.begin(customer: customer)
        history.advance(to: window.after)
        deeds.ordersBefore = Double(history.orderCount(inLast: before))
        deeds.revenueBefore = money(
          history.revenue(from: window.after - before, to: window.after), log)
        deeds.recencyBefore = history.recencyDays.map(Double.init) ?? .nan
        history.advance(to: end)
        deeds.orders = Double(history.orderCount(from: window.after, to: end))
        deeds.revenue = money(history.revenue(from: window.after, to: end), log)
        deeds.margin = history.margin(inLast: window.days, marginRate: marginRate) ?? 0
        return deeds
      }
    }.flatMap { $0 }
  }

  private func money(_ units: Int64, _ log: PurchaseLog) -> Double {
    Double(units) / log.amountScale
  }

  private func covariates(
    _ list: CampaignList, _ deeds: [Deeds], _ log: PurchaseLog
  ) -> [(name: String, values: [Double])] {
    var columns: [(name: String, values: [Double])] = []
    if list.rows.contains(where: { $0.churnProbability != nil }) {
      columns.append(("churn_probability", list.rows.map { $0.churnProbability ?? .nan }))
    }
    columns.append(("orders before", deeds.map(\.ordersBefore)))
    if log.amounts != nil { columns.append(("revenue before", deeds.map(\.revenueBefore))) }
    columns.append(("days since last order", deeds.map(\.recencyBefore)))
    return columns
  }

  /// Numbers for names, in the order of their bytes; nil where all are the same.
  static func numbered(_ names: [String]) -> [Int]? {
    let distinct = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard distinct.count > 1 else { return nil }
    var numbers: [String: Int] = [:]
    for (number, name) in distinct.enumerated() { numbers[name] = number }
    return names.map { numbers[$0] ?? 0 }
  }
}
