/// The order of one customer's lines: time, order, product, amount, then every other column.
///
/// Lines that are equal in all of them are the same line twice, so nothing that is computed from
/// the sorted lines can depend on the order of the file.
struct LineOrder: Sendable {
  private let times: [Int64]
  private let orders: [UInt64]
  private let codes: [[UInt32]]
  private let numbers: [[Int64]]

  init(_ columns: PurchaseColumns) {
    times = columns.times.seconds
    orders = columns.orders?.keys ?? []
    let texts = [
      columns.products, columns.categories, columns.channels, columns.devices, columns.regions,
      columns.statuses,
    ]
    codes = texts.compactMap { $0?.codes }
    let decimals = [columns.amounts, columns.quantities, columns.discounts, columns.margins]
    numbers = decimals.compactMap { $0?.units }
    productFirst = columns.products != nil
  }

  /// Whether the first of `codes` is the product, which comes before the amount.
  private let productFirst: Bool

  /// Buffers that one thread uses again for every customer.
  struct Scratch {
    fileprivate var entries: [Entry] = []
  }

  fileprivate struct Entry {
    var time: Int64
    var row: UInt32
  }

  /// Sorts the rows in `run` of `rows`.
  func sort(_ rows: inout MutableSpan<UInt32>, _ run: Range<Int>, _ scratch: inout Scratch) {
    guard run.count > 1 else { return }
    scratch.entries.removeAll(keepingCapacity: true)
    var isSorted = true
    for slot in run {
      let entry = Entry(time: times[Int(rows[slot])], row: rows[slot])
      if let last = scratch.entries.last, !comesBefore(last, entry) { isSorted = false }
      scratch.entries.append(entry)
    }
    if isSorted { return }
    if run.count <= 48 {
      insertionSort(&scratch.entries)
    } else {
      scratch.entries.sort { comesBefore($0, $1) }
    }
    for (i, slot) in run.enumerated() { rows[slot] = scratch.entries[i].row }
  }

  private func insertionSort(_ entries: inout [Entry]) {
    for i in 1..<entries.count {
      let entry = entries[i]
      var hole = i
      while hole > 0, comesBefore(entry, entries[hole - 1]) {
        entries[hole] = entries[hole - 1]
        hole -= 1
      }
      entries[hole] = entry
    }
  }

  private func comesBefore(_ left: Entry, _ right: Entry) -> Bool {
    left.time != right.time ? left.time < right.time : breaksTie(Int(left.row), Int(right.row))
  }

  private func breaksTie(_ left: Int, _ right: Int) -> Bool {
    if !orders.isEmpty, orders[left] != orders[right] { return orders[left] < orders[right] }
    if productFirst, let products = codes.first, products[left] != products[right] {
      return products[left] < products[right]
    }
    for column in numbers where column[left] != column[right] {
      return column[left] < column[right]
    }
    for column in codes where column[left] != column[right] {
      return column[left] < column[right]
    }
    return false
  }
}
