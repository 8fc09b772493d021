/// What `churn uplift` says: what each treatment changed, and whether some gain more than others.
///
/// Gains are outcomes, or with `lowerIsBetter` outcomes avoided. All figures about single customers come
/// from models that have not seen them.
public struct UpliftReport: Sendable, Equatable, Encodable {
  /// A figure with its 95 % interval.
  public struct Figure: Sendable, Equatable, Encodable {
    /// The figure.
    public let estimate: Double
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double

    /// Whether the whole interval lies above 0.
    public var isAbove: Bool { lower > 0 }
    /// Whether the whole interval lies below 0.
    public var isBelow: Bool { upper < 0 }
  }

  /// What an arm did.
  public struct Arm: Sendable, Equatable, Encodable {
    /// Its name.
    public let name: String
    /// Its customers.
    public let rows: Int
    /// Of these, those with the outcome; nil where outcomes are amounts.
    public let outcomes: Int?
    /// Share with the outcome, or mean amount.
    public let mean: Double
  }

  /// What an order of customers is worth.
  public struct Ranking: Sendable, Equatable, Encodable {
    /// By what: `two-model`, `transformed-outcome` or `risk`.
    public let name: String
    /// The Qini coefficient: the area between the Qini curve and random order, gain a customer contacted.
    public let qini: Double
    /// Its interval; nil where it is undefined in too many samples.
    public let qiniInterval: [Double]?
    /// The same in parts of the best possible order, as scikit-uplift; nil for amounts.
    public let qiniNormalized: Double?
    /// The area below the uplift curve, gain a customer.
    public let auuc: Double
    /// The same less that of random order: gain a customer over random order, averaged over all shares.
    public let auucAboveRandom: Double
    /// The interval of `auucAboveRandom`.
    public let auucInterval: [Double]?
    /// `auucAboveRandom` in parts of the best possible order, as scikit-uplift; nil for amounts.
    public let auucNormalized: Double?
  }

  /// A tenth of the customers by told uplift, the highest first.
  public struct Part: Sendable, Equatable, Encodable {
    /// 1 = those told to gain most.
    public let decile: Int
    /// Contacted customers in it; in part where equal uplifts lie across its border.
    public let treatedRows: Double
    /// Customers left alone in it.
    public let controlRows: Double
    /// The mean uplift told.
    public let told: Double
    /// Share with the outcome, or mean amount, of the contacted; nil without any.
    public let treatedMean: Double?
    /// The same of those left alone.
    public let controlMean: Double?
    /// What contacting gained; nil unless both arms have customers in it.
    public let uplift: Figure?
  }

  /// What is gained when a share of the customers is contacted.
  public struct Target: Sendable, Equatable, Encodable {
    /// The share contacted.
    public let share: Double
    /// Gain a customer of the base, contacting those of the highest uplift.
    public let byUplift: Figure
    /// Gain a customer, contacting those of the highest risk.
    public let byRisk: Figure
    /// Gain a customer, contacting at random.
    public let atRandom: Figure
    /// By uplift less by risk.
    public let overRisk: Figure
    /// By uplift less at random.
    public let overRandom: Figure
  }

  /// The share whose contacts bring the most, costs taken off; gains and money a customer of the base.
  public struct BestShare: Sendable, Equatable, Encodable {
    /// The share to contact.
    public let share: Double
    /// The least uplift contacted; nil where nobody is.
    public let leastUplift: Double?
    /// The share contacted where each part's cut was chosen without it; figures below are of these.
    public let judgedShare: Double
    /// What it brings.
    public let net: Figure
    /// What contacting everybody brings.
    public let everyone: Figure
    /// The difference to everybody.
    public let overEveryone: Figure
    /// The difference to as many by risk.
    public let overRisk: Figure
    /// The difference to as many at random.
    public let overRandom: Figure
  }

  /// How told uplift goes with what came.
  public struct Calibration: Sendable, Equatable, Encodable {
    /// 1 = the right size; 0 = it says nothing of who gains more.
    public let slope: Figure
    /// The mean uplift told.
    public let told: Double
    /// The mean lift that came.
    public let came: Double
  }

