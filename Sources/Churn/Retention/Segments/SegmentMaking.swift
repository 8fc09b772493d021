internal import ChurnData
internal import ChurnMath

/// Puts what was found about a base into rows and a report.
struct SegmentMaking {
  private let analysis: SegmentAnalysis
  private let book: OrderBook
  private let present: SegmentBase
  private let past: SegmentBase?
  private let horizonDays: Int
  private let figures: SegmentCounts
  private let clusters: CustomerClusters?
  private let pastClusters: [Int]?
  private let columns: [SegmentColumn]

  init(
    _ analysis: SegmentAnalysis, _ book: OrderBook, present: SegmentBase, past: SegmentBase?,
    horizonDays: Int
  ) throws {
    self.analysis = analysis
    self.book = book
    self.present = present
    self.past = past
    self.horizonDays = horizonDays
    figures = SegmentCounts(present, past: past)
    let inputs =
      analysis.clusterColumns.isEmpty
      ? ClusterSpace.usual.filter { present.column($0) != nil } : analysis.clusterColumns
    let found = try analysis.clusters.map { count in
      try CustomerClusters(
        present, columns: inputs, choice: count == 0 ? .auto : .count(count),
        seed: analysis.seed, threads: analysis.threads)
    }
    clusters = found
    if let past, let found { pastClusters = try found.codes(past) } else { pastClusters = nil }
    columns = analysis.by.compactMap { name in
      present.column(name).map { SegmentColumn($0, name: name) }
    }
  }

  /// A column's codes of the present base and of the past one, and the names behind them.
  private func cut(
    _ column: SegmentColumn
  ) -> (labels: [SegmentCounts.Label], codes: [Int], past: [Int]?) {
    let codes = present.column(column.name).map(column.codes) ?? []
    let before = past.flatMap { $0.column(column.name).map(column.codes) }
    // What customers without a value are called shows only where there are some.
    let isUsed = column.names.indices.map { place in
      place < column.names.count - 1 || codes.contains(place) || before?.contains(place) == true
    }
    let labels = zip(column.names, isUsed).filter(\.1).map { SegmentCounts.Label(name: $0.0) }
    return (labels, codes, before)
  }

  /// The codes of a column of names, in the order of its levels.
  private func level(
    _ name: String
  ) -> (names: [String], codes: [Int], past: [Int]?)? {
    guard let column = present.column(name), case .categorical(let levels) = column.kind else {
      return nil
    }
    func codes(_ values: [Double]) -> [Int] { values.map { $0.isNaN ? -1 : Int($0) } }
    return (levels, codes(column.values), past?.values(name).map(codes))
  }

  // MARK: - The report

  func result(
    at: Day, migration: SegmentMigration?, notes: [String]
  ) throws -> SegmentResult {
    let table = analysis.table
    var labels = table.entries.map { entry in
      SegmentCounts.Label(name: entry.name, rule: entry.rule, meaning: entry.meaning)
    }
    if labels.count < table.names.count {
      labels.append(
        SegmentCounts.Label(name: SegmentTable.other, rule: nil, meaning: "fit no segment"))
    }
    let named = level("rfm_segment")
    var segments = figures.segments(
      labels, codes: named?.codes ?? [], pastCodes: named?.past)
    // The rest is a segment only where somebody is in it.
    if let last = segments.last, last.rule == nil, last.customers == 0,
      (last.churnCustomers ?? 0) == 0
    {
      segments.removeLast()
    }
    var cuts: [SegmentReport.Cut] = []
    for (name, meanings) in [("stage", Self.stageMeanings(horizonDays)), ("value_tier", [:])] {
      guard let found = level(name) else { continue }
      let labels = found.names.map { SegmentCounts.Label(name: $0, meaning: meanings[$0]) }
      cuts.append(made(name, labels, found.codes, found.past))
    }
    if let clusters {
      let labels = clusters.report.profiles.map {
        SegmentCounts.Label(name: $0.name, meaning: $0.traits.joined(separator: "; "))
      }
      cuts.append(made("cluster", labels, clusters.codes, pastClusters))
    }
    for column in columns {
      let found = cut(column)
      cuts.append(made(column.name, found.labels, found.codes, found.past))
    }
    let rows = try customers(named: named)
    let report = SegmentReport(
      at: at, horizonDays: horizonDays, churnFrom: past == nil ? nil : at - horizonDays,
      churnMeaning: churnMeaning(at), customers: present.rows.count,
      customersInAll: present.table.customers.count, condition: analysis.condition?.text,
      revenue: figures.allRevenue, valueBasis: present.table.valueBasis?.rawValue,
      segments: segments,
      difference: figures.difference(named?.past, count: table.names.count), cuts: cuts,
      habits: habits, saved: try saved, scores: scores(named), clusters: clusters?.report,
      migration: migration, definitions: definitions, notes: notes)
    return SegmentResult(customers: rows, groupNames: columns.map(\.name), report: report)
  }

