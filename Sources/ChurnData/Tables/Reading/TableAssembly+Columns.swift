internal import ChurnMath

extension TableAssembly {
  /// One request's column; the blocks' own values are freed on the way.
  mutating func column(_ request: Int) throws(DataError) -> ColumnTable.Column {
    let pieces = blocks.map { $0.pieces[request] }
    for block in blocks.indices { blocks[block].pieces[request] = .none }
    switch pieces.first {
    case .text: return .text(textColumn(request, pieces))
    case .key: return .key(keyColumn(request, pieces))
    case .time: return .time(try timeColumn(request, pieces))
    case .decimal: return .decimal(try decimalColumn(request, pieces))
    case .number, .some(.none), nil:
      return .number(
        gathered(pieces, as: Double.self) { piece, _, target in
          if case .number(let values) = piece { target.fill(values) }
        })
    }
  }

  /// One array of all blocks' values, each block written by one call of `fill` to its own part.
  private func gathered<Element: BitwiseCopyable & Sendable>(
    _ pieces: [ColumnPiece], as type: Element.Type,
    _ fill: @Sendable (ColumnPiece, _ worker: Int, inout Target<Element>) -> Void
  ) -> [Element] {
    var starts: [Int] = []
    var total = 0
    for block in blocks {
      starts.append(total)
      total += block.keptRows
    }
    let offsets = starts
    let workers = blocks.map(\.worker)
    let threads = threads
    return filledArray(total) { cells in
      forEachIndex(pieces.count, threads: threads) { index, _ in
        var target = Target(cells: cells, place: offsets[index])
        fill(pieces[index], workers[index], &target)
      }
    }
  }

  /// The part of a column that belongs to one block.
  struct Target<Element: BitwiseCopyable> {
    fileprivate let cells: Cells<Element>
    fileprivate var place: Int

    mutating func append(_ value: Element) {
      cells[place] = value
      place += 1
    }

    mutating func fill(_ values: Segment<Element>) {
      values.cells.copy(values.range, to: cells, at: place)
      place += values.count
    }
  }

  /// Merges the workers' tables of texts of a request and frees them.
  private mutating func mergedTexts(
    _ request: Int, _ pieces: [ColumnPiece]
  ) -> (texts: ByteStrings, maps: [[UInt32]]) {
    let own = tables.map { $0[request] ?? InternTable() }
    for worker in tables.indices { tables[worker][request] = nil }
    let counts = own.map(\.count)
    var sorted = mapIndices(own.count, threads: threads) { own[$0].sorted() }
    if blocks.contains(where: { $0.keptRows < $0.rows }) {
      // Texts of rejected rows must go, so those of kept rows are marked.
      var isUsed = counts.map { [Bool](repeating: false, count: $0) }
      for (block, piece) in pieces.enumerated() {
        let worker = blocks[block].worker
        switch piece {
        case .text(let codes):
          for code in codes.values where code != TextColumn.missing {
            isUsed[worker][Int(code)] = true
          }
        case .key(let keys):
          for key in keys.values where key >> 62 == 2 {
            isUsed[worker][Int(key & KeyColumn.payload)] = true
          }
        default: break
        }
      }
      for worker in sorted.indices { sorted[worker].keep(isUsed[worker]) }
    }
    return SortedTexts.merged(sorted, counts: counts, threads: threads)
  }

  private mutating func textColumn(_ request: Int, _ pieces: [ColumnPiece]) -> TextColumn {
    let (texts, maps) = mergedTexts(request, pieces)
    let codes = gathered(pieces, as: UInt32.self) { piece, worker, target in
      guard case .text(let codes) = piece else { return }
      let map = maps[worker]
      for code in codes.values {
        target.append(code == TextColumn.missing ? code : map[Int(code)])
      }
    }
    return TextColumn(codes: codes, levels: texts)
  }

  private mutating func keyColumn(_ request: Int, _ pieces: [ColumnPiece]) -> KeyColumn {
    let (texts, maps) = mergedTexts(request, pieces)
    let keys = gathered(pieces, as: UInt64.self) { piece, worker, target in
      guard case .key(let keys) = piece else { return }
      let map = maps[worker]
      for key in keys.values {
        let isRanked = key >> 62 == 2
        target.append(
          isRanked ? KeyColumn.ranked(Int(map[Int(key & KeyColumn.payload)])) : key)
      }
    }
    return KeyColumn(keys: keys, dictionary: texts)
  }

