internal import ChurnMath
internal import ChurnModels

/// What contacting some of the customers brings, and where to stop.
extension ArmComparison {
  /// The shares that are shown.
  private static let shares = [0.1, 0.2, 0.3, 0.5, 0.7]

  /// Money a gain; 1 where no money was spoken of.
  private var value: Double { analysis.value ?? 1 }
  private var cost: Double { analysis.cost ?? 0 }

  private var random: [Double] { samples.outcomes.map { _ in 1 } }

  private func figure(_ estimate: EffectScores.Estimate) -> UpliftReport.Figure {
    UpliftReport.Figure(
      estimate: estimate.mean, lower: estimate.lower, upper: estimate.upper)
  }

  /// Lift scores of every customer, in gains.
  private func effects() throws -> EffectScores {
    let sign = analysis.lowerIsBetter ? -1.0 : 1
    // A constant moves no difference, so yes and no avoided can be left as they are.
    return try EffectScores(
      try CampaignSamples(
        features: FeatureMatrix(columns: [], rowCount: samples.count),
        isTreated: samples.isTreated, outcomes: samples.outcomes.map { sign * $0 }),
      treated: told.treated.map { sign * $0 }, control: told.control.map { sign * $0 })
  }

  private func chances(_ scores: [Double], share: Double) throws -> [Double] {
    let labels = [Bool](repeating: false, count: scores.count)
    return Gains.chances(of: try RankedScores(labels: labels, scores: scores), share: share)
  }

  /// Everything about one treatment.
  func treatment() throws -> UpliftReport.Treatment {
    let ranked = try ranked()
    let areas = try areas(ranked)
    let effects = try effects()
    var draft = UpliftVerdict(
      analysis: analysis, table: table, treatment: name, lift: try lift(),
      auuc: areas.rankings[0], overRisk: areas.auucOverRisk, best: try best(effects))
    draft.calibration = effects.calibration(of: uplift).map {
      UpliftReport.Calibration(slope: figure($0.slope), told: $0.told, came: $0.came)
    }
    let treated = samples.isTreated
    let arms = [true, false].map { isTreated in
      let rows = treated.indices.filter { treated[$0] == isTreated }
      let sum = rows.reduce(0) { $0 + samples.outcomes[$1] }
      return UpliftReport.Arm(
        name: isTreated ? name : table.source.control, rows: rows.count,
        outcomes: isBinary ? Int(sum) : nil, mean: sum / Double(max(1, rows.count)))
    }
    draft.treated = arms[0]
    draft.control = arms[1]
    return UpliftReport.Treatment(
      name: name, treated: arms[0], control: arms[1], lift: draft.lift, rankings: areas.rankings,
      auucOverRisk: areas.auucOverRisk, qiniOverRisk: areas.qiniOverRisk,
      deciles: deciles(ranked[0]), calibration: draft.calibration, targets: try targets(effects),
      best: draft.best, curve: curve(ranked), balance: try balance(), verdict: draft.sentences)
  }

  /// The difference of the arms' means, signed as the outcome is.
  private func lift() throws -> UpliftReport.Figure {
    let all = try RankedCampaign(
      scores: random, isTreated: samples.isTreated, gains: samples.outcomes)
    guard let lift = LiftInterval(of: all, isBinary: isBinary) else {
      return UpliftReport.Figure(estimate: .nan, lower: .nan, upper: .nan)
    }
    return UpliftReport.Figure(estimate: lift.lift, lower: lift.lower, upper: lift.upper)
  }

  /// What is gained at some shares.
  private func targets(_ effects: EffectScores) throws -> [UpliftReport.Target] {
    try Self.shares.map { share in
      let byUplift = try chances(uplift, share: share)
      let byRisk = try chances(risks, share: share)
      let all = [Double](repeating: share, count: samples.count)
      func estimate(_ chances: [Double], _ other: [Double]? = nil) -> UpliftReport.Figure {
        figure(
          effects.value(
            ofContacting: other.map { zip(chances, $0).map { $0 - $1 } } ?? chances))
      }
      return UpliftReport.Target(
        share: share, byUplift: estimate(byUplift), byRisk: estimate(byRisk),
        atRandom: estimate(all), overRisk: estimate(byUplift, byRisk),
        overRandom: estimate(byUplift, all))
    }
  }

  /// Where to stop.
  private func best(_ effects: EffectScores) throws -> UpliftReport.BestShare {
    let chosen = ContactShare(
      scores: uplift, effects: effects, value: value, cost: cost, parts: parts,
      count: analysis.folds)
    let contacted = chosen.isContacted.map { $0 ? 1.0 : 0 }
    let judged = contacted.reduce(0, +) / Double(max(1, contacted.count))
    let byRisk = judged > 0 ? try chances(risks, share: judged) : contacted
    func net(_ chances: [Double], less other: [Double]? = nil) -> UpliftReport.Figure {
      figure(
        effects.value(
          ofContacting: other.map { zip(chances, $0).map { $0 - $1 } } ?? chances, value: value,
          cost: cost))
    }
    return UpliftReport.BestShare(
      share: chosen.share, leastUplift: chosen.leastScore, judgedShare: judged,
      net: net(contacted), everyone: net(random), overEveryone: net(contacted, less: random),
      overRisk: net(contacted, less: byRisk),
      overRandom: net(contacted, less: contacted.map { _ in judged }))
  }
}
