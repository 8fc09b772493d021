internal import Glibc

/// A ratio whose interval is symmetric about its logarithm.
struct LogRatio {
  let value: Double
  /// How far the interval of the logarithm reaches to each side.
  let reach: Double

  var estimate: Estimate {
    Estimate(value: value, lower: value * exp(-reach), upper: value * exp(reach))
  }
}
