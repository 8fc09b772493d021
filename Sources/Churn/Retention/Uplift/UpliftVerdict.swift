/// What the figures of one treatment mean, in sentences.
struct UpliftVerdict {
  let analysis: UpliftAnalysis
  let table: ArmTable
  let treatment: String
  let lift: UpliftReport.Figure
  /// What the order by uplift is worth.
  let auuc: UpliftReport.Ranking
  let overRisk: UpliftReport.Figure?
  let best: UpliftReport.BestShare
  var calibration: UpliftReport.Calibration?
  var treated: UpliftReport.Arm?
  var control: UpliftReport.Arm?

  /// One sentence each; the first one is the answer.
  var sentences: [String] {
    [answer, effect, overRandomSentence, overRiskSentence, calibrationSentence]
      .compactMap(\.self) + bestSentences
  }

  private var beatsRandom: Bool { (auuc.auucInterval?[0] ?? 0) > 0 }

  private var answer: String {
    let name = "With \"\(treatment)\""
    let isBelow = overRisk?.isBelow ?? false
    switch (beatsRandom, overRisk?.isAbove ?? false) {
    case (true, true):
      return
        "\(name) the order by uplift beats a random one and the order by risk: where not all are "
        + "contacted, choose by uplift."
    case (true, false):
      return isBelow
        ? "\(name) the order by uplift beats a random one, but the order by risk beats it: where not all "
          + "are contacted, choose by risk."
        : "\(name) the order by uplift beats a random one; it is not shown to be better or worse than "
          + "the order by risk."
    case (false, _):
      return isBelow
        ? "\(name) the order by uplift is not shown to beat a random one, and the order by risk beats "
          + "it: where not all are contacted, choose by risk."
        : "\(name) the order by uplift is not shown to beat a random one: nothing shows that it works "
          + "better for some customers than for others."
    }
  }

  // MARK: - Effect

  private var effect: String? {
    guard let treated, let control else { return nil }
    let column = "\"\(table.source.outcome)\""
    let size =
      table.positive != nil
      ? "\(Self.fixed(abs(lift.estimate) * 100, 2)) points "
        + "(95 %: \(Self.range(lift, times: 100, 2)))"
      : "\(Self.fixed(abs(lift.estimate), 2)) a customer (95 %: \(Self.range(lift, times: 1, 2)))"
    let verb =
      lift.isAbove
      ? "raised \(column) by \(size)"
      : lift.isBelow
        ? "lowered \(column) by \(size)"
        : "is not shown to change \(column): \(lift.estimate < 0 ? "-" : "+")\(size)"
    return "\"\(treatment)\" \(verb): \(arm(treated)) contacted against \(arm(control)) left alone."
  }

  private func arm(_ arm: UpliftReport.Arm) -> String {
    let rows = Self.grouped(arm.rows)
    guard let outcomes = arm.outcomes else { return "\(Self.fixed(arm.mean, 2)) of \(rows)" }
    return "\(Self.grouped(outcomes)) of \(rows) (\(Self.fixed(arm.mean * 100, 2)) %)"
  }

  // MARK: - Orders

  private var overRandomSentence: String {
    let interval = auuc.auucInterval.map {
      UpliftReport.Figure(estimate: auuc.auucAboveRandom, lower: $0[0], upper: $0[1])
    }
    return "Averaged over all shares that could be contacted, the order by uplift brings "
      + "\(perThousand(auuc.auucAboveRandom, interval)) than a random order."
  }

  private var overRiskSentence: String? {
    guard let overRisk else { return nil }
    return "Compared with the order by risk it brings \(perThousand(overRisk.estimate, overRisk))."
  }

  private func perThousand(_ estimate: Double, _ interval: UpliftReport.Figure?) -> String {
    let range = interval.map { " (95 %: \(Self.range($0, times: 1000, 1)))" } ?? ""
    return "\(Self.fixed(abs(estimate) * 1000, 1)) \(estimate < 0 ? "less" : "more") "
      + "\(unit) for 1,000 customers\(range)"
  }

