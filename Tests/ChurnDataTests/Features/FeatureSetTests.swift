import ChurnMath
import Testing

@testable import ChurnData

@Suite("The set of features")
struct FeatureSetTests {
  @Test("Every standard feature has one name, a definition, words, and is found by its name")
  func catalogue() {
    let standard = FeatureSet.standard
    #expect(Set(standard.map(\.name)).count == standard.count)
    for feature in standard {
      #expect(FeatureSet.feature(named: feature.name) == feature)
      #expect(!feature.definition.isEmpty && !feature.words(.nan).isEmpty)
      let words = feature.words(12, level: nil)
      #expect(!words.contains("{") && !words.contains("nan"), "\(words)")
      #expect(feature.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
    }
  }

  @Test("Other windows are found by name, and what is no window is not")
  func otherWindows() {
    #expect(FeatureSet.feature(named: "orders_7")?.name == "orders_7")
    #expect(FeatureSet.feature(named: "n_products_14")?.name == "n_products_14")
    for name in [
      "orders_0", "orders_-3", "orders_07", "orders_99999", "orders_", "recency_30", "_7", "",
      "orders_9223372036854775808",
    ] {
      #expect(FeatureSet.feature(named: name) == nil, "\(name)")
    }
    #expect(FeatureSet.feature(named: "customer.age band")?.name == "customer.age band")
  }

  @Test("What the data cannot feed is left out and named with the reason")
  func leftOut() {
    let log = LogFixture.log([OrderLine(1)], .amountOnly)
    let set = FeatureSet(inputs: log.inputs)
    #expect(set.features.count + set.leftOut.count == FeatureSet.standard.count)
    #expect(set.leftOut.contains { $0.name == "n_categories_90" && $0.missing == .category })
    #expect(set.leftOut.contains { $0.name == "yoy_orders" && $0.missing == .yearOfHistory })
    #expect(set.leftOut.contains { $0.name == "p_alive" && $0.missing == .purchaseModel })
    #expect(set.names.contains("revenue_90") && !set.names.contains("margin_rate"))
    #expect(set.names.contains("return_rate"))
    var shape = LogShape.amountOnly
    shape.returns = .drop
    #expect(
      !FeatureSet(inputs: LogFixture.log([OrderLine(1)], shape).inputs).names.contains(
        "return_rate"))
  }

  @Test("Words carry the figure in its unit")
  func words() {
    func words(_ name: String, _ value: Double) -> String {
      FeatureSet.feature(named: name)?.words(value) ?? ""
    }
    #expect(words("recency_days", 45) == "last order 45 days ago")
    #expect(words("orders_90", 1) == "1 orders in the last 90 days")
    #expect(words("revenue_365", 12.5) == "spent 12.50 in the last 365 days")
    #expect(words("weekend_share", 0.254) == "25 % of orders at weekends")
    #expect(words("aov_ratio", .nan) == "no order in the last 90 days")
    #expect(words("gap_slope", -0.004) == "gaps between orders change by 0.00 days each time")
    #expect(!words("revenue_all", .infinity).isEmpty && !words("revenue_all", -1e300).isEmpty)
  }

  @Test("Attributes join by id, absent customers are missing, double ids an error")
  func attributes() throws {
    let log = LogFixture.log([OrderLine("a", 1), OrderLine("b", 1), OrderLine("c", 1)])
    let levels = ByteStrings(sorted: ["a", "c", "z"])
    let ids = TextColumn(codes: [1, 2, TextColumn.missing, 0], levels: levels)
    let column = FeatureMatrix.Column(name: "age", values: [30, 40, 50, 60])
    let joined = try CustomerAttributes(log: log, ids: ids, columns: [column])
    #expect(joined.columns[0].values[0] == 60 && joined.columns[0].values[2] == 30)
    #expect(joined.columns[0].values[1].isNaN)
    #expect(joined.absentCustomers == 1 && joined.unusedRows == 1)
    let double = TextColumn(codes: [1, 0, 1, 2], levels: levels)
    #expect(throws: DataError.duplicateCustomers(rows: [1, 3])) {
      try CustomerAttributes(log: log, ids: double, columns: [column])
    }
  }
}
