import Testing

@testable import ChurnData

@Suite("Mapping of customers")
struct CustomerMappingTests {
  private let names = [
    "customer_id", "region", "acquisition_channel", "signup_date", "age_band", "income", "email",
  ]

  private var rows: [[String]] {
    (0..<40).map { row in
      [
        "c\(row)", row % 2 == 0 ? "north" : "south", "web", "2020-01-\(10 + row % 10)", "30-39",
        "\(1000 + row)", "c\(row)@example.org",
      ]
    }
  }

  @Test("Protected attributes, dates, constants and names are left out and said")
  func leavesOut() throws {
    let found = try CustomerMapping.find(columnNames: names, sample: rows)
    #expect(found.mapping.customer == "customer_id")
    #expect(found.mapping.attributes == ["region", "income"])
    #expect(found.notes.count == 4)
    #expect(found.notes.contains { $0.hasPrefix("\"age_band\" is left out: a protected") })
    #expect(found.notes.contains { $0.hasPrefix("\"signup_date\" is left out: it holds dates") })
    let requests = try found.mapping.requests(columnNames: names)
    #expect(requests.map(\.column) == [0, 1, 5])
    #expect(requests[0].blankReason == "blank customer")
  }

  @Test("An attribute asked for by name is used whatever it is")
  func requested() throws {
    let found = try CustomerMapping.find(
      columnNames: names, sample: rows, requested: ["age_band"])
    #expect(found.mapping.attributes == ["region", "age_band", "income"])
    #expect(throws: DataError.self) {
      try CustomerMapping.find(columnNames: names, sample: rows, requested: ["aeg_band"])
    }
  }

  @Test("The name of the orders' customer column wins")
  func sameName() throws {
    let found = try CustomerMapping.find(
      columnNames: ["client", "customer_id", "x"], sample: [["1", "2", "3"]],
      orderCustomer: "client")
    #expect(found.mapping.customer == "client")
    #expect(throws: DataError.self) {
      try CustomerMapping.find(columnNames: ["client", "customer_id"], sample: [])
    }
    #expect(throws: DataError.self) { try CustomerMapping.find(columnNames: ["x"], sample: []) }
  }

  @Test("A mapping written is the mapping read")
  func roundTrip() throws {
    var mapping = CustomerMapping(customer: "Id", attributes: ["a: b", "- c", "[d]"])
    #expect(try CustomerMapping.parse(mapping.yaml, path: "c.yaml") == mapping)
    mapping.attributes = []
    #expect(try CustomerMapping.parse(mapping.yaml, path: "c.yaml") == mapping)
    #expect(throws: DataError.self) { try CustomerMapping.parse("attributes: [a]", path: "c") }
    #expect(throws: DataError.self) {
      try CustomerMapping.parse("customer: a\nattributes: b", path: "c")
    }
  }

  @Test("Protected names are told from names that only contain them")
  func protectedNames() {
    for name in [
      "Age", "gender", "SEX", "BirthDate", "SeniorCitizen", "Geschlecht", "ethnic_group",
    ] {
      #expect(ProtectedAttributes.isProtected(name), "\(name)")
    }
    for name in ["package", "acquisition_channel", "usage", "MonthlyCharges", "average", "region"] {
      #expect(!ProtectedAttributes.isProtected(name), "\(name)")
    }
  }
}
