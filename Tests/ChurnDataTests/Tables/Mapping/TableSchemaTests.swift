import Testing

@testable import ChurnData

@Suite("Schema of ready tables")
struct TableSchemaTests {
  private let names = ["customerID", "gender", "tenure", "Contract", "TotalCharges", "Churn"]

  @Test("Everything that is nothing else is a feature, in the file's order")
  func features() throws {
    var flags = TableSchema.Flags(label: "Churn")
    flags.id = "customerID"
    flags.drop = ["TotalCharges"]
    flags.categorical = ["tenure"]
    let schema = try TableSchema(columnNames: names, flags: flags)
    #expect(schema.features == ["gender", "tenure", "Contract"])
    #expect(schema.dropped == ["TotalCharges"])
    #expect(schema.parts == [.label, .id, .feature(0), .feature(1), .feature(2)])
    #expect(schema.protectedFeatures == ["gender"])
    let requests = try schema.requests(columnNames: names.reversed())
    #expect(requests.map(\.column) == [0, 5, 4, 3, 2])
    #expect(requests[0].blankReason == "blank Churn")
    #expect(requests[3].meaning == .identifier)
    #expect(requests[4].meaning == .automatic)
  }

  @Test("A wrong name gets the nearest one; one column has one meaning")
  func errors() {
    func sentence(_ change: (inout TableSchema.Flags) -> Void) -> String {
      var flags = TableSchema.Flags(label: "Churn")
      change(&flags)
      do {
        return "\(try TableSchema(columnNames: names, flags: flags).features)"
      } catch {
        return "\(error)"
      }
    }
    #expect(sentence { $0.label = "Chrun" }.contains("--label: no column \"Chrun\". Did you mean"))
    #expect(sentence { $0.drop = ["Contrat"] }.contains("--drop: no column \"Contrat\""))
    #expect(sentence { $0.drop = ["Churn"] }.contains("cannot be both --label and --drop"))
    #expect(
      sentence {
        $0.numeric = ["tenure"]
        $0.categorical = ["tenure"]
      }.contains("both"))
    #expect(sentence { $0.drop = ["tenure", "tenure"] }.contains("gender"))
  }

  @Test("A file without the schema's columns is refused by name")
  func otherFile() throws {
    let schema = try TableSchema(columnNames: names, flags: .init(label: nil))
    #expect(schema.features == names)
    #expect(throws: DataError.self) { try schema.requests(columnNames: ["tenure"]) }
  }
}
