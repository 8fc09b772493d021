internal import ChurnMath

/// A column cut into few groups with names that people read.
///
/// A number with more than four values is cut into at most four ranges of about equal size, named by
/// their least and largest value, `18 to 34`; a name keeps its levels, the twelve most frequent, and
/// the others are pooled. A missing value is a group of its own.
enum GroupNames {
  /// What rows without a value are called.
  static let missing = "missing"
  /// What the rarer levels are called together.
  static let others = "other levels"

  private static let mostRanges = 4
  private static let mostLevels = 12

  /// The group of each row.
  static func names(of column: FeatureMatrix.Column) -> [String?] {
    switch column.kind {
    case .numeric: ranges(column.values)
    case .categorical(let levels): pooled(column.values, levels)
    }
  }

  /// The groups of some rows, as judged rows take them; nil where a row is in no group.
  static func segments(
    _ groups: [(name: String, names: [String?])], rows: [Int]
  ) -> [(by: String, names: [String?])] {
    groups.map { group in
      (group.name, rows.map { group.names.indices.contains($0) ? group.names[$0] : nil })
    }
  }

  private static func ranges(_ values: [Double]) -> [String?] {
    let known = values.filter { !$0.isNaN }.sorted()
    guard let largest = known.last else { return values.map { _ in missing } }
    var ends: [Double] = []
    var distinct: [Double] = []
    for value in known where value != distinct.last {
      distinct.append(value)
      if distinct.count > mostRanges { break }
    }
    if distinct.count <= mostRanges {
      ends = distinct
    } else {
      for part in 1..<mostRanges {
        let end = known[(known.count - 1) * part / mostRanges]
        if end != ends.last { ends.append(end) }
      }
      if ends.last != largest { ends.append(largest) }
    }
    var names: [String] = []
    for (place, end) in ends.enumerated() {
      let above = place == 0 ? -Double.infinity : ends[place - 1]
      let first = known.partitionPoint { place == 0 ? false : $0 <= above }
      let least = known[min(first, known.count - 1)]
      names.append(least == end ? text(end) : "\(text(least)) to \(text(end))")
    }
    return values.map { value in
      value.isNaN ? missing : names[min(names.count - 1, ends.partitionPoint { $0 < value })]
    }
  }

  private static func pooled(_ values: [Double], _ levels: [String]) -> [String?] {
    var counts = [Int](repeating: 0, count: levels.count)
    for value in values where !value.isNaN { counts[Int(value)] += 1 }
    let used = levels.indices.filter { counts[$0] > 0 }
    let ranked = used.sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
    var isKept = [Bool](repeating: false, count: levels.count)
    for place in ranked.prefix(mostLevels) { isKept[place] = true }
    return values.map { value in
      guard !value.isNaN else { return missing }
      return isKept[Int(value)] ? levels[Int(value)] : others
    }
  }

  /// Four significant digits at most after the point, none for a whole number.
  private static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else {
      return PlainNumber.shortest(value) ?? "\(value)"
    }
    let decimals = value == value.rounded() ? 0 : abs(value) >= 100 ? 1 : 3
    return PlainNumber.fixed(value, decimals: decimals) ?? "\(value)"
  }
}
