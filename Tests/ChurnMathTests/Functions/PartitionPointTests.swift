import Testing

@testable import ChurnMath

@Suite struct PartitionPointTests {
  /// Oracle: the first index of a linear search, for every length and every split point up to 40.
  @Test("The first element that fails is found, wherever it is")
  func agreesWithLinearSearch() {
    for count in 0...40 {
      let values = Array(0..<count)
      for limit in 0...count {
        let found = values.partitionPoint { $0 < limit }
        #expect(found == values.firstIndex { $0 >= limit } ?? values.endIndex)
      }
    }
  }

  @Test("A slice keeps its own indices")
  func slicesKeepTheirIndices() {
    let slice = [1, 3, 5, 7, 9][2...]
    #expect(slice.partitionPoint { $0 < 8 } == 4)
    #expect(slice.partitionPoint { $0 < 100 } == 5)
  }
}
