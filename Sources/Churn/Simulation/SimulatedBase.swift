internal import ChurnMath

/// All customers' lives, and the order in which a shop would have written them down.
struct SimulatedBase: Sendable, Equatable {
  /// Where one record stands, and what it is sorted by: time, then customer code.
  struct Entry: Sendable, Equatable, Comparable {
    var second: UInt32
    var code: UInt32
    var chunk: UInt32
    var index: UInt32

    static func < (left: Entry, right: Entry) -> Bool {
      if left.second != right.second { return left.second < right.second }
      if left.code != right.code { return left.code < right.code }
      if left.chunk != right.chunk { return left.chunk < right.chunk }
      return left.index < right.index
    }
  }

  /// How many customers one piece of work plays; fixed, so that no result depends on it.
  static let customersPerChunk = 512

  let simulation: RetailSimulation
  /// Customers in the order of their streams, cut into chunks.
  let chunks: [SimulatedChunk]
  /// For each customer the number in his id, in no order that follows from joining or streams.
  let codes: [UInt32]

  init(_ simulation: RetailSimulation, calendar: RetailCalendar, threads: Int) {
    let catalogue = RetailCatalogue(seed: simulation.seed)
    let size = Self.customersPerChunk
    chunks = mapIndices((simulation.customers + size - 1) / size, threads: threads) { number in
      var simulator = LifeSimulator(
        simulation: simulation, calendar: calendar, catalogue: catalogue)
      for index in number * size..<min(simulation.customers, (number + 1) * size) {
        simulator.play(index)
      }
      return simulator.chunk
    }
    // No customer has the last stream number, so these draws are nobody's.
    var stream = RandomStream(seed: simulation.seed, stream: .max)
    var codes = (0..<UInt32(simulation.customers)).map { $0 + 1 }
    for index in codes.indices.reversed() { codes.swapAt(index, stream.below(index + 1)) }
    self.codes = codes
    self.simulation = simulation
  }

  /// All orders and returns by time, then customer.
  func sortedOrders() -> [Entry] {
    sorted(chunks.map { $0.orders.map { ($0.second, $0.customer) } })
  }

  /// All events by time, then customer.
  func sortedEvents() -> [Entry] {
    sorted(chunks.map { $0.events.map { ($0.second, $0.customer) } })
  }

  /// All customers by time of joining, then id.
  func sortedCustomers() -> [Entry] {
    sorted(chunks.map { $0.customers.map { (UInt32($0.joinTime) * 86_400, $0.index) } })
  }

  private func sorted(_ keys: [[(second: UInt32, customer: UInt32)]]) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(keys.reduce(0) { $0 + $1.count })
    for (chunk, records) in keys.enumerated() {
      for (index, record) in records.enumerated() {
        entries.append(
          Entry(
            second: record.second, code: codes[Int(record.customer)], chunk: UInt32(chunk),
            index: UInt32(index)))
      }
    }
    entries.sort()
    return entries
  }
}
