internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// How often stretches of steps come before a cutoff, and how many of those customers left.
struct NGramTally: Sendable {
  /// One stretch.
  struct Entry: Sendable {
    let gram: NGram
    /// Different customers.
    let customers: Int
    /// Customers at cutoffs.
    let rows: Int
    /// Those of them who left.
    let churned: Int
    /// Compared with rows without it, by cutoff and by the number of steps.
    let matched: MantelHaenszel
  }

  /// The stretches of enough customers, ascending.
  let entries: [Entry]
  /// Rows with a step within the window.
  let rowsWithSteps: Int

  /// What is counted.
  struct Settings: Sendable {
    var longest: Int
    var windowDays: Int?
    var minCustomers: Int
    var isEnding: Bool
  }

  init(_ sequences: StepSequences, _ rows: OutcomeRows, _ settings: Settings, threads: Int) {
    let pieces = Self.pieces(rows, threads)
    let found = mapIndices(pieces.count, threads: threads) { piece in
      Self.customers(sequences, rows, pieces[piece], settings)
    }
    var merged: [NGram: Int] = [:]
    for part in found { merged.merge(part, uniquingKeysWith: +) }
    let customers = merged
    let grams = customers.filter { $0.value >= max(1, settings.minCustomers) }.keys.sorted()
    var places: [NGram: Int] = [:]
    for (place, gram) in grams.enumerated() { places[gram] = place }

    let strata = rows.cutoffs.count * Self.classes
    let known = places
    let tables = mapIndices(pieces.count, threads: threads) { piece in
      Self.table(sequences, rows, pieces[piece], settings, known, strata: strata)
    }
    var total = Table(grams: grams.count, strata: strata)
    for table in tables { total.add(table) }
    rowsWithSteps = total.rowsWithSteps
    let sum = total
    entries = mapIndices(grams.count, threads: threads) { place in
      let cells = place * strata..<(place + 1) * strata
      let matched = MantelHaenszel(
        (0..<strata).map { stratum in
          let cell = place * strata + stratum
          return MantelHaenszel.Stratum(
            firstEvents: Int(sum.churned[cell]), first: Int(sum.rows[cell]),
            secondEvents: sum.allChurned[stratum] - Int(sum.churned[cell]),
            second: sum.allRows[stratum] - Int(sum.rows[cell]))
        })
      return Entry(
        gram: grams[place], customers: customers[grams[place]] ?? 0,
        rows: sum.rows[cells].reduce(0) { $0 + Int($1) },
        churned: sum.churned[cells].reduce(0) { $0 + Int($1) }, matched: matched)
    }
  }

  /// Classes by the number of steps: 0, 1, 2 and 3, 4 to 7, and so on.
  private static let classes = 9

  private static func stepClass(_ steps: Int) -> Int {
    min(classes - 1, Int.bitWidth - steps.leadingZeroBitCount)
  }

  /// Ranges of rows that part no customer.
  private static func pieces(_ rows: OutcomeRows, _ threads: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    for piece in evenPieces(rows.customers.count, max(1, threads) * 2) {
      var end = max(start, piece.upperBound)
      while end > start, end < rows.customers.count,
        rows.customers[end] == rows.customers[end - 1]
      { end += 1 }
      if end > start { pieces.append(start..<end) }
      start = end
    }
    return pieces
  }

  private static func grams(
    _ sequences: StepSequences, _ rows: OutcomeRows, _ row: Int, _ settings: Settings
  ) -> (steps: Int, grams: [NGram]) {
    let cutoff = rows.cutoffs[rows.places[row]]
    let from = settings.windowDays.map { (cutoff - $0).startSeconds } ?? .min
    let range = sequences.range(rows.customers[row], from: from, to: cutoff.startSeconds)
    let steps = sequences.steps[range]
    return (
      range.count,
      range.isEmpty
        ? [] : NGram.all(in: steps, longest: settings.longest, isEnding: settings.isEnding)
    )
  }

  private static func customers(
    _ sequences: StepSequences, _ rows: OutcomeRows, _ range: Range<Int>, _ settings: Settings
  ) -> [NGram: Int] {
    var counts: [NGram: Int] = [:]
    var own: Set<NGram> = []
    for row in range {
      for gram in grams(sequences, rows, row, settings).grams
      where own.insert(gram).inserted { counts[gram, default: 0] += 1 }
      if row + 1 == range.upperBound || rows.customers[row + 1] != rows.customers[row] {
        own.removeAll(keepingCapacity: true)
      }
    }
    return counts
  }

  private struct Table: Sendable {
    var rows: [Int32]
    var churned: [Int32]
    var allRows: [Int]
    var allChurned: [Int]
    var rowsWithSteps = 0

    init(grams: Int, strata: Int) {
      rows = [Int32](repeating: 0, count: grams * strata)
      churned = rows
      allRows = [Int](repeating: 0, count: strata)
      allChurned = allRows
    }

    mutating func add(_ other: Table) {
      for cell in rows.indices {
        rows[cell] += other.rows[cell]
        churned[cell] += other.churned[cell]
      }
      for stratum in allRows.indices {
        allRows[stratum] += other.allRows[stratum]
        allChurned[stratum] += other.allChurned[stratum]
      }
      rowsWithSteps += other.rowsWithSteps
    }
  }

  private static func table(
    _ sequences: StepSequences, _ rows: OutcomeRows, _ range: Range<Int>, _ settings: Settings,
    _ places: [NGram: Int], strata: Int
  ) -> Table {
    var table = Table(grams: places.count, strata: strata)
    for row in range {
      let (steps, grams) = grams(sequences, rows, row, settings)
      let stratum = rows.places[row] * classes + stepClass(steps)
      let hasLeft = rows.churned[row]
      table.allRows[stratum] += 1
      if steps > 0 { table.rowsWithSteps += 1 }
      if hasLeft { table.allChurned[stratum] += 1 }
      for gram in grams {
        guard let place = places[gram] else { continue }
        table.rows[place * strata + stratum] += 1
        if hasLeft { table.churned[place * strata + stratum] += 1 }
      }
    }
    return table
  }
}
