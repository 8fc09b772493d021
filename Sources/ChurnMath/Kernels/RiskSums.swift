/// Sums over those at risk: of the risks, and of the risks times each column.
///
/// Where rows are taken out again, what remains may be far smaller than what was there; each sum is
/// then kept in two parts, which together hold twice the digits.
struct RiskSums: Sendable {
  /// The sum of the risks.
  var total = 0.0
  /// The sums of risk times value; length *p*.
  var sums: [Double]
  private let isCompensated: Bool
  private var totalRest = 0.0
  private var rests: [Double]

  init(columns: Int, isCompensated: Bool) {
    sums = [Double](repeating: 0, count: columns)
    rests = [Double](repeating: 0, count: isCompensated ? columns : 0)
    self.isCompensated = isCompensated
  }

  mutating func reset() {
    total = 0
    totalRest = 0
    for j in sums.indices { sums[j] = 0 }
    for j in rests.indices { rests[j] = 0 }
  }

  /// Adds a row whose values begin at `start`; a negative risk takes it out.
  @inline(__always)
  mutating func add(_ risk: Double, _ values: borrowing Span<Double>, from start: Int) {
    if isCompensated {
      Self.add(risk, to: &total, &totalRest)
      for j in sums.indices { Self.add(risk * values[start &+ j], to: &sums[j], &rests[j]) }
    } else {
      total += risk
      for j in sums.indices { sums[j] += risk * values[start &+ j] }
    }
  }

  /// Adds all of what others sum up.
  mutating func add(_ other: RiskSums) {
    if isCompensated {
      Self.add(other.total, to: &total, &totalRest)
      totalRest += other.totalRest
      for j in sums.indices {
        Self.add(other.sums[j], to: &sums[j], &rests[j])
        if other.isCompensated { rests[j] += other.rests[j] }
      }
    } else {
      total += other.total
      for j in sums.indices { sums[j] += other.sums[j] }
    }
  }

  /// The sum of the risks, both parts.
  var whole: Double { total + totalRest }
  /// The sum of a column, both parts.
  @inline(__always)
  func whole(_ j: Int) -> Double { isCompensated ? sums[j] + rests[j] : sums[j] }

  /// Knuth's exact sum of two numbers: the rounded one and what it lost.
  @inline(__always)
  static func add(_ value: Double, to sum: inout Double, _ rest: inout Double) {
    let next = sum + value
    let part = next - sum
    rest += (sum - (next - part)) + (value - part)
    sum = next
  }
}
