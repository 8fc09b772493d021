public import ChurnData
internal import ChurnModels

/// One promise, held beside what happened.
public struct PromiseCheck: Sendable, Encodable {
  /// Where a promise stands.
  public enum Standing: String, Sendable, Encodable {
    /// As many left as were promised, within the band.
    case kept
    /// More or fewer left.
    case broken
    /// Its label window has not passed yet, or the table has no label.
    case notDue
    /// None of its customers is in the data.
    case notFound
  }

  /// A figure and its 95 % interval, from a bootstrap by customer.
  public struct Figure: Sendable, Equatable, Encodable {
    /// The figure.
    public let value: Double
    /// The lower end; nil where it is not determined.
    public let lower: Double?
    /// The upper end; nil where it is not determined.
    public let upper: Double?
  }

  /// The file that keeps it.
  public let file: String
  /// The cutoff it was made at; nil of a ready table.
  public let at: Day?
  /// The day on which its label window has passed; nil of a ready table.
  public let matures: Day?
  /// Where it stands.
  public let standing: Standing
  /// The same in a sentence.
  public let sentence: String
  /// The customers it was made of.
  public let customers: Int
  /// Those of them who are not in the data, so that nothing is known of them; nil before it is due.
  public let absent: Int?
  /// Leavers in all; nil before it is due.
  public let all: LeaverCount?
  /// The band when the level of churn moves as it did between cutoffs; nil where that is not known.
  public let usualBand: UsualBand?
  /// Leavers by tenths of the customers, the riskiest first.
  public let deciles: [LeaverCount]
  /// Leavers by stage of life; empty of a ready table.
  public let segments: [LeaverCount]
  /// Leavers by risk band.
  public let bands: [LeaverCount]
  /// Slope of the outcome on the promised log-odds; 1 is perfect.
  public let calibrationSlope: Figure?
  /// Area under the ROC curve of what was promised.
  public let rocAUC: Figure?
}

extension PromiseCheck {
  /// A promise that cannot be judged yet.
  init(notDue promise: Promise, file: String) {
    self.init(
      promise, file: file, standing: .notDue,
      sentence: promise.matures.map { "Not due yet: its label window ends on \($0)." }
        ?? "Not due yet: the table has no label.")
  }

  /// Holds a promise beside what happened.
  ///
  /// `outcomes` says whether each of its customers left, in their order, nil of one who is absent;
  /// `errors` are the level errors of earlier cutoffs.
  init(
    _ promise: Promise, file: String, outcomes: [Bool?],
    errors: [TrainingReference.LevelError], seed: UInt64, threads: Int
  ) throws(FitError) {
    // A tenth is a tenth of those judged; the riskiest first, whatever the order of the file.
    let found = outcomes.indices.filter { outcomes[$0] != nil }.sorted { left, right in
      let (a, b) = (promise.rows[left].probability, promise.rows[right].probability)
      return a != b ? a > b : left < right
    }
    let rows = found.map { promise.rows[$0] }
    let labels = found.map { outcomes[$0] ?? false }
    let probabilities = rows.map(\.probability)
    guard !rows.isEmpty, let all = LeaverCount("all", probabilities: probabilities, labels: labels)
    else {
      self.init(
        promise, file: file, standing: .notFound,
        sentence: "None of its customers is in these data.", absent: outcomes.count)
      return
    }
    func count(_ name: String, _ places: [Int]) -> LeaverCount? {
      guard !places.isEmpty else { return nil }
      return LeaverCount(
        name, probabilities: places.map { probabilities[$0] }, labels: places.map { labels[$0] })
    }
    let tenths = min(10, rows.count)
    let usual = UsualBand(probabilities, errors: errors)
    let isUsual = usual.map { ($0.lower...max($0.lower, $0.upper)).contains(all.left) }
    let figures = try Self.figures(labels, probabilities, seed: seed, threads: threads)
    self.init(
      promise, file: file, standing: all.holds || isUsual == true ? .kept : .broken,
      sentence: Self.sentence(all, usual), absent: outcomes.count - found.count, all: all,
      usualBand: usual,
      deciles: (0..<tenths).compactMap { tenth in
        count(
          "\(tenth + 1)",
          Array(rows.count * tenth / tenths..<rows.count * (tenth + 1) / tenths))
      },
      segments: LifecycleStage.allCases.compactMap { stage in
        count(stage.rawValue, rows.indices.filter { rows[$0].segment == stage })
      },
      bands: RiskBands.Band.allCases.reversed().compactMap { band in
        count(band.rawValue, rows.indices.filter { rows[$0].band == band })
      }, calibrationSlope: figures.slope, rocAUC: figures.auc)
  }

  private init(
    _ promise: Promise, file: String, standing: Standing, sentence: String, absent: Int? = nil,
    all: LeaverCount? = nil, usualBand: UsualBand? = nil, deciles: [LeaverCount] = [],
    segments: [LeaverCount] = [], bands: [LeaverCount] = [], calibrationSlope: Figure? = nil,
    rocAUC: Figure? = nil
  ) {
    self.file = file
    at = promise.head.cutoff
    matures = promise.matures
    self.standing = standing
    self.sentence = sentence
    customers = promise.rows.count
    self.absent = absent
    self.all = all
    self.usualBand = usualBand
    self.deciles = deciles
    self.segments = segments
    self.bands = bands
    self.calibrationSlope = calibrationSlope
    self.rocAUC = rocAUC
  }

  private static func sentence(_ all: LeaverCount, _ usual: UsualBand?) -> String {
    let promised = PlainNumber.fixed(all.promised, decimals: 0) ?? "?"
    let facts =
      "\(all.left) of \(all.customers) left, \(promised) were promised "
      + "(95 % band: \(all.lower) to \(all.upper))"
    if all.holds { return "Kept: \(facts)." }
    let direction = Double(all.left) > all.promised ? "more" : "fewer"
    guard let usual else { return "Broken: \(facts), \(direction) than chance explains." }
    let wide = "\(usual.lower) to \(usual.upper)"
    return (usual.lower...max(usual.lower, usual.upper)).contains(all.left)
      ? "Kept: \(facts). That is \(direction) than chance explains, but no more than the level has "
        + "moved between cutoffs before (\(wide))."
      : "Broken: \(facts), \(direction) than chance and the usual moves of the level (\(wide)) explain."
  }

  /// Slope and ROC-AUC with their intervals; each nil where it is not determined.
  private static func figures(
    _ labels: [Bool], _ probabilities: [Double], seed: UInt64, threads: Int
  ) throws(FitError) -> (slope: Figure?, auc: Figure?) {
    let ranked = try RankedScores(labels: labels, scores: probabilities)
    let line = CalibrationLine(ranked)
    let intervals = try Bootstrap(
      replicates: max(100, min(500, 5_000_000 / labels.count)), seed: seed
    ).intervals(groups: Array(labels.indices), threads: threads) { weights in
      guard let drawn = try? ranked.reweighted(weights) else { return [nil, nil] }
      return [CalibrationLine(drawn, start: line)?.slope, RocAUC.value(of: drawn)]
    }
    func figure(_ value: Double?, _ interval: Bootstrap.Interval?) -> Figure? {
      value.map { Figure(value: $0, lower: interval?.lower, upper: interval?.upper) }
    }
    return (figure(line?.slope, intervals[0]), figure(RocAUC.value(of: ranked), intervals[1]))
  }
}
