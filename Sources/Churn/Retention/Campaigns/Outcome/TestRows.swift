/// The rows of a ready table of a test, before they are compared.
struct TestRows: Sendable {
  /// The group of each row; empty where it has none.
  var arms: [String]
  /// What each row did; NaN where that is not known.
  var outcomes: [(name: String, values: [Double], isShare: Bool)]
  /// What was known before; NaN where it was not.
  var covariates: [(name: String, values: [Double])]
  /// Words that figures are broken down by.
  var words: [[String]]
  /// The stratum of each row; nil without strata.
  var strata: [String]?
  /// Rows that cannot be used, one sentence each kind.
  var notes: [String] = []

  /// The rows that have a group and all outcomes, in an order that the file's does not decide.
  func usable() -> TestRows {
    let grouped = arms.indices.filter { !arms[$0].isEmpty }
    let whole = grouped.filter { row in outcomes.allSatisfy { $0.values[row].isFinite } }
    var notes: [String] = []
    if grouped.count < arms.count {
      notes.append("Rows without a group, left out: \(arms.count - grouped.count).")
    }
    if whole.count < grouped.count {
      notes.append(
        "Rows without every outcome, left out: \(grouped.count - whole.count). Where one group "
          + "lost more of them than another, the comparison is no longer fair.")
    }
    var picked = selecting(whole.sorted(by: precedes))
    picked.notes = notes
    return picked
  }

  /// The order of rows by everything they hold; rows that are alike may stand either way.
  private func precedes(_ first: Int, _ second: Int) -> Bool {
    if arms[first] != arms[second] { return arms[first] < arms[second] }
    for column in outcomes where column.values[first] != column.values[second] {
      return column.values[first] < column.values[second]
    }
    for column in covariates {
      let (a, b) = (column.values[first], column.values[second])
      if a.isNaN != b.isNaN { return b.isNaN }
      if a != b, !a.isNaN { return a < b }
    }
    for column in words + (strata.map { [$0] } ?? []) where column[first] != column[second] {
      return column[first] < column[second]
    }
    return false
  }

  private func selecting(_ places: [Int]) -> TestRows {
    TestRows(
      arms: places.map { arms[$0] },
      outcomes: outcomes.map { column in
        (column.name, places.map { column.values[$0] }, column.isShare)
      },
      covariates: covariates.map { column in
        (column.name, places.map { column.values[$0] })
      }, words: words.map { column in places.map { column[$0] } },
      strata: strata.map { column in places.map { column[$0] } })
  }
}
