internal import Churn
internal import ChurnData

/// What `churn cohorts` says to people: the answer in a sentence, a heat map, the second order.
struct CohortsText {
  private let report: CohortsReport
  private let currency: String?

  init(_ report: CohortsReport, currency: String?) {
    self.report = report
    self.currency = currency
  }

  /// The text for a terminal.
  func text(isColored: Bool, width: Int) -> String {
    let parts = [
      TextStyle.bold.applied(to: headline, isColored: isColored) + "\n" + meaning,
      map.text(isColored: isColored, width: width), second(isColored), projection,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private typealias Cohort = CohortsReport.Cohort

  private var length: PeriodLength { PeriodLength(report.every) ?? .month }

  private func later(_ age: Int) -> String {
    if case .days(let days) = length {
      return "\(HumanNumber.count(days * age, "day")) later"
    }
    return "\(age) \(age == 1 ? length.noun : length.plural) later"
  }

  /// A figure of a customer, as it stands in sentences.
  private func figure(_ value: Double?) -> String {
    guard let value else { return "–" }
    if report.measure.isShare { return HumanNumber.percent(value) }
    let text = HumanNumber.fixed(value)
    return report.measure.isMoney ? text + (currency.map { " \($0)" } ?? "") : text
  }

  private func interval(_ cohort: Cohort, _ age: Int) -> String {
    guard let lower = cohort.lower[age], let upper = cohort.upper[age] else { return "" }
    let (first, last) =
      report.measure.isShare
      ? (HumanNumber.fixed(lower * 100, decimals: 1), HumanNumber.fixed(upper * 100, decimals: 1))
      : (HumanNumber.fixed(lower), HumanNumber.fixed(upper))
    return " (\(first) to \(last))"
  }

  private var headline: String {
    let all = report.all
    let count = HumanNumber.count(report.customers, "customer")
    let groups = HumanNumber.count(report.cohorts.count, "cohort")
    let ages = [1, 3, 6, 12].filter {
      $0 < all.cells.count && all.cells[$0] != nil && all.complete[$0] == true
    }
    guard let first = ages.first else {
      return "\(count) in \(groups): no period after the first is over yet."
    }
    let told = ages.prefix(3).map { age in
      "\(figure(all.means[age]))\(age == first ? interval(all, age) : "") \(later(age))"
    }
    let what =
      switch report.measure {
      case .retention: "ordered"
      case .orders: "orders a customer"
      case .revenue: "revenue a customer"
      case .margin: "margin a customer"
      case .value: "brought so far a customer"
      case .oneTime: "still had one order"
      }
    return "\(count) in \(groups); \(what): \(told.joined(separator: ", "))." + extremes(first)
  }

  /// The best and the worst cohort at an age, of those large enough to say.
  private func extremes(_ age: Int) -> String {
    let told = report.cohorts.filter {
      $0.complete[age] == true && $0.bases[age] >= 30 && !$0.isBurnIn && $0.means[age] != nil
    }
    guard told.count > 2,
      let best = told.max(by: { ($0.means[age] ?? 0) < ($1.means[age] ?? 0) }),
      let worst = told.min(by: { ($0.means[age] ?? 0) < ($1.means[age] ?? 0) })
    else { return "" }
    return " \(later(age).capitalizedFirst) the highest is \(best.name) with "
      + "\(figure(best.means[age])), the lowest \(worst.name) with \(figure(worst.means[age]))."
  }

  private var meaning: String {
    let by = report.by.map { $0.name == $0.meaning ? $0.name : $0.meaning }
    return
      "By \(by.joined(separator: " and ")); columns are \(length.plural) since each customer's first "
      + "order. Cells: \(cellMeaning).\n"
  }

  private var cellMeaning: String {
    switch report.measure {
    case .retention: "% of the cohort's customers with an order in the period"
    case .oneTime: "% of the cohort's customers with one order only by the end of the period"
    case .orders: "orders of the period, a customer of the cohort"
    case .revenue: "net revenue of the period, a customer of the cohort"
    case .margin: "margin of the period, a customer of the cohort"
    case .value: "what a customer of the cohort has brought by the end of the period, on average"
    }
  }

  // MARK: - Heat map

  private func text(_ value: Double) -> String {
    if report.measure.isShare { return HumanNumber.fixed(value * 100, decimals: 1) }
    if !report.measure.isMoney { return HumanNumber.fixed(value) }
    return HumanNumber.fixed(value, decimals: abs(value) < 99.5 ? 1 : 0)
  }

  private var map: TextHeatMap {
    let rows = report.cohorts + [report.all]
    let columns = report.columns
    let table = rows.map { cohort in
      TextHeatMap.Row(
        label: cohort.name + (cohort.isBurnIn ? "°" : ""), note: HumanNumber.grouped(cohort.size),
        cells: (0..<columns).map { cell(cohort, $0) })
    }
    var map = TextHeatMap(
      rowTitle: report.by.map { $0.name == "time" ? "first order" : $0.name }.joined(
        separator: " · "), noteTitle: "customers",
      columns: (0..<columns).map(String.init), rows: table)
    // The first cell of all, 100 % of its cohort, would take the colours away from the others.
    let later = table.flatMap { $0.cells.dropFirst() }.compactMap(\.value).filter(\.isFinite)
    if report.measure.isShare, let least = later.min(), let most = later.max(), least < most {
      map.values = least...most
    }
    return map
  }

  private func cell(_ cohort: Cohort, _ age: Int) -> TextHeatMap.Cell {
    if age < cohort.projectedMeans.count, let told = cohort.projectedMeans[age],
      cohort.complete[age] != true
    {
      return TextHeatMap.Cell(value: told, text: text(told), mark: .projected)
    }
    guard let value = cohort.means[age] else { return .blank }
    return TextHeatMap.Cell(
      value: value, text: text(value), mark: cohort.complete[age] == true ? .observed : .incomplete)
  }

  // MARK: - The second order

  private func second(_ isColored: Bool) -> String {
    guard let all = report.all.secondOrder else { return "" }
    let told = all.within.filter { $0.share != nil }.map { reading in
      "\(HumanNumber.percent(reading.share)) within \(reading.days) days"
    }
    let half =
      all.medianDays.map { "half have after \(HumanNumber.short($0)) days" }
      ?? "half never have, as far as was seen"
    return "Second order, by Kaplan-Meier: "
      + (told.isEmpty ? half : "\(told.joined(separator: ", ")); \(half)") + ".\n"
  }

  private var projection: String {
    guard let model = report.projection else { return "" }
    return
      "Projected (~) by Pareto/NBD, fitted to \(HumanNumber.count(model.customers, "customer")): each "
      + "customer's own chance to order, summed over the cohort.\n"
  }
}

extension String {
  /// The text with a capital letter first.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
