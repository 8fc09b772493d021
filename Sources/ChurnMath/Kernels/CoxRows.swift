// Customers in the order in which a Cox regression walks past them.
//
// group    the rows of one stratum that end at one time, those who left first
// left     left with some weight; the others of a group were censored, or count for nothing
// leaving  walking back in time, the group at which a row is not yet under observation any more

/// The rows of a Cox regression: strata one after the other, within each from the last time back.
package struct CoxRows: Sendable {
  /// The rows of one stratum that end at one time.
  package struct Group: Sendable, Equatable {
    /// The first row.
    package let start: Int
    /// The end of the rows that left, which come first.
    package let leftEnd: Int
    /// The end of the rows.
    package let end: Int
    /// Whether a stratum begins here.
    package let opensStratum: Bool

    /// Creates a group.
    package init(start: Int, leftEnd: Int, end: Int, opensStratum: Bool) {
      self.start = start
      self.leftEnd = leftEnd
      self.end = end
      self.opensStratum = opensStratum
    }
  }

  /// The number of columns, *p*.
  package let columns: Int
  /// The values, row after row; length *n p*.
  package let values: [Double]
  /// How often each row counts; length *n*.
  package let weights: [Double]
  /// The groups, which cover all rows in order.
  package let groups: [Group]
  /// The group from which on a row is no longer under observation, going back in time; −1 = until
  /// the end of its stratum; nil = for all; length *n*.
  package let leaving: [Int32]?
  /// The rows by the group they leave at, and where those of a group begin.
  let leavers: [Int32]
  let leaverStarts: [Int32]

  /// The number of rows, *n*.
  package var count: Int { weights.count }

  /// Creates rows that lie in order already.
  package init(
    columns: Int, values: [Double], weights: [Double], groups: [Group], leaving: [Int32]?
  ) {
    precondition(values.count == weights.count * columns, "\(values.count) values")
    precondition((leaving?.count ?? weights.count) == weights.count, "lengths of leaving")
    self.columns = columns
    self.values = values
    self.weights = weights
    self.groups = groups
    self.leaving = leaving
    guard let leaving else {
      leavers = []
      leaverStarts = []
      return
    }
    var starts = [Int32](repeating: 0, count: groups.count + 1)
    for group in leaving where group >= 0 { starts[Int(group) + 1] += 1 }
    for group in groups.indices { starts[group + 1] += starts[group] }
    var places = starts
    var leavers = [Int32](repeating: 0, count: Int(starts[groups.count]))
    for (row, group) in leaving.enumerated() where group >= 0 {
      leavers[Int(places[Int(group)])] = Int32(row)
      places[Int(group)] += 1
    }
    self.leavers = leavers
    leaverStarts = starts
  }
}
