internal import ChurnMath
internal import Glibc

// BG/NBD and MBG/NBD differ in one thing: whether the first order is followed by a chance to stop.
// Of x repeat orders, x (BG) or x + 1 (MBG) chances went by with the customer active, and a customer
// who has stopped passed one less.

/// Terms in *r*, *b* and *a + b* for each level.
struct GeometricTables: Sendable {
  let rates: RisingFactorials
  let active: RisingFactorials
  let all: RisingFactorials

  init(_ p: SIMD4<Double>, levels: [Double], chancesAtFirstOrder: Double) {
    let chances = levels.map { $0 + chancesAtFirstOrder }
    rates = RisingFactorials(p.x, at: levels)
    active = RisingFactorials(p.w, at: chances)
    all = RisingFactorials(p.z + p.w, at: chances)
  }
}

/// Adds *ln Γ(r+x)/Γ(r) + r ln α − (r+x) ln(α+T) + ln (b)ₘ/(a+b)ₘ + ln(1 + eᵒ)* over groups of one *x*.
///
/// *m* = chances passed, *o = ln a − ln(b + m − 1) + (r+x) ln((α+T)/(α+t_x))* the log-odds of having
/// stopped; without a chance nobody has.
func addGeometric(
  _ p: SIMD4<Double>, _ tables: GeometricTables, level: Int, chancesAtFirstOrder: Double,
  _ groups: PurchaseGroups, _ range: Range<Int>, to sum: inout LikelihoodSum
) {
  let (r, alpha, a, b) = (p.x, p.y, p.z, p.w)
  let x = groups.levels[level]
  let shape = r + x
  let chances = x + chancesAtFirstOrder
  let odds = chances > 0 ? log(a) - log(b + chances - 1) : -.infinity
  var customers = 0.0
  var logAges = 0.0
  var inverseAges = 0.0
  var stopped = 0.0
  var silences = 0.0
  var inverseGaps = 0.0
  var softs = 0.0
  for group in range {
    let count = groups.counts[group]
    let end = alpha + groups.ages[group]
    customers += count
    logAges += count * log(end)
    inverseAges += count / end
    guard chances > 0 else { continue }
    let last = alpha + groups.recencies[group]
    let silence = log(end / last)
    let logOdds = odds + shape * silence
    // ln(1 + eᵒ) and its slope by one exponential.
    let small = exp(-abs(logOdds))
    let isStopped = count * (logOdds > 0 ? 1 : small) / (1 + small)
    softs += count * (max(0, logOdds) + log1p(small))
    stopped += isStopped
    silences += isStopped * silence
    inverseGaps += isStopped * (1 / end - 1 / last)
  }
  sum.value +=
    customers
    * (tables.rates.logs[level] + r * log(alpha) + tables.active.logs[level]
      - tables.all.logs[level]) - shape * logAges + softs
  let byR = customers * (tables.rates.slopes[level] + log(alpha)) - logAges + silences
  let byAlpha = customers * r / alpha - shape * inverseAges + shape * inverseGaps
  let byA = stopped / a - customers * tables.all.slopes[level]
  var byB = customers * (tables.active.slopes[level] - tables.all.slopes[level])
  if chances > 0 { byB -= stopped / (b + chances - 1) }
  sum.gradient += SIMD4(byR, byAlpha, byA, byB)
}

/// Where the search begins for both laws: rates more or less alike, stopping likely or not.
func geometricStarts(rate: Double) -> [[Double]] {
  [[0.5, 0.8, 2.5], [1.5, 0.4, 3], [0.25, 1.5, 3]].map { start in
    // Those who have stopped count as observed as well, so active ones order faster than `rate`.
    [start[0], start[0] / (1.5 * rate), start[1], start[2]]
  }
}
