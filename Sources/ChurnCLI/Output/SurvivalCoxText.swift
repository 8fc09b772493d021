internal import Churn

/// A Cox model for people: a table, and each effect in words.
struct SurvivalCoxText {
  private let cox: SurvivalReport.Cox
  private let level: Double

  /// Words for a model, with intervals of a level.
  init(_ cox: SurvivalReport.Cox, level: Double) {
    self.cox = cox
    self.level = level
  }

  /// The table and what stands below.
  func text(_ isColored: Bool) -> String {
    var lines = [
      "Cox model of \(HumanNumber.count(cox.n, "lifetime"))"
        + "\(cox.within.map { ", a hazard of its own for each \($0)" } ?? "") (ties: \(cox.ties)"
        + "\(cox.coefficients.contains { $0.robustStandardError != nil } ? ", robust errors" : "")):"
    ]
    let references = cox.coefficients.compactMap { coefficient in
      coefficient.reference.map { "\(coefficient.column): \($0)" }
    }
    let distinct = references.indices.filter { !references[..<$0].contains(references[$0]) }
      .map { references[$0] }
    lines.append(table.text(isColored: isColored))
    if !distinct.isEmpty {
      lines[1] += "Levels are compared with the first: \(distinct.joined(separator: "; ")).\n"
    }
    lines[1] += fit + hazards + gap
    return lines.joined(separator: "\n")
  }

  private var table: TextTable {
    let share = HumanNumber.short((level * 1000).rounded() / 10)
    var table = TextTable([
      .left("column"), .right("hazard ratio"), .right("\(share) % from"), .right("to"), .right("z"),
      .right("p"), .left("in words"),
    ])
    for coefficient in cox.coefficients {
      table.append([
        coefficient.level.map { "\(coefficient.column): \($0)" } ?? coefficient.column,
        Self.figure(coefficient.hazardRatio), Self.figure(coefficient.lower),
        Self.figure(coefficient.upper), HumanNumber.fixed(coefficient.z, decimals: 2),
        coefficient.p < 0.0001 ? "<0.0001" : HumanNumber.fixed(coefficient.p, decimals: 4),
        words(coefficient),
      ])
    }
    return table
  }

  private static func figure(_ value: Double) -> String {
    guard value.isFinite, value < 1e6 else { return "\(value)" }
    return HumanNumber.fixed(value, decimals: value >= 100 ? 1 : 3)
  }

  /// Who leaves how much faster.
  private func words(_ coefficient: SurvivalReport.Coefficient) -> String {
    guard coefficient.p < 1 - level else { return "no clear difference" }
    let ratio = coefficient.hazardRatio
    let pace: String =
      if ratio >= 2 {
        "\(HumanNumber.fixed(ratio, decimals: 1)) times as fast"
      } else if ratio > 1 {
        "\(HumanNumber.percent(ratio - 1, decimals: ratio < 1.1 ? 1 : 0)) faster"
      } else {
        "\(HumanNumber.percent(1 - ratio, decimals: ratio > 0.9 ? 1 : 0)) more slowly"
      }
    return coefficient.level == nil ? "each unit more: leave \(pace)" : "leave \(pace)"
  }

  private var fit: String {
    var sentence =
      "Log likelihood \(HumanNumber.fixed(cox.logLikelihood, decimals: 4)), against no effect "
      + "chi-square \(HumanNumber.fixed(cox.likelihoodRatio.chiSquare, decimals: 2)) on "
      + "\(cox.likelihoodRatio.degreesOfFreedom), p \(SurvivalText.chance(cox.likelihoodRatio.p))."
    if let concordance = cox.concordance {
      sentence += " Concordance \(HumanNumber.fixed(concordance, decimals: 4))"
      sentence +=
        cox.concordanceStandardError.map { " ± \(HumanNumber.fixed($0, decimals: 4))" } ?? ""
      sentence += "."
    }
    return sentence + "\n"
  }

  private var hazards: String {
    guard let test = cox.proportionalHazards else { return "" }
    let drifting = test.terms.filter { $0.test.p < 1 - level }
    var sentence =
      "Proportional hazards: chi-square \(HumanNumber.fixed(test.global.chiSquare, decimals: 2)) on "
      + "\(test.global.degreesOfFreedom), p \(SurvivalText.chance(test.global.p)): "
    if test.global.p >= 1 - level, drifting.isEmpty {
      sentence += "effects may well stay the same over time."
    } else if drifting.isEmpty {
      sentence += "together the effects change over time, though none clearly does alone."
    } else {
      let names = drifting.map { "\(label($0.column)) (p \(SurvivalText.chance($0.test.p)))" }
      sentence +=
        "the effect of \(names.joined(separator: ", ")) changes over time, so its hazard ratio is a "
        + "mean; try --strata for it."
    }
    return sentence + "\n"
  }

  /// A column, or a column and a level, as the table calls it.
  private func label(_ name: String) -> String {
    let found = cox.coefficients.first { $0.name == name }
    return found.flatMap { coefficient in
      coefficient.level.map { "\(coefficient.column): \($0)" }
    } ?? name
  }

  private var gap: String {
    guard let gap = cox.predictionGap else { return "" }
    return "The mean of the predicted curves is at most "
      + "\(HumanNumber.fixed(gap.largest * 100, decimals: 2)) percentage points from the curve of the "
      + "same lifetimes (at \(SurvivalText.number(gap.time)))"
      + (gap.largest > 0.05
        ? ": the model does not fit that well; see proportional hazards.\n" : ".\n")
  }
}
