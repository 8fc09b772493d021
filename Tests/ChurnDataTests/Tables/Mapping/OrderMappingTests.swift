import Testing
import TestSupport

@testable import ChurnData

@Suite("Mapping of orders")
struct OrderMappingTests {
  private func find(
    _ table: Samples.Table, _ columns: [OrderRole: String] = [:]
  ) throws -> OrderMapping.Found {
    var given = OrderMapping.Given()
    given.columns = columns
    return try OrderMapping.find(columnNames: table.names, sample: table.rows, given: given)
  }

  private func failure(
    _ table: Samples.Table, _ columns: [OrderRole: String] = [:]
  ) -> String {
    do {
      return "found \(try find(table, columns).mapping)"
    } catch {
      return "\(error)"
    }
  }

  @Test("Online Retail: computed amount, invoice as order, country as region")
  func onlineRetail() throws {
    let found = try find(Samples.onlineRetail)
    let mapping = found.mapping
    #expect(mapping.customer == "CustomerID")
    #expect(mapping.time == "InvoiceDate")
    #expect(mapping.amount == .product("Quantity", "UnitPrice"))
    #expect(mapping.order == "InvoiceNo")
    #expect(mapping.quantity == "Quantity")
    #expect(mapping.product == "StockCode")
    #expect(mapping.region == "Country")
    #expect(mapping.absentRoles == [.category, .channel, .device, .discount, .margin, .status])
    #expect(
      found.lines == [
        "customer  CustomerID          (by name)",
        "time      InvoiceDate         (by name)",
        "amount    Quantity*UnitPrice  (computed)",
        "order     InvoiceNo           (by name)",
        "quantity  Quantity            (by name)",
        "product   StockCode           (by name)",
        "region    Country             (by name)",
      ])
    #expect(found.notes.isEmpty)
  }

  @Test("Grocery has no amount and says so")
  func grocery() throws {
    let found = try find(Samples.grocery)
    #expect(found.mapping.customer == "cust")
    #expect(found.mapping.time == "date")
    #expect(found.mapping.amount == nil)
    #expect(found.notes.contains { $0.contains("money is left out") })
  }

  @Test("Apparel: a price without a quantity is the amount, Id the customer")
  func apparel() throws {
    let found = try find(Samples.apparel)
    #expect(found.mapping.customer == "Id")
    #expect(found.mapping.time == "Date")
    #expect(found.mapping.amount == .column("Price"))
    #expect(found.notes.contains { $0.contains("there is no quantity") })
  }

  @Test("A line total wins over quantity times unit price")
  func totals() throws {
    let generated = try find(Samples.generated).mapping
    #expect(generated.customer == "customer_id")
    #expect(generated.time == "timestamp")
    #expect(generated.amount == .column("amount"))
    #expect(generated.order == "order_id")
    #expect(generated.quantity == "quantity")
    #expect(generated.category == "category")
    #expect(generated.channel == "channel")
    #expect(generated.product == nil)

    let simulated = try find(Samples.simulated).mapping
    #expect(simulated.amount == .column("amount"))
    #expect(simulated.time == "time")
    #expect(simulated.product == "product")
    #expect(simulated.discount == "discount")
    #expect(simulated.region == "region")
    #expect(simulated.margin == "margin")
    #expect(simulated.absentRoles == [.device, .status])
  }

  @Test(
    "Names of other languages are known",
    arguments: [
      ("Kundennr;Bestelldatum;Betrag;Bestellnr\n7;1.2.2020;12,50;A1\n7;3.2.2020;4;A2", "Betrag"),
      (
        "id_client;date_commande;montant;facture\n7;2020-01-02;12.5;F1\n7;2020-01-03;1;F2",
        "montant"
      ),
      ("ID Cliente;Fecha;Importe;Pedido\n7;2020-01-02;12.5;F1\n7;2020-01-03;1;F2", "Importe"),
      ("klient;data zamówienia;kwota;zamówienie\n7;2020-01-02;12.5;1\n7;2020-01-03;1;2", "kwota"),
      ("клиент;дата;сумма;заказ\n7;2020-01-02;12.5;1\n7;2020-01-03;1;2", "сумма"),
      (
        "uid;created_at;Total Price;basket id\n7;2020-01-02;12.5;1\n7;2020-01-03;1;2", "Total Price"
      ),
    ])
  func languages(text: String, amount: String) throws {
    let table = Samples.Table(text, delimiter: ";")
    let mapping = try find(table).mapping
    #expect(mapping.customer == table.names[0])
    #expect(mapping.time == table.names[1])
    #expect(mapping.amount == .column(amount))
    #expect(mapping.order == table.names[3])
  }

  @Test("Two equally good customers are an error that names both and the option")
  func ambiguousCustomer() {
    let table = Samples.Table("customer_id,client_id,date\n1,2,2020-01-01\n1,2,2020-01-02")
    #expect(
      failure(table)
        == "Several columns could be the customer: \"customer_id\", \"client_id\". "
        + "Pass --customer COLUMN to say which.")
    #expect(throws: Never.self) { try find(table, [.customer: "client_id"]) }
  }

  @Test("Two equally good times are an error; a weaker name or other content is not")
  func ambiguousTime() throws {
    let two = Samples.Table("cust,order_date,invoice_date\n1,2020-01-01,2020-01-02")
    #expect(failure(two).contains("Several columns could be the time: \"order_date\", \"invoice"))
    let weak = Samples.Table("cust,created_at,order_date\n1,2020-01-01,2020-01-02")
    let found = try find(weak)
    #expect(found.mapping.time == "order_date")
    #expect(found.notes.contains { $0.contains("\"created_at\"") })
    let clock = Samples.Table("cust,time,date\n1,08:26,2020-01-02")
    #expect(try find(clock).mapping.time == "date")
    let unnamed = Samples.Table("cust,Zeitstempelchen,n\n1,2020-01-02,3")
    let byContent = try find(unnamed)
    #expect(byContent.mapping.time == "Zeitstempelchen")
    #expect(byContent.reasons[.time] == .byContent)
  }

  @Test("An id that never repeats numbers the rows and is no customer")
  func rowNumbers() {
    let lines = (1...40).map { "\($0),2020-01-02,5.0" }
    let table = Samples.Table("id,date,amount\n" + lines.joined(separator: "\n"))
    #expect(failure(table).contains("No column for the customer was found"))
  }

  @Test("A wrong name gets the nearest one and the list")
  func unknownColumn() {
    #expect(
      failure(Samples.grocery, [.customer: "custt"])
        == "--customer: no column \"custt\". Did you mean \"cust\"? "
        + "The columns are \"cust\", \"date\".")
    #expect(failure(Samples.onlineRetail, [.amount: "Quantity*UnitPrize"]).contains("UnitPrice\"?"))
    #expect(failure(Samples.grocery, [.amount: "a*b*c"]).contains("a product of two"))
    #expect(failure(Samples.grocery, [.amount: "  "]).contains("a product of two"))
    #expect(failure(Samples.grocery, [.time: "cust", .customer: "cust"]).contains("both"))
  }

  @Test("A role given as none is left out, unless a column bears that name")
  func none() throws {
    let found = try find(Samples.onlineRetail, [.amount: "none", .order: "none"])
    #expect(found.mapping.amount == nil)
    #expect(found.mapping.order == nil)
    let table = Samples.Table("cust,date,none\n1,2020-01-01,4.5")
    #expect(try find(table, [.amount: "none"]).mapping.amount == .column("none"))
  }

  @Test("A file without a header is understood by content")
  func headerless() throws {
    // In the way of CDNOW: master id, sample id, date, quantity, amount; 20 customers, 3 rows each.
    let rows = (0..<60).map { row in
      [
        "000\(10 + row / 3 * 4)", "00\(10 + row / 3)", "199701\(10 + row % 20)", "\(1 + row % 3)",
        "\(5 + row).99",
      ]
    }
    let table = Samples.Table(names: ["1", "2", "3", "4", "5"], rows: rows)
    let found = try find(table)
    #expect(found.mapping.customer == "1")
    #expect(found.mapping.time == "3")
    #expect(found.mapping.amount == .column("5"))
    #expect(found.notes.contains { $0.contains("Columns 1 and 2 name the same customers") })

    let doubtful = rows.enumerated().map { [$1[0], "o\($0 / 2)", $1[2], $1[4]] }
    let other = Samples.Table(names: ["1", "2", "3", "4"], rows: doubtful)
    #expect(failure(other).contains("Pass --customer COLUMN"))
  }

  @Test("A kept mapping decides alone, and flags replace its columns")
  func kept() throws {
    var given = OrderMapping.Given()
    given.kept = OrderMapping(customer: "CustomerID", time: "InvoiceDate")
    given.kept?.returns = .keep
    given.kept?.currency = "GBP"
    given.columns = [.amount: "UnitPrice"]
    given.currency = "EUR"
    let table = Samples.onlineRetail
    let found = try OrderMapping.find(columnNames: table.names, sample: table.rows, given: given)
    #expect(found.mapping.roles == [.customer, .time, .amount])
    #expect(found.mapping.order == nil)
    #expect(found.mapping.returns == .keep)
    #expect(found.mapping.currency == "EUR")
    #expect(throws: DataError.self) {
      try OrderMapping.find(columnNames: ["a", "b"], sample: [], given: given)
    }
  }

  @Test("Requests stand in the order of the roles and carry their meaning")
  func requests() throws {
    let table = Samples.onlineRetail
    let requests = try find(table).mapping.requests(columnNames: table.names)
    #expect(requests.roles == [.customer, .time, .amount, .order, .quantity, .product, .region])
    #expect(requests.requests.map(\.column) == [6, 4, 3, 0, 3, 1, 7])
    #expect(requests.requests[0].blankReason == "blank customer")
    #expect(requests.requests[1].isRequired)
    #expect(requests.requests[2].isRequired)
    #expect(requests.requests[2].factor == 5)
    #expect(requests.index(of: .quantity) == 4)
    #expect(requests.index(of: .margin) == nil)
  }

  @Test("No columns, no rows and ragged rows end in a sentence")
  func awkward() {
    #expect(failure(Samples.Table(names: [], rows: [])).contains("No column for the time"))
    #expect(failure(Samples.Table(names: ["a"], rows: [[], ["x", "y", "z"]])).contains("time"))
    #expect(failure(Samples.Table(names: ["1"], rows: [["2020-01-01"]])).contains("customer"))
    #expect(failure(Samples.Table(names: ["", " "], rows: [["", ""]])).contains("time"))
  }

  @Test(
    "The real CDNOW sample is understood by content",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func realCDNOW() throws {
    let url = try #require(SharedFolder.url("data/cdnow/CDNOW_sample.txt"))
    let rows = try Samples.rows(of: url, delimiter: " ", limit: 500)
    let table = Samples.Table(names: (1...5).map(String.init), rows: rows)
    let mapping = try find(table).mapping
    #expect(mapping.customer == "1")
    #expect(mapping.time == "3")
    #expect(mapping.quantity == "4")
    #expect(mapping.amount == .column("5"))
  }
}
