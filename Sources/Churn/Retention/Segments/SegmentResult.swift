/// What an analysis of segments found out.
public struct SegmentResult: Sendable {
  /// One customer with everything he is told by.
  public struct Customer: Sendable, Equatable {
    /// The id.
    public let id: String
    /// The scores of recency, frequency and money, 1 to 5; money is nil without amounts.
    public let scores: (r: Int, f: Int, m: Int?)
    /// The named segment.
    public let segment: String
    /// The stage of life.
    public let stage: String
    /// The value tier; nil where the value is not known.
    public let tier: String?
    /// Habits, by name.
    public let habits: [String]
    /// Saved conditions that he meets.
    public let saved: [String]
    /// The cluster; nil where none were asked for.
    public let cluster: String?
    /// Groups of the columns asked for.
    public let groups: [String]
    /// Days since the last order.
    public let recencyDays: Int
    /// Distinct days with an order.
    public let purchaseDays: Int
    /// Net revenue; nil without amounts.
    public let revenue: Double?
    /// The value expected; nil where it is not known.
    public let value: Double?

    /// The scores as one number: `545`, or `54` without amounts.
    public var score: String { "\(scores.r)\(scores.f)" + (scores.m.map(String.init) ?? "") }

    /// Whether all figures agree.
    public static func == (left: Customer, right: Customer) -> Bool {
      left.id == right.id && left.scores == right.scores && left.segment == right.segment
        && left.stage == right.stage && left.tier == right.tier && left.habits == right.habits
        && left.saved == right.saved && left.cluster == right.cluster
        && left.groups == right.groups && left.recencyDays == right.recencyDays
        && left.purchaseDays == right.purchaseDays && left.revenue == right.revenue
        && left.value == right.value
    }
  }

  /// The customers, ascending by the bytes of their ids.
  public let customers: [Customer]
  /// The columns asked for, whose groups customers have.
  public let groupNames: [String]
  /// The figures about the base.
  public let report: SegmentReport
}