  private func made(
    _ by: String, _ labels: [SegmentCounts.Label], _ codes: [Int], _ pastCodes: [Int]?
  ) -> SegmentReport.Cut {
    SegmentReport.Cut(
      by: by, segments: figures.segments(labels, codes: codes, pastCodes: pastCodes),
      difference: figures.difference(pastCodes, count: labels.count))
  }

  // MARK: - Habits and saved conditions

  /// A mark of 1 (has it), 0 and missing, of the present base and of the past one.
  private func mark(
    _ label: SegmentCounts.Label, _ values: [Double], _ before: [Double]?
  ) -> SegmentReport.Mark {
    func codes(_ values: [Double]) -> [Int] { values.map { $0.isNaN ? -1 : $0 > 0 ? 0 : 1 } }
    let both = figures.segments(
      [label, SegmentCounts.Label(name: "others")], codes: codes(values),
      pastCodes: before.map(codes))
    return SegmentReport.Mark(
      segment: both[0], unknown: values.count { $0.isNaN },
      churnRateOfOthers: both[1].churnRate,
      difference: figures.difference(before.map(codes), count: 2))
  }

  private var habits: [SegmentReport.Mark] {
    Behaviour.allCases.compactMap { behaviour in
      guard let values = present.values(behaviour.column) else { return nil }
      let threshold = analysis.table.threshold(behaviour)
      return mark(
        SegmentCounts.Label(
          name: behaviour.rawValue, rule: behaviour.definition(threshold: threshold)), values,
        past?.values(behaviour.column))
    }
  }

  private var saved: [SegmentReport.Mark] {
    get throws {
      try analysis.table.saved.map { saved in
        mark(
          SegmentCounts.Label(name: saved.name, rule: saved.condition.text),
          try met(saved.condition, present) ?? [], try past.flatMap { try met(saved.condition, $0) }
        )
      }
    }
  }

  /// Whether each customer of a base meets a condition, 1 or 0; nil where its columns are not there.
  private func met(_ condition: CustomerFilter, _ base: SegmentBase) throws -> [Double]? {
    let columns = base.table.matrix.columns.map { (name: $0.name, kind: $0.kind) }
    guard (try? condition.check(columns: columns)) != nil else { return nil }
    let isMet = try condition.matches(base.table.matrix)
    return base.rows.map { isMet[$0] ? 1 : 0 }
  }

  // MARK: - Scores

  private func scores(
    _ named: (names: [String], codes: [Int], past: [Int]?)?
  ) -> SegmentReport.Scores {
    var cuts: [String: [Double]] = [:]
    var counts: [String: [Int]] = [:]
    for score in SegmentTable.Score.allCases {
      guard let found = present.table.quintiles[score], let values = present.values(score.column)
      else { continue }
      cuts[score.rawValue] = found.cuts
      counts[score.rawValue] = (1...5).map { level in values.count { $0 == Double(level) } }
    }
    let cells = cell(present)
    let before = past.map(cell)
    var grid: [SegmentReport.Cell] = []
    for place in 0..<25 {
      let members = cells.indices.filter { cells[$0] == place }
      var bySegment = [Int](repeating: 0, count: named?.names.count ?? 0)
      for row in members {
        if let code = named?.codes[row], code >= 0 { bySegment[code] += 1 }
      }
      let most = bySegment.max() ?? 0
      let then = before.map { before in before.indices.filter { before[$0] == place } } ?? []
      let gone = then.count { past?.outcome?.churned[$0] ?? false }
      grid.append(
        SegmentReport.Cell(
          r: 5 - place / 5, f: place % 5 + 1, customers: members.count,
          segment: most > 0 ? bySegment.firstIndex(of: most).flatMap { named?.names[$0] } : nil,
          churnRate: then.isEmpty || past?.outcome == nil
            ? nil : Double(gone) / Double(then.count)))
    }
    return SegmentReport.Scores(cutPoints: cuts, counts: counts, grid: grid)
  }

  /// The cell of the grid of each customer.
  private func cell(_ base: SegmentBase) -> [Int] {
    let recency = base.values("r_score") ?? []
    let frequency = base.values("f_score") ?? []
    return zip(recency, frequency).map { r, f in
      r.isNaN || f.isNaN ? -1 : (5 - Int(r)) * 5 + Int(f) - 1
    }
  }

  // MARK: - Customers

