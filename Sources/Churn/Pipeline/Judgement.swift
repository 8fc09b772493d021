/// Rows with known outcome and what was predicted for them: all that metrics need.
struct JudgedRows: Sendable {
  /// Whether each row churned.
  var labels: [Bool]
  /// The calibrated probability of each row.
  var probabilities: [Double]
  /// The customer of each row, for the bootstrap.
  var groups: [Int]
  /// Margin expected of each row over a year; nil without money.
  var margins: [Double]?
  /// Scores of the plain rules, by name.
  var rules: [(name: String, scores: [Double])]
  /// What divides the rows, by name, and the segment of each row; nil = in none.
  var segments: [(by: String, names: [String?])] = []

  /// What a campaign to everyone worth contacting would have brought, in currency.
  ///
  /// Customers with a positive expected net value are contacted. Each costs the contact, and the
  /// incentive times the acceptance; each of them who did churn would have been kept with the save
  /// rate, and his margin with him.
  ///
  /// `weights` counts rows more than once or not at all, as a bootstrap does.
  func profit(_ costs: RetentionCosts, weights: [Double]? = nil) -> Double? {
    guard let margins else { return nil }
    var profit = 0.0
    for row in labels.indices {
      profit +=
        (weights?[row] ?? 1)
        * costs.profit(
          churnProbability: probabilities[row], marginExpected: margins[row],
          churned: labels[row])
    }
    return profit
  }

  /// Only some rows, in that order.
  func selecting(_ rows: [Int]) -> JudgedRows {
    JudgedRows(
      labels: rows.map { labels[$0] }, probabilities: rows.map { probabilities[$0] },
      groups: rows.map { groups[$0] }, margins: margins.map { all in rows.map { all[$0] } },
      rules: rules.map { rule in (rule.name, rows.map { rule.scores[$0] }) },
      segments: segments.map { division in
        (division.by, rows.map { division.names.indices.contains($0) ? division.names[$0] : nil })
      })
  }
}

extension RetentionCosts {
  /// What one customer would have brought a campaign; nothing when contacting him did not pay.
  func profit(churnProbability: Double, marginExpected: Double, churned: Bool) -> Double {
    let expected = expectedNetValue(
      churnProbability: churnProbability, marginExpected: marginExpected)
    guard expected > 0 else { return 0 }
    return (churned ? saveRate * marginExpected : 0) - costPerContact
  }
}
