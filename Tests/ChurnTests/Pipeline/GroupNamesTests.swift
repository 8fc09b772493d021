import Testing

@testable import Churn

@Suite("Columns cut into groups")
struct GroupNamesTests {
  private func names(_ values: [Double], levels: [String]? = nil) -> [String?] {
    GroupNames.names(
      of: FeatureMatrix.Column(
        name: "x", kind: levels.map { .categorical(levels: $0) } ?? .numeric, values: values))
  }

  @Test("A number is cut into four ranges named by their ends")
  func ranges() {
    let names = names((18...81).map(Double.init) + [.nan])
    // 64 values, 16 each.
    #expect(
      Set(names.compactMap { $0 }) == ["18 to 33", "34 to 49", "50 to 65", "66 to 81", "missing"])
    #expect(names.first == "18 to 33" && names.last == "missing")
    #expect(names.count { $0 == "34 to 49" } == 16)
  }

  @Test("Few values are groups of their own, and one value that most have does not repeat")
  func fewValues() {
    #expect(names([0, 1, 1, 0]) == ["0", "1", "1", "0"])
    #expect(names([0.5, 2.25]) == ["0.500", "2.250"])
    let skewed = names(Array(repeating: 0, count: 90) + (1...10).map(Double.init))
    #expect(Set(skewed.compactMap { $0 }) == ["0", "1 to 10"])
    #expect(names([.nan, .nan]) == ["missing", "missing"])
    #expect(names([]) == [])
    #expect(names([-.infinity, 1, 2, 3, 4, .infinity]).count == 6)
  }

  @Test("The twelve most frequent levels stay, the others are pooled")
  func levels() {
    let values = (0..<15).flatMap { level in Array(repeating: Double(level), count: 20 - level) }
    let names = names(values + [.nan], levels: (0..<15).map { "l\($0)" })
    #expect(names[0] == "l0" && names.last == "missing")
    #expect(names.count { $0 == "other levels" } == 8 + 7 + 6)
    #expect(Set(names.compactMap { $0 }).count == 14)
  }

  @Test("A ready table is grouped by features and by columns that are none")
  func table() throws {
    let text =
      "id,sex,age,x,churn\n"
      + (0..<40).map {
        "u\($0),\(["f", "m", ""][$0 % 3]),\($0 + 20),\($0 % 7),\($0 % 2 == 0 ? "yes" : "no")"
      }.joined(separator: "\n") + "\n"
    let book = try PipelineFixture.withFile(text) { path in
      var flags = TableSchema.Flags(label: "churn")
      flags.id = "id"
      flags.drop = ["sex"]
      var source = TableBook.Source(paths: [path], flags: flags)
      source.groups = ["sex", "age", "sex"]
      return try TableBook(reading: source, threads: 1, logger: PipelineFixture.logger)
    }
    #expect(book.groups.map(\.name) == ["sex", "age"])
    #expect(!book.features.columnNames.contains("sex") && book.features.columnNames.contains("age"))
    for (row, id) in book.ids.enumerated() {
      let number = try #require(Int(id.dropFirst()))
      #expect(book.groups[0].names[row] == ["f", "m", "missing"][number % 3])
    }
    #expect(
      Set(book.groups[1].names.compactMap { $0 }) == [
        "20 to 29", "30 to 39", "40 to 49", "50 to 59",
      ])
  }

  @Test("A group that is no column is refused with the nearest name, one without a file at all")
  func unknown() throws {
    let text = "id,gender,churn\na,f,yes\nb,m,no\n"
    let unknown = try #require(throws: DataError.self) {
      try PipelineFixture.withFile(text) { path in
        var source = TableBook.Source(paths: [path], flags: TableSchema.Flags(label: "churn"))
        source.groups = ["gendre"]
        return try TableBook(reading: source, threads: 1, logger: PipelineFixture.logger)
      }
    }
    #expect("\(unknown)".contains("--groups") && "\(unknown)".contains("\"gender\""))
    #expect(throws: PipelineError.self) {
      try PipelineFixture.withFile(text) { path in
        var source = TableBook.Source(paths: [path], flags: TableSchema.Flags(label: "churn"))
        source.groups = ["churn"]
        return try TableBook(reading: source, threads: 1, logger: PipelineFixture.logger)
      }
    }
    #expect(throws: PipelineError.self) {
      try PipelineFixture.withFile("customer,time,amount\na,2020-01-01,2\n") { path in
        var source = OrderBook.Source(paths: [path])
        source.groups = ["sex"]
        return try OrderBook(reading: source, threads: 1, logger: PipelineFixture.logger)
      }
    }
  }

  @Test("Customers are grouped by protected columns that are no attributes")
  func customers() throws {
    let log = try PipelineFixture.simulatedBook.get().log
    let sex = (0..<log.customerCount).map { $0 % 2 == 0 ? "f" : "m" }
    let kind = (0..<log.customerCount).map { $0 % 5 == 0 ? "club" : "guest" }
    let book = try AuditFixture.book([("sex", sex), ("kind", kind)]) {
      $0.groups = ["sex", "kind"]
    }
    #expect(book.attributes?.columns.map(\.name) == ["kind"])
    #expect(book.groups.map(\.name) == ["sex", "kind"])
    #expect(book.groups[0].names == sex.map { Optional($0) })
    var trainer = PipelineFixture.trainer()
    trainer.models = [.logistic]
    let segments = try trainer.train(book, logger: PipelineFixture.logger).report.details?.segments
    #expect(segments?.filter { $0.by == "sex" }.map(\.name).sorted() == ["f", "m"])
  }
}
