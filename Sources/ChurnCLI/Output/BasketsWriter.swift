internal import Churn

/// Writes rules and frequent sets as CSV.
struct BasketsWriter {
  private let report: BasketReport
  private let isRawText: Bool

  init(_ report: BasketReport, isRawText: Bool) {
    self.report = report
    self.isRawText = isRawText
  }

  /// The columns of the rules; those of one kind only are empty for the other.
  static let columns = [
    "kind", "group", "antecedent", "consequent", "count", "antecedent_count", "consequent_count",
    "baskets", "customers", "support", "confidence", "confidence_lower", "confidence_upper",
    "lift", "lift_lower", "lift_upper", "leverage", "conviction", "improvement", "difference",
    "difference_lower", "difference_upper", "p", "adjusted_p",
  ]

  /// Writes the rules of all baskets, of each group, and what follows later.
  func writeRules(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(Self.columns)
    for findings in [report.all] + report.groups {
      for rule in findings.rules {
        if writer.isClosedByReader { break }
        writer.text("together")
        writer.text(findings.group)
        writer.text(rule.antecedent.joined(separator: "; "))
        writer.text(rule.consequent)
        writer.integer(rule.count)
        writer.integer(rule.antecedentCount)
        writer.integer(rule.consequentCount)
        writer.integer(findings.baskets)
        writer.integer(nil)
        for number in [
          rule.support, rule.confidence, rule.confidenceLower, rule.confidenceUpper, rule.lift,
          rule.liftLower, rule.liftUpper, rule.leverage, rule.conviction,
        ] { writer.number(number) }
        writer.number(rule.improvement)
        for _ in 0..<3 { writer.number(nil) }
        writer.number(rule.p)
        writer.number(rule.adjustedP)
        try writer.endRow()
      }
    }
    if let later = report.later {
      for rule in later.rules {
        if writer.isClosedByReader { break }
        writer.text("later")
        writer.text(nil)
        writer.text(rule.first)
        writer.text(rule.then)
        writer.integer(rule.orders)
        writer.integer(rule.ordersWithFirst)
        writer.integer(rule.ordersWithThen)
        writer.integer(later.orders)
        writer.integer(rule.customers)
        writer.number(Double(rule.orders) / Double(later.orders))
        writer.number(rule.confidence)
        for _ in 0..<2 { writer.number(nil) }
        writer.number(rule.lift)
        for _ in 0..<5 { writer.number(nil) }
        writer.number(rule.difference)
        writer.number(rule.differenceLower)
        writer.number(rule.differenceUpper)
        writer.number(rule.p)
        writer.number(rule.adjustedP)
        try writer.endRow()
      }
    }
    try writer.commit()
  }

  /// Writes the frequent sets of all baskets and of each group.
  func writeItemsets(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(["group", "items", "length", "count", "support"])
    for findings in [report.all] + report.groups {
      for set in findings.itemsets {
        if writer.isClosedByReader { break }
        writer.text(findings.group)
        writer.text(set.items.joined(separator: "; "))
        writer.integer(set.items.count)
        writer.integer(set.count)
        writer.number(set.support)
        try writer.endRow()
      }
    }
    try writer.commit()
  }
}
