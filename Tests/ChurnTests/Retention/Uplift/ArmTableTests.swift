import Testing

@testable import Churn

@Suite("Campaign tables")
struct ArmTableTests {
  private typealias Fixture = CampaignFixture

  @Test("Columns known only afterwards are left out and named; --keep takes them back")
  func laterColumns() throws {
    let table = try Fixture.table(Fixture.text())
    #expect(table.leftOut.map(\.column) == ["spend", "later"])
    #expect(table.features.columnNames == ["plan", "age", "quoted"])
    #expect(table.notes.contains { $0.contains("\"spend\"") && $0.contains("--keep spend") })
    let kept = try Fixture.table(Fixture.text()) { $0.kept = ["later"] }
    #expect(kept.leftOut.map(\.column) == ["spend"])
    #expect(kept.features.columnNames.contains("later"))
  }

  @Test("A column that the campaign changed is left out, though it says nothing of the outcome")
  func changedByCampaign() throws {
    let rows = (0..<2000).map { row in
      let arm = row % 2 == 0 ? "mail" : "none"
      return "c\(row),\(arm),\(row * 7 % 13),\(row % 2 == 0 ? row % 3 : 0),\(row * 31 % 5 / 4),1"
    }
    let text = (["id,arm,a,opened,yes,b"] + rows).joined(separator: "\n")
    let table = try Fixture.table(text)
    #expect(table.leftOut.map(\.column) == ["opened"])
    #expect(table.leftOut[0].sentence.contains("more than drawing at random explains"))
  }

  @Test("Yes and no in words, amounts, and a value that means yes")
  func outcomes() throws {
    let lines = Fixture.text(200).split(separator: "\n").map { line -> String in
      var fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if fields[5] != "yes" { fields[5] = fields[5] == "1" ? "yes" : "no" }
      return fields.joined(separator: ",")
    }
    let words = lines.joined(separator: "\n")
    #expect(try Fixture.table(words).positive == "yes")
    let amounts = try Fixture.table(Fixture.text(200), outcome: "spend")
    #expect(amounts.positive == nil && amounts.outcomes.contains { $0 > 10 })
    let plans = try Fixture.table(Fixture.text(200), outcome: "plan") { $0.positive = "old" }
    #expect(plans.positive == "old")
    // Two rows of 200 have no plan.
    #expect(plans.outcomes.count == 198 && plans.notes.contains { $0.hasPrefix("2 rows") })
  }

  @Test("A control called none, which is a mark of a missing value, is found all the same")
  func controlNone() throws {
    let table = try Fixture.table(Fixture.text(200))
    #expect(table.treatments == ["mail"] && table.arms.contains("none"))
    #expect(table.notes.contains { $0.contains("is a mark of a missing value") })
    let named = try Fixture.table(
      Fixture.text(200).replacing(",none,", with: ",held,"), control: "held")
    #expect(named.arms.count { $0 == "held" } == table.arms.count { $0 == "none" })
  }

  @Test("Arms that are numbers go by their text")
  func numericArms() throws {
    let table = try Fixture.table(Fixture.text(200, arms: ["1", "0"]), control: "0")
    #expect(table.treatments == ["1"])
  }

  @Test("What cannot be is refused with the nearest name")
  func refusals() throws {
    func message(
      arm: String = "arm", control: String = "none", outcome: String = "yes", text: String? = nil,
      _ change: (inout ArmTable.Source) -> Void = { _ in }
    ) -> String {
      do {
        _ = try Fixture.table(
          text ?? Fixture.text(100), arm: arm, control: control, outcome: outcome, change)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(arm: "arms").contains("Did you mean \"arm\"?"))
    #expect(message(control: "maill").contains("Did you mean \"mail\"?"))
    #expect(message(outcome: "yess").contains("Did you mean \"yes\"?"))
    #expect(message(outcome: "arm").contains("is that of --arm already"))
    #expect(message { $0.risk = "plan" }.contains("holds no numbers"))
    #expect(message { $0.kept = ["agee"] }.contains("Did you mean \"age\"?"))
    #expect(message(outcome: "quoted").contains("--positive"))
    let still = Fixture.header + "\nc1,mail,new,3,0,0,0,x\nc2,none,new,3,0,0,0,x\n"
    #expect(message(text: still).contains("is 0 in all 2 rows"))
    #expect(message(text: Fixture.header + "\n").contains("no"))
  }
}
