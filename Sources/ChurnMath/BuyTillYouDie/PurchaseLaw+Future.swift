internal import Glibc

// What a customer does after T, drawn given his summary.
//
// Given that he is active at T, the rate is Γ(shape, rate) of `orderRate`, and what ends his activity
// has the distribution that his orders and his life so far leave of it.

extension BGNBDParameters {
  /// Draws the orders of a customer who is active at *T*; the chance to stop is *Beta(a, b + x)*.
  public func drawFuture(
    ifAlive customer: PurchaseSummary, within time: Double, from stream: inout RandomStream,
    order: (Double) -> Void
  ) {
    let (shape, rate) = orderRate(customer)
    drawGeometricFuture(
      shape: shape, rate: rate, a: a, b: b + customer.frequency, within: time, from: &stream,
      order: order)
  }
}

extension MBGNBDParameters {
  /// Draws the orders of a customer who is active at *T*; the chance to stop is *Beta(a, b + x + 1)*.
  public func drawFuture(
    ifAlive customer: PurchaseSummary, within time: Double, from stream: inout RandomStream,
    order: (Double) -> Void
  ) {
    let (shape, rate) = orderRate(customer)
    drawGeometricFuture(
      shape: shape, rate: rate, a: a, b: b + customer.frequency + 1, within: time, from: &stream,
      order: order)
  }
}

extension ParetoNBDParameters {
  /// Draws the orders of a customer who is active at *T*; the rate of stopping is *Γ(s, β + T)*.
  public func drawFuture(
    ifAlive customer: PurchaseSummary, within time: Double, from stream: inout RandomStream,
    order: (Double) -> Void
  ) {
    let (shape, rate) = orderRate(customer)
    let stopping = stream.gamma(shape: s, scale: 1 / (beta + customer.age))
    let end = min(time, stream.exponential(rate: stopping))
    let orders = stream.gamma(shape: shape, scale: 1 / rate)
    drawOrderTimes(rate: orders, within: end, from: &stream) { time, _ in
      order(time)
      return true
    }
  }
}

private func drawGeometricFuture(
  shape: Double, rate: Double, a: Double, b: Double, within time: Double,
  from stream: inout RandomStream, order: (Double) -> Void
) {
  let orders = stream.gamma(shape: shape, scale: 1 / rate)
  var dropout = Double.nan
  drawOrderTimes(rate: orders, within: time, from: &stream) { time, stream in
    order(time)
    // Most draws of quiet customers end before the first order and never need it.
    if dropout.isNaN { dropout = stream.beta(a, b) }
    return !stream.chance(dropout)
  }
}

/// The times of a Poisson process until `time` or until `goesOn` says no.
///
/// At most 2²⁰ are drawn, so that an absurd rate ends as well.
private func drawOrderTimes(
  rate: Double, within time: Double, from stream: inout RandomStream,
  goesOn: (Double, inout RandomStream) -> Bool
) {
  var reached = 0.0
  var orders = 0
  while orders < 1 << 20 {
    reached += stream.exponential(rate: rate)
    guard reached <= time, goesOn(reached, &stream) else { return }
    orders += 1
  }
}
