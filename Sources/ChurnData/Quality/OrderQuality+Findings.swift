extension OrderQuality {
  /// What the figures mean, in plain words: problems first, then warnings, then notes.
  public var findings: [QualityFinding] {
    let found = rowFindings + moneyFindings + calendarFindings
    return [.problem, .warning, .note].flatMap { severity in
      found.filter { $0.severity == severity }
    }
  }

  private var rowFindings: [QualityFinding] {
    var found: [QualityFinding] = []
    func add(_ topic: String, _ severity: QualityFinding.Severity, _ text: String, _ why: String) {
      found.append(
        QualityFinding(topic: topic, severity: severity, finding: text, meaning: why))
    }
    if keptRows == 0 {
      add("rows", .problem, "No row can be used.", "Check the mapping of the columns.")
    }
    if rejectedRows > 0 {
      add(
        "rejected", .warning, "\(share(rejectedRows, of: rows)) cannot be read.",
        "They are left out. Write them with --rejects FILE and mend them.")
    }
    if let duplicateRows, duplicateRows > 0 {
      add(
        "duplicates", share(duplicateRows, isOver: 0.05, of: rows) ? .warning : .note,
        "\(share(duplicateRows, of: rows)) repeat an earlier row exactly.",
        "They are kept: two equal pieces may be scanned one by one. If the export repeats rows, "
          + "money and quantities are too high.")
    }
    if blankCustomers > 0 {
      add(
        "blank-customers", share(blankCustomers, isOver: 0.3, of: keptRows) ? .warning : .note,
        "\(share(blankCustomers, of: keptRows)) have no customer.",
        "They are anonymous sales: counted here, never part of a customer's history.")
    }
    if customers > 0, singleLineCustomers * 20 >= customers * 19, keptRows >= 100 {
      add(
        "one-timers", .warning,
        "\(share(singleLineCustomers, of: customers, "customers")) have a single row.",
        "Is this the customer's column? An order number would look like that.")
    }
    if mostLines * 10 > keptRows, customers >= 100 {
      add(
        "one-customer", .warning,
        "One customer has \(share(mostLines, of: keptRows)).",
        "It may stand for all walk-in sales; leave its rows out if so.")
    }
    return found
  }

  private var moneyFindings: [QualityFinding] {
    var found: [QualityFinding] = []
    func add(_ topic: String, _ severity: QualityFinding.Severity, _ text: String, _ why: String) {
      found.append(
        QualityFinding(topic: topic, severity: severity, finding: text, meaning: why))
    }
    if returnedLines > 0 {
      let marked = markedLines.map { $0 > 0 ? ", \($0) of them by the order id" : "" } ?? ""
      add(
        "returns", share(returnedLines, isOver: 0.2, of: keptRows) ? .warning : .note,
        "\(share(returnedLines, of: keptRows)) are cancellations or returns\(marked).",
        "Each counts at its own time (--returns net); --returns drop leaves them out.")
    }
    if let count = unmarkedNonPositiveQuantities, (markedLines ?? 0) > 0, count > 0 {
      add(
        "corrections", .note,
        "\(share(count, of: keptRows)) have a quantity of zero or less and no cancellation mark.",
        "Often stock corrections or damaged goods booked as orders.")
    }
    if let zeroAmounts, zeroAmounts > 0 {
      let prices = zeroPrices.map { ", \($0) with a price of zero" } ?? ""
      add(
        "zero-amounts", .note,
        "\(share(zeroAmounts, of: keptRows)) are worth nothing\(prices).",
        "Gifts and corrections; an order worth nothing does not count as a purchase.")
    }
    if let negativePrices, negativePrices > 0 {
      add(
        "negative-prices", .note, "\(share(negativePrices, of: keptRows)) have a negative price.",
        "Often bad debt or manual corrections; they take money back.")
    }
    if let outliers, outliers.rows > 0, let largest = outliers.largest, let usual = outliers.median
    {
      add(
        "outliers", .warning,
        "\(share(outliers.rows, of: keptRows)) are far larger than the rest: up to "
          + "\(money(largest)), where half are under \(money(usual)).",
        "Look at them: typing errors, test orders or wholesale distort money features.")
    }
    return found
  }

  private var calendarFindings: [QualityFinding] {
    guard let calendar else {
      guard keptRows > 0 else { return [] }
      return [
        QualityFinding(
          topic: "span", severity: .problem, finding: "The times span more than 400 years.",
          meaning: "Check the time column and --date-format.")
      ]
    }
    var found: [QualityFinding] = []
    func add(_ topic: String, _ severity: QualityFinding.Severity, _ text: String, _ why: String) {
      found.append(
        QualityFinding(topic: topic, severity: severity, finding: text, meaning: why))
    }
    let gap = calendar.lastDay - calendar.nearlyLastDay
    if gap > 90, calendar.rowsAfterNearlyLast > 0 {
      add(
        "late-rows", .problem,
        "\(share(calendar.rowsAfterNearlyLast, of: keptRows)) come up to \(gap) days after 99.9 % "
          + "of the others: the last is of \(calendar.lastDay).",
        "The end of the data would be wrong. Mend the date, or pass --at.")
    }
    if calendar.lastDay - calendar.firstDay < 180 {
      add(
        "span", .warning,
        "The data span \(calendar.lastDay - calendar.firstDay + 1) days.",
        "Churn needs history before the cutoff and a horizon after it; a year is better.")
    }
    let month = calendar.lastMonth
    if month.isPartial {
      var text =
        "The last month ends on \(month.lastDay), "
        + "\(month.daysCovered) of \(month.daysInMonth) days."
      var severity = QualityFinding.Severity.note
      if let before = month.rowsPerWeekBefore, before > 0 {
        let ratio = month.rowsPerWeek / before
        text += " Its rows a week are \(percent(ratio)) of the weeks before."
        if ratio < 0.7 { severity = .warning }
      }
      add(
        "partial-month", severity, text,
        "Do not compare it with whole months; if rows are still to come, wait or pass --at.")
    }
    if !calendar.closedWeekdays.isEmpty {
      let names = calendar.closedWeekdays.map { Self.weekdayNames[$0] + "s" }
      add(
        "closed-weekdays", .note, "There is no trade on \(names.joined(separator: ", ")).",
        "Normal for many shops; only a doubt if yours was open.")
    }
    for silence in calendar.silences {
      add(
        "silence", silence.days > 14 ? .warning : .note,
        "No order from \(silence.firstDay) to "
          + "\(silence.lastDay), \(silence.days) days.",
        "Holidays, or an export with a hole.")
    }
    return found
  }

  private static let weekdayNames = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  private func share(_ count: Int, of total: Int, _ noun: String = "rows") -> String {
    let part = total > 0 ? Double(count) / Double(total) : 0
    return "\(count) of \(total) \(noun) (\(percent(part)))"
  }

  private func share(_ count: Int, isOver limit: Double, of total: Int) -> Bool {
    Double(count) > limit * Double(total)
  }

  /// One decimal, and more below one percent.
  private func percent(_ part: Double) -> String {
    guard part.isFinite, part < 1e9 else { return "many times" }
    if part > 0, part < 0.000_01 { return "under 0.001 %" }
    let value = part * 100
    let factor: Double = value >= 1 || value == 0 ? 10 : 1000
    let rounded = (value * factor).rounded() / factor
    return (rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)") + " %"
  }

  /// Units as a decimal number with a point.
  private func money(_ units: Int64) -> String {
    guard amountDecimals > 0 else { return String(units) }
    let digits = String(units.magnitude)
    let padded =
      String(repeating: "0", count: max(0, amountDecimals + 1 - digits.count)) + digits
    return (units < 0 ? "-" : "") + padded.dropLast(amountDecimals) + "."
      + padded.suffix(amountDecimals)
  }
}
