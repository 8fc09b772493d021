import ChurnMath
import ChurnModels
import Foundation
import TestSupport

/// Fourteen customers with late entries, two reasons and two kinds of weights, and what R says of
/// them: R 4.2.2, survival 3.5-3, with `w` and `u` the weights and `why` the reason, 0 = censored.
enum Fourteen {
  static let entry: [Double] = [0, 0, 0, 2, 2, 3, 1, 0, 4, 5, 5, 0, 6, 3]
  static let time: [Double] = [2, 4, 4, 5, 9, 7, 7, 3, 10, 11, 9, 12, 10, 4]
  static let why: [UInt8] = [1, 0, 2, 1, 2, 1, 0, 2, 1, 0, 2, 1, 0, 1]
  static let w: [Double] = [1, 2, 1, 3, 1, 2, 2, 1, 1, 4, 1, 2, 3, 1]
  static let u: [Double] = [
    0.5, 1.25, 2, 0.75, 1, 0.3, 1.6, 0.9, 2.2, 1, 0.4, 1.1, 0.7, 1.5,
  ]

  static func lifetimes(isTruncated: Bool, weights: [Double]? = nil) -> Lifetimes {
    Lifetimes(
      durations: time, exits: why, entries: isTruncated ? entry : nil, weights: weights)
  }
}

/// A table of the shared folder whose cells are numbers or words, and lifetimes from it.
struct LifetimeTable {
  let names: [String]
  let rows: [[String]]

  init(_ name: String) throws { try self.init(path: "reference/data/\(name).csv") }

  init(path: String) throws {
    guard let url = SharedFolder.url(path) else {
      (names, rows) = ([], [])
      return
    }
    let lines = try String(contentsOf: url, encoding: .utf8)
      .filter { $0 != "\"" }.split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    names = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  func texts(_ name: String) -> [String] {
    guard let column = names.firstIndex(of: name) else { return [] }
    return rows.map { $0[column] }
  }

  func numbers(_ name: String) -> [Double] { texts(name).map { Double($0) ?? .nan } }

  func lifetimes(_ time: String, _ event: String, isTruncated: Bool = false) -> Lifetimes {
    let status = numbers(event)
    let most = status.max() ?? 1
    return Lifetimes(
      durations: numbers(time), churned: status.map { $0 == most },
      entries: isTruncated ? numbers("entry") : nil)
  }

  /// Groups in the order of their labels; −1 where there is none.
  func groups(_ name: String) -> (codes: [Int32], labels: [String]) {
    let texts = texts(name)
    let labels = Set(texts).subtracting(["", "NA"])
      .sorted { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
    return (texts.map { text in Int32(labels.firstIndex(of: text) ?? -1) }, labels)
  }
}

/// A loop over all customers at every time: the same table by definition.
struct NaiveTable {
  var times: [Double] = []
  var atRisk: [Double] = []
  var events: [Double] = []
  var censored: [Double] = []

  init(_ lifetimes: Lifetimes, rows: [Int]) {
    let rows = rows.filter { lifetimes.weights?[$0] != 0 }
    func weight(_ row: Int) -> Double { lifetimes.weights?[row] ?? 1 }
    for time in Set(rows.map { lifetimes.durations[$0] }).sorted() {
      times.append(time)
      atRisk.append(Self.atRisk(lifetimes, rows, time))
      let ended = rows.filter { lifetimes.durations[$0] == time }
      events.append(ended.filter { lifetimes.hasLeft($0) }.reduce(0) { $0 + weight($1) })
      censored.append(ended.filter { !lifetimes.hasLeft($0) }.reduce(0) { $0 + weight($1) })
    }
  }

  static func atRisk(_ lifetimes: Lifetimes, _ rows: [Int], _ time: Double) -> Double {
    rows.filter { row in
      lifetimes.durations[row] >= time && lifetimes.entries.map { $0[row] < time } ?? true
    }.reduce(0) { $0 + (lifetimes.weights?[$1] ?? 1) }
  }
}

/// Random lifetimes, the same on every run.
func randomLifetimes(
  rows: Int, seed: UInt64, isWhole: Bool, isTruncated: Bool = false, isWeighted: Bool = false,
  reasons: Int = 1, longest: Double = 40
) -> Lifetimes {
  var stream = RandomStream(seed: seed, stream: 1)
  var durations: [Double] = []
  var exits: [UInt8] = []
  var entries: [Double] = []
  var weights: [Double] = []
  for _ in 0..<rows {
    let time = stream.uniform() * longest
    durations.append(isWhole ? time.rounded(.up) : time + 1e-9)
    exits.append(UInt8(stream.uniform() * Double(reasons + 1)))
    let entry = stream.uniform() * time
    entries.append(isWhole ? entry.rounded(.down) : entry)
    weights.append(stream.uniform() < 0.1 ? 0 : stream.uniform() * 3)
  }
  return Lifetimes(
    durations: durations, exits: exits, entries: isTruncated ? entries : nil,
    weights: isWeighted ? weights : nil)
}
