internal import ChurnMath
internal import ChurnModels
internal import Glibc

/// A column that was probably known only after the campaign, so that nothing may be learned from it.
public struct LaterColumn: Sendable, Equatable, Encodable {
  /// The column.
  public let column: String
  /// What gives it away.
  public let sentence: String

  /// How unlikely chance must be before a column is left out.
  private static let chance = 1e-6
  /// The same for all columns and arms together.
  private static let chanceOfAll = 1e-4
  /// Where more of the columns differ between the arms, these were not drawn at random.
  private static let mostDiffering = 1.0 / 3

  /// The columns of a table that look so, in its order.
  ///
  /// Three signs: the column is one and the same where the outcome happened (or where it did not) and
  /// differs elsewhere, which chance brings with less than 1e-6; it tells the outcome away, as in
  /// `LeakScan`; or the arms differ in it by more than drawing explains (below 1e-4 for all columns
  /// together, and only where most columns do not).
  static func found(
    _ features: FeatureMatrix, arms: [String], control: String, outcomes: [Double],
    outcome: String, threads: Int
  ) -> [LaterColumn] {
    let usual = mode(outcomes)
    let happened = outcomes.map { $0 != usual }
    var proven: [String: String] = [:]
    for suspicion in LeakScan.suspicions(features, happened, threads: threads)
    where suspicion.isProven && proven[suspicion.column] == nil {
      proven[suspicion.column] =
        "Column \"\(suspicion.column)\" tells \"\(outcome)\" away, so it is not known beforehand."
    }
    let fixed = mapIndices(features.columnCount, threads: threads) { place in
      fixedSide(features.columns[place].values, happened)
    }
    let differing = differing(features, arms: arms, control: control, threads: threads)
    let tooMany =
      Double(differing.count { $0 != nil }) > mostDiffering * Double(features.columnCount)
    return features.columns.indices.compactMap { place in
      let name = features.columns[place].name
      if let side = fixed[place] {
        return LaterColumn(
          column: name,
          sentence: "Column \"\(name)\" is the same in all rows "
            + "\(side ? "with" : "without") \"\(outcome)\" and differs in the others, so it is not "
            + "known beforehand.")
      }
      if let sentence = proven[name] { return LaterColumn(column: name, sentence: sentence) }
      if let arm = differing[place], !tooMany {
        return LaterColumn(
          column: name,
          sentence: "Column \"\(name)\" differs between \"\(arm)\" and \"\(control)\" by more than "
            + "drawing at random explains, so it was changed by the campaign.")
      }
      return nil
    }
  }

  /// The most frequent outcome, the smallest of equals: for most campaigns 0.
  private static func mode(_ outcomes: [Double]) -> Double {
    var counts: [Double: Int] = [:]
    for outcome in outcomes { counts[outcome, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 0
  }

  /// On which side of the outcome a column does not vary, though chance would let it; nil for none.
  private static func fixedSide(_ values: [Double], _ happened: [Bool]) -> Bool? {
    for side in [false, true] {
      let rows = happened.indices.filter { happened[$0] == side }
      guard let first = rows.first else { continue }
      let value = values[first].bitPattern
      guard rows.allSatisfy({ values[$0].bitPattern == value }) else { continue }
      let others = happened.count - rows.count
      let same = happened.indices.count {
        happened[$0] != side && values[$0].bitPattern == value
      }
      guard same < others else { continue }
      let share = Double(same + 1) / Double(others + 2)
      if Double(rows.count) * log(share) < log(chance) { return side }
    }
    return nil
  }

  /// For each column an arm that differs from the control too much; nil for none.
  private static func differing(
    _ features: FeatureMatrix, arms: [String], control: String, threads: Int
  ) -> [String?] {
    let others = Set(arms).filter { $0 != control }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    let pairs = others.map { arm in arms.indices.filter { arms[$0] == arm || arms[$0] == control } }
    return mapIndices(features.columnCount, threads: threads) { place in
      let column = features.columns[place]
      for (arm, rows) in zip(others, pairs) {
        let part = FeatureMatrix.Column(
          name: column.name, kind: column.kind, values: rows.map { column.values[$0] })
        guard let balance = ArmBalance.of(part, isTreated: rows.map { arms[$0] == arm }) else {
          continue
        }
        let looks = Double(balance.comparisons * features.columnCount * others.count)
        if erfc(abs(balance.deviations) / 2.0.squareRoot()) * looks < chanceOfAll { return arm }
      }
      return nil
    }
  }
}
