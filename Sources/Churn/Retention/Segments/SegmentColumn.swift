internal import ChurnData
internal import ChurnMath

/// A column by which a base is cut into segments that do not overlap.
///
/// Names keep their levels, the twelve most frequent; the others are pooled. Numbers with more than
/// four values are cut into four ranges of about equal size; ages into the usual bands. What is cut is
/// decided by one table, so that the table of another day is cut alike.
struct SegmentColumn: Sendable {
  /// The column's name as people wrote it.
  let name: String
  /// The names of the segments, in order.
  let names: [String]
  private let coding: Coding

  private enum Coding: Sendable {
    /// The segment of each level.
    case levels([Int])
    /// The last value of each range, ascending; what is larger is in the last one.
    case ranges([Double])
    /// The first value of each band after the first one.
    case bands([Double])
  }

  /// What customers without a value are called.
  static let missing = "missing"
  private static let others = "other levels"
  private static let mostLevels = 12
  private static let mostRanges = 4
  private static let ageBands: [(from: Double, name: String)] = [
    (-.infinity, "under 18"), (18, "18 to 24"), (25, "25 to 34"), (35, "35 to 44"),
    (45, "45 to 54"), (55, "55 to 64"), (65, "65 and over"),
  ]

  /// Decides how a column is cut; with all names, in the given order, where it makes them itself.
  init(_ column: FeatureMatrix.Column, name: String, keepsAllLevels: Bool = false) {
    self.name = name
    let known = column.values.filter { !$0.isNaN }
    switch column.kind {
    case .categorical(let levels):
      let kept = keepsAllLevels ? Array(levels.indices) : Self.frequent(known, levels.count)
      var places = [Int](repeating: kept.count, count: levels.count)
      for (place, level) in kept.enumerated() { places[level] = place }
      let isPooled = kept.count < levels.count
      names = kept.map { levels[$0] } + (isPooled ? [Self.others] : []) + [Self.missing]
      coding = .levels(places)
    case .numeric:
      let isAge =
        Self.isCalledAge(name) && known.allSatisfy { (0...120).contains($0) }
      if isAge, Set(known).count > Self.mostRanges {
        names = Self.ageBands.map(\.name) + [Self.missing]
        coding = .bands(Self.ageBands.dropFirst().map(\.from))
      } else {
        let (ends, words) = Self.ranges(known.sorted())
        names = words + [Self.missing]
        coding = .ranges(ends)
      }
    }
  }

  /// The segment of each row; the last one for a missing value.
  func codes(_ column: FeatureMatrix.Column) -> [Int] {
    let missing = names.count - 1
    switch coding {
    case .levels(let places):
      return column.values.map { value in
        value >= 0 && value < Double(places.count) ? places[Int(value)] : missing
      }
    case .ranges(let ends):
      return column.values.map { value in
        value.isNaN || ends.isEmpty
          ? missing : min(ends.count - 1, ends.partitionPoint { $0 < value })
      }
    case .bands(let starts):
      return column.values.map { value in
        value.isNaN ? missing : starts.partitionPoint { $0 <= value }
      }
    }
  }

  /// Whether one of the words of a name is "age".
  private static func isCalledAge(_ name: String) -> Bool {
    name.lowercased().split { !$0.isLetter }.contains("age")
  }

  /// The most frequent levels, in the order of their names.
  private static func frequent(_ values: [Double], _ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for value in values where value >= 0 && value < Double(count) { counts[Int(value)] += 1 }
    let used = counts.indices.filter { counts[$0] > 0 }
    let ranked = used.sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
    return ranked.prefix(mostLevels).sorted()
  }

  /// The ends of ranges of about equal size, and their names.
  private static func ranges(_ sorted: [Double]) -> (ends: [Double], names: [String]) {
    guard let largest = sorted.last else { return ([], []) }
    var ends: [Double] = []
    var distinct: [Double] = []
    for value in sorted where value != distinct.last {
      distinct.append(value)
      if distinct.count > mostRanges { break }
    }
    if distinct.count <= mostRanges {
      ends = distinct
    } else {
      for part in 1..<mostRanges {
        let end = sorted[(sorted.count - 1) * part / mostRanges]
        if end != ends.last { ends.append(end) }
      }
      if ends.last != largest { ends.append(largest) }
    }
    let names = ends.indices.map { place in
      let first = place == 0 ? 0 : sorted.partitionPoint { $0 <= ends[place - 1] }
      let least = sorted[min(first, sorted.count - 1)]
      return least == ends[place] ? text(least) : "\(text(least)) to \(text(ends[place]))"
    }
    return (ends, names)
  }

  private static func text(_ value: Double) -> String {
    let decimals = value == value.rounded() ? 0 : abs(value) >= 100 ? 1 : 3
    return abs(value) < 1e15
      ? PlainNumber.fixed(value, decimals: decimals) ?? "\(value)"
      : PlainNumber.shortest(value) ?? "\(value)"
  }
}
