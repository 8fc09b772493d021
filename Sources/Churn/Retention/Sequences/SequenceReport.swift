public import ChurnData
internal import ChurnModels

/// What `churn sequences` says: what comes before leaving, and what follows what.
public struct SequenceReport: Sendable, Encodable {
  /// Customers active at one cutoff.
  public struct Cutoff: Sendable, Equatable, Encodable {
    /// The cutoff.
    public let day: Day
    /// Customers active then.
    public let customers: Int
    /// Those of them who left.
    public let churned: Int
  }

  /// Days of silence that count as churn.
  public let horizonDays: Int
  /// The day after the last that counts.
  public let end: Day
  /// The cutoffs, ascending.
  public let cutoffs: [Cutoff]
  /// Different customers at any of them.
  public let customers: Int
  /// Customers at cutoffs.
  public let rows: Int
  /// Those of them who left.
  public let churned: Int
  /// Their share.
  public let churnRate: Double
  /// The lower end of its 95 % interval, by Wilson.
  public let churnRateLower: Double
  /// The upper end of its 95 % interval.
  public let churnRateUpper: Double
  /// Days before a cutoff that steps are taken from; nil = all.
  public let windowDays: Int?
  /// The most steps of a stretch.
  public let maxLength: Int
  /// Whether a stretch must be the last before the cutoff.
  public let isEnding: Bool
  /// The fewest customers of a listed stretch.
  public let minCustomers: Int
  /// Stretches tested, of all kinds.
  public let tested: Int
  /// One for each kind of steps.
  public let views: [SequenceView]
  /// What the figures mean.
  public let definitions: [String: String]
  /// What must be known, one sentence each.
  public let notes: [String]

  /// Adjusted p-values up to this are called real.
  public static let realP = 0.05

  /// What the figures mean, in the order of reading.
  public static let meanings = [
    (
      name: "churned",
      meaning:
        "active at the cutoff (an order within the horizon before it) and no order within the "
        + "horizon after it; cutoffs lie a horizon apart, so that no silence counts twice"
    ),
    (
      name: "churnRate",
      meaning: "customers with the steps before the cutoff who churned / all who "
        + "took them; one customer counts at every cutoff at which he is active"
    ),
    (
      name: "lift",
      meaning:
        "how many times as often they churned as customers without the steps at the same cutoff "
        + "and with about as many steps (Mantel and Haenszel)"
    ),
    (name: "plainLift", meaning: "churnRate / churn rate of all, nothing matched"),
    (
      name: "adjustedP",
      meaning:
        "two-sided test of Cochran, Mantel and Haenszel, after Benjamini and Hochberg over all "
        + "stretches of all kinds"
    ),
    (
      name: "orderP",
      meaning:
        "whether the next step depends on the last one (G², order 1 against 0); customers who "
        + "differ in taste make it small, too"
    ),
    (
      name: "orderWithinCustomersP",
      meaning: "the same against steps shuffled within each customer, which leaves taste alone"
    ),
  ]

  init(
    analysis: SequenceAnalysis, horizonDays: Int, end: Day, rows: OutcomeRows, customers: Int,
    minCustomers: Int, tested: Int, views: [SequenceView], notes: [String]
  ) {
    self.horizonDays = horizonDays
    self.end = end
    var active = [Int](repeating: 0, count: rows.cutoffs.count)
    var gone = active
    for (place, hasLeft) in zip(rows.places, rows.churned) {
      active[place] += 1
      if hasLeft { gone[place] += 1 }
    }
    cutoffs = rows.cutoffs.indices.map {
      Cutoff(day: rows.cutoffs[$0], customers: active[$0], churned: gone[$0])
    }
    self.customers = customers
    self.rows = rows.churned.count
    churned = rows.churned.count { $0 }
    churnRate = Double(churned) / Double(max(1, self.rows))
    let interval = WilsonInterval(share: churnRate, of: Double(self.rows))
    churnRateLower = interval.lower
    churnRateUpper = interval.upper
    windowDays = analysis.windowDays
    maxLength = analysis.maxLength
    isEnding = analysis.isEnding
    self.minCustomers = minCustomers
    self.tested = tested
    self.views = views
    definitions = Dictionary(uniqueKeysWithValues: Self.meanings.map { ($0.name, $0.meaning) })
    self.notes = notes
  }
}
