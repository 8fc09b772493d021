internal import Churn

/// What is said of other horizons and of the next orders, judged on customers not learned from.
enum HorizonText {
  /// A table of the horizons and a sentence on the next orders.
  static func text(_ report: HorizonReport) -> String {
    var parts: [String] = []
    if !report.horizons.isEmpty {
      parts.append(
        "Called lost (\(report.silenceDays) days of silence) within so many days of the cutoff:\n"
          + table(report).text())
    }
    parts.append(
      "Horizons up to \(report.longestDays) days can be asked for (churn score --horizons).")
    if let order = report.nextOrder { parts.append(sentence(order)) }
    return parts.joined(separator: "\n")
  }

  private static func table(_ report: HorizonReport) -> TextTable {
    var table = TextTable([
      .right("within"), .right("customers"), .right("told"), .right("happened"),
      .right("Kaplan-Meier"), .right("ROC-AUC"), .right("ECE"), .right("slope"),
    ])
    for figures in report.horizons {
      table.append([
        "\(figures.days) days", HumanNumber.grouped(figures.rows),
        HumanNumber.percent(figures.predicted), HumanNumber.percent(figures.observed),
        HumanNumber.percent(figures.kaplanMeier), HumanNumber.fixed(figures.rocAUC, decimals: 3),
        HumanNumber.fixed(figures.ece, decimals: 3),
        HumanNumber.fixed(figures.calibrationSlope, decimals: 2),
      ])
    }
    return table
  }

  private static func sentence(_ order: NextOrderFigures) -> String {
    "Next order: \(HumanNumber.percent(order.covered)) fell into the interval told for "
      + "\(HumanNumber.percent(order.stated)); \(HumanNumber.percent(order.tooEarly)) came earlier, "
      + "\(HumanNumber.percent(order.tooLate)) later"
      + (order.medianLength.map { " (median length \($0) days)" } ?? "") + "."
  }
}
