internal import ChurnMath
public import ChurnModels

/// One outcome of one treated group beside the group that was left alone.
public struct OutcomeComparison: Sendable, Equatable, Encodable {
  /// A group's outcome.
  public struct Side: Sendable, Equatable, Encodable {
    /// Rows of the group.
    public let rows: Int
    /// How many did, for a share; nil for a mean.
    public let count: Int?
    /// The share or the mean.
    public let mean: Double
    /// The lower end of its interval.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// A comparison freed of the luck of the draw.
  public struct Adjusted: Sendable, Equatable, Encodable {
    /// The treated group less the other.
    public let difference: Estimate
    /// The treated group over the other; nil unless both are positive.
    public let ratio: Estimate?
    /// How often a difference as large would come by chance.
    public let p: Double
    /// How much of the plain difference's variance is gone.
    public let varianceReduction: Double?
    /// What was taken into account.
    public let covariates: [String]
  }

  /// What is compared: `lost`, `orders`, `revenue`, `margin`, or the column of a table.
  public let name: String
  /// Whether it is a share of customers rather than a mean.
  public let isShare: Bool
  /// The treated group.
  public let treated: Side
  /// The group that was left alone.
  public let control: Side
  /// The treated group less the other: Newcombe's interval for shares, Welch's for means.
  public let difference: Estimate
  /// The treated group over the other, by the logarithm's standard error.
  public let ratio: Estimate?
  /// How often a difference as large would come by chance.
  public let p: Double
  /// Strata compared each by itself; nil without strata.
  public let stratified: Adjusted?
  /// Strata and covariates taken into account; nil without covariates.
  public let adjusted: Adjusted?
  /// `p` of the figure that counts with all comparisons of its kind taken into account, by Holm; nil
  /// where there is but one.
  public internal(set) var holmP: Double?

  /// The difference that counts: the adjusted one, else the stratified, else the plain one.
  public var best: Estimate { (adjusted ?? stratified)?.difference ?? difference }

  /// The ratio that counts.
  public var bestRatio: Estimate? {
    (adjusted ?? stratified).map { $0.ratio } ?? ratio
  }

  /// The p-value that counts.
  public var bestP: Double { (adjusted ?? stratified)?.p ?? p }
}

/// Rows that are compared: who was treated, and what was known of each before.
struct ComparedRows: Sendable {
  /// Whether each row was treated; length *n*.
  let isTreated: [Bool]
  /// What was known before, by name; each column of length *n*, NaN = missing.
  var covariates: [(name: String, values: [Double])] = []
  /// The stratum of each row, numbered from 0; nil without strata.
  var strata: [Int]?

  /// The rows at some places.
  func selecting(_ places: [Int]) -> ComparedRows {
    ComparedRows(
      isTreated: places.map { isTreated[$0] },
      covariates: covariates.map { column in
        (column.name, places.map { column.values[$0] })
      }, strata: strata.map { strata in places.map { strata[$0] } })
  }

  /// Rows that a group must have for each covariate that is used.
  private static let rowsEach = 10
  /// Rows that a stratum must have in each group to stand by itself.
  private static let leastInStratum = 5

  /// Indicators of all strata but one; those with too few rows are taken together.
  private var strataColumns: [[Double]] {
    guard let strata, let most = strata.max() else { return [] }
    var counts = [(treated: Int, control: Int)](repeating: (0, 0), count: most + 1)
    for (row, stratum) in strata.enumerated() {
      if isTreated[row] { counts[stratum].treated += 1 } else { counts[stratum].control += 1 }
    }
    let whole = counts.indices.filter {
      min(counts[$0].treated, counts[$0].control) >= Self.leastInStratum
    }
    // One of them is told by the others; were some taken together, those are the one left out.
    let hasRest = counts.indices.contains { counts[$0] != (0, 0) && !whole.contains($0) }
    return whole.dropFirst(hasRest ? 0 : 1).map { stratum in
      strata.map { $0 == stratum ? 1 : 0 }
    }
  }

