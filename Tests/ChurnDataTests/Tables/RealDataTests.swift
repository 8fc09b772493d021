import Foundation
import TestSupport
import Testing

@testable import ChurnData

@Suite("Public data sets", .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
struct RealDataTests {
  private func open(
    _ path: String, change: (inout TableOptions) -> Void = { _ in }
  ) throws -> TableFile {
    let url = try #require(SharedFolder.url("data/\(path)"))
    var options = TableOptions()
    options.threads = 2
    change(&options)
    return try TableFile(paths: [url.path], options: options)
  }

  /// The expected numbers are those the data set is known by (pandas gives the same).
  @Test("Online Retail: rows, blank customers, exact sums, duplicates, quoted descriptions")
  func onlineRetail() throws {
    let file = try open("online-retail/online-retail.csv") { $0.blockBytes = 1 << 20 }
    #expect(file.columnNames.prefix(3) == ["InvoiceNo", "StockCode", "Description"])
    func index(_ name: String) throws -> Int { try #require(file.columnNames.firstIndex(of: name)) }
    let requests = try [
      ColumnRequest(column: index("Quantity"), meaning: .decimal),
      ColumnRequest(
        column: index("CustomerID"), meaning: .identifier, blankReason: "blank customer"),
      ColumnRequest(column: index("InvoiceDate"), meaning: .time, isRequired: true),
      ColumnRequest(
        column: index("Quantity"), factor: index("UnitPrice"), meaning: .decimal),
      ColumnRequest(column: index("InvoiceNo"), meaning: .key),
      ColumnRequest(column: index("Country"), meaning: .identifier),
      ColumnRequest(column: index("Description"), meaning: .identifier),
    ]
    let table = try file.read(requests, countingDuplicates: true)
    #expect(table.report.rows == 541_909)
    #expect(table.rowCount == 541_909)
    #expect(table.report.reasons.map(\.count) == [135_080])
    #expect(table.report.duplicateRows == 5_268)
    #expect(table.report.hasQuotedFields)
    #expect(table.decimals?.units.reduce(0, +) == 5_176_450)
    if case .decimal(let money) = table.columns[3] {
      #expect(money.decimals == 3)
      #expect(money.units.reduce(0, +) == 9_747_747_934)
    }
    if case .text(let customers) = table.columns[1] { #expect(customers.levels.count == 4_372) }
    if case .text(let countries) = table.columns[5] { #expect(countries.levels.count == 38) }
    if case .text(let names) = table.columns[6] {
      #expect(names.codes.count { $0 == TextColumn.missing } == 1_454)
    }
    if case .key(let invoices) = table.columns[4] {
      let cancelled = invoices.keys.count { invoices.firstByte($0) == UInt8(ascii: "C") }
      #expect(cancelled == 9_288)
    }
    if case .time(let times) = table.columns[2] {
      // 2010-12-01 08:26 and 2011-12-09 12:50.
      #expect(times.seconds.min() == 1_291_191_960)
      #expect(times.seconds.max() == 1_323_435_000)
    }
  }

  @Test("CDNOW: fixed width with blanks, no header, zero-padded ids")
  func cdnow() throws {
    let file = try open("cdnow/CDNOW_sample.txt") {
      $0.delimiter = .spaces
      $0.hasHeader = false
    }
    #expect(file.columnNames.count == 5)
    let table = try file.read([
      ColumnRequest(column: 4, meaning: .decimal), ColumnRequest(column: 1, meaning: .identifier),
      ColumnRequest(column: 2, meaning: .time),
    ])
    #expect(table.rowCount == 6_919)
    if case .text(let customers) = table.columns[1] {
      #expect(customers.levels.count == 2_357)
      #expect(customers.levels[0] == "0001")
    }
    #expect(table.decimals?.units.count { $0 == 0 } == 8)
    if case .time(let times) = table.columns[2] { #expect(times.format == "yyyyMMdd") }
  }

  @Test("Telco: a blank total is missing, and number columns are told from words")
  func telco() throws {
    let file = try open("telco/Telco-Customer-Churn.csv")
    let requests = file.columnNames.indices.map { ColumnRequest(column: $0, meaning: .automatic) }
    let table = try file.read(requests)
    #expect(table.rowCount == 7_043)
    let total = try #require(file.columnNames.firstIndex(of: "TotalCharges"))
    guard case .number(let charges) = table.columns[total] else { return #expect(Bool(false)) }
    #expect(charges.count(where: \.isNaN) == 11)
    let label = try #require(file.columnNames.firstIndex(of: "Churn"))
    guard case .text(let churn) = table.columns[label] else { return #expect(Bool(false)) }
    #expect(churn.levels == ByteStrings(sorted: ["No", "Yes"]))
    // 26.537 % of 7,043.
    #expect(churn.codes.count { $0 == 1 } == 1_869)
  }

  @Test("French copies: semicolons are found", arguments: [("20", 667), ("80", 2_666)])
  func french(part: String, rows: Int) throws {
    let file = try open("churn-mlc/churn-bigml-\(part)_fr-semicolon.csv")
    #expect(file.delimiter == .semicolon)
    let requests = file.columnNames.indices.map { ColumnRequest(column: $0, meaning: .automatic) }
    let table = try file.read(requests)
    #expect(table.rowCount == rows)
    #expect(table.columns.contains { if case .number = $0 { true } else { false } })
  }
}
