// The life of one simulated customer, and what the shop records of it.
//
// leaving  the moment after which the customer never orders again
// end      the number of days recorded
//
// Steps: draw who the customer is; order, then maybe leave, then wait, again and again; then the
// events, which look ahead to the day of leaving.

internal import ChurnMath

/// Plays one customer's life after another into a chunk.
struct LifeSimulator {
  let simulation: RetailSimulation
  let calendar: RetailCalendar
  let catalogue: RetailCatalogue
  var chunk = SimulatedChunk()

  init(simulation: RetailSimulation, calendar: RetailCalendar, catalogue: RetailCatalogue) {
    self.simulation = simulation
    self.calendar = calendar
    self.catalogue = catalogue
  }

  var end: Double { Double(simulation.days) }

  /// Plays customer number `index` and appends all that was recorded.
  mutating func play(_ index: Int) {
    var stream = RandomStream(seed: simulation.seed, stream: UInt64(index) + 1)
    var customer = person(index, &stream)
    // Drawn whether used or not: lives must not shift when the campaign changes.
    let groupDraw = stream.uniform()
    let saveDraw = stream.uniform()
    let channelWeights = stream.dirichlet([1.2, 0.8, 0.5])
    let firstOrder = chunk.orders.count

    var lastOrderBeforeCampaign: Double?
    let campaign = simulation.campaignDay.map(Double.init)
    var time = customer.joinTime
    while true {
      let experience = order(at: time, customer, channelWeights, &stream)
      if let campaign, time < campaign { lastOrderBeforeCampaign = time }
      var leaving = stream.chance(customer.dropout) ? time : .infinity
      let next = nextOrderTime(after: time, rate: customer.rate, &stream)
      let gone = time + stream.exponential(rate: hazard(customer, experience))
      if leaving == .infinity, gone < min(next, end) { leaving = gone }
      if leaving < .infinity {
        let aimedAt = isAimedAt(lastOrderBeforeCampaign, leaving: leaving)
        let isReached =
          aimedAt && groupDraw < simulation.contactShare && saveDraw < simulation.saveProbability
        if isReached, customer.leavingTimeWithoutCampaign == nil {
          customer.leavingTimeWithoutCampaign = leaving
        } else {
          customer.leavingTime = leaving
          if customer.leavingTimeWithoutCampaign == nil {
            customer.leavingTimeWithoutCampaign = leaving
          }
          break
        }
      }
      if next >= end { break }
      time = next
    }
    if let campaign, let last = lastOrderBeforeCampaign,
      last >= campaign - Self.campaignLookBack
    {
      customer.group = groupDraw < simulation.contactShare ? .contact : .holdout
    }
    events(of: customer, firstOrder: firstOrder, &stream)
    chunk.customers.append(customer)
  }

  /// The campaign aims at customers who ordered within so many days before it.
  static let campaignLookBack = 180.0

  /// Whether the campaign can change a leaving at `leaving`: aimed at, and due within its reach.
  private func isAimedAt(_ lastOrder: Double?, leaving: Double) -> Bool {
    guard let day = simulation.campaignDay, let lastOrder else { return false }
    let campaign = Double(day)
    return lastOrder >= campaign - Self.campaignLookBack && leaving >= campaign
      && leaving < campaign + Double(simulation.campaignReach)
  }

  private func person(_ index: Int, _ stream: inout RandomStream) -> SimulatedCustomer {
    let joinTime = calendar.joinTime(share: stream.uniform())
    let region = stream.categorical(RetailCatalogue.regionWeights)
    let acquisition = stream.categorical(RetailCatalogue.acquisitionWeights)
    let age = stream.categorical(RetailCatalogue.ageWeights)
    let newsletter = stream.chance(0.6)
    let scale = 1 / (simulation.meanOrderGapDays * simulation.rateShape)
    // Between one order in 300 years and one an hour; outside, nobody shops.
    let rate = min(24, max(1e-5, stream.gamma(shape: simulation.rateShape, scale: scale)))
    let share = stream.beta(simulation.dropoutAlpha, simulation.dropoutBeta)
    let times = RetailCatalogue.acquisitionDropout[acquisition]
    let dropout = share * times / (1 - share + share * times)
    let discountTaste = stream.beta(0.9, 3)
    let tastes = stream.dirichlet(RetailCatalogue.categories.map { 4 * $0.popularity })
    return SimulatedCustomer(
      index: UInt32(index), region: UInt8(region), acquisition: UInt8(acquisition),
      ageBand: UInt8(age), newsletter: newsletter, joinTime: joinTime, rate: rate,
      dropout: dropout, discountTaste: discountTaste, tastes: tastes)
  }

