// One customer's history as it stood at a cutoff.
//
// line      a row of the log
// order     the lines of one order number; its day is the day of its first line
// valid     an order whose net value is above zero (without amounts: of which something was kept)
// point     a valid order with what all valid orders up to it add up to
//
// Lines are taken in one after the other, in the order of time, up to the cutoff and never beyond
// it, so that nothing after the cutoff can show in a feature: it has not been read yet. Moving on to
// a later cutoff takes in the lines between, so that many cutoffs cost one pass.

/// One customer's purchases before a cutoff, ready to be asked about.
///
///     var history = PurchaseHistory(log)
///     history.begin(customer: 0)
///     history.advance(to: Day(iso: "2011-09-01")!)
///     history.orderCount(inLast: 90)
///
/// Money is in whole amount units of the log, so sums are exact.
///
/// - Complexity: O(lines) for all cutoffs together, O(log orders) for a question about a window.
public struct PurchaseHistory: Sendable {
  /// The log that the lines come from.
  public let log: PurchaseLog
  /// The customer whose history this is.
  public private(set) var customer = 0
  /// The cutoff: every line counted lies strictly before the first second of this day.
  public private(set) var cutoff = Day(number: 0)

  /// Valid orders by time, with running totals.
  private(set) var points: [OrderPoint] = []
  /// Distinct days with a valid order, ascending.
  public private(set) var purchaseDays: [Day] = []
  /// Days between neighbouring purchase days, ascending.
  private(set) var sortedGaps: [Int] = []
  /// Every order seen, valid or not, by order number.
  private(set) var orders: [OrderState] = []
  /// Returns that met no purchase of theirs, by day.
  private(set) var looseReturns: [LooseReturn] = []
  /// What was bought, by kind.
  private(set) var products: LevelTally
  private(set) var categories: LevelTally
  private(set) var channels: LevelTally
  private(set) var devices: LevelTally
  /// The region of the latest line that names one.
  private(set) var lastRegion = TextColumn.missing
  /// The channel of the first line that names one.
  private(set) var firstChannel = TextColumn.missing

  private var nextLine = 0
  private var matcher = ReturnMatcher()
  private var validOrders = 0
  private var isStale = false

  /// Creates an empty history over a log; `begin(customer:)` fills it.
  public init(_ log: PurchaseLog) {
    self.log = log
    products = LevelTally(levelCount: log.products?.levels.count ?? 0)
    categories = LevelTally(levelCount: log.categories?.levels.count ?? 0)
    channels = LevelTally(levelCount: log.channels?.levels.count ?? 0)
    devices = LevelTally(levelCount: log.devices?.levels.count ?? 0)
  }

  /// Starts over with a customer, before the first line.
  public mutating func begin(customer: Int) {
    self.customer = customer
    cutoff = Day(number: .min / 4)
    nextLine = log.lineStarts[customer]
    points.removeAll(keepingCapacity: true)
    purchaseDays.removeAll(keepingCapacity: true)
    sortedGaps.removeAll(keepingCapacity: true)
    orders.removeAll(keepingCapacity: true)
    looseReturns.removeAll(keepingCapacity: true)
    products.reset()
    categories.reset()
    channels.reset()
    devices.reset()
    lastRegion = TextColumn.missing
    firstChannel = TextColumn.missing
    matcher.reset()
    validOrders = 0
    isStale = false
  }

  /// Takes in the lines before the first second of `day`; cutoffs must not go back.
  public mutating func advance(to day: Day) {
    precondition(day >= cutoff, "a history cannot go back from \(cutoff) to \(day)")
    cutoff = day
    let end = log.lineStarts[customer + 1]
    let limit = day.startSeconds
    while nextLine < end, log.times[nextLine] < limit {
      if let isReturn = log.isReturn {
        let first = nextLine
        while nextLine < end, log.times[nextLine] == log.times[first] { nextLine += 1 }
        takeInstant(first..<nextLine, isReturn)
      } else {
        open(nextLine)
        takePurchase(nextLine)
        nextLine += 1
      }
    }
    refresh()
  }

  // MARK: - Taking lines in

