internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// How the inputs of the model have moved since training.
public struct InputDrift: Sendable, Encodable {
  /// The strongest verdict among features that count: they do not move by nature, and carry at least
  /// a hundredth of what pushes the model's probabilities.
  public let verdict: DriftVerdict
  /// Features that count and are steady.
  public let steady: Int
  /// Features that count and have moved, but not much.
  public let moved: Int
  /// Features that count and have moved much.
  public let muchMoved: Int
  /// Every feature: those that count first, the furthest first of each.
  public let features: [FeatureDrift]
}

/// How one input has moved.
public struct FeatureDrift: Sendable, Encodable {
  /// The feature.
  public let feature: String
  /// Numbers or names.
  public let kind: String
  /// How far it has moved.
  public let verdict: DriftVerdict
  /// Why it moves by nature; nil of one that should not.
  public let nature: DriftNature?
  /// Its share of what pushes the model's probabilities; nil where that is not known.
  public let importance: Double?
  /// The population stability index over about ten ranges, or names, and the missing; nil where
  /// there is nothing to compare.
  public let psi: Double?
  /// What chance alone would make of it.
  public let psiByChance: Double?
  /// The largest distance between the distributions of known numbers; nil of names.
  public let ks: Double?
  /// How often chance alone makes it so large.
  public let ksP: Double?
  /// The share of rows that would have to change their name; nil of numbers.
  public let totalVariation: Double?
  /// The share of training rows without a value.
  public let missingThen: Double
  /// The share of present rows without a value.
  public let missingNow: Double
  /// The median of the training rows, to a percent of them; nil of names.
  public let medianThen: Double?
  /// The median now.
  public let medianNow: Double?
  /// The share of known numbers below the least or above the largest of training; nil of names.
  public let outsideRange: Double?
  /// Names that training did not have, the most frequent first; empty of numbers.
  public let newLevels: [LevelShares.NewLevel]

  /// The least share of the pushes with which a feature counts.
  private static let leastImportance = 0.01

  /// Whether it counts for the verdict on all inputs.
  public var counts: Bool { nature == nil && (importance ?? 1) >= Self.leastImportance }

  /// How far it lies beyond chance, for ranking.
  var strength: Double { (psi ?? 0) - (psiByChance ?? 0) }
}

extension InputDrift {
  /// Compares the columns of present rows with a reference; a column that is absent is left out.
  ///
  /// `importances` are those of the bundle's features, in their order.
  init(
    _ reference: TrainingReference, now: FeatureMatrix, kind: Manifest.Kind,
    importances: [Double]?, threads: Int
  ) {
    let weights = importances?.count == reference.inputs.count ? importances : nil
    let total = weights?.reduce(0, +) ?? 0
    let columns = reference.inputs.map { input in
      now.columns.first { $0.name.utf8.elementsEqual(input.feature.utf8) }
    }
    let compared: [FeatureDrift?] = mapIndices(columns.count, threads: threads) { place in
      columns[place].map { column in
        let nature =
          kind == .orders
          ? FeatureSet.feature(named: column.name).flatMap { DriftNature($0) } : nil
        return FeatureDrift(
          reference, reference.inputs[place], column, nature: nature,
          importance: total > 0 ? weights.map { $0[place] / total } : nil)
      }
    }
    let order = compared.compactMap { $0 }.enumerated().sorted { left, right in
      if left.element.counts != right.element.counts { return left.element.counts }
      return left.element.strength != right.element.strength
        ? left.element.strength > right.element.strength : left.offset < right.offset
    }
    features = order.map(\.element)
    let judged = features.filter(\.counts).map(\.verdict)
    verdict = judged.max() ?? .steady
    steady = judged.count { $0 == .steady }
    moved = judged.count { $0 == .moved }
    muchMoved = judged.count { $0 == .muchMoved }
  }
}

extension FeatureDrift {
  init(
    _ reference: TrainingReference, _ input: TrainingReference.Input,
    _ column: FeatureMatrix.Column, nature: DriftNature?, importance: Double?
  ) {
    let known = column.values.filter(\.isFinite)
    let rows = column.values.count
    let present = rows > 0 ? Double(known.count) / Double(rows) : 0
    feature = column.name
    self.nature = nature
    self.importance = importance
    missingThen = input.missing
    missingNow = 1 - present
    let shares: (then: [Double], now: [Double])
    switch input.content {
    case .numbers(let curve):
      kind = "numbers"
      // A column that holds names now has no numbers to compare.
      let numbers = column.kind == .numeric ? known : []
      let bins = curve.bins
      let counts = ValueCurve.counts(numbers, cuts: bins.cuts)
      shares = (
        bins.shares.map { $0 * (1 - input.missing) },
        counts.map { rows > 0 ? $0 / Double(rows) : 0 }
      )
      ks = curve.distance(to: numbers)
      ksP = ks.map {
        KolmogorovSmirnov(
          statistic: $0, firstRows: Double(reference.customers) * (1 - input.missing),
          secondRows: Double(numbers.count)
        ).pValue
      }
      medianThen = curve.median
      medianNow = Typical.median(FeatureMatrix.Column(name: "", values: numbers))
      outsideRange = curve.shareOutside(numbers)
      (totalVariation, newLevels) = (nil, [])
    case .names(let levels):
      kind = "names"
      var names: [String] = []
      if case .categorical(let all) = column.kind { names = all }
      let compared = levels.compared(with: LevelShares(codes: known, levels: names))
      shares = (
        compared.then.map { $0 * (1 - input.missing) }, compared.now.map { $0 * present }
      )
      totalVariation = compared.distance
      newLevels = compared.new
      (ks, ksP, medianThen, medianNow, outsideRange) = (nil, nil, nil, nil, nil)
    }
    let stability = Stability(
      then: shares.then + [input.missing], now: shares.now + [1 - present],
      rowsThen: reference.rows, independentThen: reference.customers, rowsNow: rows)
    psi = stability?.index
    psiByChance = stability?.byChance
    verdict = stability.map { DriftVerdict($0) } ?? .steady
  }
}