  /// What is gained, in words.
  private var unit: String {
    switch (table.positive != nil, analysis.lowerIsBetter) {
    case (true, false): "of \"\(table.source.outcome)\""
    case (true, true): "\"\(table.source.outcome)\" avoided"
    case (false, false): "\"\(table.source.outcome)\""
    case (false, true): "\"\(table.source.outcome)\" saved"
    }
  }

  private var calibrationSentence: String? {
    guard let calibration else {
      return "The uplift told is the same for all customers, so there is no order by it."
    }
    let slope = calibration.slope
    let words =
      slope.lower > 1
      ? "differences between customers are larger than told"
      : slope.upper < 1
        ? (slope.lower > 0
          ? "differences between customers are smaller than told"
          : "the uplift told of single customers is not to be trusted")
        : slope.lower > 0
          ? "as large as told, as far as can be seen" : "too uncertain to say how large they are"
    return "Uplift told against uplift that came: slope \(Self.fixed(slope.estimate, 2)) "
      + "(95 %: \(Self.range(slope, times: 1, 2))): \(words)."
  }

  // MARK: - Where to stop

  private var bestSentences: [String] {
    let isMoney = analysis.hasMoney(table)
    let off = isMoney ? ", costs taken off" : ""
    guard best.share > 0 else {
      return [
        isMoney
          ? "Contacting does not pay at this cost and value: contact nobody."
          : "Contacting gains nothing: contact nobody."
      ]
    }
    guard best.share < 0.995 else {
      let everyone = best.everyone
      return [
        "Contacting everybody brings the most\(off): \(amount(everyone.estimate)) for 1,000 customers "
          + "(95 %: \(Self.range(everyone, times: 1000, 1))\(doubt(everyone)))."
          + (isMoney ? "" : " --cost and --value tell where contacting stops to pay.")
      ]
    }
    let net = best.net
    var sentences = [
      "Contacting \(Self.fixed(best.share * 100, 0)) % of the customers, those with an uplift of at "
        + "least \(Self.fixed(best.leastUplift ?? 0, 4)), brings the most\(off): "
        + "\(amount(net.estimate)) for 1,000 customers "
        + "(95 %: \(Self.range(net, times: 1000, 1))\(doubt(net)))."
    ]
    let over = best.overEveryone
    if best.judgedShare > 0, best.judgedShare < 0.995 {
      sentences.append(
        "That is \(amount(abs(over.estimate))) \(over.estimate < 0 ? "less" : "more") than contacting "
          + "everybody (95 %: \(Self.range(over, times: 1000, 1)))"
          + (over.isAbove ? "." : over.isBelow ? ": contact everybody." : ", which may be chance.")
          + " Against as many by risk: \(signed(best.overRisk)); at random: "
          + "\(signed(best.overRandom)).")
    }
    return sentences
  }

  /// What to add where a gain may be none.
  private func doubt(_ figure: UpliftReport.Figure) -> String {
    figure.isAbove ? "" : "; that it gains at all is not shown"
  }

  private func amount(_ perCustomer: Double) -> String { Self.fixed(perCustomer * 1000, 1) }

  private func signed(_ figure: UpliftReport.Figure) -> String {
    "\(figure.estimate < 0 ? "" : "+")\(amount(figure.estimate)) "
      + "(\(Self.range(figure, times: 1000, 1)))"
  }

  // MARK: - Numbers

  private static func range(
    _ figure: UpliftReport.Figure, times factor: Double, _ decimals: Int
  ) -> String {
    "\(fixed(figure.lower * factor, decimals)) to \(fixed(figure.upper * factor, decimals))"
  }

  private static func fixed(_ value: Double, _ decimals: Int) -> String {
    PlainNumber.fixed(value, decimals: decimals) ?? "–"
  }

  private static func grouped(_ value: Int) -> String {
    var marked = ""
    let digits = String(value)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { marked.append(",") }
      marked.append(digit)
    }
    return marked
  }
}