  /// Takes in lines of one instant: what was bought first, so that a cancellation of the same
  /// instant finds its purchase, wherever its amount has sorted it.
  private mutating func takeInstant(_ lines: Range<Int>, _ isReturn: [Bool]) {
    for line in lines { open(line) }
    for line in lines where !isReturn[line] { takePurchase(line) }
    for line in lines where isReturn[line] { takeReturn(line) }
  }

  /// Makes sure that the order of a line is there.
  private mutating func open(_ line: Int) {
    let number = Int(log.orders[line])
    if number >= orders.count {
      orders.append(OrderState(day: Day(containing: log.times[line])))
    }
    if number < validOrders { isStale = true }
  }

  private mutating func takePurchase(_ line: Int) {
    let number = Int(log.orders[line])
    let day = Day(containing: log.times[line])
    let margin = Double(known(log.margins?[line])) / log.marginScale
    let amount = log.amounts?[line] ?? 0
    let quantity = known(log.quantities?[line])
    orders[number].add(
      amount: amount, quantity: quantity, discount: known(log.discounts?[line]), margin: margin)
    if log.isReturn != nil {
      matcher.add(
        product: log.products?.codes[line] ?? TextColumn.missing,
        lot: ReturnMatcher.Lot(
          order: number, value: amount, units: quantity, margin: margin))
    }
    if let code = log.products?.codes[line] { products.add(code, day, number, amount) }
    if let code = log.categories?.codes[line] { categories.add(code, day, number, amount) }
    if let code = log.devices?.codes[line] { devices.add(code, day, number, amount) }
    if let code = log.channels?.codes[line], code != TextColumn.missing {
      channels.add(code, day, number, amount)
      if firstChannel == TextColumn.missing { firstChannel = code }
    }
    if let code = log.regions?.codes[line], code != TextColumn.missing { lastRegion = code }
  }

  /// Nets a return against the latest earlier purchases of the same product, and what is left of
  /// it against the customer's revenue on the day of the return.
  private mutating func takeReturn(_ line: Int) {
    let day = Day(containing: log.times[line])
    let returned = ReturnMatcher.Claim(
      value: magnitude(log.amounts?[line]), units: magnitude(known(log.quantities?[line])),
      hasValue: log.amounts != nil, hasUnits: log.quantities != nil)
    let product = log.products?.codes[line] ?? TextColumn.missing
    let rest = matcher.settle(returned, product: product) { settled in
      orders[settled.order].value -= settled.value
      orders[settled.order].returned += settled.value
      orders[settled.order].units -= settled.units
      orders[settled.order].margin -= settled.margin
      if settled.isWholeLot { orders[settled.order].lines -= 1 }
      orders[settled.order].hasReturn = true
      isStale = true
    }
    if rest != 0 { looseReturns.append(LooseReturn(day: day, value: rest)) }
  }

  private func known(_ value: Int64?) -> Int64 {
    guard let value, value != DecimalColumn.missing else { return 0 }
    return value
  }

  private func magnitude(_ value: Int64?) -> Int64 {
    guard let value, value != .min else { return 0 }
    return value < 0 ? -value : value
  }

  // MARK: - Running totals

  /// Whether an order counts: what is left of it has value.
  func isValid(_ order: OrderState) -> Bool {
    if !log.separatesReturns { return order.lines > 0 }
    return order.lines > 0 && (log.amounts == nil || order.value > 0)
  }

  private mutating func refresh() {
    if isStale {
      points.removeAll(keepingCapacity: true)
      purchaseDays.removeAll(keepingCapacity: true)
      sortedGaps.removeAll(keepingCapacity: true)
      validOrders = 0
      isStale = false
    }
    while validOrders < orders.count {
      let order = orders[validOrders]
      validOrders += 1
      if isValid(order) { append(order) }
    }
  }

  private mutating func append(_ order: OrderState) {
    var point = OrderPoint(order)
    if let last = points.last { point.totals.add(last.totals) }
    points.append(point)
    guard let last = purchaseDays.last else {
      purchaseDays.append(order.day)
      return
    }
    guard order.day != last else { return }
    let gap = order.day - last
    sortedGaps.append(gap)
    var place = sortedGaps.count - 1
    while place > 0, sortedGaps[place - 1] > gap {
      sortedGaps[place] = sortedGaps[place - 1]
      place -= 1
    }
    sortedGaps[place] = gap
    purchaseDays.append(order.day)
  }
}
