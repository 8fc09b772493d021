internal import ChurnMath
internal import ChurnModels

/// One treatment against the control: uplift of each customer, told by models that have not seen him.
struct ArmComparison: Sendable {
  let table: ArmTable
  let name: String
  let analysis: UpliftAnalysis
  /// The rows of both arms, as places in the table.
  let rows: [Int]
  let samples: CampaignSamples
  /// The part of each customer.
  let parts: [Int]
  let told: CrossFittedUplift
  /// The gain expected of contacting each, by the method chosen.
  let uplift: [Double]
  /// The gain by the other method.
  let otherUplift: [Double]
  /// What customers are ranked by for their risk, the highest first.
  let risks: [Double]
  /// What each did, more being better.
  let gains: [Double]

  init(_ table: ArmTable, treatment name: String, analysis: UpliftAnalysis) throws {
    let rows = table.arms.indices.filter {
      table.arms[$0] == name || table.arms[$0] == table.source.control
    }
    let samples = try CampaignSamples(
      features: table.features.selecting(rows: rows),
      isTreated: rows.map { table.arms[$0] == name }, outcomes: rows.map { table.outcomes[$0] })
    let parts = Self.dealt(
      keys: rows.map { table.keys[$0] }, samples, count: analysis.folds, seed: analysis.seed)
    let told = try CrossFittedUplift(
      samples, parts: parts, count: analysis.folds,
      learner: OutcomeLearner(analysis.learner, seed: analysis.seed), threads: analysis.threads)
    let sign = analysis.lowerIsBetter ? -1.0 : 1
    let difference = told.difference.map { sign * $0 }
    let transformed = told.transformed.map { sign * $0 }
    let isTwo = analysis.method == .twoModel
    uplift = isTwo ? difference : transformed
    otherUplift = isTwo ? transformed : difference
    let isBinary = table.positive != nil
    gains = samples.outcomes.map { outcome in
      analysis.lowerIsBetter ? (isBinary ? 1 - outcome : -outcome) : outcome
    }
    if let all = table.risks {
      let least = all.filter(\.isFinite).min() ?? 0
      // Who has no risk known comes last.
      risks = rows.map { all[$0].isFinite ? all[$0] : least - 1 }
    } else {
      risks = told.control
    }
    self.table = table
    self.name = name
    self.analysis = analysis
    self.rows = rows
    self.samples = samples
    self.parts = parts
    self.told = told
  }

  /// Parts of nearly equal size, each with its share of both arms and of those with an outcome.
  ///
  /// Within arm and outcome, customers go by the hash of seed and id round the parts.
  static func dealt(
    keys: [[UInt8]], _ samples: CampaignSamples, count: Int, seed: UInt64
  ) -> [Int] {
    let draws = keys.map { StableHash.hash($0, seed: seed ^ 0x7570_6c69_6674) }
    let least = samples.outcomes.min() ?? 0
    var parts = [Int](repeating: 0, count: keys.count)
    var next = 0
    for treated in [false, true] {
      for happened in [false, true] {
        let rows = keys.indices.filter {
          samples.isTreated[$0] == treated && (samples.outcomes[$0] > least) == happened
        }.sorted { (draws[$0], $0) < (draws[$1], $1) }
        for row in rows {
          parts[row] = next % count
          next += 1
        }
      }
    }
    return parts
  }

  /// The contacted and the others, by uplift, the highest first; ties by id.
  var customers: [CustomerUplift] {
    let deciles = Self.deciles(uplift)
    let order = uplift.indices.sorted {
      uplift[$0] != uplift[$1] ? uplift[$0] > uplift[$1] : $0 < $1
    }
    return order.map { place in
      CustomerUplift(
        id: table.ids[rows[place]], treatment: name, arm: table.arms[rows[place]],
        uplift: uplift[place], treated: told.treated[place], control: told.control[place],
        decile: deciles[place])
    }
  }

  /// The tenth of each by its uplift, 1 = highest; equal ones share that of their middle.
  static func deciles(_ uplift: [Double]) -> [Int] {
    let order = uplift.indices.sorted {
      uplift[$0] != uplift[$1] ? uplift[$0] > uplift[$1] : $0 < $1
    }
    var deciles = [Int](repeating: 1, count: uplift.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, uplift[order[end]] == uplift[order[start]] { end += 1 }
      let middle = Double(start + end) / 2 / Double(order.count)
      for place in start..<end { deciles[order[place]] = min(10, Int(middle * 10) + 1) }
      start = end
    }
    return deciles
  }
}
