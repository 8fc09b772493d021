public import ChurnMath

/// Estimates BG/NBD by maximum likelihood: who orders again may stop right after each repeat order.
///
///     let model = try BGNBD().fit(summaries, threads: 2)
///     model.expectedOrders(summaries[0], within: 39)
///
/// See `PurchaseFit` for how it is fitted and `BGNBDParameters` for the law. One-time buyers count as
/// certainly active.
///
/// - SeeAlso: Fader, Hardie & Lee (2005), doi:10.1287/mksc.1040.0098.
public struct BGNBD: Sendable, Equatable {
  /// A fitted BG/NBD.
  public typealias Model = PurchaseFit<BGNBDParameters>

  /// Creates the recipe; it has no settings.
  public init() {}

  /// Estimates the parameters; see `PurchaseFit.init(_:weights:start:threads:)`.
  public func fit(
    _ customers: [PurchaseSummary], weights: [Double]? = nil, threads: Int = 1
  ) throws(FitError) -> Model {
    try Model(customers, weights: weights, threads: threads)
  }
}

extension BGNBDParameters: FittableLaw {
  static func tables(_ p: SIMD4<Double>, levels: [Double]) -> GeometricTables {
    GeometricTables(p, levels: levels, chancesAtFirstOrder: 0)
  }

  static func add(
    _ p: SIMD4<Double>, _ tables: GeometricTables, level: Int, _ groups: PurchaseGroups,
    _ range: Range<Int>, to sum: inout LikelihoodSum
  ) {
    addGeometric(p, tables, level: level, chancesAtFirstOrder: 0, groups, range, to: &sum)
  }

  static func starts(rate: Double, age: Double) -> [[Double]] { geometricStarts(rate: rate) }

  static func units(age: Double) -> [Double] { [1, age, 1, 1] }
}
