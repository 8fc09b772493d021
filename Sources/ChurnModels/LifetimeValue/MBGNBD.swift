public import ChurnMath

/// Estimates MBG/NBD by maximum likelihood: anybody may stop after each order, the first included.
///
///     let model = try MBGNBD().fit(summaries, threads: 2)
///     model.probabilityAlive(summaries[0])
///
/// See `PurchaseFit` for how it is fitted and `MBGNBDParameters` for the law.
///
/// - SeeAlso: Batislam, Denizel & Filiztekin (2007), doi:10.1016/j.ijresmar.2006.12.005.
public struct MBGNBD: Sendable, Equatable {
  /// A fitted MBG/NBD.
  public typealias Model = PurchaseFit<MBGNBDParameters>

  /// Creates the recipe; it has no settings.
  public init() {}

  /// Estimates the parameters; see `PurchaseFit.init(_:weights:start:threads:)`.
  public func fit(
    _ customers: [PurchaseSummary], weights: [Double]? = nil, threads: Int = 1
  ) throws(FitError) -> Model {
    try Model(customers, weights: weights, threads: threads)
  }
}

extension MBGNBDParameters: FittableLaw {
  static func tables(_ p: SIMD4<Double>, levels: [Double]) -> GeometricTables {
    GeometricTables(p, levels: levels, chancesAtFirstOrder: 1)
  }

  static func add(
    _ p: SIMD4<Double>, _ tables: GeometricTables, level: Int, _ groups: PurchaseGroups,
    _ range: Range<Int>, to sum: inout LikelihoodSum
  ) {
    addGeometric(p, tables, level: level, chancesAtFirstOrder: 1, groups, range, to: &sum)
  }

  static func starts(rate: Double, age: Double) -> [[Double]] { geometricStarts(rate: rate) }

  static func units(age: Double) -> [Double] { [1, age, 1, 1] }
}
