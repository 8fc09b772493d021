public import ChurnData

/// What a bundle is: how its data were read, who was learned from, and what its numbers mean.
public struct Manifest: Sendable, Codable, Equatable {
  /// The version of the bundle's format.
  public var formatVersion: Int
  /// The version of the engine that made it.
  public var engineVersion: String
  /// The name it was given.
  public var name: String
  /// What it was trained on.
  public var kind: Kind
  /// The day after the last event; nil for a ready table without a time column.
  public var created: Day?
  /// The seed of everything random.
  public var seed: UInt64
  /// The kind of the shipped model.
  public var champion: String
  /// What champions are chosen by.
  public var metric: String
  /// SHA-256 over the sorted usable rows.
  public var fingerprint: String
  /// The share of churners among the training rows, in (0, 1).
  public var trainingChurnRate: Double
  /// Probabilities at which the risk bands medium, high and critical begin.
  public var bandLimits: [Double]
  /// The money assumptions it was trained with.
  public var costs: RetentionCosts
  /// The features, in the order of their columns.
  public var features: [FeatureRecord]
  /// What the columns of an orders file mean; nil for a ready table.
  public var orders: Orders?
  /// What the columns of a ready table mean; nil for orders.
  public var table: Table?
  /// SHA-256 of the other files, by name.
  public var files: [String: String]

  /// What a bundle can be trained on.
  public enum Kind: String, Sendable, Codable {
    /// A history of orders, with snapshots.
    case orders
    /// One row a customer with a label column.
    case table
  }

  /// One feature.
  public struct FeatureRecord: Sendable, Codable, Equatable {
    /// Its name.
    public var name: String
    /// Its family.
    public var family: String
    /// How it is computed.
    public var definition: String
    /// The median of the training rows; nil when it is a name or nearly always missing.
    public var typical: Double?
  }

  /// The meaning of orders.
  public struct Orders: Sendable, Codable, Equatable {
    /// The columns.
    public var mapping: OrderMapping
    /// Columns of the customers file that are features.
    public var attributes: [String]
    /// Who is eligible.
    public var eligibility: Eligibility
    /// How far ahead the label looks.
    public var horizon: Horizon
    /// Cutoffs learned from.
    public var trainingCutoffs: [Snapshot]
    /// The last cutoff calibrated on.
    public var calibrationCutoff: Snapshot
    /// All cutoffs calibrated on, ascending; nil in bundles that had one.
    public var calibrationCutoffs: [Snapshot]?
    /// The cutoff judged by.
    public var testCutoff: Snapshot
    /// Whether everything was learned from after the test, which then says nothing of the model.
    public var isRefit: Bool
    /// What features know of the base.
    public var parameters: FeatureParameters
    /// What customers who stay are expected to bring; nil where it could not be learned, and in bundles
    /// made before there was any.
    public var margins: MarginModel?
    /// The plain rule by recency, frequency and money, for comparison.
    public var rfmCells: RFMCells
    /// What was done with rows that a contact may have changed; nil where no contacts were known.
    public var treatment: TreatmentRecord?
  }

  /// The meaning of a ready table.
  public struct Table: Sendable, Codable, Equatable {
    /// How the file is read.
    public var file: FileOptions
    /// The label column.
    public var label: String
    /// The value of the label that means churn.
    public var positive: String
    /// The id column; nil = the number of the data row.
    public var id: String?
    /// The column that says what a customer is worth.
    public var value: String?
    /// The column of time.
    public var time: String?
    /// The share of rows set apart as the test.
    public var testShare: Double
    /// Columns read as numbers.
    public var numeric: [String]
    /// Columns read as categories.
    public var categorical: [String]
  }
}

/// What this version of the engine calls itself.
public enum Engine {
  /// The version, as in the changelog.
  public static let version = "0.1.0"
}

extension Manifest {
  /// What contradicts itself in a manifest that was read, or nil.
  var inconsistency: String? {
    guard trainingChurnRate > 0, trainingChurnRate < 1 else { return "the training churn rate" }
    guard RiskBands(cuts: bandLimits) != nil else { return "the risk bands" }
    guard !features.isEmpty, Set(features.map(\.name)).count == features.count else {
      return "the list of features"
    }
    switch kind {
    case .orders:
      guard let orders, table == nil else { return "its kind" }
      guard orders.rfmCells.isConsistent else { return "the cells of the plain rule" }
      guard orders.parameters.isValid else { return "the learned parameters of features" }
      guard orders.margins?.isValid ?? true else { return "the model of margins" }
      guard (1...Horizon.longest).contains(orders.horizon.days),
        (0...Horizon.longest).contains(orders.horizon.gap)
      else { return "the horizon" }
      let needsPurchases = features.contains { record in
        FeatureSet.feature(named: record.name)?.needs.contains(.purchaseModel) ?? false
      }
      guard !needsPurchases || orders.parameters.purchases != nil else {
        return "features of a model of purchases that is not there"
      }
      guard !orders.trainingCutoffs.isEmpty else { return "the cutoffs" }
      guard features.allSatisfy({ FeatureSet.feature(named: $0.name) != nil }) else {
        return "a feature that this version does not know"
      }
    case .table:
      guard let table, orders == nil else { return "its kind" }
      guard table.testShare >= 0, table.testShare < 1 else { return "the test share" }
    }
    return nil
  }
}

extension Manifest.Orders {
  private enum CodingKeys: String, CodingKey {
    case mapping
    case attributes
    case eligibility
    case horizon
    case trainingCutoffs
    case calibrationCutoff
    case calibrationCutoffs
    case testCutoff
    case isRefit
    case parameters
    case margins
    case rfmCells
    case treatment
  }

  /// Writes the meaning of orders; what was done with treated rows only where contacts were known, so
  /// that bundles without them keep their bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mapping, forKey: .mapping)
    try container.encode(attributes, forKey: .attributes)
    try container.encode(eligibility, forKey: .eligibility)
    try container.encode(horizon, forKey: .horizon)
    try container.encode(trainingCutoffs, forKey: .trainingCutoffs)
    try container.encode(calibrationCutoff, forKey: .calibrationCutoff)
    try container.encode(calibrationCutoffs, forKey: .calibrationCutoffs)
    try container.encode(testCutoff, forKey: .testCutoff)
    try container.encode(isRefit, forKey: .isRefit)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(margins, forKey: .margins)
    try container.encode(rfmCells, forKey: .rfmCells)
    if let treatment { try container.encode(treatment, forKey: .treatment) }
  }
}
