import Foundation

/// The seconds and the memory that some work took.
struct Timing {
  /// Seconds of each repetition.
  let seconds: [Double]
  /// Resident memory before the first repetition, in MiB.
  let memoryBefore: Int
  /// The largest resident memory while the work ran, in MiB.
  let peakMemory: Int

  /// Runs `work` so often, and returns its last result too.
  ///
  /// The system's high-water mark is set back first, so that reading inputs and the `warmUps`, which
  /// are not timed, do not count.
  static func measure<Result>(
    repetitions: Int, warmUps: Int = 0, _ work: () throws -> Result
  ) rethrows -> (timing: Timing, result: Result) {
    for _ in 0..<warmUps { _ = try work() }
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    let before = status("VmRSS")
    let clock = ContinuousClock()
    var start = clock.now
    var result = try work()
    var seconds = [Self.seconds(clock.now - start)]
    for _ in 1..<max(1, repetitions) {
      start = clock.now
      result = try work()
      seconds.append(Self.seconds(clock.now - start))
    }
    return (
      Timing(seconds: seconds, memoryBefore: before, peakMemory: status("VmHWM")), result
    )
  }

  /// The middle one of the seconds, or the mean of the middle two.
  var median: Double {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }

  /// A figure of `/proc/self/status`, in MiB; 0 where there is none.
  private static func status(_ name: String) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return 0
    }
    for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
      let number = line.drop { !$0.isNumber }.prefix { $0.isNumber }
      return ((Int(number) ?? 0) + 512) / 1024
    }
    return 0
  }
}
