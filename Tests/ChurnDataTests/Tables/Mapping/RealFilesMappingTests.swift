import TestSupport
import Testing

@testable import ChurnData

/// Mappings of the real files, found through the reader's own sample.
@Suite(
  "Mapping of real files", .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
struct RealFilesMappingTests {
  private func table(
    _ path: String, _ change: (inout TableOptions) -> Void = { _ in }
  ) throws -> TableFile {
    let url = try #require(SharedFolder.url("data/" + path))
    var options = TableOptions()
    change(&options)
    return try TableFile(paths: [url.path], options: options)
  }

  private func find(_ file: TableFile) throws -> OrderMapping {
    try OrderMapping.find(columnNames: file.columnNames, sample: file.sample).mapping
  }

  @Test("Online Retail")
  func onlineRetail() throws {
    let mapping = try find(table("online-retail/online-retail.csv"))
    #expect(
      mapping.roles.map { mapping[$0] } == [
        "CustomerID", "InvoiceDate", "Quantity*UnitPrice", "InvoiceNo", "Quantity", "StockCode",
        "Country",
      ])
    #expect(mapping.roles == [.customer, .time, .amount, .order, .quantity, .product, .region])
  }

  @Test("Grocery and apparel")
  func smallLogs() throws {
    let grocery = try find(table("grocery/groceryElog.csv"))
    #expect(grocery.roles == [.customer, .time])
    let apparel = try find(table("apparel/apparelTrans.csv"))
    #expect(apparel.customer == "Id")
    #expect(apparel.time == "Date")
    #expect(apparel.amount == .column("Price"))
  }

  @Test("CDNOW, blank-separated and without a header, is read with what was found")
  func headerless() throws {
    let file = try table("cdnow/CDNOW_sample.txt") {
      $0.hasHeader = false
      $0.delimiter = .spaces
    }
    let mapping = try find(file)
    #expect(mapping.customer == "1")
    #expect(mapping.time == "3")
    #expect(mapping.amount == .column("5"))
    let wanted = try mapping.requests(columnNames: file.columnNames)
    let read = try file.read(wanted.requests)
    // DATA.md: 6,919 rows of 2,357 customers.
    #expect(read.rowCount == 6919)
    let place = try #require(wanted.index(of: .customer))
    guard case .text(let customers) = read.columns[place] else {
      Issue.record("the customers are no text")
      return
    }
    #expect(customers.levels.count == 2357)
  }

  @Test("Apparel's covariates: gender is left out, the channel is used")
  func covariates() throws {
    let file = try table("apparel/apparelStaticCov.csv")
    let found = try CustomerMapping.find(
      columnNames: file.columnNames, sample: file.sample, orderCustomer: "Id")
    #expect(found.mapping.attributes == ["Channel"])
    #expect(found.notes.count == 1)
  }

  /// DATA.md: telco has 26.537 % churners of 7,043; the French copies write VRAI and FAUX.
  @Test("Labels of the ready tables are understood without an option")
  func labels() throws {
    for (path, label, positive) in [
      ("telco/Telco-Customer-Churn.csv", "Churn", "Yes"),
      ("churn-mlc/churn-bigml-80_fr-semicolon.csv", "Churn", "VRAI"),
      ("churn-mlc/churn_mlc.csv", "churn", "yes"), ("saas/churn.csv", "churned", "1.0"),
    ] {
      let file = try table(path)
      let schema = try TableSchema(columnNames: file.columnNames, flags: .init(label: label))
      let read = try file.read(try schema.requests(columnNames: file.columnNames))
      guard case .text(let column) = read.columns[0] else {
        Issue.record("the label of \(path) is no text")
        continue
      }
      var rows = [Int](repeating: 0, count: column.levels.count)
      for code in column.codes where code != TextColumn.missing { rows[Int(code)] += 1 }
      let coding = try LabelCoding(
        levels: rows.indices.map { (text: column.levels[$0], rows: rows[$0]) }, label: label)
      #expect(coding.positive == positive)
      #expect(schema.features.count == file.columnNames.count - 1)
      #expect(LeakDetector.byName(schema.features).isEmpty)
      if label == "Churn", positive == "Yes" {
        #expect(zip(rows, coding.meanings).filter { $0.1 == .churned }.map(\.0) == [1869])
      }
    }
  }
}
