internal import ChurnMath
internal import ChurnModels
internal import Glibc

/// How long customers of some tenure will stay, by a Kaplan-Meier curve.
///
/// Who has stayed for τ stays for another *u* with probability *S(τ + u)/S(τ)*. Beyond its last time the
/// curve goes on at the rate at which customers left over as long a time before it as is looked
/// ahead, for no data speak of it; where everybody had left by then it stays at 0.
struct RemainingLife: Sendable {
  /// Times at which the curve drops, ascending, and where it is from then on.
  private let times: [Double]
  private let survivals: [Double]
  /// The area under the curve up to each of `times`.
  private let areas: [Double]
  /// The last time observed.
  let end: Double
  /// The rate at which customers leave beyond it.
  let tailRate: Double

  /// A curve with its continuation; `reach` is how far one will look ahead, above 0.
  init(_ curve: KaplanMeier, reach: Double) {
    let drops = curve.steps.filter { $0.events > 0 }
    self.init(
      times: drops.map(\.time), survivals: drops.map(\.survival), end: curve.lastTime ?? 0,
      reach: reach)
  }

  /// A curve that drops to `survivals` at `times`, ascending, known up to `end`.
  init(times: [Double], survivals: [Double], end: Double, reach: Double) {
    var areas: [Double] = []
    var area = 0.0
    var before = (time: 0.0, survival: 1.0)
    for (time, survival) in zip(times, survivals) {
      area += (time - before.time) * before.survival
      areas.append(area)
      before = (time, survival)
    }
    self.times = times
    self.survivals = survivals
    self.areas = areas
    self.end = end
    let window = min(max(reach, 0), end)
    let last = survivals.last ?? 1
    let place = times.partitionPoint { $0 <= end - window }
    let first = place == 0 ? 1 : survivals[place - 1]
    tailRate = window > 0 && last > 0 ? max(0, log(first / last) / window) : 0
  }

  /// The share that outlasts a time.
  func survival(at time: Double) -> Double {
    let place = times.partitionPoint { $0 <= time }
    let known = place == 0 ? 1 : survivals[place - 1]
    return time <= end ? known : known * exp(-tailRate * (time - end))
  }

  /// The area under the curve up to a time.
  private func area(to time: Double) -> Double {
    let inside = min(time, end)
    let place = times.partitionPoint { $0 <= inside }
    let start =
      place == 0
      ? (time: 0, area: 0, survival: 1)
      : (time: times[place - 1], area: areas[place - 1], survival: survivals[place - 1])
    let known = start.area + (inside - start.time) * start.survival
    guard time > end else { return known }
    let rest = time - end
    let tail = tailRate > 0 ? -expm1(-tailRate * rest) / tailRate : rest
    return known + start.survival * tail
  }

  /// Time expected to be stayed between τ + `from` and τ + `to` by one who has stayed for τ.
  ///
  /// - Returns: Time; 0 where nobody is known to stay for τ.
  func expectedTime(tenure: Double, from: Double, to: Double) -> Double {
    let share = survival(at: tenure)
    guard share > 0 else { return 0 }
    return max(0, area(to: tenure + to) - area(to: tenure + from)) / share
  }

  /// The probability to stay for another `time` after τ.
  func probability(tenure: Double, within time: Double) -> Double {
    let share = survival(at: tenure)
    return share > 0 ? min(1, survival(at: tenure + time) / share) : 0
  }
}
