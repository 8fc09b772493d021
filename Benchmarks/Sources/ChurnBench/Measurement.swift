/// The line that a task prints; the fields are those of `peers.py`.
struct Measurement {
  /// A value of the line.
  enum Value {
    case text(String)
    case whole(Int)
    case number(Double)
    case object([(String, Value)])
  }

  let task: String
  let parameters: [(String, Value)]
  let size: Value
  let timing: Timing
  let metric: [(String, Value)]
  var more: [(String, Value)] = []

  /// The line, without its end.
  var json: String {
    let seconds: [(String, Value)] = [
      ("median", .number(timing.median)), ("min", .number(timing.seconds.min() ?? 0)),
      ("max", .number(timing.seconds.max() ?? 0)), ("reps", .whole(timing.seconds.count)),
    ]
    var fields: [(String, Value)] = [
      ("task", .text(task)), ("peer", .text("churn")), ("version", .text("0.1.0")),
      ("params", .object(parameters)), ("n", size), ("seconds", .object(seconds)),
      ("metric", .object(metric)), ("rss_before_mb", .whole(timing.memoryBefore)),
      ("peak_rss_mb", .whole(timing.peakMemory)),
    ]
    fields += more
    return Self.text(of: .object(fields))
  }

  private static func text(of value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .whole(let number): "\(number)"
    // JSON has no word for what is not a number.
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .object(let fields):
      "{" + fields.map { quoted($0.0) + ": " + text(of: $0.1) }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 32: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
