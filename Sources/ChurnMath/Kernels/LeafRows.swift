/// Where the records of a leaf stand: for each part the first, and how many.
package struct LeafRows: Sendable, Equatable {
  /// Places of the first records.
  package var starts: [Int]
  /// Numbers of records.
  package var counts: [Int]

  /// The rows of a leaf.
  package init(starts: [Int], counts: [Int]) {
    self.starts = starts
    self.counts = counts
  }

  /// The number of records of all parts.
  package var count: Int { counts.reduce(0, +) }
}
