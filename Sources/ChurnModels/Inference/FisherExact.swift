internal import ChurnMath
internal import Glibc

/// Fisher's exact test: whether two marks fall on the same things more often than chance has it.
///
/// Of `total` things, `first` bear one mark, `second` the other and `both` both of them. If the marks
/// had nothing to do with each other, the number with both would be hypergeometric:
/// *P(X = x) = C(first, x) · C(total − first, second − x) / C(total, second)*, with the margins as they are.
///
///     FisherExact(both: 8, first: 10, second: 9, total: 20)?.greater   // 0.00274
///
/// Probabilities are added up from the logarithm of one of them by ratios of neighbours, so none
/// underflows before the sum does; accurate to about 1e-8 of the value for a million things.
///
/// - SeeAlso: Fisher (1922), doi:10.2307/2340521.
public struct FisherExact: Sendable, Equatable {
  /// Things with both marks.
  public let both: Int
  /// Things with the first mark.
  public let first: Int
  /// Things with the second mark.
  public let second: Int
  /// All things.
  public let total: Int

  /// A table of counts; nil when they cannot be: negative, or more with both marks than with one.
  public init?(both: Int, first: Int, second: Int, total: Int) {
    guard both >= 0, first >= both, second >= both, total >= first, total >= second,
      total <= 1 << 52, first - both <= total - second
    else { return nil }
    (self.both, self.first, self.second, self.total) = (both, first, second, total)
  }

  /// The chance of so many with both marks or more.
  public var greater: Double { upperTail(from: both) }

  /// The chance of so many with both marks or fewer.
  public var less: Double { lowerTail(to: both) }

  /// The chance of a number with both marks that is as unlikely as this one or less likely.
  ///
  /// Numbers whose chance is within 1e-7 of this one's count as equally likely, as in R.
  public var twoSided: Double {
    let limit = logProbability(both) + 1e-7
    let expected = mode
    if both == expected { return 1 }
    // On the other side of the most likely number chances fall all the way, so the first number that is
    // unlikely enough can be searched for by halves.
    if both < expected {
      var low = expected
      var high = largest + 1
      while low < high {
        let middle = low + (high - low) / 2
        if logProbability(middle) <= limit { high = middle } else { low = middle + 1 }
      }
      return min(1, less + (low > largest ? 0 : upperTail(from: low)))
    }
    var low = smallest - 1
    var high = expected
    while low < high {
      let middle = high - (high - low) / 2
      if logProbability(middle) <= limit { low = middle } else { high = middle - 1 }
    }
    return min(1, greater + (low < smallest ? 0 : lowerTail(to: low)))
  }

  /// How many with both marks chance has at most and at least, the margins being as they are.
  private var largest: Int { min(first, second) }
  private var smallest: Int { max(0, first - (total - second)) }

  /// The most likely number.
  private var mode: Int {
    let value = (Double(first) + 1) * (Double(second) + 1) / (Double(total) + 2)
    return min(largest, max(smallest, Int(value)))
  }

  private func logProbability(_ count: Int) -> Double {
    logChoose(first, count) + logChoose(total - first, second - count) - logChoose(total, second)
  }

  private func upperTail(from start: Int) -> Double {
    if start <= smallest { return 1 }
    // Left of the most likely number the rest is the smaller sum, and the more exact one.
    if start <= mode { return max(0, 1 - sum(down: start - 1)) }
    return sum(up: start)
  }

  private func lowerTail(to end: Int) -> Double {
    if end >= largest { return 1 }
    if end >= mode { return max(0, 1 - sum(up: end + 1)) }
    return sum(down: end)
  }

  /// Chances of `start` and more, where they fall.
  private func sum(up start: Int) -> Double {
    var term = 1.0
    var sum = 1.0
    var count = start
    while count < largest {
      let left = Double(first - count) * Double(second - count)
      term *= left / (Double(count + 1) * Double(total - first - second + count + 1))
      sum += term
      count += 1
      if term < sum * 1e-18 { break }
    }
    return min(1, exp(logProbability(start) + log(sum)))
  }

  /// Chances of `start` and fewer, where they fall.
  private func sum(down start: Int) -> Double {
    var term = 1.0
    var sum = 1.0
    var count = start
    while count > smallest {
      let left = Double(count) * Double(total - first - second + count)
      term *= left / (Double(first - count + 1) * Double(second - count + 1))
      sum += term
      count -= 1
      if term < sum * 1e-18 { break }
    }
    return min(1, exp(logProbability(start) + log(sum)))
  }
}

/// The logarithm of the number of ways to choose `part` of `whole`.
private func logChoose(_ whole: Int, _ part: Int) -> Double {
  if part == 0 || part == whole { return 0 }
  return logGamma(Double(whole) + 1) - logGamma(Double(part) + 1)
    - logGamma(Double(whole - part) + 1)
}
