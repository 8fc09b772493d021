extension RandomAccessCollection {
  /// The first index whose element fails `belongsBefore`; the collection must be partitioned by it.
  @inlinable
  package func partitionPoint(where belongsBefore: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = self.count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if belongsBefore(self[middle]) {
        low = index(after: middle)
        count -= half + 1
      } else {
        count = half
      }
    }
    return low
  }
}
