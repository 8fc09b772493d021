internal import ChurnMath
internal import Glibc

/// The hazard of one stratum, added up over time, and what its errors are made of.
///
/// It is that of a customer at the centre of the stratum, the weighted means of its rows, where it is
/// known best and cannot run out of range; `cumulativeHazard(at:linearPredictor:)` moves it elsewhere.
public struct CoxBaseline: Sendable, Equatable {
  /// The label of the stratum; 0 without strata.
  public let stratum: Int
  /// The columns of the customer whom it describes; length *p*.
  public let centre: [Double]
  /// The times at which somebody left, ascending; length *m*.
  public let times: [Double]
  /// The hazard up to each time; length *m*.
  public let cumulativeHazards: [Double]
  /// The variance of the same for given coefficients; length *m*.
  public let variances: [Double]
  /// The integral of the mean columns (above the centre) of those at risk over the hazard; *m* × *p*.
  public let meanIntegrals: [Double]

  /// A hazard of known parts.
  public init(
    stratum: Int, centre: [Double], times: [Double], cumulativeHazards: [Double],
    variances: [Double], meanIntegrals: [Double]
  ) {
    self.stratum = stratum
    self.centre = centre
    self.times = times
    self.cumulativeHazards = cumulativeHazards
    self.variances = variances
    self.meanIntegrals = meanIntegrals
  }

  init(stratum: CoxSample.Stratum, _ sample: CoxSample, _ events: CoxEvents) {
    let p = sample.rows.columns
    var times: [Double] = []
    var hazards: [Double] = []
    var variances: [Double] = []
    var integrals: [Double] = []
    var hazard = 0.0
    var variance = 0.0
    var integral = [Double](repeating: 0, count: p)
    for group in stratum.groups.reversed()
    where sample.rows.groups[group].leftEnd > sample.rows.groups[group].start {
      hazard += events.hazards[group]
      variance += events.variances[group]
      for j in 0..<p {
        integral[j] += events.hazardMeans[group * p + j] * sample.scales[j]
      }
      times.append(sample.times[group])
      hazards.append(hazard)
      variances.append(variance)
      integrals += integral
    }
    self.init(
      stratum: stratum.label, centre: stratum.centre, times: times, cumulativeHazards: hazards,
      variances: variances, meanIntegrals: integrals)
  }

  /// The number of steps at or before `time`.
  func steps(upTo time: Double) -> Int {
    time.isNaN ? 0 : times.partitionPoint { $0 <= time }
  }

  /// The hazard up to `time` of the customer at the centre; 0 before the first exit.
  public func cumulativeHazard(at time: Double) -> Double {
    let steps = steps(upTo: time)
    return steps == 0 ? 0 : cumulativeHazards[steps - 1]
  }

  /// The hazard of a customer with these columns up to each time at which somebody left: R's
  /// `basehaz(fit, centered = FALSE)` for zeros, lifelines' baseline for the model's `means`.
  ///
  /// - Parameters:
  ///   - columns: The customer's columns; length *p*.
  ///   - estimates: The model's coefficients; length *p*.
  /// - Returns: The cumulative hazards; length *m*.
  public func cumulativeHazards(of columns: [Double], estimates: [Double]) -> [Double] {
    precondition(columns.count == centre.count, "\(columns.count) columns, not \(centre.count)")
    precondition(estimates.count == centre.count, "\(estimates.count) estimates")
    var margin = 0.0
    for j in centre.indices { margin += (columns[j] - centre[j]) * estimates[j] }
    let risk = exp(margin)
    return cumulativeHazards.map { $0 * risk }
  }
}
