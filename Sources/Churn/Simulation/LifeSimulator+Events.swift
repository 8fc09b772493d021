internal import ChurnMath
internal import Glibc

extension LifeSimulator {
  /// Visits and e-mails, which become rarer in the weeks before leaving and fade out after it.
  mutating func events(
    of customer: SimulatedCustomer, firstOrder: Int, _ stream: inout RandomStream
  ) {
    let visitRate = 0.02 + 1.5 * customer.rate
    var time = customer.joinTime
    while true {
      time += stream.exponential(rate: visitRate)
      guard time < end else { break }
      if stream.uniform() < interest(customer, at: time) {
        append(.visit, at: time, value: 1 + min(60, stream.poisson(mean: 4)), customer.index)
      }
    }
    // Shoppers also visit when they order.
    for order in chunk.orders[firstOrder...] where order.returns < 0 {
      chunk.events.append(
        SimulatedEvent(
          second: order.second, customer: customer.index, kind: .visit,
          value: UInt8(3 + min(60, stream.poisson(mean: 6)))))
    }
    guard customer.newsletter else { return }
    let openShare = stream.beta(2, 3)
    // A newsletter every fortnight.
    var mailDay = (Int(customer.joinTime) / 14 + 1) * 14
    while mailDay < simulation.days {
      let opened = Double(mailDay) + 0.3 + 0.6 * stream.uniform()
      if stream.chance(openShare * interest(customer, at: opened)) {
        append(.emailOpen, at: opened, value: 1, customer.index)
        if stream.chance(0.25) { append(.emailClick, at: opened + 0.002, value: 1, customer.index) }
      }
      mailDay += 14
    }
  }

  /// 1 far from leaving, falling to 0.25 over the 45 days before it, fading out after it.
  private func interest(_ customer: SimulatedCustomer, at time: Double) -> Double {
    guard let leaving = customer.leavingTime else { return 1 }
    if time >= leaving { return 0.25 * exp((leaving - time) / 30) }
    return min(1, 0.25 + 0.75 * (leaving - time) / 45)
  }

  mutating func append(
    _ kind: SimulatedEvent.Kind, at time: Double, value: Int, _ customer: UInt32
  ) {
    chunk.events.append(
      SimulatedEvent(
        second: Self.second(time), customer: customer, kind: kind, value: UInt8(value)))
  }
}
