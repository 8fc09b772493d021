import Foundation

/// An array of 32-bit floats as numpy's `save` writes it, one row after the other.
///
/// Versions 1 to 3 of the format, little-endian `<f4`, C order, one or two dimensions.
///
/// - SeeAlso: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct NumpyArray {
  /// Sizes of the dimensions.
  let shape: [Int]
  /// The values; those of row *i* begin at *i* times the number of columns.
  let values: [Float]

  /// Reads a file.
  init(path: String) throws(BenchError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, maker: "gen_table.py")
    }
    func byte(_ offset: Int) -> Int { offset < data.count ? Int(data[offset]) : 0 }
    guard data.count > 12, data.prefix(6) == Data([0x93] + Array("NUMPY".utf8)) else {
      throw .notAnArray(path: path, reason: "it does not begin like a numpy file")
    }
    let isFirst = byte(6) == 1
    var length = byte(8) | byte(9) << 8
    if !isFirst { length |= byte(10) << 16 | byte(11) << 24 }
    let start = isFirst ? 10 : 12
    guard start + length <= data.count else {
      throw .notAnArray(path: path, reason: "its header is cut short")
    }
    let header = String(decoding: data[start..<start + length], as: UTF8.self)
    guard header.contains("'<f4'"), header.contains("'fortran_order': False") else {
      throw .notAnArray(path: path, reason: "it does not hold 32-bit floats in C order")
    }
    guard let open = header.firstIndex(of: "("), let close = header[open...].firstIndex(of: ")")
    else { throw .notAnArray(path: path, reason: "its header names no shape") }
    var count = 1
    var shape: [Int] = []
    for field in header[header.index(after: open)..<close].split(separator: ",") {
      let digits = field.filter { $0 != " " }
      guard !digits.isEmpty else { continue }
      let product = Int(digits).map { count.multipliedReportingOverflow(by: $0) }
      guard let size = Int(digits), size >= 0, let product, !product.overflow else {
        throw .notAnArray(path: path, reason: "its shape cannot be read")
      }
      count = product.partialValue
      shape.append(size)
    }
    let body = data[(start + length)...]
    guard body.count % 4 == 0, body.count / 4 == count else {
      throw .notAnArray(path: path, reason: "it holds \(body.count) bytes for \(count) values")
    }
    self.shape = shape
    var values = [Float](repeating: 0, count: count)
    let bytes = [UInt8](body)
    for index in 0..<count {
      let place = index * 4
      let low = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
      let high = UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24
      values[index] = Float(bitPattern: low | high)
    }
    self.values = values
  }
}
