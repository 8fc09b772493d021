import Foundation
import Testing

@testable import Churn

@Suite("Files of a simulation")
struct SimulatedFilesTests {
  private static let names = [
    "orders.csv", "customers.csv", "events.csv", "campaign.csv", "truth.csv",
  ]

  private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("simulation-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  private func files(_ simulation: RetailSimulation, threads: Int) throws -> [Data] {
    try withFolder { folder in
      try simulation.write(to: folder, threads: threads)
      let entries = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(entries.sorted() == Self.names.sorted())
      return try Self.names.map { try Data(contentsOf: folder.appendingPathComponent($0)) }
    }
  }

  private func rows(_ data: Data) -> [[String]] {
    String(decoding: data, as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  /// Money as a whole number of cents, from text with two decimals.
  private func cents(_ text: String) throws -> Int {
    try #require(Int(text.replacingOccurrences(of: ".", with: "")))
  }

  @Test("The same seed gives the same bytes, twice and on any number of threads")
  func bytesDependOnTheSeedAlone() throws {
    let simulation = RetailSimulation(customers: 1200, days: 400, seed: 9)
    let first = try files(simulation, threads: 1)
    #expect(try files(simulation, threads: 1) == first)
    #expect(try files(simulation, threads: 2) == first)
    #expect(try files(simulation, threads: 5) == first)
    #expect(try files(RetailSimulation(customers: 1200, days: 400, seed: 10), threads: 1) != first)
  }

  @Test("Rows stand in the order of time, then customer, and ids are unique")
  func rowsAreSorted() throws {
    let files = try files(RetailSimulation(customers: 800), threads: 2)
    let orders = rows(files[0]).dropFirst()
    let keys = orders.map { $0[2] + $0[1] }
    #expect(keys == keys.sorted())
    let sales = orders.filter { !$0[0].hasPrefix("C") }.map { Int($0[0]) ?? 0 }
    #expect(sales == sales.sorted())
    let events = rows(files[2]).dropFirst().map { $0[1] + $0[0] }
    #expect(events == events.sorted())
    let customers = rows(files[1]).dropFirst()
    #expect(Set(customers.map { $0[0] }).count == 800)
    #expect(customers.map { $0[3] + $0[0] } == customers.map { $0[3] + $0[0] }.sorted())
    for file in files {
      let widths = Set(rows(file).map(\.count))
      #expect(widths.count == 1)
    }
  }

  @Test("Each customer's first order is on his day of joining, his last not after he left")
  func ordersAgreeWithTheTruth() throws {
    let files = try files(RetailSimulation(customers: 800), threads: 2)
    var first: [String: String] = [:]
    var last: [String: String] = [:]
    for row in rows(files[0]).dropFirst() where !row[0].hasPrefix("C") {
      let day = String(row[2].prefix(10))
      first[row[1]] = first[row[1]] ?? day
      last[row[1]] = day
    }
    for row in rows(files[1]).dropFirst() { #expect(first[row[0]] == row[3]) }
    for row in rows(files[4]).dropFirst() where !row[4].isEmpty {
      #expect((last[row[0]] ?? "9") <= row[4])
      #expect(row[5] == "0")
    }
  }

  @Test("Money adds up to the cent, and a return takes back what its line brought")
  func moneyIsExact() throws {
    let table = rows(try files(RetailSimulation(customers: 800), threads: 2)[0])
    var lines: [String: Int] = [:]
    var returned = 0
    for row in table.dropFirst() {
      let quantity = try #require(Int(row[5]))
      let amount = try cents(row[7])
      #expect(amount == quantity * (try cents(row[6])) - (try cents(row[8])))
      let key = [row[3], "\(abs(quantity))", "\(abs(amount))", "\(abs(try cents(row[11])))"]
        .joined(separator: " ")
      if row[0].hasPrefix("C") {
        returned += 1
        #expect(quantity < 0 && amount < 0)
        let line = "\(row[0].dropFirst()) \(key)"
        #expect((lines[line] ?? 0) > 0)
        lines[line, default: 0] -= 1
      } else {
        #expect(quantity > 0 && amount > 0)
        lines["\(row[0]) \(key)", default: 0] += 1
      }
    }
    #expect(returned > 50)
  }

  @Test("A folder that cannot be made is an error with a sentence, and nothing is written")
  func unwritableFolder() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appendingPathComponent("file")
      try Data("x".utf8).write(to: file)
      let error = #expect(throws: SimulationError.self) {
        try RetailSimulation(customers: 10).write(to: file.appendingPathComponent("sub"))
      }
      #expect(error?.description.contains("cannot be written") == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }
  }

  @Test("When one file cannot be written, those that stood there stay as they were")
  func nothingIsHalfWritten() throws {
    try withFolder { folder in
      // A folder stands where the last file belongs.
      let blocked = folder.appendingPathComponent("truth.csv")
      try FileManager.default.createDirectory(at: blocked, withIntermediateDirectories: true)
      let orders = folder.appendingPathComponent("orders.csv")
      try Data("mine".utf8).write(to: orders)
      #expect(throws: SimulationError.self) {
        try RetailSimulation(customers: 10).write(to: folder)
      }
      #expect(try Data(contentsOf: orders) == Data("mine".utf8))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.sorted() == ["orders.csv", "truth.csv"])
    }
  }

  /// Day numbers from `date -u -d DATE +%s` divided by 86,400.
  @Test("Days have the right dates, leap days and the years before 1970 too")
  func calendarDates() {
    let expected = [
      (0, 1970, 1, 1), (11_016, 2000, 2, 29), (19_358, 2023, 1, 1), (19_782, 2024, 2, 29),
      (-1, 1969, 12, 31), (-25_567, 1900, 1, 1), (47_540, 2100, 2, 28), (47_541, 2100, 3, 1),
    ]
    for (day, year, month, dayOfMonth) in expected {
      #expect(RetailCalendar.civil(day) == (year, month, dayOfMonth))
    }
  }
}
