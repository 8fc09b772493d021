internal import Glibc

/// The chance to stop after each order, *p ~ Beta(a, b)*, and what an active customer still orders.
///
/// Orders come at a gamma rate, so the would-be orders within *t* are negative binomial, *N*, with
/// shape ρ and *z = τ/(1 + τ)*, τ = *t* over the gamma's rate. Each counts if all before it left the
/// customer active:
///
/// *E = Σₖ P(N = k) Σⱼ₌₀ᵏ⁻¹ E[(1 − p)ʲ]*, with *E[(1 − p)ʲ] = (b)ⱼ / (a + b)ⱼ*.
///
/// All terms are positive, so there is nothing to cancel: the usual form with ₂F₁ is a difference
/// that is 0/0 at *a* = 1 and loses digits at small *t*.
struct GeometricDropout {
  /// First parameter of the beta distribution of *p*.
  let a: Double
  /// Second parameter; grows by one with each order that did not end it.
  let b: Double

  /// Terms of the series that are added up before the integral is taken instead.
  static let mostTerms = 50_000.0

  /// Orders expected of an active customer with gamma shape ρ within τ = time over the gamma's rate.
  func expectedOrders(shape: Double, elapsed: Double) -> Double {
    guard shape > 0, a > 0, b > 0, elapsed >= 0 else { return .nan }
    guard elapsed > 0 else { return 0 }
    guard elapsed < .infinity else { return a > 1 ? (a + b - 1) / (a - 1) : .infinity }
    let mean = shape * elapsed
    let terms = mean + 10 * (mean * (1 + elapsed)).squareRoot() + 40 * (1 + elapsed)
    return terms < Self.mostTerms
      ? series(shape, elapsed) : integral(shape, elapsed)
  }

  private func series(_ shape: Double, _ elapsed: Double) -> Double {
    let z = elapsed / (1 + elapsed)
    // P(N = k), kept within range by taking powers out of it and the sum.
    var logScale = -shape * log1p(elapsed)
    var mass = 1.0
    if logScale > -600 {
      mass = exp(logScale)
      logScale = 0
    }
    var survival = 1.0
    var survivals = 0.0
    var sum = 0.0
    var k = 0.0
    while k < 4 * Self.mostTerms {
      mass *= (shape + k) / (k + 1) * z
      survivals += survival
      survival *= (b + k) / (a + b + k)
      sum += mass * survivals
      k += 1
      if mass > 1e250 {
        mass *= 1e-250
        sum *= 1e-250
        logScale += 250 * log(10)
      }
      let ratio = max(z, (shape + k) / (k + 1) * z)
      if ratio < 1 {
        let tail = mass * ratio / (1 - ratio) * (survivals + 1 / (1 - ratio))
        if tail < 1e-16 * sum { break }
      }
    }
    return logScale == 0 ? sum : exp(logScale + log(sum))
  }

  /// *E = ∫ [1 − (1 + pτ)^−ρ] / p · Beta(p; a, b) dp*, for very long times.
  ///
  /// Over *u = ln(p / (1 − p))* the integrand has one peak and exponential tails; with *u = peak +
  /// width · sinh v* the trapezoidal rule converges faster than any power of its step.
  private func integral(_ shape: Double, _ elapsed: Double) -> Double {
    let logBeta = BetaDistribution.logBeta(a, b)
    let logMean = log(shape) + log(elapsed)
    func logValue(_ u: Double) -> Double {
      let logP = -softplus(-u)
      let logQ = -softplus(u)
      let p = exp(logP)
      let orders =
        logMean + logP < -30 ? logMean : log(-expm1(-shape * log1p(p * elapsed))) - logP
      return a * logP + b * logQ - logBeta + orders
    }
    var low = -800.0
    var high = 800.0
    for _ in 0..<200 where high - low > 1e-9 {
      let left = low + (high - low) / 3
      let right = high - (high - low) / 3
      if logValue(left) < logValue(right) { low = left } else { high = right }
    }
    let peak = (low + high) / 2
    let top = logValue(peak)
    var width = 1.0
    while width > 1e-8, logValue(peak - width) < top - 1, logValue(peak + width) < top - 1 {
      width /= 2
    }
    // Left of the peak the logarithm falls at least like a·u, right of it like b·u.
    let reach = asinh((45 / min(1, a) + 45 / min(1, b)) / width)
    var steps = 64
    var sum = 0.0
    func term(_ v: Double) -> Double {
      exp(logValue(peak + width * sinh(v)) - top) * width * cosh(v)
    }
    for i in -steps...steps { sum += term(Double(i) * reach / Double(steps)) }
    var value = sum * reach / Double(steps)
    while steps < 1 << 15 {
      for i in -steps..<steps { sum += term((Double(i) + 0.5) * reach / Double(steps)) }
      steps *= 2
      let finer = sum * reach / Double(steps)
      let change = abs(finer - value)
      value = finer
      if change < 1e-12 * abs(value) { break }
    }
    return exp(top + log(value))
  }

  /// *E[(1 − p)ʲ]* for the whole number *j*.
  func survival(after count: Double) -> Double {
    let rising = RisingFactorials(b, at: [count]).logs[0]
    return exp(rising - RisingFactorials(a + b, at: [count]).logs[0])
  }
}

/// *P(N = k)* and *P(N ≥ k)* of the orders that would come at a gamma rate: negative binomial.
///
/// - Parameters:
///   - shape: ρ, the gamma's shape.
///   - elapsed: τ, the time over the gamma's rate.
///   - count: *k*, not negative.
/// - Returns: Both probabilities.
func negativeBinomial(
  shape: Double, elapsed: Double, count: Int
) -> (mass: Double, atLeast: Double) {
  let z = elapsed / (1 + elapsed)
  func logMass(_ k: Double) -> Double {
    guard k > 0 else { return -shape * log1p(elapsed) }
    guard z > 0 else { return -.infinity }
    let rising = RisingFactorials(shape, at: [k]).logs[0] - RisingFactorials(1, at: [k]).logs[0]
    return rising - shape * log1p(elapsed) + k * log(z)
  }
  let k = Double(count)
  let mass = exp(logMass(k))
  guard count > 0 else { return (mass, 1) }
  guard z > 0 else { return (0, 0) }
  // The share of a gamma-mixed Poisson at k or above is a regularised incomplete beta function.
  let atLeast = BetaDistribution(k, shape)?.share(below: z) ?? .nan
  return (mass, atLeast)
}
