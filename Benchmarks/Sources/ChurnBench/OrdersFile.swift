import ChurnData
import Foundation

/// The file of `gen_tx.py`, read with the engine's own reader.
struct OrdersFile {
  let path: String
  let threads: Int

  /// What each column means.
  static let meanings: [(name: String, meaning: ColumnRequest.Meaning)] = [
    ("order_id", .key), ("customer_id", .identifier), ("timestamp", .time), ("amount", .decimal),
    ("quantity", .decimal), ("category", .identifier), ("channel", .identifier),
  ]

  /// Bytes of the file.
  func byteCount() throws(BenchError) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let size = attributes?[.size] as? Int else {
      throw .unreadable(path: path, maker: "gen_tx.py")
    }
    return size
  }

  /// Reads some columns, in the order of `names`.
  func read(_ names: [String]) throws(DataError) -> ColumnTable {
    var options = TableOptions()
    options.threads = threads
    let file = try TableFile(paths: [path], options: options)
    let requests = names.compactMap { name -> ColumnRequest? in
      guard let column = file.columnNames.firstIndex(of: name),
        let meaning = Self.meanings.first(where: { $0.name == name })?.meaning
      else { return nil }
      return ColumnRequest(column: column, meaning: meaning, isRequired: true)
    }
    return try file.read(requests)
  }
}