  private func customers(
    named: (names: [String], codes: [Int], past: [Int]?)?
  ) throws -> [SegmentResult.Customer] {
    func numbers(_ name: String) -> [Double] {
      present.values(name) ?? Array(repeating: .nan, count: present.rows.count)
    }
    func whole(_ value: Double) -> Int? { value.isNaN ? nil : Int(value) }
    let (r, f, m) = (numbers("r_score"), numbers("f_score"), numbers("m_score"))
    let (recency, days) = (numbers("recency_days"), numbers("btyd_x"))
    let (revenue, value) = (numbers("revenue_all"), numbers("clv"))
    let (stage, tier) = (level("stage"), level("value_tier"))
    let marks = Behaviour.allCases.compactMap { behaviour in
      present.values(behaviour.column).map { (name: behaviour.rawValue, values: $0) }
    }
    let met = try analysis.table.saved.map { saved in
      (name: saved.name, values: try self.met(saved.condition, present) ?? [])
    }
    let groups = columns.map { column in
      (column.names, present.column(column.name).map(column.codes) ?? [])
    }
    func name(_ level: (names: [String], codes: [Int], past: [Int]?)?, _ row: Int) -> String? {
      guard let level, level.codes[row] >= 0 else { return nil }
      return level.names[level.codes[row]]
    }
    let all = present.rows.indices.map { row in
      SegmentResult.Customer(
        id: book.log.customerIDs[present.table.customers[present.rows[row]]],
        scores: (whole(r[row]) ?? 0, whole(f[row]) ?? 0, whole(m[row])),
        segment: name(named, row) ?? SegmentTable.other, stage: name(stage, row) ?? "",
        tier: name(tier, row), habits: marks.filter { $0.values[row] > 0 }.map(\.name),
        saved: met.filter { $0.values[row] > 0 }.map(\.name),
        cluster: clusters.map { $0.report.profiles[$0.codes[row]].name },
        groups: groups.map { $0.0[$0.1[row]] }, recencyDays: whole(recency[row]) ?? 0,
        purchaseDays: (whole(days[row]) ?? 0) + 1,
        revenue: revenue[row].isNaN ? nil : revenue[row],
        value: value[row].isNaN ? nil : value[row])
    }
    guard let only = analysis.only else { return all }
    let known = knownNames
    guard known.contains(only) else {
      throw SegmentError.unknownSegment(
        name: only, nearest: NearestName.of(only, in: known), known: known)
    }
    return all.filter { customer in
      [customer.segment, customer.stage, customer.tier, customer.cluster].contains(only)
        || customer.cluster?.hasPrefix(only + " ") == true || customer.habits.contains(only)
        || customer.saved.contains(only) || customer.groups.contains(only)
    }
  }

  /// The names of all segments, of whatever kind.
  private var knownNames: [String] {
    let clusterNames = clusters?.report.profiles.map(\.name) ?? []
    let codes = clusterNames.indices.map { "C\($0 + 1)" }
    let names =
      analysis.table.names + analysis.table.saved.map(\.name)
      + LifecycleStage.allCases.map(\.rawValue) + analysis.table.tiers.map(\.name)
      + Behaviour.allCases.map(\.rawValue) + clusterNames + codes + columns.flatMap(\.names)
    return names.indices.filter { !names[..<$0].contains(names[$0]) }.map { names[$0] }
  }

  // MARK: - Words

  private func churnMeaning(_ at: Day) -> String {
    guard past != nil else {
      return "Churn rates cannot be told; the notes say why."
    }
    return
      "Churn rate: of the customers who were in the segment on \(at - horizonDays), by what was known "
      + "then, the share without an order that was kept in the \(horizonDays) days up to \(at - 1)."
  }

  private static func stageMeanings(_ horizon: Int) -> [String: String] {
    [
      "new": "first order within the last 30 days",
      "one-time": "one order so far", "repeat": "two to four orders, on rhythm",
      "loyal": "five orders or more, on rhythm",
      "slipping": "silent for longer than 90 % of the gaps to be expected of them",
      "dormant": "silent for more than \(horizon) days",
      "lost": "silent for more than \(2 * horizon) days",
    ]
  }

  private var definitions: [String] {
    var definitions = [
      "Scores: fifths of all customers by days since the last order (r, 5 = most recently), distinct "
        + "days with an order (f) and net revenue (m). A score is 1 + the number of cut points strictly "
        + "below the value, cut points being the 20, 40, 60 and 80 % quantiles by linear interpolation "
        + "(type 7); equal values have equal scores, so where many are equal some scores are nobody's.",
      "Habits are told of customers with at least \(analysis.table.leastOrders) orders; they may "
        + "overlap.",
    ]
    if let basis = present.table.valueBasis {
      let tiers = analysis.table.tiers.map {
        "\($0.name) \(PlainNumber.fixed($0.share * 100, decimals: 0) ?? "–") %"
      }
      let what =
        switch basis {
        case .lifetimeValue:
          "margin expected over the next \(analysis.schedule.months) months, discounted by "
            + "\(PlainNumber.fixed(analysis.schedule.yearlyRate * 100, decimals: 0) ?? "–") % a year "
            + "(MBG/NBD and Gamma-Gamma, as churn value)"
        case .revenue: "net revenue of the last 365 days"
        case .orders: "orders of the last 365 days"
        }
      definitions.append(
        "Value tiers: all customers by \(what): \(tiers.joined(separator: ", ")); equal values "
          + "together.")
    }
    definitions.append(
      "Differences: chi-square on churned and stayed with Cramér's V, Kruskal-Wallis on the revenue "
        + "since with epsilon squared; each test by itself, the effect from 0 (alike) to 1.")
    return definitions
  }
}
