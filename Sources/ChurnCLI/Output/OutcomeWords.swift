internal import Churn
internal import ChurnModels

/// Figures of an outcome in words for a terminal.
enum OutcomeWords {
  /// The answer, in one sentence.
  static func headline(_ report: OutcomeReport) -> String {
    guard let arm = report.arms.first, let gains = arm.gains else {
      return report.arms.map { tested($0, report) }.joined(separator: "\n")
    }
    let saved = gains.customersSaved
    let span = customers(saved)
    if saved.lower > 0 {
      return "The contacts kept \(HumanNumber.fixed(saved.value, decimals: 0)) customers who would "
        + "have left (\(span))\(rate(gains))."
    }
    if saved.upper < 0 {
      return "The contacts drove customers away: \(HumanNumber.fixed(-saved.value, decimals: 0)) "
        + "more left than would have (\(customers(saved.scaled(by: -1)))), so do not repeat them."
    }
    return "No effect of the contacts on leaving can be told from chance: customers kept lie "
      + "between \(HumanNumber.fixed(saved.lower, decimals: 0)) and "
      + "\(HumanNumber.fixed(saved.upper, decimals: 0))."
  }

  private static func rate(_ gains: OutcomeReport.Gains) -> String {
    guard let rate = gains.saveRate else { return "" }
    return ", \(HumanNumber.percent(rate.value)) of those due to leave "
      + "(\(HumanNumber.percent(rate.lower)) to \(HumanNumber.percent(rate.upper)))"
  }

  private static func tested(_ arm: OutcomeReport.Arm, _ report: OutcomeReport) -> String {
    guard let outcome = arm.outcomes.first else { return "\(arm.name): too few rows." }
    let verdict = outcome.best.excludesZero ? "" : ", which chance alone may explain"
    return "\(arm.name): \(outcome.name) \(value(outcome.treated.mean, outcome)) beside "
      + "\(value(outcome.control.mean, outcome)) of \(report.control), "
      + "\(difference(outcome.best.value, outcome)) (\(interval(outcome.best, outcome)))\(verdict)."
  }

  /// What an outcome is called in a table.
  static func name(_ outcome: OutcomeComparison) -> String {
    switch outcome.name {
    case "lost": "lost (no order)"
    case "orders": "orders a customer"
    case "revenue": "revenue a customer"
    case "margin": "margin a customer"
    default: outcome.name
    }
  }

  /// A share in percent or a mean.
  static func value(_ value: Double, _ outcome: OutcomeComparison) -> String {
    outcome.isShare
      ? HumanNumber.percent(value, decimals: 2) : HumanNumber.fixed(value, decimals: 3)
  }

  /// A group's outcome with its counts.
  static func side(_ side: OutcomeComparison.Side, _ outcome: OutcomeComparison) -> String {
    guard let count = side.count else { return value(side.mean, outcome) }
    return "\(HumanNumber.grouped(count)) of \(HumanNumber.grouped(side.rows)) = "
      + value(side.mean, outcome)
  }

  /// A difference with its sign; of shares in percentage points.
  static func difference(_ difference: Double, _ outcome: OutcomeComparison) -> String {
    let digits =
      outcome.isShare
      ? HumanNumber.fixed(difference * 100) : HumanNumber.fixed(difference, decimals: 3)
    return (difference > 0 ? "+" : "") + digits + (outcome.isShare ? " pts" : "")
  }

  /// The interval of a difference.
  static func interval(_ estimate: Estimate, _ outcome: OutcomeComparison) -> String {
    let factor = outcome.isShare ? 100.0 : 1
    let decimals = outcome.isShare ? 2 : 3
    return "\(HumanNumber.fixed(estimate.lower * factor, decimals: decimals)) to "
      + HumanNumber.fixed(estimate.upper * factor, decimals: decimals)
  }

  /// An interval of numbers of customers.
  static func customers(_ estimate: Estimate) -> String {
    "\(HumanNumber.fixed(estimate.lower, decimals: 0)) to "
      + HumanNumber.fixed(estimate.upper, decimals: 0)
  }

  /// A p-value.
  static func p(_ p: Double) -> String {
    p < 0.0001 ? "< 0.0001" : HumanNumber.fixed(p, decimals: 4)
  }

  /// Gained or lost.
  static func more(_ value: Double) -> String { value < 0 ? "lost" : "gained" }

  /// Whether parts differ, in a sentence.
  static func differing(_ breakdown: OutcomeReport.Breakdown) -> String {
    guard let p = breakdown.differenceP else {
      return "Too few parts can be compared to tell whether they differ."
    }
    return p < 0.05
      ? "The effect differs between these parts by more than chance (p \(Self.p(p)))."
      : "That the effect differs between these parts cannot be told from chance (p \(Self.p(p)))."
  }
}
