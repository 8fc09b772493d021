internal import Churn

/// What `churn survival` says for people.
struct SurvivalText {
  /// What was found.
  let report: SurvivalReport
  /// Characters a line of the picture; nil = no picture.
  let plotWidth: Int?
  /// Whether headings are set off.
  let isColored: Bool

  /// The most curves in a picture of characters.
  private static let mostCurves = 6
  private static let plotHeight = 14

  /// Words for a report.
  init(_ report: SurvivalReport, plotWidth: Int?, isColored: Bool = false) {
    self.report = report
    self.plotWidth = plotWidth
    self.isColored = isColored
  }

  /// The whole text.
  var text: String {
    var parts = [head, groups.text(isColored: isColored)]
    if let logRank = report.logRank { parts.append(words(logRank)) }
    if let cox = report.cox {
      parts.append(SurvivalCoxText(cox, level: report.level).text(isColored))
    }
    if report.reasons.count > 1 { parts.append(reasons) }
    if let plotWidth { parts.append(plot(width: plotWidth)) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var unit: String { report.meaning.unit.isEmpty ? "" : " " + report.meaning.unit }

  private var head: String {
    let count = report.groups.reduce(0.0) { $0 + $1.n }
    let rows = report.groups.reduce(0) { $0 + $1.rows }
    let events = report.groups.reduce(0.0) { $0 + $1.events }
    let lifetimes =
      count == Double(rows)
      ? HumanNumber.count(rows, "lifetime")
      : "\(Self.number(count)) lifetimes, by the weights of \(HumanNumber.count(rows, "row")),"
    return lifetimes + " \(report.meaning.span)"
      + (unit.isEmpty ? "" : ", in\(unit)") + "; \(Self.number(events)) \(report.meaning.ending), "
      + "\(Self.number(max(0, count - events))) not yet. "
      + "Bands: \(HumanNumber.percent(report.level, decimals: report.level * 100 == (report.level * 100).rounded() ? 0 : 1)), "
      + "\(report.bands) scale.\n"
  }

  // MARK: - Curves

  private var groups: TextTable {
    let until = report.groups.compactMap(\.restrictedMeanUntil).first
    var columns: [TextTable.Column] = [
      .left(report.groupedBy ?? ""), .right("n"), .right(report.meaning.ending), .right("median"),
      .right("from"), .right("to"),
      .right(until.map { "mean to \(Self.number($0))" } ?? "mean"), .right("±"),
    ]
    columns += report.times.map { .right("after \(Self.number($0))") }
    var table = TextTable(columns)
    for group in report.groups {
      var cells = [
        report.groupedBy == nil ? "all" : group.name, Self.number(group.n),
        Self.number(group.events), Self.number(group.median), Self.number(group.medianLower),
        Self.number(group.medianUpper), HumanNumber.fixed(group.restrictedMean, decimals: 1),
        HumanNumber.fixed(group.restrictedMeanStandardError, decimals: 1),
      ]
      cells += group.atTimes.map { HumanNumber.percent($0.survival) }
      table.append(cells)
    }
    return table
  }

  /// A number with no more decimals than it needs; a dash for none.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    return abs(value) < 1e15 ? HumanNumber.short((value * 1e4).rounded() / 1e4) : "\(value)"
  }

  /// A probability: `0.023`, `< 0.0001`.
  static func chance(_ p: Double) -> String {
    p < 0.0001 ? "< 0.0001" : "= \(HumanNumber.fixed(p, decimals: 4))"
  }

  // MARK: - Test

  private func words(_ test: SurvivalReport.LogRank) -> String {
    let isClear = test.p < 1 - report.level
    var sentence =
      "\(test.test) test\(report.groupedBy.map { " over \($0)" } ?? "")"
      + "\(test.within.map { " within \($0)" } ?? ""): chi-square "
      + "\(HumanNumber.fixed(test.chiSquare, decimals: 3)) on \(test.degreesOfFreedom) "
      + "\(test.degreesOfFreedom == 1 ? "degree" : "degrees") of freedom, p \(Self.chance(test.p)): "
    sentence +=
      isClear
      ? "the groups differ by more than chance."
      : "chance alone would explain the differences."
    let most = test.groups.max { Self.excess($0) < Self.excess($1) }
    if isClear, let most, most.expected > 0, most.observed > most.expected {
      sentence +=
        " \(TextTable.cleaned(most.name)) loses most: \(Self.rounded(most.observed)) where "
        + "\(Self.rounded(most.expected)) would have been expected."
    }
    return sentence + "\n"
  }

  private static func excess(_ group: SurvivalReport.Expected) -> Double {
    group.expected > 0 ? group.observed / group.expected : 0
  }

  private static func rounded(_ value: Double) -> String {
    HumanNumber.fixed(value, decimals: value < 100 ? 1 : 0)
  }

  // MARK: - Reasons

  private var reasons: String {
    var columns: [TextTable.Column] = [.left(""), .left("reason"), .right("left")]
    columns += report.times.map { .right("by \(Self.number($0))") }
    var table = TextTable(columns)
    for group in report.groups {
      for incidence in group.incidence {
        var cells = [
          report.groupedBy == nil ? "" : group.name, incidence.reason,
          Self.number(incidence.events),
        ]
        cells += report.times.map { time in
          time <= group.watchedUntil || group.curve.last?.survival == 0
            ? HumanNumber.percent(incidence.curve.last { $0.time <= time }?.share ?? 0) : "–"
        }
        table.append(cells)
      }
    }
    return "Share that has left for each reason, the others competing:\n"
      + table.text(isColored: isColored)
  }

  // MARK: - Picture

  private func plot(width: Int) -> String {
    let shown = report.groups.prefix(Self.mostCurves)
    let series = shown.map { group in
      var points = [(x: 0.0, y: 1.0)]
      points += group.curve.map { (x: $0.time, y: $0.survival) }
      return (name: group.name, points: points)
    }
    let plot = TextPlot(
      series: series, width: width, height: Self.plotHeight,
      xLabel: report.meaning.unit.isEmpty ? "time" : report.meaning.unit,
      yLabel: report.meaning.ending == "ordered again"
        ? "share that has not ordered again" : "share still there", isStep: true, yRange: 0...1,
      format: .percent
    ).text()
    let rest = report.groups.count - shown.count
    return rest > 0
      ? plot + "\(HumanNumber.count(rest, "more group")) not drawn.\n" : plot
  }
}
