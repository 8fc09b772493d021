internal import ChurnData
internal import ChurnMath

/// One customer beside the customers of the same segment.
public struct SegmentComparison: Sendable, Equatable {
  /// What segments go by: `lifecycle stage`, or a column.
  public let by: String
  /// The customer's segment; nil when the column is blank for the customer.
  public let name: String?
  /// How many of those scored are in it, the customer included; 0 when it is not known.
  public let customers: Int
  /// How the customer compares; nil when too few are in the segment to say.
  public let standing: Standing?

  /// How a customer compares with a segment.
  public struct Standing: Sendable, Equatable {
    /// The mean probability of the segment.
    public let meanProbability: Double
    /// 1 = the riskiest of the segment.
    public let rank: Int
    /// What each feature adds to the segment's mean, the strongest push first.
    ///
    /// With the mean the pushes add up to the customer's probability, up to 10⁻¹².
    public let pushes: [CustomerExplanation.Push]
    /// The same by family.
    public let families: [CustomerExplanation.Family]
  }

  /// The fewest customers of a segment with which one is compared.
  public static let leastCustomers = 30
  /// What the stage of life is called where segments go by it.
  public static let stageName = "lifecycle stage"
}

/// The segment of each of some rows.
struct SegmentLabels: Sendable {
  /// What segments go by.
  let by: String
  /// The segment of each row; nil where it is not known.
  let names: [String?]

  /// Different numbers up to which a column of numbers is taken for one of names.
  private static let mostNumbers = 12

  /// Labels that are known.
  init(by: String, names: [String?]) {
    self.by = by
    self.names = names
  }

  /// The values of a column as labels.
  ///
  /// - Parameters:
  ///   - column: The column.
  ///   - rows: Its rows to take; nil = all.
  /// - Throws: `PipelineError.badOption` when it holds quantities.
  init(_ column: FeatureMatrix.Column, rows: [Int]? = nil) throws(PipelineError) {
    by = column.name
    let values = rows.map { rows in rows.map { column.values[$0] } } ?? column.values
    switch column.kind {
    case .categorical(let levels):
      names = values.map { value in
        value >= 0 && value < Double(levels.count) ? levels[Int(value)] : nil
      }
    case .numeric:
      let different = Set(values.filter { !$0.isNaN })
      guard different.count <= Self.mostNumbers else {
        throw .badOption(
          option: "--segment-by",
          problem: """
            Column "\(column.name)" holds \(different.count) different numbers and makes no segments. \
            Name a column of categories.
            """)
      }
      names = values.map { $0.isNaN ? nil : PlainNumber.shortest($0) }
    }
  }
}
