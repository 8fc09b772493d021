// Small logs, made of lines that a test writes down or draws.

@testable import ChurnData

/// One line of an orders file; nil is a blank field.
struct OrderLine: Equatable {
  var customer: String? = "a"
  /// Seconds since 1970-01-01.
  var second: Int64
  var order: String?
  /// Money in cents.
  var amount: Int64 = 1000
  var quantity: Int64?
  var product: String?
  var category: String?
  var channel: String?
  var device: String?
  var region: String?
  /// Money in cents.
  var discount: Int64?
  /// Money in cents.
  var margin: Int64?
  var status: String?

  init(
    _ customer: String?, _ day: Int, hour: Int64 = 0, order: String? = nil,
    amount: Int64 = 1000, quantity: Int64? = nil, product: String? = nil,
    category: String? = nil, channel: String? = nil
  ) {
    self.customer = customer
    second = Int64(day) * Day.seconds + hour * 3600
    self.order = order
    self.amount = amount
    self.quantity = quantity
    self.product = product
    self.category = category
    self.channel = channel
  }

  /// A line of the customer `a`.
  init(
    _ day: Int, hour: Int64 = 0, order: String? = nil, amount: Int64 = 1000,
    quantity: Int64? = nil, product: String? = nil, category: String? = nil,
    channel: String? = nil
  ) {
    self.init(
      "a", day, hour: hour, order: order, amount: amount, quantity: quantity, product: product,
      category: category, channel: channel)
  }

  var day: Day { Day(containing: second) }

  /// Whether the line takes goods back, by the rules of `ReturnRule` that a single line can show.
  var isReturn: Bool { isDatedReturn || status == "returned" }

  /// Whether its signs say so: a status is what became of an order later, on a day not known.
  var isDatedReturn: Bool { amount < 0 || (quantity ?? 0) < 0 }
}

/// Which columns a file has, and how it is read.
struct LogShape: Equatable {
  var columns: Set<InputColumn> = [
    .amount, .quantity, .product, .category, .channel, .device, .region, .discount, .margin,
  ]
  var hasOrders = true
  var hasStatus = true
  var hasTimeOfDay = true
  var returns = ReturnsPolicy.net

  static let amountOnly: LogShape = {
    var shape = LogShape()
    shape.columns = [.amount]
    shape.hasOrders = false
    shape.hasStatus = false
    return shape
  }()
}

enum LogFixture {
  static func log(
    _ lines: [OrderLine], _ shape: LogShape = LogShape(), threads: Int = 1
  ) -> PurchaseLog {
    PurchaseLog(columns(lines, shape), returns: shape.returns, threads: threads)
  }

  static func columns(_ lines: [OrderLine], _ shape: LogShape) -> PurchaseColumns {
    func decimals(
      _ input: InputColumn, _ places: Int, _ value: (OrderLine) -> Int64?
    ) -> DecimalColumn? {
      guard shape.columns.contains(input) else { return nil }
      return DecimalColumn(
        units: lines.map { value($0) ?? DecimalColumn.missing }, decimals: places)
    }
    func texts(_ input: InputColumn, _ value: (OrderLine) -> String?) -> TextColumn? {
      shape.columns.contains(input) ? text(lines.map(value)) : nil
    }
    var columns = PurchaseColumns(
      customers: text(lines.map(\.customer)),
      times: TimeColumn(
        seconds: lines.map(\.second), hasTimeOfDay: shape.hasTimeOfDay, format: "test"))
    columns.amounts = decimals(.amount, 2) { $0.amount }
    columns.quantities = decimals(.quantity, 0) { $0.quantity }
    columns.discounts = decimals(.discount, 2) { $0.discount }
    columns.margins = decimals(.margin, 2) { $0.margin }
    columns.products = texts(.product) { $0.product }
    columns.categories = texts(.category) { $0.category }
    columns.channels = texts(.channel) { $0.channel }
    columns.devices = texts(.device) { $0.device }
    columns.regions = texts(.region) { $0.region }
    if shape.hasOrders { columns.orders = KeyColumn(texts: lines.map(\.order)) }
    if shape.hasStatus { columns.statuses = text(lines.map(\.status)) }
    return columns
  }

  private static func text(_ values: [String?]) -> TextColumn {
    let levels = ByteStrings(sorted: values.compactMap { $0 })
    let codes = values.map { value -> UInt32 in
      value.flatMap { levels.index(of: $0) }.map { UInt32($0) } ?? TextColumn.missing
    }
    return TextColumn(codes: codes, levels: levels)
  }

  /// Lines of a small shop with everything that is odd: same-day orders, orders whose lines lie days
  /// apart, returns with and without their purchase, zero values, blank fields.
  static func randomLines(
    seed: UInt64, customers: Int = 5, lines: Int = 160, days: Int = 560
  ) -> [OrderLine] {
    var random = SeededGenerator(seed: seed)
    func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    func pick(_ names: [String], blank: Int) -> String? {
      let place = draw(names.count + blank)
      return place < names.count ? names[place] : nil
    }
    var all: [OrderLine] = []
    while all.count < lines {
      let customer = "c\(draw(customers))"
      // Few hours, so that lines of one instant are common.
      var line = OrderLine(customer, draw(days), hour: Int64(draw(3)) * 8)
      line.order = draw(12) == 0 ? nil : "\(customer.dropFirst())\(1000 + draw(lines / 2))"
      line.channel = pick(["web shop", "store", "mobile app"], blank: 1)
      line.device = pick(["Android phone", "desktop"], blank: 1)
      line.region = pick(["north", "south", "west"], blank: 1)
      for place in 0...draw(3) {
        line.amount = draw(9) == 0 ? 0 : Int64(draw(40) + 1) * 125
        line.quantity = draw(12) == 0 ? nil : Int64(draw(4))
        line.product = pick(["p0", "p1", "p2", "p3", "p4"], blank: 1)
        line.category = pick(["books", "games", "music"], blank: 1)
        line.discount = draw(3) == 0 ? Int64(draw(500)) : draw(5) == 0 ? nil : 0
        line.margin = draw(15) == 0 ? nil : line.amount * Int64(20 + draw(30)) / 100
        line.status = draw(25) == 0 ? "returned" : "done"
        if draw(5) == 0 {
          line.amount = -line.amount
          line.quantity = line.quantity.map { -$0 }
          line.margin = line.margin.map { -$0 }
        }
        // An order that goes on some days later.
        if place > 0, draw(6) == 0 { line.second += Int64(draw(40)) * Day.seconds }
        if !line.isReturn || draw(2) == 0 { all.append(line) }
        if draw(20) == 0 { all.append(line) }
      }
    }
    return all
  }

  /// A history at a cutoff given as a number of days.
  static func history(
    _ lines: [OrderLine], at day: Int, _ shape: LogShape = LogShape()
  ) -> PurchaseHistory {
    var history = PurchaseHistory(log(lines, shape))
    history.begin(customer: 0)
    history.advance(to: Day(number: day))
    return history
  }
}
