/// Looks for columns that know the label.
///
/// The area under the ROC curve is taken as a function, so that the data layer needs none of its own:
/// pass the one of the models' layer, *auc(scores, labels)* with ties counted as half.
public struct LeakDetector: Sendable {
  /// The content of one column; all columns and the labels have one length *n*.
  public enum Content: Sendable {
    /// Numbers, NaN where missing.
    case numbers([Double])

    /// Codes into levels, `UInt32.max` where missing.
    case codes([UInt32], levels: [String])
  }

  /// The AUC from which a single column is too good.
  public var suspiciousAUC = 0.97

  /// The AUC from which an id is said to follow the label.
  public var orderedAUC = 0.9

  /// The share of churned rows from which a value decides.
  public var decidingShare = 0.98

  /// The fewest rows that a deciding value must have.
  public var minimumSupport = 20

  private let auc: @Sendable ([Double], [Bool]) -> Double

  /// A detector that uses the given area under the ROC curve.
  public init(auc: @escaping @Sendable (_ scores: [Double], _ labels: [Bool]) -> Double) {
    self.auc = auc
  }

  /// Suspicions that rest on names alone, in the columns' order.
  public static func byName(_ columns: [String]) -> [LeakSuspicion] {
    columns.compactMap { name in
      OutcomeNames.word(in: name).map {
        LeakSuspicion(column: name, evidence: .name(word: $0))
      }
    }
  }

  /// All suspicions against one column.
  ///
  /// - Parameters:
  ///   - name: The column's name.
  ///   - content: Its values, *n*.
  ///   - labels: Length *n*; true is churned.
  /// - Returns: At most one by name and one by content; nothing by content where lengths differ or
  ///   there is only one class.
  /// - Complexity: O(*n* log *n*), the cost of the AUC.
  public func suspicions(_ name: String, _ content: Content, labels: [Bool]) -> [LeakSuspicion] {
    var found = Self.byName([name])
    let churned = labels.count { $0 }
    guard churned > 0, churned < labels.count else { return found }
    let base = Double(churned) / Double(labels.count)
    let evidence =
      switch content {
      case .numbers(let values) where values.count == labels.count:
        evidence(values, labels, base: base)
      case .codes(let codes, let levels) where codes.count == labels.count:
        evidence(codes, levels, labels, base: base)
      default: nil as LeakSuspicion.Evidence?
      }
    if let evidence { found.append(LeakSuspicion(column: name, evidence: evidence)) }
    return found
  }

  private func evidence(
    _ values: [Double], _ labels: [Bool], base: Double
  ) -> LeakSuspicion.Evidence? {
    let present = values.indices.filter { !values[$0].isNaN }
    let missing = values.count - present.count
    if missing > 0 {
      let lost = labels.indices.count { values[$0].isNaN && labels[$0] }
      if decides(churned: lost, rows: missing, base: base) {
        return .decidingValue(
          value: nil, rows: missing, churnShare: Double(lost) / Double(missing))
      }
      // A cancel date is present only for those who left.
      let leftPresent = present.count { labels[$0] }
      if decides(churned: leftPresent, rows: present.count, base: base) {
        return .decidingValue(
          value: "present", rows: present.count,
          churnShare: Double(leftPresent) / Double(present.count))
      }
    }
    let scores = present.map { values[$0] }
    let outcome = present.map { labels[$0] }
    let classes = Set(outcome)
    guard classes.count == 2, scores.count >= minimumSupport else { return nil }
    let area = auc(scores, outcome)
    let strength = max(area, 1 - area)
    if strength >= suspiciousAUC { return .separation(auc: strength) }
    let isWhole = scores.allSatisfy { $0 == $0.rounded() }
    if strength >= orderedAUC, isWhole, Set(scores).count == scores.count {
      return .orderedID(auc: strength)
    }
    return nil
  }

  /// Levels by their churn rates: a level of the even rows is judged by the odd ones and the other
  /// way round, so that a level of one row does not look as if it knew.
  private func evidence(
    _ codes: [UInt32], _ levels: [String], _ labels: [Bool], base: Double
  ) -> LeakSuspicion.Evidence? {
    let count = levels.count + 1
    var rows = [[Int]](repeating: [Int](repeating: 0, count: 2), count: count)
    var lost = rows
    // The last place is the missing value.
    let places = codes.map { min(Int($0), levels.count) }
    for (row, place) in places.enumerated() {
      rows[place][row & 1] += 1
      lost[place][row & 1] += labels[row] ? 1 : 0
    }
    for place in 0..<count {
      let total = rows[place][0] + rows[place][1]
      let churned = lost[place][0] + lost[place][1]
      if decides(churned: churned, rows: total, base: base) {
        return .decidingValue(
          value: place < levels.count ? levels[place] : nil, rows: total,
          churnShare: Double(churned) / Double(total))
      }
    }
    let scores = places.enumerated().map { row, place in
      let other = 1 - (row & 1)
      return (Double(lost[place][other]) + base) / (Double(rows[place][other]) + 1)
    }
    let area = auc(scores, labels)
    if area >= suspiciousAUC { return .separation(auc: area) }
    if Set(places).count == places.count, labels.count >= minimumSupport {
      // Levels are sorted, so a code is the rank of the id.
      let ranked = auc(places.map(Double.init), labels)
      let strength = max(ranked, 1 - ranked)
      if strength >= orderedAUC { return .orderedID(auc: strength) }
    }
    return nil
  }

  /// Whether rows of one value left almost surely, with enough of them, and not by chance:
  /// *base ^ rows* below one in a million.
  private func decides(churned: Int, rows: Int, base: Double) -> Bool {
    guard rows >= minimumSupport, Double(churned) >= decidingShare * Double(rows) else {
      return false
    }
    var chance = 1.0
    for _ in 0..<min(rows, 4096) where chance >= 1e-6 { chance *= base }
    return chance < 1e-6
  }
}
