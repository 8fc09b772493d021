import ChurnData
import Foundation
import TestSupport
import Testing

@testable import Churn

@Suite("Contact history")
struct ContactHistoryTests {
  private typealias Contact = ContactHistory.Contact

  private func read(_ text: String) throws -> ContactHistory {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("contacts-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(text.utf8).write(to: url)
    return try ContactHistory(reading: url.path, threads: 2)
  }

  private func day(_ text: String) throws -> Day { try #require(Day(iso: text)) }

  @Test("The simulator's campaign reads: who, when, contacted or held out, for how much")
  func campaign() throws {
    let history = try read(
      """
      customer_id,group,day,cost
      K2,holdout,2025-08-03,0.00
      K1,contact,2025-08-03,0.50

      """)
    #expect(
      history.contacts == [
        Contact(id: "K1", day: try day("2025-08-03"), cost: 0.5),
        Contact(id: "K2", day: try day("2025-08-03"), isContacted: false, cost: 0),
      ])
  }

  @Test("Contacts of a customer ascend by day, and the order of rows does not matter")
  func order() throws {
    let rows = [
      "a,2024-05-01,win-back,e-mail", "b,2024-01-01,,", "a,2024-02-01,VIP,phone",
      "a,2024-02-01,VIP,phone", "\u{E9}x,2024-03-01,VIP,phone", "e\u{301}x,2024-04-01,VIP,phone",
    ]
    let header = "customer_id,date,action,channel\n"
    let history = try read(header + rows.joined(separator: "\n") + "\n")
    #expect(history == (try read(header + rows.reversed().joined(separator: "\n") + "\n")))
    let contacts = history.contacts(of: "a")
    #expect(contacts.map(\.day.description) == ["2024-02-01", "2024-05-01"])
    #expect(contacts.map(\.action) == ["VIP", "win-back"] && contacts.allSatisfy(\.isContacted))
    #expect(history.contacts(of: "b").first?.action == nil)
    // One letter spelled in two ways is two customers.
    #expect(history.contacts(of: "\u{E9}x").map(\.day.description) == ["2024-03-01"])
    #expect(history.contacts(of: "e\u{301}x").map(\.day.description) == ["2024-04-01"])
    #expect(history.contacts(of: "nobody").isEmpty && history.contacts.count == 5)
  }

  @Test("A playbook's name goes before the words of its action, and apostrophes come off")
  func playbookColumn() throws {
    let history = try read(
      "customer_id,time,action,playbook\n'=x,2024-05-01 23:59:00,win-back: e-mail,win-back\n")
    #expect(
      history.contacts == [Contact(id: "=x", day: try day("2024-05-01"), action: "win-back")])
  }

  @Test("A list of a day knows nothing of later contacts")
  func known() throws {
    let history = try read("customer_id,day\na,2024-05-01\na,2024-05-02\nb,2024-05-03\n")
    #expect(history.known(on: try day("2024-05-02")).contacts.count == 2)
    #expect(history.known(on: nil) == history)
    #expect(history.merging(history) == history)
  }

  @Test(
    "An empty file and a header alone are nobody's contacts", arguments: ["", "customer_id,day\n"])
  func empty(_ text: String) throws {
    let history = try read(text)
    #expect(history == .none && history.isEmpty && history.contacts(of: "a").isEmpty)
  }

  @Test(
    "What is no history is refused with what was expected",
    arguments: [
      ("id,day\na,2024-05-01\n", "no column \"customer_id\""),
      ("customer_id,weekday\na,Monday\n", "no column \"day\" (or date, time)"),
      ("customer_id,day,group\na,2024-05-01,perhaps\n", "data row 1: group is \"perhaps\""),
      ("customer_id,day,cost\na,2024-05-01,1\nb,2024-05-01,-1\n", "data row 2: cost is -1.0"),
      (
        "customer_id,day,cost\na,2024-05-01,1\nb,2024-05-01,1e999\n",
        "expected a number, got \"1e999\""
      ),
    ])
  func invalid(_ text: String, _ words: String) throws {
    let error = try #require(#expect(throws: (any Error).self) { try read(text) })
    #expect("\(error)".contains(words), "\(error)")
  }
}
