public import ChurnData

/// What `churn segments` says of a base.
public struct SegmentReport: Sendable, Encodable {
  /// One segment.
  public struct Segment: Sendable, Encodable {
    /// Its name.
    public let name: String
    /// The rule that makes it, in words; nil for a level of a column.
    public let rule: String?
    /// What it is, in a sentence; nil when nobody said.
    public let meaning: String?
    /// Its customers.
    public let customers: Int
    /// Their share of all.
    public let share: Double
    /// Their net revenue before the day; nil without amounts.
    public let revenue: Double?
    /// Its share of all revenue; nil without amounts, and where there is none.
    public let revenueShare: Double?
    /// The median of the days since their last order; nil for none.
    public let medianRecencyDays: Double?
    /// Orders a customer; nil for none.
    public let ordersPerCustomer: Double?
    /// Value expected a customer; nil where it is not known.
    public let meanValue: Double?
    /// The share of those who were in the segment a horizon ago and have not ordered since; nil where
    /// there is nobody, or no such day.
    public let churnRate: Double?
    /// The lower end of its 95 % interval.
    public let churnRateLower: Double?
    /// The upper end of its 95 % interval.
    public let churnRateUpper: Double?
    /// Customers who were in the segment a horizon ago.
    public let churnCustomers: Int?
    /// Those of them who have not ordered since.
    public let churned: Int?
    /// Net revenue since then of a customer who was in the segment; nil without amounts.
    public let revenueSincePerCustomer: Double?
  }

  /// One way to cut the base, into segments that do not overlap.
  public struct Cut: Sendable, Encodable {
    /// The column that it goes by.
    public let by: String
    /// Its segments.
    public let segments: [Segment]
    /// Whether they differ in what customers did afterwards; nil where that cannot be told.
    public let difference: SegmentDifference?
  }

  /// A habit or a saved condition: those who have or meet it, beside those who do not.
  public struct Mark: Sendable, Encodable {
    /// Those who do.
    public let segment: Segment
    /// Customers of whom it cannot be told.
    public let unknown: Int
    /// The share of the others who were there a horizon ago and have not ordered since.
    public let churnRateOfOthers: Double?
    /// Whether the two differ; nil where that cannot be told.
    public let difference: SegmentDifference?
  }

  /// Scores and the grid of recency by frequency.
  public struct Scores: Sendable, Encodable {
    /// Cut points by score, `r`, `f` and `m`: days since the last order, days with an order, revenue.
    public let cutPoints: [String: [Double]]
    /// Customers by score from 1 to 5.
    public let counts: [String: [Int]]
    /// Cells of recency (first digit, 5 first) by frequency (1 first).
    public let grid: [Cell]
  }

  /// One cell of the grid.
  public struct Cell: Sendable, Encodable {
    /// The score of recency.
    public let r: Int
    /// The score of frequency.
    public let f: Int
    /// Customers in it.
    public let customers: Int
    /// The segment of most of them; nil for an empty cell.
    public let segment: String?
    /// Of those in it a horizon ago the share without an order since; nil for none.
    public let churnRate: Double?
  }

  /// The day at whose first second everything is told.
  public let at: Day
  /// Days of silence that count as churn.
  public let horizonDays: Int
  /// The day a horizon earlier, at which segments are held against what came; nil where there is none.
  public let churnFrom: Day?
  /// What a churn rate is, in a sentence.
  public let churnMeaning: String
  /// Customers.
  public let customers: Int
  /// Customers of the base before a condition selected some.
  public let customersInAll: Int
  /// The condition that selected them; nil = all.
  public let condition: String?
  /// Their net revenue before the day; nil without amounts.
  public let revenue: Double?
  /// What values and tiers go by.
  public let valueBasis: String?
  /// The named segments.
  public let segments: [Segment]
  /// Whether they differ.
  public let difference: SegmentDifference?
  /// Other ways to cut the base: stages, tiers, clusters, columns.
  public let cuts: [Cut]
  /// Habits.
  public let habits: [Mark]
  /// Saved conditions.
  public let saved: [Mark]
  /// Scores.
  public let scores: Scores
  /// What sets clusters apart; nil where none were asked for.
  public let clusters: ClusterReport?
  /// Who moved between two days; nil where nothing was compared.
  public let migration: SegmentMigration?
  /// How things are defined, a sentence each.
  public let definitions: [String]
  /// What a reader must know, a sentence each.
  public let notes: [String]
}
