internal import ChurnMath

/// New values of one column of a row, and of those that always move with it.
struct TableChange: Sendable, Equatable {
  /// The place of the column.
  let column: Int
  /// Its number among the changes of the column.
  let number: Int
  /// The new values by place of their column; the first is `column`'s.
  let values: [(column: Int, value: Double)]
  /// How far it is.
  let distance: Double
  /// Columns whose present value no other row has together with the new one, ascending.
  let clashes: [Int]

  static func == (left: TableChange, right: TableChange) -> Bool {
    left.column == right.column && left.number == right.number
  }
}

/// What a row of a ready table could be instead, by what the other rows show.
///
/// * A name can become any other that two other rows have.
/// * A number can become any of some forty numbers of other rows, from the 5 % to the 95 % quantile;
///   a column of two numbers is taken for names.
/// * Numbers that go hand in hand (correlation above 0.95 in size) change together, to those of
///   one other row.
/// * What no other row shows together clashes: a name with a name, a number outside of the range
///   that a name has.
///
/// At most 4,000 other rows are looked at, evenly spaced.
struct TableChanges {
  /// All changes, by column and then by value.
  private(set) var all: [TableChange] = []

  private let columns: [FeatureMatrix.Column]
  private let row: Int
  /// Other rows that are looked at.
  private let others: [Int]
  private let isName: [Bool]

  private static let mostRows = 4_000
  private static let mostValues = 40
  private static let leastCorrelation = 0.95
  /// Rows that must have a name for it to be taken.
  private static let leastRows = 2

  /// Collects the changes of a row.
  init(_ features: FeatureMatrix, row: Int, changeable: [String]) {
    columns = features.columns
    self.row = row
    let count = features.rowCount
    let sample = min(Self.mostRows, count)
    others = (0..<sample).map { $0 * count / max(1, sample) }.filter { $0 != row }
    let others = others
    isName = columns.map { column in
      if case .categorical = column.kind { return true }
      return Set(others.map { column.values[$0] }.filter { !$0.isNaN }).count <= 2
    }
    let places = columns.indices.filter { changeable.contains(columns[$0].name) }
    for place in places {
      // A column that moves with one that cannot be changed cannot be changed either; of those that
      // move together the first one stands for all.
      let partners = isName[place] ? [] : partners(of: place)
      guard partners.allSatisfy({ $0 > place && places.contains($0) }) else { continue }
      all += isName[place] ? names(of: place) : numbers(of: place, with: partners)
    }
  }

  /// Whether two changes of different columns can be made together.
  func goTogether(_ left: TableChange, _ right: TableChange) -> Bool {
    let leftColumns = left.values.map(\.column)
    let rightColumns = right.values.map(\.column)
    guard leftColumns.allSatisfy({ !rightColumns.contains($0) }),
      left.clashes.allSatisfy(rightColumns.contains),
      right.clashes.allSatisfy(leftColumns.contains)
    else { return false }
    return left.values.allSatisfy { one in
      right.values.allSatisfy { other in areSeen(one, other) }
    }
  }

  // MARK: - Values

  private func names(of place: Int) -> [TableChange] {
    let values = columns[place].values
    var rowsOfValue: [Double: Int] = [:]
    for other in others where !values[other].isNaN { rowsOfValue[values[other], default: 0] += 1 }
    return rowsOfValue.filter { $0.value >= Self.leastRows && $0.key != values[row] }
      .map(\.key).sorted().enumerated().map { number, value in
        let new = [(column: place, value: value)]
        return TableChange(
          column: place, number: number, values: new, distance: 1, clashes: clashes(of: new))
      }
  }

