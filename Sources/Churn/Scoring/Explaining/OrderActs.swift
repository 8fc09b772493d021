internal import ChurnData

/// Orders that a customer might have placed just before a cutoff.
///
/// They repeat orders of the customer's own, so that what an order holds fits together: amounts,
/// quantities, products, margins. Placed at noon, or after what was bought later on that day.
struct OrderActs {
  private let book: OrderBook
  private let customer: Int
  private let cutoff: Day

  /// An order is a large one from so many times the usual value.
  private static let largeFactor = 1.2
  /// Days between the two orders of one act.
  private static let pause = 14

  /// One act.
  struct Act {
    /// What it is.
    let words: String
    /// The orders.
    let orders: [ImaginedOrder]
    /// What they are worth together, in amount units.
    let value: Int64
  }

  init(_ book: OrderBook, customer: Int, cutoff: Day) {
    self.book = book
    self.customer = customer
    self.cutoff = cutoff
  }

  /// The acts, by value and then from the plainest to the most particular; none without an order to
  /// repeat.
  func acts() -> [Act] {
    var history = PurchaseHistory(book.log)
    history.begin(customer: customer)
    history.advance(to: cutoff)
    let kept = history.keptOrders
    // The lower median by value, the latest of equals: an order that the customer did place.
    let ranked = kept.sorted { ($0.value, $1.day) < ($1.value, $0.day) }
    guard !ranked.isEmpty else { return [] }
    let usual = book.log.amounts == nil ? kept[kept.count - 1] : ranked[(ranked.count - 1) / 2]
    let last = cutoff - 1
    let order = ImaginedOrder(repeating: usual.lines, at: moment(last))
    let worth = worth(usual.value)
    var acts = [
      Act(
        words: "one more order on \(last), like that of \(usual.day)\(worth)", orders: [order],
        value: usual.value)
    ]
    if let other = inAnotherCategory(order) {
      acts.append(
        Act(
          words: "such an order in a category not bought before (\(other.name))",
          orders: [other.order], value: usual.value))
    }
    if let other = throughAnotherChannel(order) {
      acts.append(
        Act(
          words: "such an order through a channel not used before (\(other.name))",
          orders: [other.order], value: usual.value))
    }
    if let largest = ranked.last,
      Double(largest.value) >= Self.largeFactor * Double(max(0, usual.value)),
      largest.value > usual.value
    {
      acts.append(
        Act(
          words: "one more order on \(last), like the largest, of \(largest.day)"
            + self.worth(largest.value),
          orders: [ImaginedOrder(repeating: largest.lines, at: moment(last))],
          value: largest.value))
    }
    let earlier = last - Self.pause
    if let first = history.firstDay, earlier > first {
      let value = usual.value.addingReportingOverflow(usual.value)
      acts.append(
        Act(
          words: "two such orders, on \(earlier) and on \(last)",
          orders: [ImaginedOrder(repeating: usual.lines, at: moment(earlier)), order],
          value: value.overflow ? .max : value.partialValue))
    }
    return acts.enumerated().sorted {
      ($0.element.value, $0.offset) < ($1.element.value, $1.offset)
    }
    .map(\.element)
  }

  private func worth(_ value: Int64) -> String {
    guard book.log.amounts != nil,
      let text = PlainNumber.fixed(Double(value) / book.log.amountScale, decimals: 2)
    else { return "" }
    return ", worth \(text)"
  }

  /// Noon of a day, or the second after the last line of the customer's on it.
  private func moment(_ day: Day) -> Int64 {
    let end = (day + 1).startSeconds
    let last = book.log.lines(of: customer).map { book.log.times[$0] }.last { $0 < end }
    return min(end - 1, max(day.startSeconds + Day.seconds / 2, (last ?? .min / 2) + 1))
  }

  /// The same in the category bought most by all, of those new to the customer, and in its product
  /// bought most.
  private func inAnotherCategory(
    _ order: ImaginedOrder
  ) -> (order: ImaginedOrder, name: String)? {
    guard let categories = book.log.categories, let new = commonestNew(categories) else {
      return nil
    }
    var order = order
    order.category = new
    if let products = book.log.products {
      order.product = commonest(products) { categories.codes[$0] == new }
    }
    return (order, categories.levels[Int(new)])
  }

  private func throughAnotherChannel(
    _ order: ImaginedOrder
  ) -> (order: ImaginedOrder, name: String)? {
    guard let channels = book.log.channels, let new = commonestNew(channels) else { return nil }
    var order = order
    order.channel = new
    return (order, channels.levels[Int(new)])
  }

  /// The level with the most purchase lines before the cutoff, of those the customer has none of.
  private func commonestNew(_ column: PurchaseLog.LevelColumn) -> UInt32? {
    let limit = cutoff.startSeconds
    let own = Set(
      book.log.lines(of: customer).filter { book.log.times[$0] < limit }.map { column.codes[$0] })
    return commonest(column) { !own.contains(column.codes[$0]) }
  }

  /// The level with the most purchase lines before the cutoff among some lines, the first of equals.
  private func commonest(
    _ column: PurchaseLog.LevelColumn, among isWanted: (Int) -> Bool
  ) -> UInt32? {
    let limit = cutoff.startSeconds
    var counts = [Int](repeating: 0, count: column.levels.count)
    for line in 0..<book.log.lineCount
    where book.log.times[line] < limit && column.codes[line] != TextColumn.missing
      && !(book.log.isReturn?[line] ?? false) && isWanted(line)
    {
      counts[Int(column.codes[line])] += 1
    }
    guard let most = counts.max(), most > 0, let level = counts.firstIndex(of: most) else {
      return nil
    }
    return UInt32(truncatingIfNeeded: level)
  }
}
