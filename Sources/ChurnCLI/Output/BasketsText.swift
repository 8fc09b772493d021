internal import Churn

/// What `churn baskets` says to people: the strongest rules first, in words.
struct BasketsText {
  private let report: BasketReport
  private let limit: Int

  init(_ report: BasketReport, limit: Int) {
    self.report = report
    self.limit = limit
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    var parts = [
      TextStyle.bold.applied(to: headline, isColored: isColored) + "\n" + basis,
      itemsets(isColored), rules(report.all, isColored),
    ]
    for group in report.groups { parts.append(rules(group, isColored)) }
    if let later = report.later { parts.append(laterRules(later, isColored)) }
    if report.all.rules.isEmpty == false || report.later != nil { parts.append(definitions) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var baskets: String {
    HumanNumber.count(report.all.baskets, report.source == "orders" ? "order" : "basket")
  }

  private var noun: (one: String, many: String) {
    switch report.item {
    case "category": ("category", "categories")
    case "product": ("product", "products")
    default: ("item", "items")
    }
  }

  /// The rules worth reading: more than chance, and more than their parts say.
  private func worthReading(_ findings: BasketFindings) -> [BasketFindings.Rule] {
    findings.rules.filter { $0.adjustedP <= BasketReport.realP && $0.saysMore && $0.lift > 1 }
  }

  private var headline: String {
    guard let best = worthReading(report.all).first else {
      return "In \(baskets) no \(noun.one) goes with another more often than chance has it"
        + (report.all.rules.isEmpty ? ", as far as asked." : ".")
    }
    return
      "Who buys \(best.antecedent.joined(separator: " and ")) also buys \(best.consequent) in "
      + "\(HumanNumber.percent(best.confidence)) of \(baskets(best.antecedentCount)), "
      + "\(HumanNumber.fixed(best.lift, decimals: best.lift < 10 ? 2 : 1)) times as often as by "
      + "chance."
  }

  private func baskets(_ count: Int) -> String {
    HumanNumber.count(count, report.source == "orders" ? "order" : "basket")
  }

  private var basis: String {
    let all = report.all
    let mean = Double(all.items) / Double(max(1, all.baskets))
    var text =
      "\(baskets) with \(HumanNumber.count(all.distinctItems, noun.one, noun.many)), "
      + "\(HumanNumber.fixed(mean)) each on average, \(HumanNumber.grouped(all.largest)) at most"
    if let first = report.firstDay, let last = report.lastDay { text += ", \(first) to \(last)" }
    text += ".\n"
    let lengths = all.itemsetsByLength.enumerated().map { place, count in
      "\(HumanNumber.grouped(count)) of \(place + 1)"
    }
    let sets = all.itemsets.count
    text +=
      "\(HumanNumber.count(sets, "set")) in at least \(baskets(all.minSupport)) "
      + "(\(HumanNumber.percent(Double(all.minSupport) / Double(max(1, all.baskets)), decimals: 2)))"
      + (lengths.isEmpty ? "" : ": \(lengths.joined(separator: ", "))") + ".\n"
    return text
  }

  private func itemsets(_ isColored: Bool) -> String {
    let together = report.all.itemsets.filter { $0.items.count > 1 }.prefix(min(limit, 5))
    let single = report.all.itemsets.filter { $0.items.count == 1 }.prefix(min(limit, 5))
    guard !single.isEmpty else { return "" }
    var table = TextTable([.left("most frequent"), .right(unit), .right("share")])
    for set in Array(single) + Array(together) {
      table.append([
        set.items.joined(separator: " + "), HumanNumber.grouped(set.count),
        HumanNumber.percent(set.support),
      ])
    }
    return table.text(isColored: isColored)
  }

  private var unit: String { report.source == "orders" ? "orders" : "baskets" }

  // MARK: - Rules

  private func rules(_ findings: BasketFindings, _ isColored: Bool) -> String {
    let shown = worthReading(findings).prefix(limit)
    var title =
      findings.group.map { "\(report.groupedBy ?? "group") \($0): \(baskets(findings.baskets))" }
      ?? "Bought together"
    let hidden = findings.rules.count - shown.count
    let chance = findings.rules.count { $0.adjustedP > BasketReport.realP }
    guard !shown.isEmpty else {
      return findings.rules.isEmpty && findings.group == nil
        ? "" : "\(title): no rule that is more than chance.\n"
    }
    title += ", by \(report.asked["sort"] ?? "lift")"
    var table = TextTable([
      .left("with"), .left("goes"), .right("\(unit) with both"), .right("confidence (95 %)"),
      .right("lift (95 %)"), .right("extra \(unit)"), .right("p, adjusted"),
    ])
    for rule in shown {
      table.append([
        rule.antecedent.joined(separator: " + "), rule.consequent,
        HumanNumber.grouped(rule.count),
        "\(HumanNumber.percent(rule.confidence)) of \(HumanNumber.grouped(rule.antecedentCount)) "
          + "(\(HumanNumber.fixed(rule.confidenceLower * 100, decimals: 1)) to "
          + "\(HumanNumber.fixed(rule.confidenceUpper * 100, decimals: 1)))",
        "\(HumanNumber.fixed(rule.lift)) (\(HumanNumber.fixed(rule.liftLower)) to "
          + "\(HumanNumber.fixed(rule.liftUpper)))",
        HumanNumber.fixed(rule.leverage * Double(findings.baskets), decimals: 0),
        Self.chance(rule.adjustedP),
      ])
    }
    var text = TextStyle.bold.applied(to: title, isColored: isColored) + "\n"
    text += table.text(isColored: isColored)
    if hidden > 0 {
      let rest = findings.rules.count - worthReading(findings).count
      text +=
        "\(HumanNumber.count(hidden, "more rule")) in the file, \(HumanNumber.grouped(chance)) of "
        + "them may be chance (adjusted p above \(HumanNumber.short(BasketReport.realP)))"
        + (rest > chance
          ? ", \(HumanNumber.grouped(rest - chance)) say no more than a shorter rule" : "") + ".\n"
    }
    return text
  }

  private func laterRules(_ later: LaterFindings, _ isColored: Bool) -> String {
    let shown = later.rules.filter { $0.adjustedP <= BasketReport.realP && $0.lift > 1 }
      .prefix(limit)
    let basis =
      "\(HumanNumber.count(later.orders, "order")) of "
      + "\(HumanNumber.count(later.customers, "customer")) followed for "
      + HumanNumber.count(later.days, "day")
    let title = TextStyle.bold.applied(
      to: "Bought on a later day within \(HumanNumber.count(later.days, "day"))",
      isColored: isColored)
    guard !shown.isEmpty else {
      return "\(title): nothing that is more than chance (\(basis)).\n"
    }
    var table = TextTable([
      .left("after"), .left("follows"), .right("customers"), .right("confidence"),
      .right("after any order"), .right("lift"), .right("points more (95 %)"),
      .right("p, adjusted"),
    ])
    for rule in shown {
      table.append([
        rule.first, rule.then, HumanNumber.grouped(rule.customers),
        "\(HumanNumber.percent(rule.confidence)) of \(HumanNumber.grouped(rule.ordersWithFirst))",
        HumanNumber.percent(rule.baseRate), HumanNumber.fixed(rule.lift),
        "\(HumanNumber.fixed(rule.difference * 100, decimals: 1)) "
          + "(\(HumanNumber.fixed(rule.differenceLower * 100, decimals: 1)) to "
          + "\(HumanNumber.fixed(rule.differenceUpper * 100, decimals: 1)))",
        Self.chance(rule.adjustedP),
      ])
    }
    let hidden = later.rules.count - shown.count
    return title + " (\(basis))\n" + table.text(isColored: isColored)
      + (hidden > 0 ? "\(HumanNumber.count(hidden, "more rule")) in the file.\n" : "")
  }

  private var definitions: String {
    let lines = BasketReport.definitions.filter {
      ["confidence", "lift", "adjustedP"].contains($0.name)
    }.map { "\($0.name == "adjustedP" ? "p, adjusted" : $0.name) = \($0.meaning)" }
    return lines.joined(separator: "\n")
      + "\nextra \(unit) = \(unit) with both beyond those that chance would make\n"
  }

  /// A p-value in few digits.
  static func chance(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return value < 0.0001 ? "< 0.0001" : HumanNumber.fixed(value, decimals: 4)
  }
}
