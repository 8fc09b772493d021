// How large a hold-out must be, and what a campaign may bring.
//
// base rate   the share of customers who leave when nobody contacts them
// save rate   the share of those whom a contact keeps
// power       how often a campaign with that save rate will show a difference
// hold-out    the share of the list that is left alone; what they would have brought is the price of
//             knowing
//
// Steps: the power of each share of hold-outs; the smallest that is enough; rows needed where none is;
// profit and its band by drawing save rates from what is believed of them.

internal import ChurnMath
internal import ChurnModels
internal import Glibc

/// Plans a campaign so that its outcome can be told.
///
///     var plan = CampaignPlan(baseRate: 0.4, saveRate: 0.1)
///     plan.customers = 5_000
///     try plan.report().smallestHoldOut?.share   // 0.13
///
/// Power is that of ``ChurnModels/ComparisonPower``. Profit is *Σ (sᵢ vᵢ − cᵢ − i sᵢ)* over the
/// contacted, with value at risk *v*, save rate *s*, contact cost *c* and incentive *i*. Its band comes
/// from 10,000 draws: the logarithm of *1 − s* is normal with the standard deviation of what is
/// believed (0.15 where nobody knows better, see ``SaveRates``), and who stays is chance, too.
public struct CampaignPlan: Sendable, Equatable {
  /// The share that leaves without a contact; nil = that of the list.
  public var baseRate: Double?
  /// The save rate expected.
  public var saveRate: Double
  /// The standard deviation of *ln(1 − save rate)*.
  public var deviation = SaveRates.assumedDeviation
  /// How many may be contacted; nil = those of the list.
  public var customers: Int?
  /// The list, or scores; nil when only figures are known.
  public var list: PlannedList?
  /// The share to hold out; nil = the smallest that is enough.
  public var holdOut: Double?
  /// How often an effect shall show.
  public var power = 0.8
  /// How often no effect may be taken for one: 1 − this.
  public var level = 0.95
  /// Whether an effect of either sign is looked for.
  public var isOneSided = false
  /// Margin that a customer who is kept brings; nil = by the list.
  public var customerValue: Double?
  /// The standard deviation of a customer's margin in the window; nil = no power of money.
  public var marginDeviation: Double?
  /// Money spent on each contact.
  public var contactCost = 0.0
  /// Money spent on each customer who is kept.
  public var incentive = 0.0
  /// Days that customers are watched after the contacts.
  public var windowDays = 90
  /// Customers who can be added each month; nil = not known.
  public var perMonth: Double?
  /// The seed of the draws.
  public var seed: UInt64 = 1

  /// A plan for an expected save rate.
  public init(baseRate: Double? = nil, saveRate: Double) {
    self.baseRate = baseRate
    self.saveRate = saveRate
  }

