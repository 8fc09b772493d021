internal import Glibc
internal import ChurnMath

/// Silence against the customer's own rhythm: gaps between purchase days, shrunk to the base's.
///
/// With *n* own gaps and the base's figure *b*, a shrunk figure is *(n·own + k·b)/(n + k)*,
/// *k* = `FeatureParameters.strength`: one-time buyers get the base's rhythm, regulars their own.
public enum RhythmFeature: String, Sendable, Hashable, CaseIterable {
  case gapMean = "gap_mean"
  case gapMedian = "gap_median"
  case gapDeviation = "gap_sd"
  case gapVariation = "gap_cv"
  case lastGap = "gap_last"
  case rhythmRatio = "rhythm_ratio"
  case rhythmZ = "rhythm_z"
  case rhythmTail = "rhythm_tail"
  case overdueDays = "overdue_days"
  case personalSilence = "personal_silence_days"
  case clumpiness
}

extension RhythmFeature: FeatureFamily {
  var name: String { rawValue }

  var definition: String {
    switch self {
    case .gapMean: "days between purchase days, on average"
    case .gapMedian: "days between purchase days, median"
    case .gapDeviation: "sample standard deviation of the days between purchase days"
    case .gapVariation: "standard deviation of the gaps over their mean"
    case .lastGap: "days between the last two purchase days"
    case .rhythmRatio: "recency over the median gap, shrunk to the base's"
    case .rhythmZ: "recency less the mean gap, in standard deviations, both shrunk to the base's"
    case .rhythmTail: "share of own gaps at least as long as the recency, (count + 0.5)/(gaps + 1)"
    case .overdueDays: "days beyond the 90 % quantile of own gaps, shrunk to the base's, or 0"
    case .personalSilence:
      "silence that 10 % of own gaps would exceed: 90 % quantile of the next gap, with the order "
        + "rate's gamma posterior (k + gaps, k x base's mean gap + sum of gaps)"
    case .clumpiness:
      "entropy clumpiness of the purchase days (Zhang, Bradlow & Small 2015), from three on"
    }
  }

  var phrase: String {
    switch self {
    case .gapMean: "usually orders every {value} days"
    case .gapMedian: "typically orders every {value} days"
    case .gapDeviation: "gaps between orders vary by {value} days"
    case .gapVariation: "regularity of orders (variation {value})"
    case .lastGap: "the last gap between orders was {value} days"
    case .rhythmRatio: "silent for {value} times the usual gap"
    case .rhythmZ: "silence is {value} deviations beyond the usual gap"
    case .rhythmTail: "{value} of own pauses were as long as this one"
    case .overdueDays: "{value} days overdue"
    case .personalSilence: "a silence of {value} days would be unusual"
    case .clumpiness: "orders come in bursts (clumpiness {value})"
    }
  }

  var wordsWhenMissing: String {
    switch self {
    case .gapDeviation, .gapVariation, .clumpiness: "too few orders to show a rhythm"
    default: "has not come back yet"
    }
  }

  var unit: FeatureUnit {
    switch self {
    case .gapMean, .gapMedian, .gapDeviation, .lastGap, .overdueDays, .personalSilence: .days
    case .rhythmTail: .share
    default: .ratio
    }
  }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let gaps = GapSummary(history)
    let base = context.parameters
    let recency = figure(history.recencyDays)
    switch self {
    case .gapMean: return gaps.mean
    case .gapMedian: return gaps.median
    case .gapDeviation: return gaps.deviation
    case .gapVariation: return ratio(gaps.deviation, gaps.mean)
    case .lastGap:
      let days = history.purchaseDays
      return days.count > 1 ? Double(days[days.count - 1] - days[days.count - 2]) : .nan
    case .rhythmRatio: return recency / max(1, base.shrunk(gaps.median, gaps.count, base.gapMedian))
    case .rhythmZ:
      let mean = base.shrunk(gaps.mean, gaps.count, base.gapMean)
      let own = gaps.deviation * gaps.deviation
      let variance = base.shrunk(
        own, gaps.count > 1 ? gaps.count : 0, base.gapDeviation * base.gapDeviation)
      return (recency - mean) / max(1, variance.squareRoot())
    case .rhythmTail:
      guard !recency.isNaN else { return .nan }
      let shorter = history.sortedGaps.partitionPoint { Double($0) < recency }
      return (Double(gaps.count - shorter) + 0.5) / Double(gaps.count + 1)
    case .overdueDays: return Self.overdueDays(history, base)
    case .personalSilence: return base.personalSilence(history, quantile: 0.9)
    case .clumpiness: return clumpiness(history)
    }
  }

  /// Days of silence beyond the shrunk 90 % quantile of own gaps, or 0.
  static func overdueDays(_ history: PurchaseHistory, _ base: FeatureParameters) -> Double {
    let gaps = GapSummary(history)
    let usual = base.shrunk(gaps.quantile(0.9), gaps.count, base.gapQuantile90)
    return max(0, figure(history.recencyDays) - usual)
  }

  /// *1 + Σ x·ln x / ln(n + 1)* over the *n* gaps and the open one, as shares of the time observed.
  ///
  /// 0 = evenly spaced, towards 1 = all at once; doi:10.1287/mksc.2014.0873.
  private func clumpiness(_ history: PurchaseHistory) -> Double {
    let gaps = history.sortedGaps
    guard gaps.count > 1, let tenure = history.tenureDays, let recency = history.recencyDays else {
      return .nan
    }
    let whole = Double(tenure + 1)
    let entropy = gaps.reduce(0.0) { $0 + Double($1) / whole * log(Double($1) / whole) }
    let open = Double(recency + 1) / whole
    return 1 + (entropy + open * log(open)) / log(Double(gaps.count + 1))
  }
}

/// Figures of the gaps between a customer's purchase days.
struct GapSummary {
  private let gaps: [Int]
  let mean: Double

  init(_ history: PurchaseHistory) {
    gaps = history.sortedGaps
    if let first = history.firstDay, let last = history.lastDay, !gaps.isEmpty {
      mean = Double(last - first) / Double(gaps.count)
    } else {
      mean = .nan
    }
  }

  var count: Int { gaps.count }

  var median: Double { quantile(0.5) }

  /// The sample standard deviation; missing below two gaps.
  var deviation: Double {
    guard gaps.count > 1 else { return .nan }
    let squares = gaps.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (squares / Double(gaps.count - 1)).squareRoot()
  }

  /// A quantile with linear interpolation between neighbours; missing without gaps.
  func quantile(_ share: Double) -> Double {
    guard let last = gaps.last else { return .nan }
    let position = share * Double(gaps.count - 1)
    let low = Int(position)
    guard low + 1 < gaps.count else { return Double(last) }
    let weight = position - Double(low)
    return Double(gaps[low]) * (1 - weight) + Double(gaps[low + 1]) * weight
  }
}
