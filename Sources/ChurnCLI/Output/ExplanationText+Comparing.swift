internal import Churn

/// The customer beside a segment, since an earlier day, and after acts; each begins with a blank line.
extension ExplanationText {
  /// Below so much in either direction a number of points shows as 0.0.
  private static let leastShown = 0.0005
  /// Families of the comparison that are printed one by one.
  private static let mostFamilies = 8

  func segment(_ isColored: Bool) -> String {
    guard let segment = explanation.segment else { return "" }
    let by = TextTable.cleaned(segment.by)
    guard let name = segment.name.map(TextTable.cleaned) else {
      return "\nNo segment to compare with: \(by) is not known of this customer.\n"
    }
    let title = Self.title("Beside the segment \"\(name)\"", isColored)
    guard let standing = segment.standing else {
      return """

        \(title) (\(by))
        Only \(HumanNumber.count(segment.customers, "customer")) in it, this one included; below \
        \(SegmentComparison.leastCustomers) nothing is compared.

        """
    }
    let difference = explanation.probability - standing.meanProbability
    return """

      \(title) (\(by))
      Rank \(HumanNumber.grouped(standing.rank)) of its \
      \(HumanNumber.count(segment.customers, "customer")), whose mean probability is \
      \(HumanNumber.percent(standing.meanProbability)); the rest, \(Self.points(difference)) points, \
      sets this one apart:

      \(Self.sum(
        from: ("segment mean", standing.meanProbability), standing.families, most: Self.mostFamilies,
        to: explanation.probability, isColored))
      """
  }

  func since(_ isColored: Bool) -> String {
    guard let since = explanation.since else { return "" }
    let title = Self.title("Since \(since.at)", isColored)
    guard let before = since.probability, let change = since.change else {
      return """

        \(title)
        Not predicted on that day (\(since.standing.phrase)), so there is nothing to compare with.

        """
    }
    var table = TextTable([
      .left("family"), .right("points"), .left(""), .left("then"), .left("now"),
      .left("now in words"),
    ])
    table.append([since.at.description, Self.plain(before)])
    let blocks = since.blocks.filter { abs($0.points) >= Self.leastShown }
    guard !blocks.isEmpty else {
      return """

        \(title)
        \(HumanNumber.percent(before)) then by the same model, and no family of features has changed \
        it by as much as 0.05 points.

        """
    }
    let largest = blocks.map { abs($0.points) }.max() ?? 0
    for block in blocks {
      table.append([
        block.family, Self.points(block.points), Self.bar(block.points, largest: largest),
        block.valueBefore ?? "–", block.valueAfter ?? "–", block.after,
      ])
    }
    table.append([explanation.at?.description ?? "now", Self.plain(explanation.probability)])
    return """

      \(title)
      From \(HumanNumber.percent(before)) to \(HumanNumber.percent(explanation.probability)), \
      \(Self.points(change)) points by the same model:

      \(table.text(isColored: isColored))
      """
  }

  func acts(_ isColored: Bool) -> String {
    guard let acts = explanation.acts else { return "" }
    let title = Self.title("What might lower the risk", isColored)
    return "\n\(title)\n" + actLines(acts, isColored) + PossibleActs.caution + "\n"
  }

  private func actLines(_ acts: PossibleActs, _ isColored: Bool) -> String {
    var text = ""
    if acts.acts.isEmpty, acts.goal != nil {
      text = "Nothing that was tried, of what other customers show, lowers it.\n"
    } else if !acts.acts.isEmpty {
      var table = TextTable([
        .right("risk"), .right("points"), .left("band"), .left("if there were"),
      ])
      for act in acts.acts {
        table.append([
          Self.plain(act.probability), Self.points(act.points), act.band.rawValue,
          act.words + (act.warning.map { " (\($0))" } ?? ""),
        ])
      }
      text = table.text(isColored: isColored)
    }
    if let goal = acts.goal, let limit = acts.goalBelow {
      let reached =
        acts.smallest.map {
          "; the smallest that gets there: \(TextTable.cleaned(acts.acts[$0].words))"
        } ?? (acts.acts.isEmpty ? "" : "; none of these gets there")
      text +=
        "\(Self.capitalised(goal.rawValue)) risk begins below \(HumanNumber.percent(limit))\(reached).\n"
    } else {
      text += "The risk is in the lowest band already.\n"
    }
    if !acts.leftAlone.isEmpty {
      text += """
        Left as they are, for they cannot be changed: \
        \(acts.leftAlone.map(TextTable.cleaned).joined(separator: ", ")). \
        --mutable and --immutable say otherwise.

        """
    }
    return text
  }

  private static func title(_ text: String, _ isColored: Bool) -> String {
    TextStyle.bold.applied(to: text, isColored: isColored)
  }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  // MARK: - JSON

  var segmentJSON: JSONValue {
    guard let segment = explanation.segment else { return .null }
    return .object([
      "name": segment.name.map(JSONValue.string) ?? .null,
      "by": .string(segment.by),
      "customers": .integer(Int64(segment.customers)),
      "meanProbability": segment.standing.map { .number($0.meanProbability) } ?? .null,
      "rank": segment.standing.map { .integer(Int64($0.rank)) } ?? .null,
      "pushes": Self.json(segment.standing?.pushes ?? []),
    ])
  }

  var sinceJSON: JSONValue {
    guard let since = explanation.since else { return .null }
    return .object([
      "at": .string(since.at.description),
      "probability": since.probability.map(JSONValue.number) ?? .null,
      "change": since.change.map(JSONValue.number) ?? .null,
      "reason": since.standing == .eligible ? .null : .string(since.standing.phrase),
      "blocks": .array(
        since.blocks.map { block in
          .object([
            "family": .string(block.family), "points": .number(block.points),
            "feature": .string(block.feature), "before": .string(block.before),
            "after": .string(block.after),
          ])
        }),
    ])
  }

  var actsJSON: JSONValue {
    guard let acts = explanation.acts else { return .array([]) }
    return .array(
      acts.acts.enumerated().map { place, act in
        .object([
          "words": .string(act.words), "probability": .number(act.probability),
          "points": .number(act.points), "band": .string(act.band.rawValue),
          "smallestToLowerBand": .bool(place == acts.smallest),
          "beyond": .array(act.beyond.map(JSONValue.string)),
        ])
      })
  }
}
