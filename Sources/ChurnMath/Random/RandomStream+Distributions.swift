internal import Glibc

extension RandomStream {
  /// A draw from the normal distribution with the given mean and standard deviation.
  ///
  /// Marsaglia's polar method; the second number of each pair is thrown away, so that every draw
  /// depends on the stream alone.
  public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    while true {
      let horizontal = 2 * uniform() - 1
      let vertical = 2 * uniform() - 1
      let square = horizontal * horizontal + vertical * vertical
      if square > 0, square < 1 {
        return mean + standardDeviation * horizontal * (-2 * log(square) / square).squareRoot()
      }
    }
  }

  /// A waiting time with the given rate: density *rate · exp(−rate · x)*; infinite at rate 0.
  public mutating func exponential(rate: Double = 1) -> Double {
    guard rate > 0 else { return .infinity }
    return -log1p(-uniform()) / rate
  }

  /// A draw from the gamma distribution, of mean *shape · scale*.
  ///
  /// A shape or scale that is not positive and finite gives `nan`.
  ///
  /// - SeeAlso: Marsaglia & Tsang (2000), doi:10.1145/358407.358414.
  public mutating func gamma(shape: Double, scale: Double = 1) -> Double {
    guard shape > 0, shape < .infinity, scale > 0, scale < .infinity else { return .nan }
    guard shape >= 1 else {
      // U^(1/shape) brings a draw of shape + 1 down to shape.
      let lift = 1 - uniform()
      return gamma(shape: shape + 1, scale: scale) * pow(lift, 1 / shape)
    }
    let centre = shape - 1.0 / 3.0
    let spread = 1 / (9 * centre).squareRoot()
    while true {
      let deviate = normal()
      let root = 1 + spread * deviate
      guard root > 0 else { continue }
      let cube = root * root * root
      let height = 1 - uniform()
      let bound = 0.5 * deviate * deviate + centre * (1 - cube + log(cube))
      if log(height) < bound { return centre * cube * scale }
    }
  }

  /// A draw from the beta distribution on [0, 1], of mean *alpha / (alpha + beta)*.
  ///
  /// A parameter that is not positive and finite gives `nan`.
  public mutating func beta(_ alpha: Double, _ beta: Double) -> Double {
    let first = gamma(shape: alpha)
    let second = gamma(shape: beta)
    let total = first + second
    if total == 0 {
      // Both underflowed: almost all mass lies at the two ends, shared as the means say.
      return chance(alpha / (alpha + beta)) ? 1 : 0
    }
    return first / total
  }

  /// Shares that add up to 1, drawn from the Dirichlet distribution; one for each concentration.
  ///
  /// Concentrations that are not positive and finite get no share; when none is left the shares
  /// are equal.
  public mutating func dirichlet(_ concentrations: [Double]) -> [Double] {
    var shares: [Double] = []
    shares.reserveCapacity(concentrations.count)
    var total = 0.0
    for concentration in concentrations {
      let draw = gamma(shape: concentration)
      let share = draw.isNaN ? 0 : draw
      shares.append(share)
      total += share
    }
    guard total > 0 else {
      return [Double](repeating: 1 / Double(max(1, shares.count)), count: shares.count)
    }
    for index in shares.indices { shares[index] /= total }
    return shares
  }

  /// A draw from the Poisson distribution, exact for small and large means.
  ///
  /// Means that are not positive give 0; means over 2⁵⁰ count as 2⁵⁰.
  ///
  /// - SeeAlso: Hörmann (1993), doi:10.1016/0167-6687(93)90997-4 (algorithm PTRS, for means from
  ///   10).
  public mutating func poisson(mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    if mean >= 10 { return largePoisson(mean: min(mean, 0x1p50)) }
    // The number of uniform factors whose product stays above exp(−mean).
    let limit = exp(-mean)
    var product = uniform()
    var count = 0
    while product > limit {
      product *= uniform()
      count += 1
    }
    return count
  }

  /// The index of one of `weights`, each drawn in proportion to its weight.
  ///
  /// Weights that are not positive and finite are never drawn; 0 when there is none that can be.
  public mutating func categorical(_ weights: [Double]) -> Int {
    var total = 0.0
    var last = 0
    for (index, weight) in weights.enumerated() where weight > 0 && weight < .infinity {
      total += weight
      last = index
    }
    var left = uniform() * total
    for (index, weight) in weights.enumerated() where weight > 0 && weight < .infinity {
      left -= weight
      if left < 0 { return index }
    }
    return last
  }

  /// Rejection from a transformed uniform, with a squeeze that settles nine draws of ten.
  private mutating func largePoisson(mean: Double) -> Int {
    let width = 0.931 + 2.53 * mean.squareRoot()
    let slope = -0.059 + 0.02483 * width
    let inverse = 1.1239 + 1.1328 / (width - 3.4)
    let squeeze = 0.9277 - 3.6224 / (width - 2)
    while true {
      let offset = uniform() - 0.5
      let height = uniform()
      let edge = 0.5 - abs(offset)
      let count = ((2 * slope / edge + width) * offset + mean + 0.43).rounded(.down)
      if edge >= 0.07, height <= squeeze { return Int(count) }
      if !(count >= 0) || (edge < 0.013 && height > edge) { continue }
      let left = log(height) + log(inverse) - log(slope / (edge * edge) + width)
      if left <= count * log(mean) - mean - Self.logFactorial(count) { return Int(count) }
    }
  }

  /// The logarithm of *count!*: a product when small, else Stirling's series (error under 3e-12).
  static func logFactorial(_ count: Double) -> Double {
    if count < 16 {
      var product = 1.0
      var factor = 2.0
      while factor <= count {
        product *= factor
        factor += 1
      }
      return log(product)
    }
    let inverse = 1 / count
    let square = inverse * inverse
    let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260))
    return (count + 0.5) * log(count) - count + 0.5 * log(2 * Double.pi) + series
  }
}
