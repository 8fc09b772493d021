extension ByteStrings {
  /// Only the texts at some indices, which must ascend.
  func selecting(_ indices: [Int]) -> ByteStrings {
    var storage: [UInt8] = []
    var offsets = [0]
    offsets.reserveCapacity(indices.count + 1)
    for index in indices {
      storage += bytes(index)
      offsets.append(storage.count)
    }
    return ByteStrings(storage: storage, offsets: offsets)
  }
}
