public import ChurnData

/// Cohorts: customers put together, and what they did in each period since their first order.
///
/// Column *k* of a cohort is the *k*-th period after that of each customer's first order, 0 for the
/// period itself. What was not observed is nil and never 0.
public struct CohortsReport: Sendable, Encodable {
  /// One cohort.
  public struct Cohort: Sendable, Encodable {
    /// What it is called: its names, joined by ` · `.
    public let name: String
    /// The name of the group by each part of `--by`.
    public let keys: [String]
    /// Customers.
    public let size: Int
    /// Whether it holds customers from before the data, who only look new.
    public let isBurnIn: Bool
    /// The measure: customers, orders, money, or for `value` money a customer; nil where not observed.
    public let cells: [Double?]
    /// Cells over the customers that they speak of (`retention`, `one-time`), or over the first cell of the
    /// same customers.
    public let shares: [Double?]
    /// Cells a customer.
    public let means: [Double?]
    /// The lower ends of 95 % intervals: of shares (`retention`, `one-time`; Wilson), else of means (normal).
    public let lower: [Double?]
    /// The upper ends.
    public let upper: [Double?]
    /// Customers that each cell speaks of: those for whom its period was observed.
    public let bases: [Int]
    /// Whether the period of each cell was observed to its end; nil where there is no cell.
    public let complete: [Bool?]
    /// What a fitted model tells of cells that are not whole, for all customers of the cohort.
    ///
    /// Nil for cells that are whole; empty without `--project`.
    public let projected: [Double?]
    /// The same as a share of the cohort (`retention`, `one-time`) or a customer.
    public let projectedMeans: [Double?]
    /// The lower ends of what chance alone does to projected shares, 95 %; parameters taken as known.
    public let projectedLower: [Double?]
    /// The upper ends.
    public let projectedUpper: [Double?]
    /// How soon a second order follows; nil where nobody could be watched.
    public let secondOrder: SecondOrder?
  }

  /// What was put together.
  public struct Part: Sendable, Equatable, Encodable {
    /// The name asked for.
    public let name: String
    /// What it stands for.
    public let meaning: String
  }

  /// What the cells hold.
  public let measure: CohortMeasure
  /// What that is, in a clause.
  public let definition: String
  /// What customers are put together by.
  public let by: [Part]
  /// How long a period is.
  public let every: String
  /// The first day observed.
  public let firstDay: Day
  /// The last day observed.
  public let lastDay: Day
  /// Customers with an order.
  public let customers: Int
  /// Columns of each cohort.
  public let columns: Int
  /// Margin over revenue, where value is made with it; nil else.
  public let marginRate: Double?
  /// The cohorts, in the order of time or of groups.
  public let cohorts: [Cohort]
  /// All customers together.
  public let all: Cohort
  /// The model of projected cells; nil without any.
  public let projection: CohortProjection.Model?
  /// What a reader must know, one sentence each.
  public let notes: [String]
}