  /// The next time of a Poisson process whose rate follows the season, or infinity past the end.
  private func nextOrderTime(
    after time: Double, rate: Double, _ stream: inout RandomStream
  ) -> Double {
    var next = time
    while true {
      next += stream.exponential(rate: rate * calendar.peak)
      guard next < end else { return .infinity }
      if stream.uniform() * calendar.peak < calendar.season[Int(next)] { return next }
    }
  }

  /// Leavings a day until the next order: the base's, raised by what went wrong and by habit.
  private func hazard(
    _ customer: SimulatedCustomer, _ experience: (hadProblem: Bool, isSentBack: Bool)
  ) -> Double {
    var factor = 1 + simulation.discountEffect * customer.discountTaste
    if experience.hadProblem { factor += simulation.problemEffect }
    if experience.isSentBack { factor += simulation.returnEffect }
    return simulation.baseHazard * factor
  }

  /// Records an order, and the return of some of its lines, and says how it went.
  private mutating func order(
    at time: Double, _ customer: SimulatedCustomer, _ channelWeights: [Double],
    _ stream: inout RandomStream
  ) -> (hadProblem: Bool, isSentBack: Bool) {
    let day = Int(time)
    let channel = UInt8(stream.categorical(channelWeights))
    let hadProblem = stream.chance(simulation.problemProbability)
    let lift = calendar.isSaleSeason[day] ? 0.15 : 0
    var percent = 0
    if stream.chance(min(1, customer.discountTaste + lift)) {
      percent =
        RetailCatalogue.discountDepths[stream.categorical(RetailCatalogue.discountWeights)]
    }
    let place = chunk.orders.count
    let firstLine = chunk.lines.count
    var sentBack: [SimulatedLine] = []
    for _ in 0..<(1 + stream.poisson(mean: simulation.meanLines - 1)) {
      let category = stream.categorical(customer.tastes)
      let rank = stream.categorical(catalogue.productWeights)
      let product = category * RetailCatalogue.productsPerCategory + rank
      let line = SimulatedLine(
        product: UInt16(product), quantity: Int16(1 + min(20, stream.poisson(mean: 0.35))),
        discountPercent: UInt8(percent))
      chunk.lines.append(line)
      let odds = RetailCatalogue.categories[category].returnRate * (hadProblem ? 3 : 1)
      if stream.chance(odds) {
        sentBack.append(
          SimulatedLine(
            product: line.product, quantity: -line.quantity, discountPercent: line.discountPercent))
      }
    }
    chunk.orders.append(
      SimulatedOrder(
        second: Self.second(time), customer: customer.index, channel: channel,
        firstLine: firstLine, lineCount: chunk.lines.count - firstLine, returns: -1))
    let back = time + 2 + stream.exponential(rate: 0.12)
    if !sentBack.isEmpty, back < end {
      let firstLine = chunk.lines.count
      chunk.lines += sentBack
      chunk.orders.append(
        SimulatedOrder(
          second: Self.second(back), customer: customer.index, channel: channel,
          firstLine: firstLine, lineCount: sentBack.count, returns: place))
    }
    if hadProblem, stream.chance(0.6) {
      let asked = time + 1 + stream.exponential(rate: 0.5)
      if asked < end { append(.ticket, at: asked, value: 1 + stream.below(3), customer.index) }
    }
    return (hadProblem, !sentBack.isEmpty)
  }

  /// The recorded second: the day's fraction falls into the hours from 7 to 23.
  static func second(_ time: Double) -> UInt32 {
    let day = time.rounded(.down)
    return UInt32(day) * 86_400 + 25_200 + UInt32((time - day) * 57_600)
  }
}
