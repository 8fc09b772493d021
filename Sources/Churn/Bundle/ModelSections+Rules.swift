internal import ChurnModels

extension ModelSections {
  /// What a condition is and admits, as bits.
  private enum Mark {
    static let isName: UInt8 = 1
    static let others: UInt8 = 2
    static let missing: UInt8 = 4
    static let whole: UInt8 = 8
    static let all: UInt8 = 15
  }

  /// Appends a tree as rules.
  static func append(_ set: RuleSet, to writer: inout SectionWriter) {
    let conditions = set.rules.flatMap(\.conditions)
    var (marks, above, upTo, levels): ([UInt8], [Double], [Double], [[String]]) = ([], [], [], [])
    for condition in conditions {
      let missing = condition.allowsMissing ? Mark.missing : 0
      switch condition.values {
      case .numbers(let low, let high, let isWhole):
        marks.append(missing | (isWhole ? Mark.whole : 0))
        above.append(low ?? -.infinity)
        upTo.append(high ?? .infinity)
        levels.append([])
      case .levels(let names, let others):
        marks.append(missing | Mark.isName | (others ? Mark.others : 0))
        above.append(-.infinity)
        upTo.append(.infinity)
        levels.append(names)
      }
    }
    writer.append("rules.champion", uint8s: [set.isChampion ? 1 : 0])
    writer.append("rules.conditions", int32s: set.rules.map { Int32($0.conditions.count) })
    writer.append("rules.rows", doubles: set.rules.map { Double($0.rows) })
    writer.append("rules.churners", doubles: set.rules.map { Double($0.churners) })
    writer.append("rules.features", strings: conditions.map(\.feature))
    writer.append("rules.marks", uint8s: marks)
    writer.append("rules.above", doubles: above)
    writer.append("rules.upto", doubles: upTo)
    writer.append("rules.levelcount", int32s: levels.map { Int32($0.count) })
    writer.append("rules.levels", strings: levels.flatMap { $0 })
  }

  /// Reads rules about `features`; nil in a bundle that was made before there were any.
  static func rules(
    about features: [String], from reader: SectionReader
  ) throws(BundleError) -> RuleSet? {
    guard reader.contains("rules.champion") else { return nil }
    let champion = try reader.uint8s("rules.champion", count: 1)[0]
    let counts = try reader.int32s("rules.conditions")
    let rows = try reader.finiteDoubles("rules.rows", count: counts.count)
    let churners = try reader.finiteDoubles("rules.churners", count: counts.count)
    var conditions = try conditions(about: features, from: reader)[...]
    var rules: [TreeRule] = []
    for (place, count) in counts.enumerated() {
      guard count >= 0, Int(count) <= conditions.count, let rows = natural(rows[place]),
        let churners = natural(churners[place])
      else { throw contradiction() }
      rules.append(
        TreeRule(
          conditions: Array(conditions.prefix(Int(count))), rows: rows, churners: churners))
      conditions = conditions.dropFirst(Int(count))
    }
    guard champion < 2, conditions.isEmpty,
      let set = RuleSet(rules: rules, isChampion: champion == 1)
    else { throw contradiction() }
    return set
  }

  private static func conditions(
    about features: [String], from reader: SectionReader
  ) throws(BundleError) -> [TreeRule.Condition] {
    let known = Set(features.map { Array($0.utf8) })
    let names = try reader.strings("rules.features")
    let marks = try reader.uint8s("rules.marks", count: names.count)
    let above = try reader.doubles("rules.above", count: names.count)
    let upTo = try reader.doubles("rules.upto", count: names.count)
    let counts = try reader.int32s("rules.levelcount", count: names.count)
    var levels = try reader.strings("rules.levels")[...]
    var conditions: [TreeRule.Condition] = []
    for (place, name) in names.enumerated() {
      let mark = marks[place]
      let isName = mark & Mark.isName != 0
      guard known.contains(Array(name.utf8)), mark & ~Mark.all == 0, counts[place] >= 0,
        Int(counts[place]) <= levels.count, isName || counts[place] == 0,
        above[place] < .infinity, upTo[place] > -.infinity
      else { throw contradiction() }
      let values: TreeRule.Condition.Values =
        isName
        ? .levels(Array(levels.prefix(Int(counts[place]))), others: mark & Mark.others != 0)
        : .numbers(
          above: above[place].isFinite ? above[place] : nil,
          upTo: upTo[place].isFinite ? upTo[place] : nil, isWhole: mark & Mark.whole != 0)
      conditions.append(
        TreeRule.Condition(
          feature: name, values: values, allowsMissing: mark & Mark.missing != 0))
      levels = levels.dropFirst(Int(counts[place]))
    }
    guard levels.isEmpty else { throw contradiction() }
    return conditions
  }

  private static func natural(_ value: Double) -> Int? {
    value >= 0 && value < 0x1p53 && value == value.rounded() ? Int(value) : nil
  }

  private static func contradiction() -> BundleError {
    .damaged(file: "model.bin", what: "its rules contradict themselves")
  }
}