  /// Whether the arms look drawn at random.
  public struct Balance: Sendable, Equatable, Encodable {
    /// A column and how far the arms differ in it.
    public struct Column: Sendable, Equatable, Encodable {
      /// The column.
      public let name: String
      /// The level that differs the most, or `missing`; nil for a mean.
      public let level: String?
      /// The mean, or share, of the contacted.
      public let treatedMean: Double
      /// The mean, or share, of those left alone.
      public let controlMean: Double
      /// The difference in standard deviations.
      public let standardizedDifference: Double
    }

    /// Every column, those that differ the most first.
    public let columns: [Column]
    /// The ROC-AUC of telling the arm from the columns, on customers not learned from; ½ = cannot be
    /// told; nil without columns.
    public let armAUC: Double?
    /// Its 99 % interval.
    public let armInterval: [Double]?
    /// Whether that lies above ½.
    public let isSuspicious: Bool
  }

  /// A point of the curves: gain a customer of the base when so many are contacted.
  public struct CurvePoint: Sendable, Equatable, Encodable {
    /// The share contacted.
    public let share: Double
    /// By the order of each ranking, in the order of `rankings`.
    public let gains: [Double]
    /// By Radcliffe's curve, gain a customer contacted, in the order of `rankings`.
    public let qini: [Double]
  }

  /// One treatment against the control.
  public struct Treatment: Sendable, Equatable, Encodable {
    /// The arm's name.
    public let name: String
    /// The contacted.
    public let treated: Arm
    /// Those left alone.
    public let control: Arm
    /// The difference of means, signed as the outcome is.
    public let lift: Figure
    /// By uplift (the chosen method first), then by risk.
    public let rankings: [Ranking]
    /// AUUC by uplift less AUUC by risk.
    public let auucOverRisk: Figure?
    /// Qini by uplift less Qini by risk.
    public let qiniOverRisk: Figure?
    /// Tenths by told uplift.
    public let deciles: [Part]
    /// How told uplift goes with what came; nil where it is the same for all.
    public let calibration: Calibration?
    /// What is gained at some shares.
    public let targets: [Target]
    /// Where to stop.
    public let best: BestShare
    /// The curves, at every hundredth.
    public let curve: [CurvePoint]
    /// Whether the arms look drawn at random.
    public let balance: Balance
    /// What all that means, one sentence each; the first one is the answer.
    public let verdict: [String]
  }

  /// The column of the outcome.
  public let outcome: String
  /// The value that means yes; nil where outcomes are amounts.
  public let positive: String?
  /// Whether less of it is better.
  public let lowerIsBetter: Bool
  /// The arm left alone.
  public let control: String
  /// Customers with an arm and an outcome.
  public let rows: Int
  /// What uplift was learned from.
  public let covariates: [String]
  /// Columns that were not learned from, and why.
  public let leftOut: [LaterColumn]
  /// What risk is.
  public let risk: String
  /// The method whose uplift is told.
  public let method: String
  /// What learned it.
  public let learner: String
  /// Parts of the customers, each told by models learned from the others.
  public let folds: Int
  /// Samples drawn for the intervals of areas.
  public let replicates: Int
  /// Money a contact; nil where no money was spoken of.
  public let cost: Double?
  /// Money a gain; nil where no money was spoken of.
  public let value: Double?
  /// Each treatment against the control.
  public let treatments: [Treatment]
  /// What a reader must know, one sentence each.
  public let notes: [String]
}

/// What is told of one customer.
public struct CustomerUplift: Sendable, Equatable {
  /// The id.
  public let id: String
  /// The treatment that is told of.
  public let treatment: String
  /// What was done to him; nil for a customer who was in no campaign.
  public let arm: String?
  /// The gain expected of contacting him.
  public let uplift: Double
  /// The outcome expected when contacted.
  public let treated: Double
  /// The outcome expected when left alone.
  public let control: Double
  /// The tenth by uplift, 1 = highest; equal uplifts share one.
  public let decile: Int
}
