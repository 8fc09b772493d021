import Testing

@testable import ChurnData

@Suite("Labels of ready tables")
struct LabelCodingTests {
  private func sentence(_ levels: [(String, Int)], given: String? = nil) -> String {
    do {
      let coding = try LabelCoding(
        levels: levels.map { (text: $0.0, rows: $0.1) }, label: "Churn", given: given)
      return "positive \(coding.positive)"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "Known pairs are found in any case",
    arguments: [
      ("0", "1"), ("0.0", "1.0"), ("No", "Yes"), ("FALSE", "TRUE"), ("FAUX", "VRAI"),
      ("nein", "Ja"), ("no", "sí"), ("NIE", "TAK"), ("False.", "True."), ("N", "Y"),
      ("нет", "Да"), ("Active", "Churned"),
    ])
  func pairs(negative: String, positive: String) {
    #expect(sentence([(negative, 90), (positive, 10)]) == "positive \(positive)")
    #expect(sentence([(positive, 10), (negative, 90)]) == "positive \(positive)")
  }

  @Test("Spellings of one value are one value, marks of missing ones none")
  func spellings() throws {
    let coding = try LabelCoding(
      levels: [("Yes", 3), (" yes", 1), ("NO", 5), ("NA", 2), ("", 1)], label: "Churn")
    #expect(coding.meanings == [.churned, .churned, .retained, .missing, .missing])
    #expect(coding.positive == "Yes")
    #expect(coding.negatives == ["NO"])
  }

  @Test("A given value stands against all the rest")
  func given() throws {
    let coding = try LabelCoding(
      levels: [("left", 3), ("stays", 1), ("paused", 5)], label: "Churn", given: "LEFT")
    #expect(coding.meanings == [.churned, .retained, .retained])
    #expect(coding.negatives == ["stays", "paused"])
    #expect(sentence([("1.0", 2), ("0.0", 3)], given: "1") == "positive 1.0")
  }

  @Test("Unclear, absent and single values have their sentences")
  func errors() {
    #expect(sentence([("a", 1), ("b", 2)]).contains("which of \"a\", \"b\" means churn?"))
    #expect(sentence([("yes", 1), ("no", 2), ("maybe", 1)]).contains("--positive"))
    #expect(sentence([("yes", 1), ("no", 2)], given: "yess").contains("Did you mean \"yes\"?"))
    #expect(sentence([("no", 7)]).contains("all 7 rows are \"no\""))
    #expect(sentence([]).contains("all 0 rows are missing"))
    #expect(sentence([("no", 7)], given: "no").contains("all 7 rows"))
    #expect(sentence([("NA", 7), ("no", 3), ("yes", 1)], given: "NA").contains("never holds"))
    let many = (0..<5000).map { ("v\($0)", 1) }
    #expect(sentence(many).contains("and 71 more"))
  }
}
