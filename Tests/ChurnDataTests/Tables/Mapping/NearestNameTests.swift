import Testing

@testable import ChurnData

@Suite("Nearest names")
struct NearestNameTests {
  @Test("A missing letter, a swap, another case or another mark still find the name")
  func slips() {
    #expect(NearestName.of("recency_day", in: ["tenure_days", "recency_days"]) == "recency_days")
    #expect(NearestName.of("Cutsomer", in: ["Customer", "Costume"]) == "Customer")
    #expect(NearestName.of("customerid", in: ["Country", "Customer ID"]) == "Customer ID")
    #expect(NearestName.of("kundennummer", in: ["KUNDEN-NUMMER"]) == "KUNDEN-NUMMER")
    #expect(NearestName.of("invoice", in: ["Quantity", "InvoiceDateTime"]) == "InvoiceDateTime")
  }

  @Test("What is far from every name has no nearest one")
  func far() {
    #expect(NearestName.of("amount", in: ["Country", "StockCode"]) == nil)
    #expect(NearestName.of("", in: ["a"]) == nil)
    #expect(NearestName.of("ab", in: ["xy"]) == nil)
    #expect(NearestName.of("x", in: []) == nil)
    #expect(NearestName.of("a", in: ["b"]) == nil)
  }

  /// By hand: kitten to sitting is three; a swap of neighbours is one; "ca" to "abc" is three in the
  /// restricted form.
  @Test("Distances are those of the restricted Damerau-Levenshtein form")
  func distances() {
    func distance(_ a: String, _ b: String) -> Int {
      NearestName.distance(Array(a.unicodeScalars), Array(b.unicodeScalars))
    }
    #expect(distance("kitten", "sitting") == 3)
    #expect(distance("ab", "ba") == 1)
    #expect(distance("ca", "abc") == 3)
    #expect(distance("", "abc") == 3)
    #expect(distance("same", "same") == 0)
  }

  @Test("Names of any length end in an answer")
  func longNames() {
    let long = String(repeating: "x", count: 100_000)
    #expect(NearestName.of(long, in: [long + "y"]) == long + "y")
    #expect(NearestName.of("\u{0}\u{FFFD}💥", in: ["💥"]) == nil)
  }

  @Test("Words of a name are found whatever way it is written")
  func words() {
    #expect(ColumnWords("CustomerID").words == ["customer", "id"])
    #expect(ColumnWords("customer_id").words == ["customer", "id"])
    #expect(ColumnWords("IDClient").words == ["id", "client"])
    #expect(ColumnWords(" Gerät ").words == ["gerat"])
    #expect(ColumnWords("Größe").key == "grosse")
    #expect(ColumnWords("Дата заказа").key == "datazakaza")
    #expect(ColumnWords("--").words.isEmpty)
  }
}
