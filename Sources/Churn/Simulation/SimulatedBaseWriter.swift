/// Turns simulated lives into the lines of a shop's files.
struct SimulatedBaseWriter {
  let base: SimulatedBase
  let calendar: RetailCalendar
  private let catalogue: RetailCatalogue
  private let idWidth: Int

  init(base: SimulatedBase, calendar: RetailCalendar) {
    self.base = base
    self.calendar = calendar
    catalogue = RetailCatalogue(seed: base.simulation.seed)
    idWidth = max(6, String(base.simulation.customers).count)
  }

  /// Orders and returns, line by line; orders are numbered by time.
  func orders(at path: String) throws(OutputError) -> SimulationFile {
    var file = try SimulationFile(
      path,
      columns: "order_id,customer_id,time,product,category,quantity,unit_price,amount,discount,"
        + "channel,region,margin")
    var numbers = base.chunks.map { [Int32](repeating: 0, count: $0.orders.count) }
    var next: Int32 = 0
    for entry in base.sortedOrders() {
      let chunk = base.chunks[Int(entry.chunk)]
      let order = chunk.orders[Int(entry.index)]
      let isReturn = order.returns >= 0
      if !isReturn {
        next += 1
        numbers[Int(entry.chunk)][Int(entry.index)] = next
      }
      let number = numbers[Int(entry.chunk)][isReturn ? order.returns : Int(entry.index)]
      let first = chunk.customers[0].index
      let customer = chunk.customers[Int(order.customer - first)]
      for line in chunk.lines[order.firstLine..<order.firstLine + order.lineCount] {
        if isReturn { file.append("C") }
        file.append(100_000 + Int(number))
        file.append(",")
        appendID(entry.code, to: &file)
        file.append(",")
        appendTime(order.second, to: &file)
        append(line, to: &file)
        file.append(",\(RetailCatalogue.channels[Int(order.channel)])")
        file.append(",\(RetailCatalogue.regions[Int(customer.region)]),")
        file.append(minorUnits: Self.money(of: line, catalogue).margin)
        try file.endLine()
      }
    }
    return file
  }

  /// What the shop asked its customers, by day of the first order.
  func customers(at path: String) throws(OutputError) -> SimulationFile {
    var file = try SimulationFile(
      path, columns: "customer_id,region,acquisition_channel,signup_date,age_band,newsletter")
    for entry in base.sortedCustomers() {
      let customer = base.chunks[Int(entry.chunk)].customers[Int(entry.index)]
      appendID(entry.code, to: &file)
      file.append(",\(RetailCatalogue.regions[Int(customer.region)])")
      file.append(",\(RetailCatalogue.acquisitionChannels[Int(customer.acquisition)]),")
      file.append(calendar.dates[Int(customer.joinTime)])
      file.append(",\(RetailCatalogue.ageBands[Int(customer.ageBand)])")
      file.append(customer.newsletter ? ",yes" : ",no")
      try file.endLine()
    }
    return file
  }

  /// Visits, e-mails and tickets.
  func events(at path: String) throws(OutputError) -> SimulationFile {
    var file = try SimulationFile(path, columns: "customer_id,time,event,value")
    for entry in base.sortedEvents() {
      let event = base.chunks[Int(entry.chunk)].events[Int(entry.index)]
      appendID(entry.code, to: &file)
      file.append(",")
      appendTime(event.second, to: &file)
      file.append(",\(event.kind.name),")
      file.append(Int(event.value))
      try file.endLine()
    }
    return file
  }

  /// Who was contacted and who was held out, by id.
  func campaign(at path: String) throws(OutputError) -> SimulationFile {
    var file = try SimulationFile(path, columns: "customer_id,group,day,cost")
    guard let day = base.simulation.campaignDay, day < calendar.dates.count else { return file }
    for customer in customersByID() where customer.group != .untouched {
      appendID(base.codes[Int(customer.index)], to: &file)
      file.append(customer.group == .contact ? ",contact," : ",holdout,")
      file.append(calendar.dates[day])
      file.append(",")
      let cost = base.simulation.contactCostMinorUnits
      file.append(minorUnits: customer.group == .contact ? cost : 0)
      try file.endLine()
    }
    return file
  }

  /// What no shop knows, by id.
  func truth(at path: String) throws(OutputError) -> SimulationFile {
    let tastes = RetailCatalogue.categories.map { ",taste_\($0.name)" }.joined()
    var file = try SimulationFile(
      path,
      columns: "customer_id,lambda,p,discount_taste,death_day,alive_at_end,"
        + "death_day_without_campaign,saved" + tastes)
    for customer in customersByID() {
      appendID(base.codes[Int(customer.index)], to: &file)
      file.append(",\(customer.rate),\(customer.dropout),\(customer.discountTaste),")
      appendDate(customer.leavingTime, to: &file)
      file.append(customer.leavingTime == nil ? ",1," : ",0,")
      appendDate(customer.leavingTimeWithoutCampaign, to: &file)
      file.append(customer.isSaved ? ",1" : ",0")
      for taste in customer.tastes { file.append(",\(taste)") }
      try file.endLine()
    }
    return file
  }

  /// What a line costs the customer and leaves the shop, exact in minor units.
  ///
  /// A return takes back to the unit what its line had brought.
  static func money(
    of line: SimulatedLine, _ catalogue: RetailCatalogue
  ) -> (amount: Int, discount: Int, margin: Int) {
    let product = catalogue.products[Int(line.product)]
    let category = RetailCatalogue.categories[product.category]
    let pieces = abs(Int(line.quantity))
    let list = pieces * product.price
    let discount = (list * Int(line.discountPercent) + 50) / 100
    let cost = (list * Int(((1 - category.marginRate) * 100).rounded()) + 50) / 100
    let sign = line.quantity < 0 ? -1 : 1
    return (sign * (list - discount), sign * discount, sign * (list - discount - cost))
  }

  private func append(_ line: SimulatedLine, to file: inout SimulationFile) {
    let product = catalogue.products[Int(line.product)]
    let money = Self.money(of: line, catalogue)
    file.append(",\(product.code),\(RetailCatalogue.categories[product.category].name),")
    file.append(Int(line.quantity))
    file.append(",")
    file.append(minorUnits: product.price)
    file.append(",")
    file.append(minorUnits: money.amount)
    file.append(",")
    file.append(minorUnits: money.discount)
  }

  private func appendID(_ code: UInt32, to file: inout SimulationFile) {
    file.append("K")
    file.append(Int(code), width: idWidth)
  }

  private func appendTime(_ second: UInt32, to file: inout SimulationFile) {
    let ofDay = Int(second % 86_400)
    file.append(calendar.dates[Int(second / 86_400)])
    file.append("T")
    file.append(ofDay / 3600, width: 2)
    file.append(":")
    file.append(ofDay / 60 % 60, width: 2)
    file.append(":")
    file.append(ofDay % 60, width: 2)
  }

  private func appendDate(_ time: Double?, to file: inout SimulationFile) {
    if let time { file.append(calendar.dates[Int(time)]) }
  }

  private func customersByID() -> [SimulatedCustomer] {
    var byID = [SimulatedCustomer?](repeating: nil, count: base.codes.count)
    for chunk in base.chunks {
      for customer in chunk.customers {
        byID[Int(base.codes[Int(customer.index)]) - 1] = customer
      }
    }
    return byID.compactMap(\.self)
  }
}
