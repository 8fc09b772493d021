internal import Churn

/// The customer beside a segment, since an earlier day, and after acts.
extension CustomerPage {
  /// All sections that there is something to say in.
  var comparisons: String { segment + since + acts }

  private var segment: String {
    guard let segment = explanation.segment else { return "" }
    let by = Markup.escaped(segment.by)
    guard let name = segment.name.map(Markup.escaped) else {
      return Self.section(
        "Beside a segment", "<p>The \(by) of this customer is not known.</p>\n")
    }
    let heading = "Beside the segment “<bdi>\(name)</bdi>”"
    guard let standing = segment.standing else {
      return Self.section(
        heading,
        """
        <p>By \(by). It has only \(Figures.grouped(segment.customers)) \
        \(segment.customers == 1 ? "customer" : "customers"); below \
        \(SegmentComparison.leastCustomers) nothing is compared.</p>

        """)
    }
    let rows = Self.familyRows(standing.families)
    return Self.section(
      heading,
      """
      <p>By \(by): rank \(Figures.grouped(standing.rank)) of \
      \(Figures.grouped(segment.customers)) customers by risk.</p>
      <table>
      <caption>What sets this customer apart from the segment</caption>
      \(Self.head(["Reason", "Points"]))<tbody>
      \(Self.total("Mean of the segment", standing.meanProbability, isSum: false))\
      \(rows)\(Self.total("This customer", explanation.probability, isSum: true))</tbody>
      </table>

      """)
  }

  private var since: String {
    guard let since = explanation.since else { return "" }
    guard let before = since.probability, since.change != nil else {
      return Self.section(
        "Since \(since.at)",
        """
        <p>Not predicted on that day (\(Markup.escaped(since.standing.phrase))), so there is nothing \
        to compare with.</p>

        """)
    }
    let shown = since.blocks.filter { abs($0.points) >= Self.leastShown }
    let rows = shown.map { block in
      """
      <tr><th scope="row"><small>\(Markup.escaped(block.family))</small> \
      \(Markup.escaped(block.after)) <small>then: \
      \(Markup.escaped(block.valueBefore ?? block.before))</small></th>\
      \(Self.cell(block.points))</tr>

      """
    }
    return Self.section(
      "Since \(since.at)",
      """
      <table>
      <caption>What has changed the probability, by the same model</caption>
      \(Self.head(["Change", "Points"]))<tbody>
      \(Self.total("On \(since.at)", before, isSum: false))\
      \(rows.joined())\
      \(Self.total("On \(explanation.at.map { "\($0)" } ?? "this day")", explanation.probability, isSum: true))\
      </tbody>
      </table>

      """)
  }

  private var acts: String {
    guard let acts = explanation.acts else { return "" }
    return Self.section(
      "What might lower the risk",
      "<p>\(Self.verdict(acts))</p>\n" + Self.table(acts) + Self.leftAlone(acts)
        + "<p class=\"more\">\(Markup.escaped(PossibleActs.caution))</p>\n")
  }

  private static func verdict(_ acts: PossibleActs) -> String {
    guard let goal = acts.goal, let limit = acts.goalBelow else {
      return "The risk is in the lowest band already."
    }
    let reached =
      if let place = acts.smallest {
        "The smallest that gets there: \(acts.acts[place].words)."
      } else if acts.acts.isEmpty {
        "Nothing that was tried, of what other customers show, lowers the risk."
      } else {
        "None of these gets there."
      }
    return Markup.escaped(
      "Below \(Figures.percent(limit)) the risk would be \(goal.rawValue). \(reached)")
  }

  private static func table(_ acts: PossibleActs) -> String {
    guard !acts.acts.isEmpty else { return "" }
    let rows = acts.acts.enumerated().map { place, act in
      let beyond = act.warning.map { " <small>\(Markup.escaped($0))</small>" } ?? ""
      let words = Markup.escaped(act.words)
      return """
        <tr><th scope="row">\(place == acts.smallest ? "<strong>\(words)</strong>" : words)\(beyond)</th>\
        <td class="number">\(Figures.percent(act.probability)) <small>\(act.band.rawValue)</small></td>\
        \(cell(act.points))</tr>

        """
    }
    return """
      <table>
      <caption>What the model says if there were</caption>
      \(head(["What", "Risk", "Points"]))<tbody>
      \(rows.joined())</tbody>
      </table>

      """
  }

  private static func leftAlone(_ acts: PossibleActs) -> String {
    guard !acts.leftAlone.isEmpty else { return "" }
    return "<p class=\"more\">Left as they are, for they cannot be changed: "
      + "\(Markup.escaped(acts.leftAlone.joined(separator: ", "))).</p>\n"
  }

  // MARK: - Pieces

  private static func section(_ heading: String, _ body: String) -> String {
    "<section>\n<h2>\(heading)</h2>\n\(body)</section>\n"
  }

  /// The heading of a table whose columns but the first hold numbers.
  private static func head(_ titles: [String]) -> String {
    let cells = titles.enumerated().map { place, title in
      "<th scope=\"col\"\(place == 0 ? "" : " class=\"number\"")>\(title)</th>"
    }
    return "<thead><tr>\(cells.joined())</tr></thead>\n"
  }

  private static func total(_ name: String, _ probability: Double, isSum: Bool) -> String {
    "<tr\(isSum ? " class=\"sum\"" : "")><th scope=\"row\">\(Markup.escaped(name))</th>"
      + "<td class=\"number\">\(Figures.percent(probability))</td></tr>\n"
  }

  /// Families that push enough to show, one row each.
  static func familyRows(_ families: [CustomerExplanation.Family]) -> String {
    families.filter { abs($0.points) >= leastShown }.map { family in
      let heading = heading(family)
      let small = heading.isEmpty ? "" : "<small>\(Markup.escaped(heading))</small> "
      return "<tr><th scope=\"row\">\(small)\(Markup.escaped(family.words))</th>"
        + "\(cell(family.points))</tr>\n"
    }.joined()
  }
}