  /// Covariates without gaps: a gap is the mean, and a further column tells where gaps are.
  private var filled: [(name: String, values: [Double])] {
    covariates.flatMap { column -> [(name: String, values: [Double])] in
      let known = column.values.filter(\.isFinite)
      guard known.count < column.values.count else { return [column] }
      guard !known.isEmpty else { return [] }
      let mean = known.reduce(0, +) / Double(known.count)
      return [
        (column.name, column.values.map { $0.isFinite ? $0 : mean }),
        ("whether \(column.name) is known", column.values.map { $0.isFinite ? 1 : 0 }),
      ]
    }
  }

  /// Compares an outcome; nil when a group has fewer than two rows.
  func compare(
    _ name: String, _ outcome: [Double], isShare: Bool, confidence: Confidence
  ) -> OutcomeComparison? {
    let treated = outcome.indices.filter { isTreated[$0] }.map { outcome[$0] }
    let control = outcome.indices.filter { !isTreated[$0] }.map { outcome[$0] }
    guard let first = MeanDifference.Mean(treated), let second = MeanDifference.Mean(control)
    else { return nil }
    let means = MeanDifference(treated: first, control: second, confidence: confidence)
    var difference = means.difference
    var ratio = means.ratio
    var p = means.p
    var sides = [first, second].map { Self.side($0, confidence) }
    if isShare,
      let rates = RateDifference(
        treated: (treated.count { $0 == 1 }, treated.count),
        control: (control.count { $0 == 1 }, control.count), confidence: confidence)
    {
      difference = rates.difference
      ratio = rates.ratio
      p = rates.p
      sides = [rates.treated, rates.control].map { rate in
        OutcomeComparison.Side(
          rows: rate.rows, count: rate.count, mean: rate.share.value, lower: rate.share.lower,
          upper: rate.share.upper)
      }
    }
    let least = min(treated.count, control.count)
    let strata = strataColumns
    let stratified =
      strata.isEmpty
      ? nil : adjusted(outcome, strata.map { ("stratum", $0) }, least, confidence)
    let columns = filled
    let adjusted =
      columns.isEmpty
      ? nil
      : self.adjusted(outcome, strata.map { ("stratum", $0) } + columns, least, confidence)
    return OutcomeComparison(
      name: name, isShare: isShare, treated: sides[0], control: sides[1], difference: difference,
      ratio: ratio, p: p, stratified: stratified, adjusted: adjusted)
  }

  private func adjusted(
    _ outcome: [Double], _ columns: [(name: String, values: [Double])], _ least: Int,
    _ confidence: Confidence
  ) -> OutcomeComparison.Adjusted? {
    guard least >= Self.rowsEach * (columns.count + 1),
      let found = AdjustedDifference(
        outcome: outcome, isTreated: isTreated, covariates: columns.map(\.values),
        confidence: confidence), !found.used.isEmpty
    else { return nil }
    var names: [String] = []
    for place in found.used where !names.contains(columns[place].name) {
      names.append(columns[place].name)
    }
    return OutcomeComparison.Adjusted(
      difference: found.difference, ratio: found.ratio, p: found.p,
      varianceReduction: found.varianceReduction, covariates: names)
  }

  private static func side(
    _ mean: MeanDifference.Mean, _ confidence: Confidence
  ) -> OutcomeComparison.Side {
    let error = (mean.variance / Double(mean.rows)).squareRoot()
    let reach =
      error == 0 ? 0 : error * confidence.deviations(degreesOfFreedom: Double(mean.rows - 1))
    return OutcomeComparison.Side(
      rows: mean.rows, count: nil, mean: mean.mean, lower: mean.mean - reach,
      upper: mean.mean + reach)
  }
}

/// Several p-values of which the smallest must stand alone.
enum Holm {
  /// Adjusted p-values: that at rank *k* of *m* is at least *(m − k + 1) p* and all before it.
  ///
  /// - SeeAlso: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
  static func adjusted(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted {
      values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1
    }
    var adjusted = values
    var highest = 0.0
    for (rank, place) in order.enumerated() {
      highest = max(highest, min(1, Double(values.count - rank) * values[place]))
      adjusted[place] = highest
    }
    return adjusted
  }
}
