internal import ChurnData

extension CohortsReport {
  /// Makes tables of sums.
  init(
    _ analysis: CohortAnalysis, _ log: PurchaseLog, _ grid: PeriodGrid, _ keys: CohortKeys,
    _ tensor: CohortTensor, _ rows: CohortRows, margin: (isFound: Bool, rate: Double?),
    second: [SecondOrder?], projection: CohortProjection?, extraNotes: [String]
  ) {
    let observed = min(grid.count, analysis.columns.map { $0 + 1 } ?? grid.count)
    let columns =
      projection == nil ? observed : max(observed, projection.map { $0.columns(observed) } ?? 0)
    let scale = CohortCells.Scale(
      analysis.measure, log, usesMargin: margin.isFound, rate: margin.rate ?? 1)
    let hasTime = analysis.by.contains(CohortGroups.Word.time.rawValue)
    func cohort(
      _ parts: [(group: Int, join: Int)], _ names: [String], size: Int, isBurnIn: Bool, place: Int
    ) -> Cohort {
      let cells = CohortCells(parts, tensor, grid, columns: columns, scale)
      let told = projection?.cells(parts, size: size, columns: columns)
      return Cohort(
        name: names.isEmpty ? "all" : names.joined(separator: " · "), keys: names, size: size,
        isBurnIn: isBurnIn, cells: cells.cells, shares: cells.shares, means: cells.means,
        lower: cells.lower, upper: cells.upper, bases: cells.bases, complete: cells.complete,
        projected: told?.projected ?? [], projectedMeans: told?.means ?? [],
        projectedLower: told?.lower ?? [], projectedUpper: told?.upper ?? [],
        secondOrder: place < second.count ? second[place] : nil)
    }
    let first = rows.rows.flatMap(\.joins).min() ?? 0
    cohorts = rows.rows.enumerated().map { place, row in
      cohort(
        row.joins.map { (row.group, $0) }, row.names, size: row.size,
        isBurnIn: hasTime && row.joins == [first], place: place)
    }
    let everybody = rows.rows.flatMap { row in row.joins.map { (group: row.group, join: $0) } }
    let count = rows.rows.reduce(0) { $0 + $1.size }
    all = cohort(everybody, [], size: count, isBurnIn: false, place: rows.rows.count)
    measure = analysis.measure
    definition = analysis.measure.definition
    var parts = keys.parts[...]
    by = analysis.by.map { name in
      guard name != CohortGroups.Word.time.rawValue, let part = parts.popFirst() else {
        return Part(name: name, meaning: "\(grid.length.noun) of the first order")
      }
      return Part(name: name, meaning: part.meaning)
    }
    every = grid.length.name
    firstDay = grid.observed.lowerBound
    lastDay = grid.observed.upperBound - 1
    customers = count
    self.columns = columns
    marginRate = margin.isFound ? nil : margin.rate
    self.projection = projection?.model
    notes =
      Self.notes(analysis, grid, rows, margin: margin, hasTime: hasTime) + extraNotes
  }

  private static func notes(
    _ analysis: CohortAnalysis, _ grid: PeriodGrid, _ rows: CohortRows,
    margin: (isFound: Bool, rate: Double?), hasTime: Bool
  ) -> [String] {
    var notes: [String] = []
    if hasTime {
      notes.append(
        "The first cohort also holds whoever was a customer before the data begin: they only look new."
      )
    } else {
      notes.append(
        "Cells speak of the customers for whom their period was observed, fewer the later it is; "
          + "bases says how many.")
    }
    if grid.edges[grid.count] > grid.observed.upperBound {
      notes.append(
        "\(grid.name(grid.count - 1)) is not over: the data end on \(grid.observed.upperBound - 1). Its "
          + "cells are what is known so far, and marked.")
    }
    if grid.edges[0] < grid.observed.lowerBound {
      notes.append(
        "\(grid.name(0)) is not whole: the data begin on \(grid.observed.lowerBound).")
    }
    if analysis.measure == .value || analysis.measure == .margin {
      notes.append(
        margin.isFound
          ? "Money is margin, by the margin column."
          : "Money is \(PlainNumber.fixed((margin.rate ?? 1) * 100, decimals: 1) ?? "100") % of net "
            + "revenue (--margin-rate).")
    }
    return notes
  }
}
