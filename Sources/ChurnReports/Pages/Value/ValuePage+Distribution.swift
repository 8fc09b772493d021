internal import Churn

/// How value is spread over customers, and the models behind it.
extension ValuePage {
  var value: PageSection? {
    guard let value = report.value else { return nil }
    var body = PageSection.paragraph(
      "Value is margin · money expected of an order · orders expected, month by month, discounted "
        + "by \(Figures.percent(report.discountRate)) a year; margin is "
        + "\(Figures.percent(report.marginRate)) of revenue.")
    body += DistributionFigures(value, months: months, currency: currency).markup
    return PageSection(id: "value", title: "How value is spread", body: body)
  }

  // MARK: - Models

  var models: PageSection? {
    let unit = report.timeUnit == "week" ? "weeks" : "days"
    var rows = Self.parameterOrder.filter { report.parameters[$0] != nil }.map { name in
      parameterRow(modelName, name, report.parameters[name], report.standardErrors[name] ?? nil)
    }
    var body = PageSection.paragraph(
      "\(modelName), time in \(unit), learned from "
        + "\(Figures.count(report.customers, "customer", "customers")) with "
        + "\(Figures.count(report.repeatOrders, "repeat purchase", "repeat purchases")) between "
        + "\(report.firstDay) and \(report.lastDay). Log-likelihood "
        + "\(Figures.fixed(report.logLikelihood, decimals: 4)).")
    if let spend = report.gammaGamma {
      rows += [("p", spend.p), ("q", spend.q), ("v", spend.v)].map { name, figure in
        parameterRow("Gamma-Gamma", name, figure, spend.standardErrors[name] ?? nil)
      }
      let correlation = spend.correlation.map {
        " How often and how much customers buy is correlated by "
          + "\(Figures.fixed($0, decimals: 2)); the model takes it to be 0."
      }
      body += PageSection.paragraph(
        "Gamma-Gamma for money, learned from \(Figures.grouped(spend.customers)) customers with "
          + "repeat purchases. Log-likelihood \(Figures.fixed(spend.logLikelihood, decimals: 4))."
          + (correlation ?? ""))
    }
    body +=
      HTMLTable(
        caption: "Parameters by maximum likelihood",
        columns: [
          .text("Model"), .text("Parameter"), .number("Estimate"), .number("Standard error"),
        ],
        rows: rows
      ).markup
    return PageSection(id: "models", title: "The models", body: body)
  }

  /// The order of the literature.
  private static let parameterOrder = ["r", "alpha", "a", "b", "s", "beta"]

  private func parameterRow(
    _ model: String, _ name: String, _ figure: Double?, _ error: Double?
  ) -> [String] {
    [model, name, Figures.fixed(figure, decimals: 5), Figures.fixed(error, decimals: 5)]
  }
}
