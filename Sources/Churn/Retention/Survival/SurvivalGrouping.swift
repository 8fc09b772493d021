internal import ChurnMath

/// Which group each lifetime belongs to, by one column or several at once.
///
/// A column is cut into groups as everywhere in the engine: a number with more than four values into
/// at most four ranges of about equal size, a name into its twelve most frequent levels and the rest.
/// A missing value is a group of its own. Of several columns each combination that occurs is one group.
/// Strata are not cut: each value that occurs is one, as what is held apart must not be mixed.
public struct SurvivalGrouping: Sendable, Equatable {
  /// What the groups are of, such as `Contract`; several columns are joined by ` / `.
  public let title: String
  /// The names of the groups: ranges ascending, levels by bytes, pooled and missing ones last.
  public let names: [String]
  /// The place of each lifetime's group in `names`; length *n*.
  public let codes: [Int32]
  /// What was put together to have few groups, one sentence a column; empty where nothing was.
  public let coarsening: [String]

  /// Groups with given codes, each of which must be a place in `names`.
  init(title: String, names: [String], codes: [Int32], coarsening: [String] = []) {
    self.title = title
    self.names = names
    self.codes = codes
    self.coarsening = coarsening
  }

  /// Groups by the values of some columns, all of length *n*; nil without a column.
  init?(_ columns: [FeatureMatrix.Column]) {
    guard let first = columns.first else { return nil }
    var grouping = Self.groups(of: first)
    for column in columns.dropFirst() { grouping = grouping.crossed(with: Self.groups(of: column)) }
    self = grouping
  }

  /// Strata, one for each value that occurs or combination of values; nil without a column.
  init?(strata columns: [FeatureMatrix.Column]) {
    guard let first = columns.first else { return nil }
    var grouping = Self.values(of: first)
    for column in columns.dropFirst() { grouping = grouping.crossed(with: Self.values(of: column)) }
    self = grouping
  }

  /// Every value a group: numbers ascending, levels by bytes, missing ones last.
  private static func values(of column: FeatureMatrix.Column) -> SurvivalGrouping {
    let used = Set(column.values.filter { !$0.isNaN }).sorted()
    var names: [String]
    if case .categorical(let levels) = column.kind {
      names = used.map { levels[Int($0)] }
    } else {
      names = used.map { PlainNumber.shortest($0) ?? "\($0)" }
    }
    let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, Int32($0)) })
    let absent = Int32(names.count)
    let codes = column.values.map { places[$0] ?? absent }
    let known = names.indices
    if codes.contains(absent) { names.append(GroupNames.missing) }
    let order =
      column.kind == .numeric
      ? Array(known)
      : known.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    return SurvivalGrouping(title: column.name, names: names, codes: codes)
      .reordered(order + names.indices.dropFirst(known.count))
  }

  private static func groups(of column: FeatureMatrix.Column) -> SurvivalGrouping {
    // Few levels are taken as they are, without a text a row.
    if case .categorical(let levels) = column.kind, levels.count <= 12,
      !column.values.contains(where: \.isNaN)
    {
      return SurvivalGrouping(
        title: column.name, names: levels, codes: column.values.map { Int32($0) }
      ).compacted
    }
    let texts = GroupNames.names(of: column)
    var codes = [Int32](repeating: 0, count: texts.count)
    var places: [String: Int32] = [:]
    var names: [String] = []
    var least: [Double] = []
    for (row, text) in texts.enumerated() {
      let name = text ?? GroupNames.missing
      let place = places[name] ?? Int32(names.count)
      if Int(place) == names.count {
        places[name] = place
        names.append(name)
        least.append(column.values[row])
      }
      codes[row] = place
      if column.values[row] < least[Int(place)] { least[Int(place)] = column.values[row] }
    }
    let isNumeric = column.kind == .numeric
    let order = names.indices.sorted { left, right in
      let (first, second) = (rank(names[left]), rank(names[right]))
      if first != second { return first < second }
      if isNumeric, first == 0, least[left] != least[right] { return least[left] < least[right] }
      return names[left].utf8.lexicographicallyPrecedes(names[right].utf8)
    }
    return SurvivalGrouping(
      title: column.name, names: names, codes: codes,
      coarsening: coarsening(column, names: names).map { [$0] } ?? []
    ).reordered(order)
  }

  /// What was put together in a column; nil for nothing.
  private static func coarsening(_ column: FeatureMatrix.Column, names: [String]) -> String? {
    let values = Set(column.values.filter { !$0.isNaN }).count
    let kept = names.count { rank($0) == 0 }
    guard values > kept else { return nil }
    if column.kind == .numeric {
      return "--by \(column.name): \(values) different numbers were cut into \(kept) ranges."
    }
    return "--by \(column.name): \(values - kept) of \(values) levels, the rarest, are together as "
      + "\"\(GroupNames.others)\"."
  }

  /// 0 for a group of its own, 1 for the pooled levels, 2 for missing values.
  private static func rank(_ name: String) -> Int {
    name == GroupNames.missing ? 2 : name == GroupNames.others ? 1 : 0
  }

  /// The same groups in another order of names; groups not in `order` must be empty.
  private func reordered(_ order: [Int]) -> SurvivalGrouping {
    var place = [Int32](repeating: 0, count: names.count)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    return SurvivalGrouping(
      title: title, names: order.map { names[$0] }, codes: codes.map { place[Int($0)] },
      coarsening: coarsening)
  }

  /// Without the groups that no lifetime belongs to.
  var compacted: SurvivalGrouping {
    var isUsed = [Bool](repeating: false, count: names.count)
    for code in codes { isUsed[Int(code)] = true }
    return isUsed.contains(false) ? reordered(names.indices.filter { isUsed[$0] }) : self
  }

  private func crossed(with other: SurvivalGrouping) -> SurvivalGrouping {
    let width = other.names.count
    let codes = codes.indices.map { Int(self.codes[$0]) * width + Int(other.codes[$0]) }
    let used = Set(codes).sorted()
    let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, Int32($0)) })
    return SurvivalGrouping(
      title: "\(title) / \(other.title)",
      names: used.map { "\(names[$0 / width]) / \(other.names[$0 % width])" },
      codes: codes.map { places[$0] ?? 0 }, coarsening: coarsening + other.coarsening)
  }

  /// The groups of some lifetimes, in that order; groups without one are left out.
  func selecting(rows: [Int]) -> SurvivalGrouping {
    SurvivalGrouping(
      title: title, names: names, codes: rows.map { codes[$0] }, coarsening: coarsening
    ).compacted
  }
}
