import Foundation
import Testing

@testable import ChurnData

@Suite("Mapping files")
struct OrderMappingYAMLTests {
  private var full: OrderMapping {
    var mapping = OrderMapping(customer: "Customer: \"ID\" #1", time: "Дата\tи время")
    mapping.amount = .product("Qty", "Unit Price")
    mapping.order = "yes"
    mapping.quantity = "Qty"
    mapping.product = "null"
    mapping.status = "1"
    mapping.currency = "£"
    mapping.returns = .drop
    mapping.file.delimiter = .tab
    mapping.file.encoding = .windows1251
    mapping.file.decimalComma = true
    mapping.file.dateFormat = "d.M.yyyy 'um' H:mm"
    mapping.file.timeZone = "Europe/Warsaw"
    mapping.file.hasHeader = false
    return mapping
  }

  private func sentence(_ text: String) -> String {
    do {
      return "read \(try OrderMapping.parse(text, path: "m.yaml"))"
    } catch {
      return "\(error)"
    }
  }

  @Test("A mapping written is the mapping read, whatever the names")
  func roundTrip() throws {
    for mapping in [full, OrderMapping(customer: "1", time: "2", amount: .column("a*b"))] {
      #expect(try OrderMapping.parse(mapping.yaml, path: "m.yaml") == mapping)
      let data = try JSONEncoder().encode(mapping)
      #expect(try JSONDecoder().decode(OrderMapping.self, from: data) == mapping)
    }
  }

  @Test("Files are written and read; a missing one and a folder have their sentences")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mapping-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("m.yaml").path
    try full.write(to: path)
    #expect(try OrderMapping.read(path) == full)
    #expect(throws: DataError.mapping(.missingFile(path: path + "x"))) {
      try OrderMapping.read(path + "x")
    }
    #expect(throws: DataError.self) { try OrderMapping.read(folder.path) }
    #expect(throws: DataError.self) { try full.write(to: folder.path + "/no/such/folder.yaml") }
    try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: path))
    #expect(throws: DataError.self) { try OrderMapping.read(path) }
    try Data(repeating: 0x20, count: MappingYAML.byteLimit + 1)
      .write(to: URL(fileURLWithPath: path))
    #expect(throws: DataError.self) { try OrderMapping.read(path) }
  }

  @Test("A file written by hand needs only customer and time")
  func short() throws {
    let mapping = try OrderMapping.parse(
      "columns:\n  customer: cust\n  time: date\n  amount: a * b\n", path: "m.yaml")
    #expect(mapping.customer == "cust")
    #expect(mapping.amount == .product("a", "b"))
    #expect(mapping.file == FileOptions())
    #expect(mapping.returns == .net)
  }

  @Test("Errors name the line, the key and the nearest known one")
  func errors() {
    #expect(
      sentence("columns:\n  customer: a\n  tiem: b\n").hasPrefix(
        "m.yaml:3: unknown key \"tiem\". Did you mean \"time\"?"))
    #expect(sentence("colums:\n  customer: a\n").contains("Did you mean \"columns\"?"))
    #expect(
      sentence("columns:\n  customer: [a]\n  time: b\n")
        == "m.yaml:2: columns.customer: expected one value, got a list.")
    #expect(sentence("columns: a\n").contains("columns: expected keys with values, got \"a\""))
    #expect(sentence("columns:\n  customer: a\n").contains("must name the time"))
    #expect(
      sentence("columns: {customer: a, time: b}\nreturns: never\n")
        .contains("m.yaml:2: returns: expected one of net, drop, keep, got \"never\""))
    #expect(
      sentence("columns: {customer: a, time: b}\nfile:\n  header: maybe\n")
        .contains("m.yaml:3: file.header: expected true or false"))
    #expect(
      sentence("columns: {customer: a, time: b}\nfile:\n  delimiter: x\n").contains("delimiter"))
    #expect(sentence("columns: {customer: a, time: b, amount: a*b*c}").contains("columns.amount"))
    #expect(
      sentence("columns: {customer: a, time: b, amount: [a, b, c]}").contains("columns.amount"))
    #expect(sentence("columns:\n  customer: a\n  customer: b\n  time: c").contains("twice"))
    #expect(sentence("columns:\n\tcustomer: a\n").contains("m.yaml:2: not valid YAML"))
  }

  @Test(
    "Hostile files end in a sentence",
    arguments: [
      "", "~", "42", "- a\n- b", "\"unclosed", "? [a]\n: b", "*x", "a: *x", "%YAML 9.9\n---\na: b",
      "---\na: 1\n---\nb: 2", "\u{0}", "a: !!binary x", "<<: {a: b}", "columns: !!set {a, b}",
      String(repeating: "[", count: 30_000), String(repeating: "- ", count: 30_000),
      String(repeating: "{a: ", count: 15_000), String(repeating: "? ", count: 30_000),
      "a: &a [x,x]\nb: &b [*a,*a]\n? *b\n: c", "a: " + String(repeating: "x", count: 60_000),
    ])
  func hostile(text: String) {
    #expect(throws: DataError.self) { try OrderMapping.parse(text, path: "m.yaml") }
  }

  /// A valid file with single bytes changed: every outcome but a trap is right.
  @Test("A damaged file never traps")
  func damaged() {
    let bytes = Array(full.yaml.utf8)
    for position in bytes.indices {
      for replacement: UInt8 in [0x00, 0x0A, 0x20, 0x22, 0x26, 0x3A, 0x5B, 0x7B, 0x2D, 0xFF] {
        var copy = bytes
        copy[position] = replacement
        _ = try? OrderMapping.parse(String(decoding: copy, as: UTF8.self), path: "m.yaml")
      }
    }
    for length in bytes.indices {
      let text = String(decoding: bytes[..<length], as: UTF8.self)
      _ = try? OrderMapping.parse(text, path: "m.yaml")
    }
  }
}
