internal import ChurnData
internal import ChurnMath

/// What customers did, as numbers: yes and no as 1 and 0, amounts as they are.
struct OutcomeColumn: Sendable {
  /// The outcome of each row; NaN = missing.
  let values: [Double]
  /// The value that means yes; nil where outcomes are amounts.
  let positive: String?

  /// Texts need two values, or to be told which one means yes; numbers are amounts unless they are all
  /// 0 and 1.
  ///
  /// - Throws: `DataError` for a value that never occurs, `UpliftError.outcomeUnclear`.
  init(_ column: FeatureMatrix.Column, positive given: String?) throws {
    let known = column.values.filter(\.isFinite)
    if case .numeric = column.kind, given == nil {
      values = column.values.map { $0.isFinite ? $0 : .nan }
      positive = known.allSatisfy { $0 == 0 || $0 == 1 } ? "1" : nil
      return
    }
    let names = ArmTable.names(column)
    var counts: [String: Int] = [:]
    for name in names { if let name { counts[name, default: 0] += 1 } }
    let levels = counts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    if given == nil, levels.count > 2 {
      throw UpliftError.outcomeUnclear(column: column.name, example: levels[0])
    }
    guard levels.count > 1 || given != nil else {
      throw UpliftError.constantOutcome(
        column: column.name, value: levels.first.map { "\"\($0.prefix(40))\"" } ?? "missing",
        rows: names.count)
    }
    let coding = try LabelCoding(
      levels: levels.map { (text: $0, rows: counts[$0] ?? 0) }, label: column.name, given: given)
    var meanings: [String: Double] = [:]
    for (level, meaning) in zip(levels, coding.meanings) {
      meanings[level] = meaning == .missing ? .nan : meaning == .churned ? 1 : 0
    }
    values = names.map { name in name.flatMap { meanings[$0] } ?? .nan }
    positive = coding.positive
  }

  /// An outcome in words.
  func name(of value: Double) -> String { PlainNumber.shortest(value) ?? "missing" }
}
