internal import Churn
internal import ChurnData

/// Doubts and deeds: the leak audit, notes, and what to do next.
extension ReportPage {
  var leaks: Part {
    var body = ""
    if report.leakSuspects.isEmpty {
      body += PageSection.paragraph(
        "Columns were searched for any that would tell the answer away. None looked like that.")
    } else {
      body += PageSection.paragraph(
        "These columns may know the answer beforehand. If one is written only after a customer has "
          + "left, the figures above are too good; leave it out with --drop and train again.")
      body += PageSection.list(report.leakSuspects)
    }
    if let audit = report.leakAudit {
      let shifts = audit.shifts.map(\.sentence)
      let others = audit.sentences.filter { !shifts.contains($0) }
      body += others.map(PageSection.paragraph).joined()
      body += shifted(audit.shifts)
    }
    return .shown(
      PageSection(id: "leaks", title: "Does a column tell the answer away?", body: body))
  }

  /// Features whose values lie elsewhere at later cutoffs.
  private func shifted(_ shifts: [FeatureShift]) -> String {
    guard !shifts.isEmpty else { return "" }
    let table = HTMLTable(
      caption: "Features that moved after what taught, by the population stability index (PSI)",
      columns: [.text("Feature"), .text("Moved in"), .number("PSI"), .text("What to make of it")],
      rows: shifts.map {
        [
          $0.feature, "\($0.part) rows", Figures.fixed($0.psi, decimals: 2),
          $0.byNature.map { "it \($0.rawValue)" }
            ?? "look whether the shop, its prices or its records changed",
        ]
      })
    let first = shifts[0]
    return PageSection.paragraph(
      "\(Figures.count(shifts.count, "shift", "shifts")) of features between what taught and what "
        + "came later, the farthest in \(first.feature) "
        + "(PSI \(Figures.fixed(first.psi, decimals: 2))). A shift is no leak, but what moved may "
        + "have changed its meaning.") + table.folded("All shifts of features")
  }

  func notes(_ absent: [String]) -> PageSection {
    var items = report.notes
    if let note = report.horizonNote { items.insert(note, at: 0) }
    var body = PageSection.list(items)
    if !absent.isEmpty {
      body += "<h3>Left out</h3>\n" + PageSection.list(absent)
    }
    if body.isEmpty {
      body = PageSection.paragraph("Nothing more has to be known about these figures.")
    }
    return PageSection(id: "notes", title: "What to know about these figures", body: body)
  }

  // MARK: - What to do next

  var nextSteps: PageSection {
    let name = manifest.name
    var body = "<ol class=\"steps\">\n"
    func step(_ sentence: String, _ command: String?) {
      let line = command.map { "<pre><code>\(Markup.escaped($0))</code></pre>" } ?? ""
      body += "<li><p>\(PageSection.prose(sentence))</p>\(line)</li>\n"
    }
    let data = isTable ? "customers.csv" : "orders.csv"
    if beatsRules {
      step(contactSentence, "churn at-risk \(Self.word(name)) \(data) --out list.csv")
    } else {
      step(
        "Contact by the best plain rule instead of the model: it is at least as good, and needs no "
          + "upkeep. Come back when there are more data.", nil)
    }
    step(
      "Leave a tenth of the list alone, as the command does by itself. Only the difference between "
        + "those contacted and those left alone shows what contacting brings.", nil)
    switch shiftSide {
    case .none: break
    case .fewer:
      step(
        "On the test fewer customers left than was told. If that goes on, probabilities run high: "
          + "rely on the ranking more than on the level.", nil)
    case .more:
      step(
        "On the test more customers left than was told. If that goes on, probabilities run low: "
          + "rely on the ranking more than on the level.", nil)
    }
    let hunger = report.notes.filter { $0.contains("more month") || $0.contains("more data") }
    for note in hunger { step(note, nil) }
    step(retrainSentence, "churn monitor \(Self.word(name)) \(data)")
    body += "</ol>\n"
    return PageSection(id: "next", title: "What to do next", body: body)
  }

  /// Whether the champion ranks better than each plain rule.
  private var beatsRules: Bool {
    guard let auc = champion?.rocAUC else { return false }
    return report.baselines.values.allSatisfy { ($0.rocAUC ?? 0) < auc }
  }

  private var contactSentence: String {
    if let stop = details?.profit?.stop, let rows = champion?.rows, rows > 0, stop.contacted > 0 {
      let share = Figures.percent(Double(stop.contacted) / Double(rows), decimals: 0)
      return "Contact from the top of the at-risk list. At the costs assumed it pays for about the "
        + "first \(share) of the customers; the command cuts the list where it stops to pay."
    }
    guard let tenth = champion?.precisionAt10 else {
      return "Contact from the top of the at-risk list."
    }
    return "Contact from the top of the at-risk list: of the riskiest tenth, "
      + "\(Figures.percent(tenth, decimals: 0)) left on the test."
  }

  private var retrainSentence: String {
    guard let orders = manifest.orders, let end = manifest.created else {
      return "Train again when customers or offers have changed, or when the monitor warns."
    }
    let days = orders.horizon.days + orders.horizon.gap
    return "Train again when the next \(Figures.count(days, "day", "days")) are over, from "
      + "\(end + days) on, or earlier when the monitor warns: by then it is known who of today’s "
      + "customers has left."
  }

  /// A name as one word of a command.
  private static func word(_ name: String) -> String {
    let plain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    guard !plain || name.isEmpty || name.hasPrefix("-") else { return name }
    return "'"
      + name.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
