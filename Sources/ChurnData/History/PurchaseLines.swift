internal import ChurnMath

/// The columns of a log in the making: gathered by customer, then put in order.
struct PurchaseLines: Sendable {
  private(set) var times: [Int64]
  private(set) var keys: [UInt64]?
  private(set) var amounts: [Int64]?
  private(set) var quantities: [Int64]?
  private(set) var discounts: [Int64]?
  private(set) var margins: [Int64]?
  private(set) var products: [UInt32]?
  private(set) var categories: [UInt32]?
  private(set) var channels: [UInt32]?
  private(set) var devices: [UInt32]?
  private(set) var regions: [UInt32]?
  private(set) var isReturn: [Bool]?

  /// Gathers the columns of a file in the order of the log, freeing each as soon as it is gathered.
  ///
  /// - Parameters:
  ///   - columns: What was read; its long columns are empty afterwards.
  ///   - isReturn: Whether each row takes goods back; nil when none does.
  ///   - customers: The rows of each customer.
  ///   - threads: The most threads to use.
  init(
    _ columns: inout PurchaseColumns, isReturn: consuming [Bool]?, customers: CustomerRows,
    threads: Int
  ) {
    var rows = customers.rows
    // What decides the order nearly always, in file order within each customer at first.
    times = gather(&columns.times.seconds, rows, threads)
    keys = gather(&columns.orders, \.keys, rows, threads)
    products = gather(&columns.products, \.codes, rows, threads)
    amounts = gather(&columns.amounts, \.units, rows, threads)
    let starts = customers.starts
    let customerPieces = balancedPieces(starts: starts, pieces: threads * 16)
    let places = Self.order(times, keys, products, amounts, rows, columns).places(
      starts: starts, customerPieces: customerPieces, threads: threads)
    let pieces = customerPieces.map { starts[$0.lowerBound]..<starts[$0.upperBound] }

    if places.movesTimes { reorder(&times, by: places.lines, pieces, threads) }
    if places.movesOrders { reorder(&keys, by: places.lines, pieces, threads) }
    reorder(&products, by: places.lines, pieces, threads)
    reorder(&amounts, by: places.lines, pieces, threads)
    reorder(&rows, by: places.lines, pieces, threads)
    quantities = gather(&columns.quantities, \.units, rows, threads)
    discounts = gather(&columns.discounts, \.units, rows, threads)
    margins = gather(&columns.margins, \.units, rows, threads)
    categories = gather(&columns.categories, \.codes, rows, threads)
    channels = gather(&columns.channels, \.codes, rows, threads)
    devices = gather(&columns.devices, \.codes, rows, threads)
    regions = gather(&columns.regions, \.codes, rows, threads)
    var isReturn = isReturn
    self.isReturn = gather(&isReturn, \.self, rows, threads)
  }

  /// The order of lines; made and let go in one expression, so that the columns can be changed in
  /// place afterwards.
  private static func order(
    _ times: [Int64], _ keys: [UInt64]?, _ products: [UInt32]?, _ amounts: [Int64]?,
    _ rows: [UInt32], _ columns: PurchaseColumns
  ) -> LineOrder {
    let numbers = [columns.quantities, columns.discounts, columns.margins]
    let codes = [
      columns.categories, columns.channels, columns.devices, columns.regions, columns.statuses,
    ]
    return LineOrder(
      times: times, orders: keys ?? [], products: products ?? [], amounts: amounts ?? [],
      rows: rows, rowNumbers: numbers.compactMap { $0?.units },
      rowCodes: codes.compactMap { $0?.codes })
  }
}

/// Takes the values of some rows out of a column and frees it.
private func gather<Element: BitwiseCopyable & Sendable>(
  _ column: inout [Element], _ rows: [UInt32], _ threads: Int
) -> [Element] {
  guard let filler = column.first else { return [] }
  // Pieces that stay in the cache between being made and being filled.
  let pieces = evenPieces(rows.count, max(threads, rows.count / 32_768))
  let source = column
  column = []
  return fillPieces(pieces, initial: filler, threads: threads) { piece, span in
    let offset = pieces[piece].lowerBound
    let values = source.span
    let wanted = rows.span
    for place in span.indices { span[place] = values[Int(wanted[offset + place])] }
  }
}

private func gather<Column, Element: BitwiseCopyable & Sendable>(
  _ column: inout Column?, _ path: WritableKeyPath<Column, [Element]>, _ rows: [UInt32],
  _ threads: Int
) -> [Element]? {
  guard var values = column?[keyPath: path] else { return nil }
  column?[keyPath: path] = []
  return gather(&values, rows, threads)
}

/// Puts the lines of a column at their places.
///
/// - Parameters:
///   - column: One entry a line.
///   - places: For each place the line that belongs there.
///   - pieces: Ranges of places that no line leaves.
///   - threads: The most threads to use.
private func reorder<Element: BitwiseCopyable & Sendable>(
  _ column: inout [Element], by places: [UInt32], _ pieces: [Range<Int>], _ threads: Int
) {
  mutatePieces(of: &column, pieces, threads: threads) { piece, span in
    let offset = pieces[piece].lowerBound
    let lines = places.span
    var moved: [Element] = []
    var place = 0
    while place < span.count {
      guard Int(lines[offset + place]) - offset != place else {
        place += 1
        continue
      }
      // The shortest stretch from here that holds all its own lines; mostly two that swap.
      let first = place
      var end = place + 1
      while place < end {
        end = max(end, Int(lines[offset + place]) - offset + 1)
        place += 1
      }
      if end == first + 2 {
        let value = span[first]
        span[first] = span[first + 1]
        span[first + 1] = value
        continue
      }
      moved.removeAll(keepingCapacity: true)
      for target in first..<end { moved.append(span[target]) }
      for target in first..<end {
        span[target] = moved[Int(lines[offset + target]) - offset - first]
      }
    }
  }
}

private func reorder<Element: BitwiseCopyable & Sendable>(
  _ column: inout [Element]?, by places: [UInt32], _ pieces: [Range<Int>], _ threads: Int
) {
  guard var values = column else { return }
  // Out of the way first, so that the change is in place.
  column = nil
  reorder(&values, by: places, pieces, threads)
  column = values
}
