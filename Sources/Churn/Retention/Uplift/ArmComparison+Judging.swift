internal import ChurnMath
internal import ChurnModels

/// What orders of customers are worth, with intervals by drawing customers anew.
extension ArmComparison {
  /// The orders compared: by uplift, by the other method, by risk.
  private var orders: [(name: String, scores: [Double])] {
    let other =
      UpliftAnalysis.Method.allCases.first { $0 != analysis.method } ?? .transformedOutcome
    return [
      (analysis.method.rawValue, uplift), (other.rawValue, otherUplift), ("risk", risks),
    ]
  }

  var isBinary: Bool { table.positive != nil }

  /// Gains of 0 and 1 for the best possible order; those avoided as well.
  private func perfect(_ curve: UpliftCurve) throws -> RankedCampaign? {
    guard isBinary else { return nil }
    return try RankedCampaign(
      scores: curve.perfectScores(isTreated: samples.isTreated, gains: gains),
      isTreated: samples.isTreated, gains: gains)
  }

  /// The customers in each of the orders.
  func ranked() throws -> [RankedCampaign] {
    try orders.map {
      try RankedCampaign(scores: $0.scores, isTreated: samples.isTreated, gains: gains)
    }
  }

  /// Areas, and what the first order has over the last.
  struct Areas {
    let rankings: [UpliftReport.Ranking]
    let auucOverRisk: UpliftReport.Figure?
    let qiniOverRisk: UpliftReport.Figure?
  }

  /// The areas of all orders.
  func areas(_ ranked: [RankedCampaign]) throws -> Areas {
    let bootstrap = Bootstrap(replicates: analysis.replicates, seed: analysis.seed)
    let intervals = try bootstrap.intervals(
      groups: Array(0..<samples.count), threads: analysis.threads
    ) { weights in
      let drawn = ranked.map { $0.reweighted(weights) }
      let qini = drawn.map { UpliftCurve.qini.areaAboveRandom(of: $0) }
      let auuc = drawn.map { UpliftCurve.uplift.areaAboveRandom(of: $0) }
      return qini + auuc + [Self.difference(qini), Self.difference(auuc)]
    }
    let perfectQini = try perfect(.qini)
    let perfectUplift = try perfect(.uplift)
    let qini = ranked.map { UpliftCurve.qini.areaAboveRandom(of: $0) }
    let auuc = ranked.map { UpliftCurve.uplift.areaAboveRandom(of: $0) }
    let count = ranked.count
    let rankings = orders.indices.map { place in
      UpliftReport.Ranking(
        name: orders[place].name, qini: qini[place] ?? .nan,
        qiniInterval: intervals[place].map { [$0.lower, $0.upper] },
        qiniNormalized: perfectQini.flatMap {
          UpliftCurve.qini.normalized(of: ranked[place], perfect: $0)
        },
        auuc: UpliftCurve.uplift.area(of: ranked[place]) ?? .nan,
        auucAboveRandom: auuc[place] ?? .nan,
        auucInterval: intervals[count + place].map { [$0.lower, $0.upper] },
        auucNormalized: perfectUplift.flatMap {
          UpliftCurve.uplift.normalized(of: ranked[place], perfect: $0)
        })
    }
    func figure(_ estimate: Double?, _ interval: Bootstrap.Interval?) -> UpliftReport.Figure? {
      guard let estimate, let interval else { return nil }
      return UpliftReport.Figure(
        estimate: estimate, lower: interval.lower, upper: interval.upper)
    }
    return Areas(
      rankings: rankings, auucOverRisk: figure(Self.difference(auuc), intervals[2 * count + 1]),
      qiniOverRisk: figure(Self.difference(qini), intervals[2 * count]))
  }

  /// The first less the last.
  private static func difference(_ values: [Double?]) -> Double? {
    guard let first = values.first, let last = values.last, let first, let last else { return nil }
    return first - last
  }

  /// The curves at every hundredth.
  func curve(_ ranked: [RankedCampaign]) -> [UpliftReport.CurvePoint] {
    let shares = (0...100).map { Double($0) / 100 }
    let gains = ranked.map { UpliftCurve.uplift.gains(of: $0, atShares: shares) ?? [] }
    let qini = ranked.map { UpliftCurve.qini.gains(of: $0, atShares: shares) ?? [] }
    return shares.indices.map { place in
      UpliftReport.CurvePoint(
        share: shares[place], gains: gains.compactMap { $0.isEmpty ? nil : $0[place] },
        qini: qini.compactMap { $0.isEmpty ? nil : $0[place] })
    }
  }

  /// Tenths by told uplift.
  func deciles(_ ranked: RankedCampaign) -> [UpliftReport.Part] {
    UpliftPart.table(of: ranked, isBinary: isBinary).enumerated().map { place, part in
      let came = part.came
      return UpliftReport.Part(
        decile: place + 1, treatedRows: part.treatedRows, controlRows: part.controlRows,
        told: part.told, treatedMean: came.map { outcome($0.treatedMean) },
        controlMean: came.map { outcome($0.controlMean) },
        uplift: came.map {
          UpliftReport.Figure(estimate: $0.lift, lower: $0.lower, upper: $0.upper)
        })
    }
  }

  /// The mean outcome of a mean gain.
  func outcome(_ gain: Double) -> Double {
    analysis.lowerIsBetter ? (isBinary ? 1 - gain : -gain) : gain
  }

  /// Whether the arms look drawn at random.
  func balance() throws -> UpliftReport.Balance {
    let columns = ArmBalance.table(samples.features, isTreated: samples.isTreated)
    let worst = columns.indices.sorted { first, second in
      let (one, other) = (abs(columns[first].standardized), abs(columns[second].standardized))
      return one != other ? one > other : first < second
    }
    let told = try armProbabilities()
    var area: Double?
    var interval: [Double]?
    if let told {
      let scores = try RankedScores(labels: samples.isTreated, scores: told)
      area = RocAUC.value(of: scores)
      if let area, let error = RocAUC.standardError(of: scores) {
        let reach = Confidence.level(0.99).deviations * error
        interval = [area - reach, area + reach]
      }
    }
    return UpliftReport.Balance(
      columns: worst.map { place in
        UpliftReport.Balance.Column(
          name: columns[place].column, level: columns[place].level,
          treatedMean: columns[place].treatedMean, controlMean: columns[place].controlMean,
          standardizedDifference: columns[place].standardized)
      }, armAUC: area, armInterval: interval, isSuspicious: (interval?[0] ?? 0) > 0.5)
  }

  /// The probability of each to be contacted, told by models that have not seen him; nil without columns.
  private func armProbabilities() throws -> [Double]? {
    guard samples.features.columnCount > 0 else { return nil }
    let learner = OutcomeLearner(.logistic, seed: analysis.seed)
    let features = samples.features
    let arms = samples.isTreated.map { $0 ? 1.0 : 0 }
    let parts = parts
    let results = mapIndices(analysis.folds, threads: analysis.threads) { part in
      Result { () throws(FitError) in
        let learned = parts.indices.filter { parts[$0] != part }
        let asked = parts.indices.filter { parts[$0] == part }
        let model = try learner.fit(
          features.selecting(rows: learned), outcomes: learned.map { arms[$0] })
        return (rows: asked, told: try model.predict(features.selecting(rows: asked)))
      }
    }
    var told = [Double](repeating: 0.5, count: samples.count)
    for result in results {
      let part = try result.get()
      for (row, probability) in zip(part.rows, part.told) { told[row] = probability }
    }
    return told
  }
}