  /// Shares of hold-outs that are always shown.
  static let shownShares = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5]

  /// The plan in figures.
  ///
  /// - Throws: `CampaignError.badOption`.
  public func report() throws(CampaignError) -> PlanReport {
    try check()
    let base = baseRate ?? list.map(Self.meanProbability) ?? 0
    guard base > 0, base < 1 else {
      throw .badOption(
        option: "--base-rate",
        problem:
          "of these customers \(base <= 0 ? "nobody" : "everybody") leaves, so nothing can be "
          + "planned.")
    }
    let test = ComparisonPower(error: 1 - level, sides: isOneSided ? .one : .two)
    let question = PlanQuestion(base: base, saveRate: saveRate, power: power, test: test)
    let count = customers ?? list?.count
    let profit = count.flatMap { self.profit(customers: $0, base: base) }
    var smallest: PlanReport.HoldOut?
    var shares: [PlanReport.HoldOut] = []
    var notes: [String] = []
    if let count {
      let found = question.smallestShare(customers: count)
      smallest = found.map { self.holdOut($0, count, question, profit) }
      let shown = Set(Self.shownShares + [holdOut, found].compactMap(\.self)).sorted()
      shares = shown.map { self.holdOut($0, count, question, profit) }
    }
    var needed: [PlanReport.Needed] = []
    for share in [0.1, 0.2, 0.5] {
      guard let rows = question.rows(share: share) else { continue }
      needed.append(
        PlanReport.Needed(
          share: share, customers: rows,
          campaigns: count.map { (rows + $0 - 1) / max(1, $0) },
          months: perMonth.map { Double(rows) / $0 }))
    }
    if list == nil, customerValue == nil {
      notes.append(
        "No money is known, so nothing is said of profit: pass --value, or a list with value_at_risk."
      )
    }
    if list != nil, list?.valuesAtRisk == nil, customerValue == nil {
      notes.append("The list holds no value_at_risk, so nothing is said of profit.")
    }
    notes.append(
      "The outcome can be read \(windowDays) days after the contacts, when everybody has had as "
        + "long to come back.")
    return PlanReport(
      customers: count, baseRate: base, saveRate: saveRate, targetPower: power, level: level,
      isOneSided: isOneSided, holdOut: holdOut, smallestHoldOut: smallest, holdOuts: shares,
      bestPower: count.map { question.power(customers: Double($0), share: 0.5) }, needed: needed,
      profit: profit, money: count.flatMap { self.money($0, base, test, smallest) },
      windowDays: windowDays, notes: notes)
  }

  private static func meanProbability(_ list: PlannedList) -> Double {
    list.churnProbabilities.reduce(0, +) / Double(max(1, list.count))
  }

  private func holdOut(
    _ share: Double, _ count: Int, _ question: PlanQuestion, _ profit: PlanReport.Profit?
  ) -> PlanReport.HoldOut {
    PlanReport.HoldOut(
      share: share, holdOuts: Int((share * Double(count)).rounded()),
      contacts: count - Int((share * Double(count)).rounded()),
      power: question.power(customers: Double(count), share: share),
      detectableSaveRate: question.detectable(customers: Double(count), share: share),
      expectedProfit: profit.map { $0.expected * (1 - share) },
      givenUp: profit.map { max(0, $0.expected * share) })
  }

  // MARK: - Checks

  private func check() throws(CampaignError) {
    let shares: [(String, Double?, String)] = [
      ("--base-rate", baseRate, "a share over 0 and under 1"),
      ("--power", power, "a share over 0 and under 1"),
      ("--level", level, "a share over 0 and under 1"),
      ("--holdout", holdOut, "a share over 0 and under 1"),
      ("--save-rate", saveRate, "a share over 0 and under 1, or there is nothing to find"),
    ]
    for (option, share, expected) in shares {
      if let share, !(share > 0 && share < 1) {
        throw .badOption(option: option, problem: "expected \(expected), got \(share).")
      }
    }
    if let customers, !(2...1_000_000_000_000).contains(customers) {
      throw .badOption(
        option: "--customers", problem: "expected 2 or more customers, got \(customers).")
    }
    let sums: [(String, Double?)] = [
      ("--contact-cost", contactCost), ("--incentive", incentive), ("--value", customerValue),
    ]
    for (option, money) in sums {
      if let money, !(money >= 0 && money.isFinite) {
        throw .badOption(
          option: option, problem: "expected a sum of money of 0 or more, got \(money).")
      }
    }
    for (option, number) in [("--deviation", marginDeviation), ("--per-month", perMonth)] {
      if let number, !(number > 0 && number.isFinite) {
        throw .badOption(option: option, problem: "expected a number over 0, got \(number).")
      }
    }
    if !(1...Horizon.longest).contains(windowDays) {
      throw .badOption(
        option: "--days", problem: "expected 1 to \(Horizon.longest), got \(windowDays).")
    }
  }
}

/// What a hold-out is to show, and how surely.
struct PlanQuestion: Sendable {
  let base: Double
  let saveRate: Double
  let power: Double
  let test: ComparisonPower

  /// The power with so many customers of whom a share is left alone.
  func power(customers: Double, share: Double, saveRate: Double? = nil) -> Double {
    test.ofRates(
      treated: (base * (1 - (saveRate ?? self.saveRate)), customers * (1 - share)),
      control: (base, customers * share))
  }

  /// The smallest share of hold-outs, up to a half, that is enough; nil when none is.
  func smallestShare(customers: Int) -> Double? {
    let count = Double(customers)
    guard power(customers: count, share: 0.5) >= power else { return nil }
    var low = 0.0
    var high = 0.5
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(customers: count, share: middle) < power { low = middle } else { high = middle }
    }
    // A whole number of customers, and at least two of them.
    let holdOuts = max(2, (high * count).rounded(.up))
    return min(0.5, holdOuts / count)
  }

  /// The smallest save rate that shows; nil when not even keeping everybody would.
  func detectable(customers: Double, share: Double) -> Double? {
    guard power(customers: customers, share: share, saveRate: 1) >= power else { return nil }
    var low = 0.0
    var high = 1.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(customers: customers, share: share, saveRate: middle) < power {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }

  /// The customers it takes with a share of hold-outs; nil when no number is enough.
  func rows(share: Double) -> Int? {
    ComparisonPower.rows(reaching: power) { power(customers: $0, share: share) }.map {
      Int($0.rounded(.up))
    }
  }
}
