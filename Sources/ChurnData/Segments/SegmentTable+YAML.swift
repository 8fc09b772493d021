internal import Foundation

extension SegmentTable {
  /// The table as a YAML file with comments.
  public var yaml: String {
    var lines = [
      "# Segments of `churn segments`: edit, then pass --segments FILE.",
      "#",
      "# segments  Each customer is in the first one that fits, and in \"\(Self.other)\" if none does.",
      "#           r, f, m: scores from 1 to 5, one (5) or a range (4-5). r 5 = ordered most recently,",
      "#           f 5 = on the most days, m 5 = brought the most. where: a condition on columns, such",
      "#           as  recency_days > 60 and orders_365 >= 3  (columns: churn features --list).",
      "segments:",
    ]
    for entry in entries {
      lines.append("  \(MappingYAML.quoted(entry.name)):")
      for kind in Score.allCases {
        guard let range = entry.ranges[kind] else { continue }
        let text =
          range.count == 1
          ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        lines.append("    \(kind.rawValue): \(text)")
      }
      if let condition = entry.condition {
        lines.append("    where: \(MappingYAML.quoted(condition.text))")
      }
      if let meaning = entry.meaning {
        lines.append("    meaning: \(MappingYAML.quoted(meaning))")
      }
    }
    lines += [
      "",
      "# saved     Conditions with a name; they may overlap. --only NAME lists the customers of one.",
      saved.isEmpty ? "saved: {}" : "saved:",
    ]
    for item in saved {
      lines.append(
        "  \(MappingYAML.quoted(item.name)): \(MappingYAML.quoted(item.condition.text))")
    }
    lines += [
      "",
      "# habits    The share from which on a customer has a habit, told from least-orders orders on.",
      "habits:", "  least-orders: \(leastOrders)",
    ]
    for behaviour in Behaviour.allCases {
      let share = threshold(behaviour)
      lines.append(
        "  \(behaviour.rawValue): \(share)  # \(behaviour.definition(threshold: share))")
    }
    lines += [
      "", "# tiers     Shares of customers by value, the most valuable first; they add up to 1.",
      "tiers:",
    ]
    lines += tiers.map { "  \(MappingYAML.quoted($0.name)): \($0.share)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads a table.
  ///
  /// - Throws: `DataError.missingFile`, and `.mapping` with the line and the nearest name.
  public static func read(_ path: String) throws(DataError) -> SegmentTable {
    let yaml: MappingYAML
    do {
      yaml = try MappingYAML(path: path)
    } catch {
      if case .mapping(.missingFile) = error { throw DataError.missingFile(path: path) }
      throw error
    }
    return try SegmentTable(yaml)
  }

  /// Reads a table from text; the path is for messages.
  static func parse(_ text: String, path: String) throws(DataError) -> SegmentTable {
    try SegmentTable(MappingYAML(text: text, path: path))
  }

  private init(_ yaml: MappingYAML) throws(DataError) {
    try yaml.allow(["segments", "saved", "habits", "tiers"])
    self = .standard
    if let part = try yaml.section("segments") {
      entries = []
      for entry in part.entries { entries.append(try Self.entry(entry, in: part)) }
      guard !entries.isEmpty else {
        throw Self.malformed(
          part, part.path, 0, "segments: there is none. Leave the key out, or name one.")
      }
    }
    if let part = try yaml.section("saved") {
      for entry in part.entries {
        let text = try part.text(entry.key) ?? ""
        saved.append(
          Saved(
            name: try Self.name(entry, in: part),
            condition: try Self.condition(text, line: entry.line, in: part)))
      }
    }
    if let part = try yaml.section("habits") { try readHabits(part) }
    if let part = try yaml.section("tiers") { try readTiers(part) }
    let names = entries.map(\.name)
    for item in saved where names.contains(item.name) {
      throw Self.malformed(
        yaml, yaml.path, 0, "\"\(item.name)\" is both a segment and a saved condition. Rename one.")
    }
  }

  private static func malformed(
    _ yaml: MappingYAML, _ path: String, _ line: Int, _ problem: String
  ) -> DataError {
    .mapping(.malformed(path: path, line: line, problem: problem))
  }

  private static func name(
    _ entry: MappingYAML.Entry, in part: MappingYAML
  ) throws(DataError) -> String {
    let isBlank = entry.key.allSatisfy(\.isWhitespace)
    let isControlled = entry.key.unicodeScalars.contains {
      $0.properties.generalCategory == .control
    }
    guard !isBlank, !isControlled, entry.key.count <= 60 else {
      throw malformed(
        part, part.path, entry.line,
        "a name has 1 to 60 characters on one line, got \"\(FilterPlace.cut(entry.key))\".")
    }
    return entry.key
  }

  private static func condition(
    _ text: String, line: Int, in part: MappingYAML
  ) throws(DataError) -> CustomerFilter {
    do {
      return try CustomerFilter(text)
    } catch {
      throw malformed(part, part.path, line, error.description)
    }
  }

  private static func entry(
    _ entry: MappingYAML.Entry, in part: MappingYAML
  ) throws(DataError) -> Entry {
    let name = try name(entry, in: part)
    guard let rules = try part.section(entry.key) else {
      throw malformed(
        part, part.path, entry.line, "\"\(name)\" has no rule. Give it r, f, m or where.")
    }
    try rules.allow(["r", "f", "m", "where", "meaning"])
    var ranges: [Score: ClosedRange<Int>] = [:]
    for kind in Score.allCases {
      guard let text = try rules.text(kind.rawValue) else { continue }
      guard let range = scores(text) else {
        throw .mapping(
          .wrongType(
            path: part.path, line: rules.line(of: kind.rawValue), key: "\(name).\(kind.rawValue)",
            expected: "a score from 1 to 5 or a range such as 4-5",
            found: "\"\(FilterPlace.cut(text))\""))
      }
      ranges[kind] = range
    }
    var filter: CustomerFilter?
    if let text = try rules.text("where") {
      filter = try condition(text, line: rules.line(of: "where"), in: part)
    }
    guard !ranges.isEmpty || filter != nil else {
      throw malformed(
        part, part.path, entry.line, "\"\(name)\" has no rule. Give it r, f, m or where.")
    }
    return Entry(
      name: name, ranges: ranges, condition: filter, meaning: try rules.text("meaning"))
  }

  /// `5` or `4-5`.
  private static func scores(_ text: String) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
      Int($0.filter { !$0.isWhitespace })
    }
    guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1],
      1 <= low, low <= high, high <= 5
    else { return nil }
    return low...high
  }

  private mutating func readHabits(_ part: MappingYAML) throws(DataError) {
    try part.allow(["least-orders"] + Behaviour.allCases.map(\.rawValue))
    if let text = try part.text("least-orders") {
      guard let count = Int(text), (1...1_000).contains(count) else {
        throw .mapping(
          .wrongType(
            path: part.path, line: part.line(of: "least-orders"), key: "habits.least-orders",
            expected: "1 to 1000 orders", found: "\"\(FilterPlace.cut(text))\""))
      }
      leastOrders = count
    }
    for behaviour in Behaviour.allCases {
      guard let text = try part.text(behaviour.rawValue) else { continue }
      thresholds[behaviour] = try Self.share(
        text, key: "habits.\(behaviour.rawValue)", line: part.line(of: behaviour.rawValue),
        path: part.path)
    }
  }

  private mutating func readTiers(_ part: MappingYAML) throws(DataError) {
    tiers = []
    for entry in part.entries {
      let text = try part.text(entry.key) ?? ""
      tiers.append(
        Tier(
          name: try Self.name(entry, in: part),
          share: try Self.share(
            text, key: "tiers.\(entry.key)", line: entry.line, path: part.path)))
    }
    let sum = tiers.reduce(0) { $0 + $1.share }
    guard abs(sum - 1) < 1e-9 else {
      throw Self.malformed(
        part, part.path, part.entries.first?.line ?? 0,
        "tiers: their shares add up to \(sum), not 1. Write 0.1 for 10 %.")
    }
  }

  private static func share(
    _ text: String, key: String, line: Int, path: String
  ) throws(DataError) -> Double {
    guard let share = Double(text), share > 0, share <= 1 else {
      throw .mapping(
        .wrongType(
          path: path, line: line, key: key, expected: "a share above 0 and up to 1, such as 0.3",
          found: "\"\(FilterPlace.cut(text))\""))
    }
    return share
  }
}
