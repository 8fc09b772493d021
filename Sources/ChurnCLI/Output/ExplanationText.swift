internal import Churn

/// What `churn explain` prints: a verdict, the reasons by family with bars, and the features.
struct ExplanationText {
  let explanation: CustomerExplanation
  let card: CustomerCard?

  /// Features printed at most; `--json` has all.
  private static let mostFeatures = 15
  /// Cells of the longest bar to either side.
  private static let barCells = 12

  init(_ explanation: CustomerExplanation, card: CustomerCard? = nil) {
    self.explanation = explanation
    self.card = card
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    title(isColored) + cardLines + verdict + "\n" + reasons(isColored) + "\n"
      + features(isColored) + segment(isColored) + since(isColored) + acts(isColored)
  }

  private func title(_ isColored: Bool) -> String {
    let at = explanation.at.map { " on \($0)" } ?? ""
    return TextStyle.bold.applied(
      to: "Customer \(TextTable.cleaned(explanation.customer))\(at)", isColored: isColored) + "\n"
  }

  private var verdict: String {
    let horizon =
      explanation.horizonDays.map { " of buying nothing within the next \($0) days" } ?? " of churn"
    let difference = explanation.probability - explanation.baseRate
    return """
      \(HumanNumber.percent(explanation.probability)) probability\(horizon): \
      \(explanation.band.rawValue) risk, rank \(HumanNumber.grouped(explanation.rank)) of \
      \(HumanNumber.grouped(explanation.scored)).
      \(HumanNumber.percent(explanation.baseRate)) is the base rate; the rest, \
      \(Self.points(difference)) points, is what is known of the customer:

      """
  }

  private func reasons(_ isColored: Bool) -> String {
    Self.sum(
      from: ("base rate", explanation.baseRate), explanation.families,
      to: explanation.probability, isColored)
  }

  /// Families that add up from one probability to another, with bars; beyond `most` the rest together.
  static func sum(
    from start: (name: String, probability: Double), _ families: [CustomerExplanation.Family],
    most: Int = .max, to end: Double, _ isColored: Bool
  ) -> String {
    var table = TextTable([.left("family"), .right("points"), .left(""), .left("reason")])
    table.append([start.name, plain(start.probability), "", ""])
    let families = families.filter { $0.points != 0 }
    let largest = families.map { abs($0.points) }.max() ?? 0
    for family in families.prefix(most) {
      table.append([
        family.family, points(family.points), bar(family.points, largest: largest), family.words,
      ])
    }
    let rest = families.dropFirst(most)
    if !rest.isEmpty {
      let sum = rest.reduce(0) { $0 + $1.points }
      table.append([
        "others", points(sum), bar(sum, largest: largest), "\(rest.count) more together",
      ])
    }
    table.append(["this customer", plain(end), "", ""])
    return table.text(isColored: isColored)
  }

  private func features(_ isColored: Bool) -> String {
    let pushes = explanation.pushes.filter { abs($0.points) >= 0.0005 }
    guard !pushes.isEmpty else { return "No feature pushes this customer's risk.\n" }
    var table = TextTable([
      .left("feature"), .right("value"), .right("typical"), .right("points"),
    ])
    for push in pushes.prefix(Self.mostFeatures) {
      table.append([
        push.feature, push.value ?? "–", push.typical ?? "–", Self.points(push.points),
      ])
    }
    let rest = explanation.pushes.count - min(pushes.count, Self.mostFeatures)
    let more =
      rest > 0
      ? "\(HumanNumber.count(rest, "more feature pushes", "more features push")) less; --json has all.\n"
      : ""
    return table.text(isColored: isColored) + more
      + "Associations that the model found, not causes.\n"
  }

  /// A bar to the left or right of a middle line.
  static func bar(_ points: Double, largest: Double) -> String {
    let share = largest > 0 ? min(abs(points) / largest, 1) : 0
    let cells = Int((share * Double(barCells)).rounded())
    let filled = String(repeating: points < 0 ? "▒" : "█", count: cells)
    let empty = String(repeating: " ", count: barCells - cells)
    let side = String(repeating: " ", count: barCells)
    return points < 0 ? empty + filled + "│" + side : side + "│" + filled + empty
  }

  static func plain(_ share: Double) -> String {
    HumanNumber.fixed(share * 100, decimals: 1)
  }

  /// A difference in percentage points with its sign.
  static func points(_ difference: Double) -> String {
    let text = HumanNumber.fixed(difference * 100, decimals: 1)
    return difference > 0 && text != "0.0" ? "+" + text : text
  }

  // MARK: - JSON

  /// Everything, unrounded.
  ///
  /// - Throws: Nothing: a card encodes itself without fail.
  func json() throws -> JSONValue {
    .object([
      "customer": .string(explanation.customer),
      "at": explanation.at.map { .string($0.description) } ?? .null,
      "probability": .number(explanation.probability),
      "baseRate": .number(explanation.baseRate),
      "riskBand": .string(explanation.band.rawValue),
      "rank": .integer(Int64(explanation.rank)),
      "scored": .integer(Int64(explanation.scored)),
      "horizonDays": explanation.horizonDays.map { .integer(Int64($0)) } ?? .null,
      "pushes": Self.json(explanation.pushes),
      "families": .array(
        explanation.families.map { family in
          .object([
            "family": .string(family.family), "points": .number(family.points),
            "words": .string(family.words),
          ])
        }),
      "segment": segmentJSON,
      "since": sinceJSON,
      "acts": actsJSON,
      "card": try card.map { try JSONValue(encoding: $0) } ?? .null,
    ])
  }

  /// Pushes as objects.
  static func json(_ pushes: [CustomerExplanation.Push]) -> JSONValue {
    .array(
      pushes.map { push in
        .object([
          "feature": .string(push.feature), "family": .string(push.family),
          "value": push.value.map(JSONValue.string) ?? .null,
          "typical": push.typical.map(JSONValue.string) ?? .null,
          "points": .number(push.points), "words": .string(push.words),
        ])
      })
  }
}
