internal import Churn
internal import ChurnData

/// What `churn value` says to people: value, models, and how the forecast held.
struct ValueText {
  private let report: ValueReport
  private let currency: String?

  init(_ report: ValueReport, currency: String?) {
    self.report = report
    self.currency = currency
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let parts = [
      TextStyle.bold.applied(to: headline, isColored: isColored) + "\n" + assumptions,
      models(isColored), tracking, holdout(isColored),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func money(_ amount: Double) -> String {
    HumanNumber.fixed(amount) + (currency.map { " \($0)" } ?? "")
  }

  private var months: String { HumanNumber.count(report.months, "month") }

  private var headline: String {
    let customers = HumanNumber.count(report.customers, "customer")
    guard let value = report.value else {
      return
        "\(customers), of whom \(HumanNumber.fixed(report.expectedOrders, decimals: 0)) orders "
        + "are expected over the next \(months)."
    }
    return "\(customers) worth \(money(value.total)) over the next \(months): the most valuable "
      + "10 % hold \(HumanNumber.percent(value.shareOfTop10)) of it, 20 % hold "
      + "\(HumanNumber.percent(value.shareOfTop20))."
  }

  private var assumptions: String {
    var lines = [
      "Known up to \(report.lastDay); \(HumanNumber.fixed(report.expectedOrders, decimals: 1)) orders "
        + "expected, mean probability of being alive \(HumanNumber.percent(report.meanAlive))."
    ]
    if let value = report.value {
      lines.append(
        "Value = margin \(HumanNumber.percent(report.marginRate)) of revenue · money of an order · "
          + "orders by month, discounted by \(HumanNumber.percent(report.discountRate)) a year. "
          + "Mean \(money(value.mean)), median \(money(value.median)).")
    }
    if let intervals = report.intervals {
      let parts = [
        intervals.expectedOrders.map {
          "orders \(HumanNumber.fixed($0.lower, decimals: 0)) to "
            + HumanNumber.fixed($0.upper, decimals: 0)
        }, intervals.value.map { "value \(money($0.lower)) to \(money($0.upper))" },
      ].compactMap(\.self)
      lines.append(
        "\(HumanNumber.percent(intervals.level, decimals: 0)) intervals of the totals: "
          + "\(parts.joined(separator: ", ")).")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func models(_ isColored: Bool) -> String {
    var table = TextTable([
      .left("model"), .left("parameters (standard errors)"), .right("log-likelihood"),
    ])
    let errors = report.standardErrors
    let order = ["r", "alpha", "a", "b", "s", "beta"]
    let parameters = order.compactMap { name in
      report.parameters[name].map { Self.parameter(name, $0, errors[name] ?? nil) }
    }
    table.append([
      "\(report.model), time in \(report.timeUnit)s", parameters.joined(separator: "  "),
      HumanNumber.fixed(report.logLikelihood, decimals: 1),
    ])
    if let spend = report.gammaGamma {
      let figures = [("p", spend.p), ("q", spend.q), ("v", spend.v)].map {
        Self.parameter($0, $1, spend.standardErrors[$0] ?? nil)
      }
      table.append([
        "gamma-gamma", figures.joined(separator: "  "),
        HumanNumber.fixed(spend.logLikelihood, decimals: 1),
      ])
    }
    return table.text(isColored: isColored)
  }

  private static func parameter(_ name: String, _ value: Double, _ error: Double?) -> String {
    let digits = { (figure: Double) in HumanNumber.fixed(figure, decimals: 3) }
    return "\(name) \(digits(value))" + (error.map { " (\(digits($0)))" } ?? "")
  }
}

extension ValueText {
  // MARK: - Tracking

  private var tracking: String {
    let points = report.tracking.points
    guard let first = points.first, points.count > 2 else { return "" }
    let weeks = { (point: ValueTracking.Point) in Double(point.day - first.day) / 7 + 1 }
    var series: [(name: String, points: [(x: Double, y: Double)])] = [
      ("bought", points.map { (weeks($0), Double($0.cumulativeActual)) }),
      ("expected as customers join", points.map { (weeks($0), $0.cumulativeExpected) }),
    ]
    if let calibration = points.last(where: { !$0.isHoldout }), report.holdout != nil {
      let forecast = points.compactMap { point in
        point.cumulativeForecast.map { (x: weeks(point), y: $0) }
      }
      series.append(
        (
          "forecast on \(report.lastDay), week \(Int(weeks(calibration)))",
          [(x: weeks(calibration), y: Double(calibration.cumulativeActual))] + forecast
        ))
    }
    return TextPlot(
      series: series, width: 76, height: 12, xLabel: "weeks", yLabel: "repeat purchases so far"
    ).text()
  }

  // MARK: - Holdout

  private func holdout(_ isColored: Bool) -> String {
    guard let check = report.holdout else { return "" }
    let weeks = HumanNumber.short((Double(check.days) / 7 * 10).rounded() / 10)
    var text = TextStyle.bold.applied(
      to: "Holdout, the \(weeks) weeks after \(report.lastDay): "
        + "\(HumanNumber.fixed(check.expectedOrders, decimals: 0)) orders expected, "
        + "\(HumanNumber.grouped(check.actualOrders)) came.", isColored: isColored)
    text +=
      "\n\(HumanNumber.fixed(check.expectedBuying, decimals: 0)) customers expected to order, "
      + "\(HumanNumber.grouped(check.actualBuying)) did."
    if let spent = check.actualSpend, let expected = check.expectedSpend {
      text += " \(money(expected)) expected to be spent, \(money(spent)) was."
    }
    return text + "\n\n" + classes(check, isColored) + "\n" + accuracy(check, isColored) + "\n"
      + alive(check, isColored)
  }

  private func classes(_ check: HoldoutCheck, _ isColored: Bool) -> String {
    var table = TextTable([
      .left("repeat purchases before"), .right("customers"), .right("orders expected"),
      .right("came"),
    ])
    for item in check.frequencyClasses {
      table.append([
        item.frequency, HumanNumber.grouped(item.customers),
        HumanNumber.fixed(item.expectedOrders), HumanNumber.fixed(item.actualOrders),
      ])
    }
    return table.text(isColored: isColored)
  }

  private func accuracy(_ check: HoldoutCheck, _ isColored: Bool) -> String {
    var table = TextTable([
      .left("told by"), .right("orders"), .right("mean error"), .right("root mean square"),
      .right("correlation"),
    ])
    for (name, orders, accuracy) in [
      (report.model, check.expectedOrders, check.model),
      ("as many as before", Double(check.ruleOrders), check.rule),
    ] {
      table.append([
        name, HumanNumber.fixed(orders, decimals: 0),
        HumanNumber.fixed(accuracy.meanAbsoluteError, decimals: 3),
        HumanNumber.fixed(accuracy.rootMeanSquareError, decimals: 3),
        HumanNumber.fixed(accuracy.correlation, decimals: 3),
      ])
    }
    return table.text(isColored: isColored)
  }

  private func alive(_ check: HoldoutCheck, _ isColored: Bool) -> String {
    var table = TextTable([
      .left("probability of being alive"), .right("customers"), .right("expected to order"),
      .right("did"),
    ])
    for bin in check.aliveBins {
      table.append([
        "\(HumanNumber.percent(bin.lower, decimals: 0)) to \(HumanNumber.percent(bin.upper, decimals: 0))",
        HumanNumber.grouped(bin.customers), HumanNumber.percent(bin.expectedBuying),
        HumanNumber.percent(bin.buying),
      ])
    }
    return table.text(isColored: isColored)
  }
}
