internal import ChurnMath
internal import Glibc

/// Looks for columns that know the label.
///
/// The area under the ROC curve is taken as a function, so that the data layer needs none of its own:
/// pass the one of the models' layer, *auc(scores, labels)* with ties counted as half.
///
/// Where many columns are looked at in few rows, one of them separates the classes by luck. So an area
/// counts only where luck would bring it with a chance below 1 % among all that are looked at: with
/// *z* standard errors from one half, *comparisons · exp(−z²/2) ≤ 0.01*.
public struct LeakDetector: Sendable {
  /// The content of one column; all columns and the labels have one length *n*.
  public enum Content: Sendable {
    /// Numbers, NaN where missing.
    case numbers([Double])

    /// Codes into levels, `UInt32.max` where missing.
    case codes([UInt32], levels: [String])

    /// The number of rows.
    var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .codes(let codes, _): codes.count
      }
    }
  }

  /// How well a column alone tells the churned from the retained.
  public struct Separation: Sendable, Equatable {
    /// The area under the ROC curve in the better direction, at least one half for numbers.
    public let auc: Double
    /// Churned rows among those compared.
    public let churned: Int
    /// Retained rows among those compared.
    public let retained: Int

    /// How well a column does on some rows.
    public init(auc: Double, churned: Int, retained: Int) {
      self.auc = auc
      self.churned = churned
      self.retained = retained
    }

    /// The standard error of the area of a column that knows nothing.
    ///
    /// *√((m + n + 1) / (12 m n))*; ties only make it smaller. Infinite without both classes.
    ///
    /// - SeeAlso: Mann & Whitney (1947), doi:10.1214/aoms/1177730491.
    public var errorByLuck: Double {
      guard churned > 0, retained > 0 else { return .infinity }
      let (m, n) = (Double(churned), Double(retained))
      return ((m + n + 1) / (12 * m * n)).squareRoot()
    }

    /// The standard error of the area itself, taken as 0.98 where it is larger.
    ///
    /// - SeeAlso: Hanley & McNeil (1982), doi:10.1148/radiology.143.1.7063747.
    public var standardError: Double {
      guard churned > 0, retained > 0 else { return .infinity }
      let (m, n) = (Double(churned), Double(retained))
      let area = min(0.98, max(0.5, auc))
      let q1 = area / (2 - area)
      let q2 = 2 * area * area / (1 + area)
      let square = area * area
      let variance = area * (1 - area) + (m - 1) * (q1 - square) + (n - 1) * (q2 - square)
      return (max(0, variance) / (m * n)).squareRoot()
    }
  }

  /// The AUC from which a single column is too good.
  public var suspiciousAUC = 0.97

  /// The AUC from which an id is said to follow the label.
  public var orderedAUC = 0.9

  /// The share of churned rows from which a value decides.
  public var decidingShare = 0.98

  /// The fewest rows that a deciding value must have.
  public var minimumSupport = 20

  /// How many columns, at how many cutoffs, are looked at in all.
  public var comparisons = 1

  /// A numeric column with at most so many distinct values is judged value by value as well.
  private static let fewValues = 12

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

  /// How many standard errors luck may reach among so many comparisons.
  public static func deviationsByLuck(comparisons: Int) -> Double {
    (2 * log(100 * Double(max(1, comparisons)))).squareRoot()
  }

  /// Whether a separation is more than luck, given how many are looked at.
  public func isBeyondLuck(_ separation: Separation) -> Bool {
    separation.auc - 0.5
      >= Self.deviationsByLuck(comparisons: comparisons) * separation.errorByLuck
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
    guard churned > 0, churned < labels.count, content.count == labels.count else { return found }
    if let evidence = evidence(content, labels) {
      found.append(LeakSuspicion(column: name, evidence: evidence))
    }
    return found
  }

  /// How well a column alone tells the classes apart: by its values, or by whether there is one.
  ///
  /// Levels are ranked by their churn rates: a level of the even rows by the odd ones and the other
  /// way round, so that a level of one row does not look as if it knew.
  ///
  /// - Returns: Nil where lengths differ or one class is missing; among fewer than `minimumSupport`
  ///   known values only their presence counts.
  public func separation(_ content: Content, labels: [Bool]) -> Separation? {
    let churned = labels.count { $0 }
    guard churned > 0, churned < labels.count, content.count == labels.count else { return nil }
    switch content {
    case .numbers(let values):
      let isMissing = values.map(\.isNaN)
      let presence = Separation(
        auc: Self.auc(of: isMissing, labels), churned: churned, retained: labels.count - churned)
      guard let known = knownSeparation(values, labels) else { return presence }
      return known.auc >= presence.auc ? known : presence
    case .codes(let codes, let levels):
      let places = codes.map { min(Int($0), levels.count) }
      return Separation(
        auc: judgedByOthers(places, count: levels.count + 1, labels), churned: churned,
        retained: labels.count - churned)
    }
  }

  // MARK: - Evidence

  private func evidence(_ content: Content, _ labels: [Bool]) -> LeakSuspicion.Evidence? {
    let deciding =
      switch content {
      case .numbers(let values): decidingValue(values, labels)
      case .codes(let codes, let levels):
        decidingValue(codes.map { min(Int($0), levels.count) }, levels, labels)
      }
    if let deciding { return deciding }
    switch content {
    case .numbers(let values):
      guard let known = knownSeparation(values, labels), isBeyondLuck(known) else { return nil }
      if known.auc >= suspiciousAUC { return .separation(auc: known.auc) }
      let scores = values.filter { !$0.isNaN }
      let isWhole = scores.allSatisfy { $0 == $0.rounded() }
      if known.auc >= orderedAUC, isWhole, Set(scores).count == scores.count {
        return .orderedID(auc: known.auc)
      }
    case .codes(let codes, let levels):
      guard let judged = separation(content, labels: labels) else { return nil }
      if judged.auc >= suspiciousAUC, isBeyondLuck(judged) { return .separation(auc: judged.auc) }
      guard Set(codes).count == codes.count, labels.count >= minimumSupport else { return nil }
      // Levels are sorted, so a code is the rank of the id.
      let area = auc(codes.map { Double(min(Int($0), levels.count)) }, labels)
      let ranked = Separation(
        auc: max(area, 1 - area), churned: judged.churned, retained: judged.retained)
      if ranked.auc >= orderedAUC, isBeyondLuck(ranked) { return .orderedID(auc: ranked.auc) }
    }
    return nil
  }

  /// The separation among rows with a value; nil where they are few or of one class.
  private func knownSeparation(_ values: [Double], _ labels: [Bool]) -> Separation? {
    let present = values.indices.filter { !values[$0].isNaN }
    let outcome = present.map { labels[$0] }
    let churned = outcome.count { $0 }
    guard churned > 0, churned < outcome.count, outcome.count >= minimumSupport else { return nil }
    let area = auc(present.map { Self.bounded(values[$0]) }, outcome)
    return Separation(
      auc: max(area, 1 - area), churned: churned, retained: outcome.count - churned)
  }

  /// An infinite value ranks beyond all others.
  private static func bounded(_ value: Double) -> Double {
    min(.greatestFiniteMagnitude, max(-.greatestFiniteMagnitude, value))
  }

  /// A missing value, a present one, or one of few values that decides.
  private func decidingValue(
    _ values: [Double], _ labels: [Bool]
  ) -> LeakSuspicion.Evidence? {
    let isMissing = values.map(\.isNaN)
    if isMissing.contains(true) {
      if let found = decides(isMissing, labels, value: nil) { return found }
      // A cancel date is present only for those who left.
      if let found = decides(isMissing.map { !$0 }, labels, value: "present") { return found }
    }
    var distinct: Set<Double> = []
    for value in values where !value.isNaN {
      distinct.insert(value)
      if distinct.count > Self.fewValues { return nil }
    }
    guard distinct.count > 1 else { return nil }
    for value in distinct.sorted() {
      let text = value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
      if let found = decides(values.map { $0 == value }, labels, value: text) { return found }
    }
    return nil
  }

  /// A level that decides; the last place is the missing value.
  private func decidingValue(
    _ places: [Int], _ levels: [String], _ labels: [Bool]
  ) -> LeakSuspicion.Evidence? {
    var rows = [Int](repeating: 0, count: levels.count + 1)
    var lost = rows
    for (row, place) in places.enumerated() {
      rows[place] += 1
      lost[place] += labels[row] ? 1 : 0
    }
    for place in rows.indices where decides(churned: lost[place], rows: rows[place], labels) {
      let value = place < levels.count ? levels[place] : nil
      return decides(places.map { $0 == place }, labels, value: value)
    }
    return nil
  }

  private func decides(
    _ has: [Bool], _ labels: [Bool], value: String?
  ) -> LeakSuspicion.Evidence? {
    let rows = has.count { $0 }
    let lost = zip(has, labels).count { $0 && $1 }
    guard rows < has.count, decides(churned: lost, rows: rows, labels) else { return nil }
    return .decidingValue(
      value: value, rows: rows, churnShare: Double(lost) / Double(rows),
      auc: Self.auc(of: has, labels))
  }

  /// Whether rows of one value left almost surely, with enough of them, and not by chance:
  /// *base ^ rows* below one in a million.
  private func decides(churned: Int, rows: Int, _ labels: [Bool]) -> Bool {
    guard rows >= minimumSupport, Double(churned) >= decidingShare * Double(rows) else {
      return false
    }
    let base = Double(labels.count { $0 }) / Double(labels.count)
    return Double(rows) * log(base) < log(1e-6)
  }

  /// The area of a mark that a row has or has not, in the better direction.
  private static func auc(of has: [Bool], _ labels: [Bool]) -> Double {
    let churned = labels.count { $0 }
    let lost = zip(has, labels).count { $0 && $1 }
    let kept = zip(has, labels).count { $0 && !$1 }
    let difference =
      Double(lost) / Double(churned) - Double(kept) / Double(labels.count - churned)
    return 0.5 + abs(difference) / 2
  }

  private func judgedByOthers(_ places: [Int], count: Int, _ labels: [Bool]) -> Double {
    let base = Double(labels.count { $0 }) / Double(labels.count)
    var rows = [[Int]](repeating: [Int](repeating: 0, count: 2), count: count)
    var lost = rows
    for (row, place) in places.enumerated() {
      rows[place][row & 1] += 1
      lost[place][row & 1] += labels[row] ? 1 : 0
    }
    let scores = places.enumerated().map { row, place in
      let other = 1 - (row & 1)
      return (Double(lost[place][other]) + base) / (Double(rows[place][other]) + 1)
    }
    return auc(scores, labels)
  }
}
