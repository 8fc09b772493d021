internal import Churn

/// Whether the probabilities can be taken at their word: what was told against what happened.
extension ReportPage {
  var calibration: Part {
    guard let bins = details?.reliability, !bins.isEmpty else {
      return .absent("No calibration plot: too few rows were tested.")
    }
    var body = PageSection.paragraph(calibrationVerdict)
    body += PageSection.paragraph(baseRateSentence)
    body += reliabilityFigure(bins).markup
    return .shown(PageSection(id: "calibration", title: "Told and happened", body: body))
  }

  private func reliabilityFigure(_ bins: [ReliabilityBin]) -> PageFigure {
    let most = Axis.round([0] + bins.flatMap { [$0.upper, $0.meanProbability] }).upperBound
    let range = 0...min(1, max(most, 0.01))
    let points = bins.map {
      LineChart.Point($0.meanProbability, $0.churnRate, lower: $0.lower, upper: $0.upper)
    }
    let pairs = bins.map {
      "told \(Figures.percent($0.meanProbability)), left \(Figures.percent($0.churnRate))"
    }
    let chart = LineChart(
      title: "Probability told, and the share that left",
      summary: "\(Figures.count(bins.count, "group", "groups")) of customers by probability: "
        + pairs.joined(separator: "; ") + ". On the diagonal both are equal.",
      x: ChartScale(title: "probability told, mean of the group", values: range, format: .percent),
      y: ChartScale(title: "share that left", values: range, format: .percent),
      series: [
        LineChart.Series(
          name: "as told",
          points: [
            LineChart.Point(0, 0), LineChart.Point(range.upperBound, range.upperBound),
          ], role: .muted, style: .dashed, label: .none),
        LineChart.Series(
          name: "customers", points: points, role: .first, style: .linkedDots, label: .none),
      ], isSquare: true)
    return PageFigure(
      id: "reliability", chart: chart,
      text: "Each dot is a group of about equally many test customers. On the dashed line as many "
        + "left as was told; below it fewer did, above it more. Bars are 95 % intervals.",
      table: HTMLTable(
        caption: "Groups of test customers by the probability told",
        columns: [
          .text("Probability told"), .number("Customers"), .number("Mean told"), .number("Left"),
          .number("95 % interval"),
        ],
        rows: bins.map {
          [
            Figures.percentInterval($0.lowest, $0.highest), Figures.grouped($0.rows),
            Figures.percent($0.meanProbability), Figures.percent($0.churnRate),
            Figures.percentInterval($0.lower, $0.upper),
          ]
        }))
  }

  /// Slope, intercept and error in words.
  private var calibrationVerdict: String {
    guard let champion, let slope = champion.calibrationSlope else {
      return "The test says nothing of how far apart the probabilities should be."
    }
    let words: String
    if let ends = interval("calibrationSlope"), ends.lower <= 1, 1 <= ends.upper {
      words = "Probabilities are as far apart as they should be, as far as the test can tell"
    } else if slope < 1 {
      words =
        "Probabilities are too far apart: high ones should be lower, and low ones higher"
    } else {
      words =
        "Probabilities are too close together: high ones should be higher, and low ones lower"
    }
    let slopeEnds = interval("calibrationSlope").map {
      ", 95 % interval \(Figures.interval($0.lower, $0.upper, decimals: 2))"
    }
    var sentence = "\(words) (calibration slope \(Figures.fixed(slope, decimals: 2))"
    sentence += "\(slopeEnds ?? ""); 1 is perfect"
    if let intercept = champion.calibrationIntercept {
      let ends = interval("calibrationIntercept").map {
        ", \(Figures.interval($0.lower, $0.upper, decimals: 2))"
      }
      sentence += "; intercept \(Figures.fixed(intercept, decimals: 2))\(ends ?? ""), 0 is perfect"
    }
    sentence += "). "
    if let ece = champion.ece {
      sentence +=
        "Told and happened differ by \(Figures.fixed(ece * 100, decimals: 1)) percentage points on "
        + "average over ten groups (expected calibration error). "
    }
    return sentence + calibratorSentence
  }

  private var calibratorSentence: String {
    switch report.models.first?.calibration {
    case "identity": "They are as the model gave them: no calibration did better."
    case "platt": "They were calibrated by Platt scaling."
    case "beta": "They were calibrated by beta calibration."
    case "isotonic": "They were calibrated by isotonic regression."
    case let name?: "They were calibrated by \(name)."
    case nil: ""
    }
  }

  /// How the level of churn moved, and what that does to the probabilities.
  private var baseRateSentence: String {
    guard let shift = details?.baseRate else { return "" }
    let size = Figures.fixed(abs(shift.shift) * 100, decimals: 1)
    let sign = shiftSide == .fewer ? -100.0 : 100
    let (first, second) = (shift.lower * sign, shift.upper * sign)
    let ends = Figures.interval(min(first, second), max(first, second), decimals: 1)
    var sentence =
      "On the test \(Figures.percent(shift.test)) left; \(Figures.percent(shift.predicted)) was told "
      + "on average. "
    switch shiftSide {
    case .none:
      sentence +=
        "The difference of \(Figures.points(shift.shift)) points (95 % interval \(ends)) is within "
        + "chance."
    case .fewer:
      sentence +=
        "That is \(size) points fewer than told (95 % interval \(ends)): probabilities ran high."
    case .more:
      sentence +=
        "That is \(size) points more than told (95 % interval \(ends)): probabilities ran low."
    }
    if let low = shift.lowestBefore, let high = shift.highestBefore {
      sentence +=
        " At the cutoffs before, between \(Figures.percent(low)) and \(Figures.percent(high)) left"
      sentence +=
        shift.test < low || shift.test > high
        ? ", so the test lies outside of what the past has shown." : "."
    }
    return sentence
  }

  /// On which side of what was told the test came out.
  enum ShiftSide {
    case none
    case fewer
    case more
  }

  /// Whether the level of churn moved beyond chance.
  var shiftSide: ShiftSide {
    guard let shift = details?.baseRate else { return .none }
    if shift.upper < 0 { return .fewer }
    return shift.lower > 0 ? .more : .none
  }
}
