import Foundation

/// Columns of numbers as `peers.py` writes them for R: little-endian, one after the other, no header.
enum RawColumn {
  /// The 64-bit floats of a file.
  static func doubles(path: String) throws(BenchError) -> [Double] {
    try words(path: path, as: UInt64.self).map { Double(bitPattern: $0) }
  }

  /// The 32-bit integers of a file.
  static func integers(path: String) throws(BenchError) -> [Int32] {
    try words(path: path, as: UInt32.self).map { Int32(bitPattern: $0) }
  }

  private static func words<Word: FixedWidthInteger>(
    path: String, as type: Word.Type
  ) throws(BenchError) -> [Word] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, maker: "peers.py km none --variant int,1")
    }
    let bytes = [UInt8](data)
    let width = Word.bitWidth / 8
    return (0..<bytes.count / width).map { place in
      var word: Word = 0
      for byte in 0..<width { word |= Word(bytes[place * width + byte]) << (8 * byte) }
      return word
    }
  }
}
