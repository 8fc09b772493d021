internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// What comes before leaving, for one kind of steps.
public struct SequenceView: Sendable, Encodable {
  /// A stretch of steps before a cutoff.
  public struct Stretch: Sendable, Equatable, Encodable {
    /// The steps, in order.
    public let steps: [String]
    /// Different customers with it.
    public let customers: Int
    /// Customers at cutoffs with it.
    public let rows: Int
    /// Those of them who left.
    public let churned: Int
    /// Their share.
    public let churnRate: Double
    /// The lower end of its 95 % interval, by Wilson.
    public let churnRateLower: Double
    /// The upper end of its 95 % interval.
    public let churnRateUpper: Double
    /// Customers at cutoffs without it.
    public let rowsWithout: Int
    /// The share of those who left.
    public let churnRateWithout: Double?
    /// How many times as often customers with it leave as those without it, at the same cutoff and with
    /// about as many steps; nil where nobody can be compared.
    public let lift: Double?
    /// The lower end of its 95 % interval.
    public let liftLower: Double?
    /// The upper end of its 95 % interval.
    public let liftUpper: Double?
    /// The churn rate with it by that of all, nothing matched.
    public let plainLift: Double?
    /// The two-sided test of no difference, by Cochran, Mantel and Haenszel.
    public let p: Double?
    /// The same after Benjamini and Hochberg, over all stretches of all kinds of steps.
    public let adjustedP: Double?
  }

  /// What follows a step.
  public struct Transitions: Sendable, Encodable {
    /// The steps, in the order of rows and columns.
    public let steps: [String]
    /// How often the step of the column comes right after that of the row.
    public let counts: [[Int]]
    /// How often a step was the last before the customer left.
    public let left: [Int]
    /// The share of each next step, of leaving too; nil in rows without any.
    public let shares: [[Double?]]
    /// The share of leaving next, by step.
    public let leftShares: [Double?]
    /// Whether the next step depends on the last: order 1 against order 0, *G²*.
    public let orderStatistic: Double?
    /// Its degrees of freedom.
    public let orderDegreesOfFreedom: Int?
    /// Its p-value, transitions taken as independent.
    public let orderP: Double?
    /// Whether the order matters among customers who take the same steps, by shuffling: the p-value.
    public let orderWithinCustomersP: Double?
    /// How often steps were shuffled.
    public let shuffles: Int?
  }

  /// What a step is.
  public let of: String
  /// How many different steps there are.
  public let differentSteps: Int
  /// All steps of all customers.
  public let steps: Int
  /// Customers at cutoffs with a step within the window.
  public let rowsWithSteps: Int
  /// What follows what.
  public let transitions: Transitions
  /// Stretches of enough customers, in the order asked for.
  public let stretches: [Stretch]

  init(
    _ sequences: StepSequences, _ tally: NGramTally, adjusted: [Double], flow: StepFlow,
    rows: OutcomeRows, order: SequenceAnalysis.Order
  ) {
    of = sequences.of
    differentSteps = Set(sequences.steps).count
    steps = sequences.steps.count
    rowsWithSteps = tally.rowsWithSteps
    transitions = Self.transitions(flow)
    let churned = rows.churned.count { $0 }
    let made = zip(tally.entries, adjusted).map { entry, adjusted in
      Self.stretch(
        entry, names: sequences.names, adjusted: adjusted, rows: rows.churned.count,
        churned: churned)
    }
    stretches = made.indices.sorted { left, right in
      let (first, second) = (made[left], made[right])
      switch order {
      case .lift:
        let (one, other) = (first.lift ?? -1, second.lift ?? -1)
        if one != other { return one > other }
      case .p:
        let (one, other) = (first.adjustedP ?? 2, second.adjustedP ?? 2)
        if one != other { return one < other }
      case .support:
        if first.customers != second.customers { return first.customers > second.customers }
      }
      return left < right
    }.map { made[$0] }
  }

  private static func stretch(
    _ entry: NGramTally.Entry, names: [String], adjusted: Double, rows: Int, churned: Int
  ) -> Stretch {
    let rate = Double(entry.churned) / Double(max(1, entry.rows))
    let interval = WilsonInterval(share: rate, of: Double(entry.rows))
    let without = rows - entry.rows
    let matched = entry.matched
    return Stretch(
      steps: entry.gram.steps.map { names[$0] }, customers: entry.customers, rows: entry.rows,
      churned: entry.churned, churnRate: rate, churnRateLower: interval.lower,
      churnRateUpper: interval.upper, rowsWithout: without,
      churnRateWithout: without > 0 ? Double(churned - entry.churned) / Double(without) : nil,
      lift: matched.ratio, liftLower: matched.interval?.lowerBound,
      liftUpper: matched.interval?.upperBound,
      plainLift: churned > 0 ? rate / (Double(churned) / Double(rows)) : nil, p: matched.p,
      adjustedP: adjusted.isNaN ? nil : adjusted)
  }

  private static func transitions(_ flow: StepFlow) -> Transitions {
    let totals = zip(flow.matrix.counts, flow.left).map { $0.reduce(0, +) + $1 }
    let test = flow.matrix.orderTest
    return Transitions(
      steps: flow.names, counts: flow.matrix.counts, left: flow.left,
      shares: zip(flow.matrix.counts, totals).map { row, total in
        row.map { total > 0 ? Double($0) / Double(total) : nil }
      },
      leftShares: zip(flow.left, totals).map { $1 > 0 ? Double($0) / Double($1) : nil },
      orderStatistic: test?.statistic, orderDegreesOfFreedom: test?.degreesOfFreedom,
      orderP: test?.p, orderWithinCustomersP: flow.withinCustomers?.p,
      shuffles: flow.withinCustomers?.shuffles)
  }
}