  private func timeColumn(
    _ request: Int, _ pieces: [ColumnPiece]
  ) throws(DataError) -> TimeColumn {
    var shapes: TimeShapes = []
    var hasTimeOfDay = false
    var dayFirst: TextPlace?
    var monthFirst: TextPlace?
    var ambiguous: (place: TextPlace, field: String)?
    for (block, piece) in pieces.enumerated() {
      guard case .time(let times) = piece else { continue }
      shapes.formUnion(times.shapes)
      hasTimeOfDay = hasTimeOfDay || times.hasTimeOfDay
      dayFirst = dayFirst ?? times.dayFirstLine.map { place(block, $0) }
      monthFirst = monthFirst ?? times.monthFirstLine.map { place(block, $0) }
      ambiguous = ambiguous ?? times.ambiguous.map { (place(block, $0.line), $0.field) }
    }
    if let dayFirst, let monthFirst {
      throw .mixedDates(column: name(request), dayFirst: dayFirst, monthFirst: monthFirst)
    }
    if let ambiguous, dayFirst == nil, monthFirst == nil {
      throw .ambiguousDates(
        at: ambiguous.place, column: name(request), field: ambiguous.field)
    }
    let isDayFirst = monthFirst == nil
    let seconds = gathered(pieces, as: Int64.self) { piece, _, target in
      guard case .time(let times) = piece, let values = times.values else { return }
      for value in values.values {
        target.append(OpenDate(packed: value)?.seconds(dayFirst: isDayFirst) ?? value)
      }
    }
    return TimeColumn(
      seconds: seconds, hasTimeOfDay: hasTimeOfDay,
      format: dateFormat ?? shapes.format(dayFirst: isDayFirst))
  }

  private mutating func decimalColumn(
    _ request: Int, _ pieces: [ColumnPiece]
  ) throws(DataError) -> DecimalColumn {
    var wanted = 0
    var isRounded = false
    var totals: [(total: UInt128, scale: Int)] = []
    for piece in pieces {
      guard case .decimal(let decimals) = piece else { continue }
      wanted = max(wanted, decimals.seenScale)
      isRounded = isRounded || decimals.isRounded
      totals.append((decimals.total, decimals.scale))
    }
    var decimals = wanted
    while !Self.fits(totals, decimals, rows: rowCount) {
      guard decimals > 0 else { throw .amountsTooLarge(column: name(request)) }
      decimals -= 1
    }
    let scale = decimals
    let units = gathered(pieces, as: Int64.self) { piece, _, target in
      guard case .decimal(let decimals) = piece else { return }
      switch decimals.units {
      case .narrow(let units):
        if decimals.scale == scale {
          target.fill(units)
        } else {
          for unit in units.values {
            target.append(
              unit == DecimalColumn.missing
                ? unit : Self.rescaled(Int128(unit), from: decimals.scale, to: scale))
          }
        }
      case .wide(let units):
        for unit in units.values {
          target.append(
            unit == DecimalEncoder.wideMissing
              ? DecimalColumn.missing : Self.rescaled(unit, from: decimals.scale, to: scale))
        }
      }
    }
    if scale < wanted {
      isRounded = isRounded || Self.losesDigits(pieces, scale)
    }
    if isRounded {
      notes.append("\(name(request)): amounts were rounded to \(scale) decimals")
    }
    return DecimalColumn(units: units, decimals: scale, isRounded: isRounded)
  }

  /// Whether the absolute units at a number of decimals add up to at most 2^62.
  private static func fits(
    _ totals: [(total: UInt128, scale: Int)], _ decimals: Int, rows: Int
  ) -> Bool {
    // Rounding can add half a unit a row.
    var sum = UInt128(rows)
    for (total, scale) in totals {
      if total == .max { return false }
      if scale >= decimals {
        sum += total / ExactDecimal.power(scale - decimals) + 1
      } else {
        let (units, overflow) = total.multipliedReportingOverflow(
          by: ExactDecimal.power(decimals - scale))
        if overflow { return false }
        sum += units
      }
      if sum > 1 << 62 { return false }
    }
    return true
  }

  private static func rescaled(_ units: Int128, from scale: Int, to decimals: Int) -> Int64 {
    if decimals >= scale {
      return Int64(truncatingIfNeeded: units &* Int128(ExactDecimal.power(decimals - scale)))
    }
    let (quotient, _) = ExactDecimal.divided(units, byPowerOfTen: scale - decimals)
    return Int64(truncatingIfNeeded: quotient)
  }

  /// Whether any value has digits behind the given number of decimals.
  private static func losesDigits(_ pieces: [ColumnPiece], _ decimals: Int) -> Bool {
    pieces.contains { piece in
      guard case .decimal(let piece) = piece, piece.scale > decimals else { return false }
      let divisor = Int128(ExactDecimal.power(piece.scale - decimals))
      switch piece.units {
      case .narrow(let units):
        return units.values.contains { $0 != DecimalColumn.missing && Int128($0) % divisor != 0 }
      case .wide(let units):
        return units.values.contains { $0 != DecimalEncoder.wideMissing && $0 % divisor != 0 }
      }
    }
  }
}
