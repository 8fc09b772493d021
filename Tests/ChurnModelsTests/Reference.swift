import ChurnMath
import Foundation
import TestSupport

/// A value of a reference file, read without a schema.
@dynamicMemberLookup
enum Reference: Decodable {
  case number(Double)
  case text(String)
  case list([Reference])
  case object([String: Reference])
  case flag(Bool)
  case nothing

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .nothing
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Reference].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: Reference].self))
    }
  }

  /// The file `reference/NAME` of the shared folder.
  static func file(_ name: String) throws -> Reference {
    guard let url = SharedFolder.url("reference/\(name)") else { return .nothing }
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }

  subscript(dynamicMember key: String) -> Reference { self[key] }
  subscript(key: String) -> Reference {
    if case .object(let fields) = self { fields[key] ?? .nothing } else { .nothing }
  }

  var number: Double { if case .number(let value) = self { value } else { .nan } }
  var list: [Reference] { if case .list(let values) = self { values } else { [] } }
  var numbers: [Double] { list.map(\.number) }
  var fields: [(key: String, value: Reference)] {
    if case .object(let fields) = self { fields.sorted { $0.key < $1.key } } else { [] }
  }
}

/// A table of numbers of the shared folder, column by name.
struct ReferenceTable {
  let columns: [String: [Double]]
  let names: [String]

  /// `reference/data/NAME`, all of whose cells are numbers.
  init(_ name: String) throws {
    guard let url = SharedFolder.url("reference/data/\(name)") else {
      (columns, names) = ([:], [])
      return
    }
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    names =
      lines.first.map { line in
        line.filter { $0 != "\"" }.split(separator: ",").map(String.init)
      } ?? []
    let rows = lines.dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    }
    var columns: [String: [Double]] = [:]
    for (j, name) in names.enumerated() { columns[name] = rows.map { $0[j] } }
    self.columns = columns
  }

  /// The columns of these names, as a design matrix.
  func matrix(_ names: [String]) -> Matrix {
    let chosen = names.map { columns[$0] ?? [] }
    return Matrix(rows: chosen.first?.count ?? 0, columns: chosen)
  }

  /// The first thirty columns, standardised by their population standard deviation.
  func standardised(_ count: Int) -> Matrix {
    Matrix(
      rows: columns.values.first?.count ?? 0,
      columns: names.prefix(count).map { name in
        let values = columns[name] ?? []
        let mean = values.reduce(0, +) / Double(values.count)
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let spread = (square / Double(values.count)).squareRoot()
        return values.map { ($0 - mean) / spread }
      })
  }
}

/// Whether two lists agree, relative to the larger of 1 and the expected value.
func agree(_ found: [Double], _ expected: [Double], within tolerance: Double) -> Bool {
  found.count == expected.count
    && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

/// Random features with a known logistic law; the same on every run.
func simulatedSamples(
  rows: Int, columns: Int, seed: UInt64 = 7
) -> (matrix: Matrix, labels: [Bool]) {
  var stream = RandomStream(seed: seed, stream: 0)
  var values: [[Double]] = []
  for _ in 0..<columns { values.append((0..<rows).map { _ in 2 * stream.uniform() - 1 }) }
  let labels = (0..<rows).map { row in
    var logOdds = -0.5
    for j in 0..<columns { logOdds += values[j][row] * (j.isMultiple(of: 2) ? 1 : -0.5) }
    return stream.uniform() < 1 / (1 + Foundation.exp(-logOdds))
  }
  return (Matrix(rows: rows, columns: values), labels)
}
