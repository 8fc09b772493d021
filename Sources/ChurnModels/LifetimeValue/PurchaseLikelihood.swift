internal import ChurnMath
internal import Glibc

/// A log-likelihood and its derivatives by the four parameters, added up over customers.
struct LikelihoodSum: Sendable {
  var value = 0.0
  var gradient = SIMD4<Double>.zero
}

/// A law whose parameters can be estimated.
protocol FittableLaw: PurchaseLaw {
  /// What depends on parameters and *x* only, tabulated over the levels.
  associatedtype Tables: Sendable
  /// Tabulates for the parameters `p` (natural scale) over ascending distinct *x*.
  static func tables(_ p: SIMD4<Double>, levels: [Double]) -> Tables
  /// Adds the log-likelihood of some groups, all of one level, and its derivatives by `p`.
  static func add(
    _ p: SIMD4<Double>, _ tables: Tables, level: Int, _ groups: PurchaseGroups,
    _ range: Range<Int>, to sum: inout LikelihoodSum)
  /// Parameters to begin the search at, given orders a unit of time and the mean age.
  static func starts(rate: Double, age: Double) -> [[Double]]
  /// The unit of each parameter: 1, or a time.
  static func units(age: Double) -> [Double]
}

/// The mean log-likelihood a customer, as a function of the logarithms of the parameters.
struct PurchaseLikelihood<Law: FittableLaw>: Sendable {
  let groups: PurchaseGroups
  let threads: Int

  /// Groups whose sums are kept apart; the sums are added in the order of the groups.
  private static var chunk: Int { 4_096 }

  /// The sum over customers at parameters on their natural scale.
  func sum(at values: [Double]) -> LikelihoodSum {
    let p = SIMD4(values[0], values[1], values[2], values[3])
    let tables = Law.tables(p, levels: groups.levels)
    let chunks = (groups.count + Self.chunk - 1) / Self.chunk
    let parts = mapIndices(chunks, threads: threads) { chunk in
      part(p, tables, chunk * Self.chunk..<min(groups.count, (chunk + 1) * Self.chunk))
    }
    var total = LikelihoodSum()
    for part in parts {
      total.value += part.value
      total.gradient += part.gradient
    }
    return total
  }

  private func part(
    _ p: SIMD4<Double>, _ tables: Law.Tables, _ range: Range<Int>
  ) -> LikelihoodSum {
    var sum = LikelihoodSum()
    var level = groups.starts.partitionPoint { $0 <= range.lowerBound } - 1
    var place = range.lowerBound
    while place < range.upperBound {
      let end = min(range.upperBound, groups.starts[level + 1])
      Law.add(p, tables, level: level, groups, place..<end, to: &sum)
      place = end
      level += 1
    }
    return sum
  }

  /// Minus the mean log-likelihood and its gradient, at logarithms of parameters.
  func slope(at logs: [Double]) -> QuasiNewton.Slope {
    let values = logs.map { exp($0) }
    let sum = sum(at: values)
    let gradient = values.indices.map { -sum.gradient[$0] * values[$0] / groups.customers }
    return (-sum.value / groups.customers, gradient)
  }
}
