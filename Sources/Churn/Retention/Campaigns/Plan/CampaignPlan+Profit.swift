internal import ChurnMath
internal import ChurnModels
internal import Glibc

extension CampaignPlan {
  /// Draws of the save rate.
  private static let draws = 10_000

  /// What contacting all would bring, before anybody is held out; nil without money.
  ///
  /// With ρ = *1 − s* moved by one factor *e^δ* for all, what is kept is *Σ vᵢ (1 − ρᵢ e^δ)*, which is
  /// one line in *e^δ*, and who stays adds the variance *Σ pᵢ sᵢ (1 − pᵢ sᵢ) mᵢ²*.
  func profit(customers: Int, base: Double) -> PlanReport.Profit? {
    let rows: ProfitRows
    if let list, list.valuesAtRisk != nil {
      rows = ProfitRows(list, saveRate: saveRate, contactCost: contactCost)
    } else if let customerValue {
      rows = ProfitRows(
        PlannedList(churnProbabilities: [base], valuesAtRisk: [base * customerValue]),
        saveRate: saveRate, contactCost: contactCost)
    } else {
      return nil
    }
    let count = Double(customers)
    let factor = count / Double(max(1, rows.count))
    var profits: [Double] = []
    var stream = RandomStream(seed: seed, stream: 0x504C_414E)
    for _ in 0..<Self.draws {
      // Half the variance is taken off so that the save rates drawn have the mean expected.
      let shift = exp(
        stream.normal(standardDeviation: deviation) - deviation * deviation / 2)
      let chance = stream.normal()
      let kept = rows.kept(shift) * factor + chance * (rows.variance(shift) * factor).squareRoot()
      profits.append(kept - rows.cost * factor - incentive * rows.accepting(shift) * count)
    }
    profits.sort()
    func share(_ share: Double) -> Double {
      profits[min(profits.count - 1, Int(share * Double(profits.count)))]
    }
    return PlanReport.Profit(
      expected: rows.kept(1) * factor - rows.cost * factor
        - incentive * rows.accepting(1) * count,
      lower: share((1 - level) / 2), upper: share(1 - (1 - level) / 2),
      chanceOfLoss: Double(profits.count { $0 < 0 }) / Double(profits.count),
      costs: rows.cost * factor)
  }

  /// How surely the money would show; nil without a standard deviation of it.
  func money(
    _ customers: Int, _ base: Double, _ test: ComparisonPower, _ smallest: PlanReport.HoldOut?
  ) -> PlanReport.Money? {
    guard let marginDeviation else { return nil }
    let share = holdOut ?? smallest?.share ?? 0.5
    let count = Double(customers)
    func power(_ difference: Double) -> Double {
      test.ofMeans(
        difference: difference, deviation: marginDeviation, treated: count * (1 - share),
        control: count * share)
    }
    var low = 0.0
    var high = marginDeviation * 100
    guard power(high) >= self.power else { return nil }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(middle) < self.power { low = middle } else { high = middle }
    }
    var expected: Double?
    if let list, let values = list.valuesAtRisk {
      let kept = values.indices.reduce(0.0) { $0 + values[$1] * (list.saveRates[$1] ?? saveRate) }
      expected = kept / Double(max(1, list.count))
    } else if let customerValue {
      expected = base * saveRate * customerValue
    }
    return PlanReport.Money(
      share: share, deviation: marginDeviation, detectableDifference: high,
      expectedDifference: expected, power: expected.map(power))
  }
}

/// Sums over a list from which profit follows for any save rate.
private struct ProfitRows {
  let count: Int
  let cost: Double
  private var value = 0.0
  private var lost = 0.0
  private var acceptedShare = 0.0
  private var constant = 0.0
  private var linear = 0.0
  private var square = 0.0

  init(_ list: PlannedList, saveRate: Double, contactCost: Double) {
    count = list.count
    cost = list.costs.reduce(0) { $0 + ($1 ?? contactCost) }
    for (row, known) in (list.valuesAtRisk ?? []).enumerated() {
      let p = list.churnProbabilities[row]
      let rate = list.saveRates[row] ?? saveRate
      value += known
      lost += known * (1 - rate)
      acceptedShare += rate / Double(max(1, count))
      guard p > 0 else { continue }
      let margin = known / p
      let weight = p * margin * margin
      constant += weight * (1 - p)
      linear += weight * (1 - rate) * (2 * p - 1)
      square += weight * p * (1 - rate) * (1 - rate)
    }
  }

  /// Margin kept when all of *1 − s* are multiplied by `shift`.
  func kept(_ shift: Double) -> Double { value - lost * shift }

  /// The share that takes the incentive.
  func accepting(_ shift: Double) -> Double { max(0, 1 - (1 - acceptedShare) * shift) }

  /// What chance adds: *Σ p s (1 − p s) m²*, a parabola in `shift` with *s = 1 − ρ shift*.
  ///
  /// *p m² (1 − p) + ρ f p m² (2 p − 1) − ρ² f² p² m²*; a save rate below zero keeps nobody, for whom
  /// the terms may come out negative, so the sum is never taken under zero.
  func variance(_ shift: Double) -> Double {
    max(0, constant + linear * shift - square * shift * shift)
  }
}