  private func numbers(of place: Int, with partners: [Int]) -> [TableChange] {
    let values = columns[place].values
    let own = values[row]
    guard own.isFinite else { return [] }
    let sorted = others.filter { values[$0].isFinite }
      .sorted { (values[$0], $0) < (values[$1], $1) }
    guard sorted.count >= 20, let scale = scale(sorted.map { values[$0] }) else { return [] }
    let low = (sorted.count - 1) / 20
    let high = sorted.count - 1 - low
    let steps = min(Self.mostValues, high - low)
    var changes: [TableChange] = []
    var last: Double?
    for step in 0...steps {
      let donor = sorted[low + (high - low) * step / max(1, steps)]
      let value = values[donor]
      guard value != own, value != last else { continue }
      last = value
      let new =
        [(column: place, value: value)]
        + partners.map { (column: $0, value: columns[$0].values[donor]) }
      changes.append(
        TableChange(
          column: place, number: changes.count, values: new,
          distance: abs(value - own) / scale, clashes: clashes(of: new)))
    }
    return changes
  }

  /// A standard deviation that a few odd numbers do not move; nil where there is no spread.
  private func scale(_ sorted: [Double]) -> Double? {
    let width = sorted[(sorted.count - 1) * 3 / 4] - sorted[(sorted.count - 1) / 4]
    if width > 0, width.isFinite { return width / 1.349 }
    let middle = sorted[sorted.count / 2]
    let spread = sorted.reduce(0) { $0 + abs($1 - middle) / Double(sorted.count) } * 1.2533
    return spread > 0 && spread.isFinite ? spread : nil
  }

  /// Columns of numbers that go hand in hand with one.
  private func partners(of place: Int) -> [Int] {
    columns.indices.filter { other in
      other != place && !isName[other]
        && abs(correlation(columns[place].values, columns[other].values)) > Self.leastCorrelation
    }
  }

  private func correlation(_ left: [Double], _ right: [Double]) -> Double {
    let rows = others.filter { left[$0].isFinite && right[$0].isFinite }
    guard rows.count >= 20 else { return 0 }
    let count = Double(rows.count)
    let leftMean = rows.reduce(0) { $0 + left[$1] / count }
    let rightMean = rows.reduce(0) { $0 + right[$1] / count }
    var (products, leftSquares, rightSquares) = (0.0, 0.0, 0.0)
    for row in rows {
      products += (left[row] - leftMean) * (right[row] - rightMean)
      leftSquares += (left[row] - leftMean) * (left[row] - leftMean)
      rightSquares += (right[row] - rightMean) * (right[row] - rightMean)
    }
    let size = leftSquares.squareRoot() * rightSquares.squareRoot()
    return size > 0 && size.isFinite ? products / size : 0
  }

  // MARK: - Clashes

  /// Columns that keep their value and show it in no other row together with the new values.
  private func clashes(of new: [(column: Int, value: Double)]) -> [Int] {
    columns.indices.filter { other in
      !new.contains { $0.column == other }
        && !new.allSatisfy { areSeen($0, (column: other, value: columns[other].values[row])) }
    }
  }

  /// Whether two values go together in other rows; a missing one goes with all.
  private func areSeen(
    _ one: (column: Int, value: Double), _ other: (column: Int, value: Double)
  ) -> Bool {
    guard !one.value.isNaN, !other.value.isNaN else { return true }
    let (left, right) = (columns[one.column].values, columns[other.column].values)
    switch (isName[one.column], isName[other.column]) {
    case (true, true): return others.contains { left[$0] == one.value && right[$0] == other.value }
    case (true, false): return isWithin(other.value, right, where: left, is: one.value)
    case (false, true): return isWithin(one.value, left, where: right, is: other.value)
    case (false, false): return true
    }
  }

  /// Whether a number lies within those that rows of a name have.
  private func isWithin(
    _ value: Double, _ numbers: [Double], where names: [Double], is name: Double
  ) -> Bool {
    var isAbove = false
    var isBelow = false
    for other in others where names[other] == name {
      if numbers[other] <= value { isAbove = true }
      if numbers[other] >= value { isBelow = true }
      if isAbove, isBelow { return true }
    }
    return false
  }
}
