import Foundation
import Testing

@Suite("Lists with playbooks", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct PlaybookListTests {
  /// Six customers of margin 100 in a file of scores.
  private static let scores = """
    customer_id,churn_probability,risk_band,value_at_risk,segment,days_since_last,region
    a,0.9,critical,90,slipping,40,north
    b,0.8,critical,80,slipping,50,south
    c,0.5,high,50,loyal,10,north
    d,0.4,high,40,loyal,12,north
    e,0.1,low,10,loyal,3,south
    f,0.01,low,1,new,1,south

    """

  private static let playbooks = """
    playbooks:
      call:
        where: risk_band = 'critical'
        channel: phone
        offer: a call
        contact-cost: 5
        save-rate: 0.2
        capacity: 1
        cooldown: 90
      mail:
        where: churn_probability >= 0.05
        channel: e-mail
        offer: 10 % voucher
        contact-cost: 1
        incentive: 10
        save-rate: 0.1
        cooldown: 30
      trip:
        where: kilometres > 3
        channel: e-mail

    """

  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.scores, to: "scores.csv")
    try workspace.write(Self.playbooks, to: "p.yaml")
    return workspace
  }

  @Test("A list from scores, by hand: actions, costs, columns at the end")
  func byHand() throws {
    let run = try workspace().churn(
      "at-risk", "--scores", "scores.csv", "--playbooks", "p.yaml", "--holdout", "0")
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.rows[0].joined(separator: ",") == """
        customer_id,group,churn_probability,value_at_risk,expected_net_value,\
        cumulative_net_value,segment,action,reason_1,reason_2,reason_3,playbook,channel,offer,\
        contact_cost,incentive_cost,save_rate,stratum,day
        """)
    // call: 0.2 v - 5; mail: 0.1 v - 1 - 10 x 0.1. One call: a gains 13 - 7, b 11 - 6, so a is called.
    #expect(run.rows.dropFirst().map { $0[0] } == ["a", "b", "c", "d"])
    #expect(run.rows.dropFirst().map { $0[4] } == ["13", "6", "3", "2"])
    #expect(run.rows.dropFirst().map { $0[5] } == ["13", "19", "22", "24"])
    #expect(run.rows[1][7] == "call: phone with a call")
    #expect(run.rows[2][7] == "mail: e-mail with 10 % voucher")
    #expect(
      Array(run.rows[2].suffix(8)) == [
        "mail", "e-mail", "10 % voucher", "1", "10", "0.1", "mail/critical", "",
      ])
    #expect(run.errors.contains("Playbook \"trip\" is left out: there is no column \"kilometres\""))
    #expect(run.errors.contains("Everybody whom a playbook pays for is on the list."))
  }

  @Test("Who is not on the list, and why: the file, and one customer")
  func whyNot() throws {
    let workspace = try workspace()
    try workspace.write(
      "customer_id,day,group,playbook\na,2024-05-25,contact,mail\nc,2024-04-20,contact,mail\n"
        + "d,2024-03-01,contact,mail\nb,2024-05-30,holdout,call\n", to: "sent.csv")
    let arguments = [
      "at-risk", "--scores", "scores.csv", "--playbooks", "p.yaml", "--holdout", "0", "--at",
      "2024-06-01", "--contacts", "sent.csv", "--cooldown", "20", "--where",
      "region = 'north' or days_since_last > 2", "--budget", "1.5",
    ]
    let run = try workspace.run(arguments + ["--why-not", "why.csv", "--out", "list.csv"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      workspace.text("why.csv") == """
        customer_id,reason,detail,churn_probability,value_at_risk,best_playbook,best_net_value
        a,cooldown,was contacted lately; free again on 2024-06-14.,0.9,90,,
        b,budget,the budget goes to customers who bring more.,0.8,80,call,11
        c,budget,the budget goes to customers who bring more.,0.5,50,mail,3
        d,budget,the budget goes to customers who bring more.,0.4,40,mail,2
        e,does-not-pay,would cost more than the contact is expected to bring.,0.1,10,mail,-1
        f,condition,does not meet --where.,0.01,1,,

        """)
    let one = try workspace.run(arguments + ["--explain", "a"])
    #expect(one.output.hasPrefix("a is not on the list: was contacted lately; free again on 2024"))
    #expect(one.output.contains("used lately, free again on 2024-06-24"))
    let rich = try workspace.run(arguments.dropLast(2) + ["--explain", "b"])
    #expect(
      rich.output.hasPrefix(
        "b is on the list, row 1, to be contacted: call: phone with a call.\n"), "\(rich.output)")
    let json = try workspace.run(arguments + ["--explain", "e", "--json"])
    let document = try #require(try json.json() as? [String: Any])
    #expect(document["onList"] as? Bool == false)
    #expect(document["reason"] as? String == "does-not-pay")
    let unknown = try workspace.run(arguments + ["--explain", "zz"])
    #expect(unknown.status == 65 && unknown.errors.contains("No customer \"zz\" among the 6"))
  }

  @Test("The usual playbooks are written, read, and used on orders and their bundle")
  func standard() throws {
    let workspace = try SmallShop.trained()
    #expect(try workspace.churn("at-risk", "--write-playbooks", "mine.yaml").status == 0)
    let arguments = ["at-risk", "shop", "orders.csv", "--holdout", "0.2", "--why-not", "why.csv"]
    let usual = try workspace.run(arguments + ["--playbooks", "default"])
    #expect(usual.status == 0, "\(usual.errors)")
    let mine = try workspace.run(arguments + ["--playbooks", "mine.yaml", "--threads", "1"])
    #expect(mine.output == usual.output && usual.rows.count > 10)
    // Everybody is on the list or in the file of the others.
    let listed = usual.rows.dropFirst().map { $0[0] }
    let others = workspace.text("why.csv").split(separator: "\n").dropFirst()
      .map { String($0.prefix { $0 != "," }) }
    let all = Set(SmallShop.rows.map { String($0.prefix { $0 != "," }) })
    #expect(Set(listed).union(others) == all && listed.count + others.count == all.count)
    // The list is a contact history: nobody of it is contacted again at once, hold-outs may be.
    try workspace.write(usual.output, to: "sent.csv")
    let next = try workspace.run(
      ["at-risk", "shop", "orders.csv", "--playbooks", "default", "--contacts", "sent.csv"])
    let contacted = Set(usual.rows.dropFirst().filter { $0[1] == "contact" }.map { $0[0] })
    #expect(next.status == 0, "\(next.errors)")
    #expect(contacted.isDisjoint(with: next.rows.dropFirst().map { $0[0] }))
    // Scores name what is best done.
    let scores = try workspace.run(["score", "shop", "orders.csv", "--playbooks", "default"])
    let place = try #require(scores.rows[0].firstIndex(of: "action"))
    #expect(scores.rows.dropFirst().contains { $0[place].hasPrefix("win-back: e-mail with") })
    let plain = try workspace.run(["score", "shop", "orders.csv"])
    #expect(plain.rows.dropFirst().allSatisfy { $0[place] == "" })
  }

  @Test("The same bytes for any thread count and order of rows")
  func determinism() throws {
    let workspace = try SmallShop.trained()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    let arguments = ["--playbooks", "default", "--budget", "9", "--why-not"]
    let one = try workspace.run(
      ["at-risk", "shop", "orders.csv", "--threads", "1"] + arguments + ["one.csv"])
    let two = try workspace.run(
      ["at-risk", "shop", "shuffled.csv", "--threads", "3"] + arguments + ["two.csv"])
    #expect(one.status == 0 && one.output == two.output)
    #expect(workspace.bytes("one.csv") == workspace.bytes("two.csv"))
    let lines = Self.scores.split(separator: "\n")
    let shop = try self.workspace()
    try shop.write(
      ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n", to: "back.csv")
    let forth = try shop.churn(
      "at-risk", "--scores", "scores.csv", "--playbooks", "p.yaml", "--why-not", "f.csv")
    let back = try shop.churn(
      "at-risk", "--scores", "back.csv", "--playbooks", "p.yaml", "--why-not", "b.csv")
    #expect(forth.output == back.output && shop.bytes("f.csv") == shop.bytes("b.csv"))
  }

  @Test("JSON: rows, totals by playbook, bounds")
  func json() throws {
    let run = try workspace().churn(
      "at-risk", "--scores", "scores.csv", "--playbooks", "p.yaml", "--holdout", "0", "--limit",
      "2", "--json")
    let document = try #require(try run.json() as? [String: Any])
    let rows = try #require(document["rows"] as? [[String: Any]])
    #expect(rows.map { $0["playbook"] as? String } == ["call", "mail"])
    let summary = try #require(document["summary"] as? [String: Any])
    let parts = try #require(summary["playbooks"] as? [[String: Any]])
    #expect(parts.map { $0["playbook"] as? String } == ["call", "mail"])
    #expect(parts.map { $0["contacts"] as? Int } == [1, 1])
    let bounds = try #require(summary["bounds"] as? [[String: Any]])
    #expect(bounds.map { $0["phrase"] as? String } == ["--limit is reached"])
    #expect(bounds.map { $0["customers"] as? Int } == [2])
    #expect((summary["leftOut"] as? [[String: Any]])?.count == 1)
    #expect(summary["optimalityGap"] as? Double == 0)
  }

  @Test(
    "What cannot be is said and writes nothing",
    arguments: [
      ("--playbooks no.yaml", Int32(66), "no.yaml: no such file"),
      ("--playbooks bad.yaml", 65, "bad.yaml:2: unknown key \"x\""),
      ("--playbooks trips.yaml", 65, "None of the playbooks can be used"),
      ("--where kilometres>3", 64, "--where: No column \"kilometres\""),
      ("--where churn_probabilty>0", 64, "Did you mean \"churn_probability\"?"),
      ("--where churn_probability>", 64, "--where: Expected"),
      ("--contacts sent.csv", 64, "Pass --at DATE"),
      ("--contacts no.csv --at 2024-06-01", 66, "no.csv: no such file"),
      ("--contacts scores.csv --at 2024-06-01", 65, "is no history of contacts"),
      ("--cooldown -1", 64, "--cooldown: expected 0 to 36500 days"),
      ("--save-rates no.csv", 66, "no.csv"),
      ("--write-playbooks x.yaml", 64, "leave the data out"),
    ])
  func errors(_ options: String, _ status: Int32, _ sentence: String) throws {
    let workspace = try workspace()
    try workspace.write("customer_id,day\na,2024-05-25\n", to: "sent.csv")
    try workspace.write("playbooks:\n  a: {channel: c, x: 1}\n", to: "bad.yaml")
    try workspace.write(
      "playbooks:\n  a:\n    channel: c\n    where: kilometres > 3\n", to: "trips.yaml")
    let before = try workspace.contents()
    let run = try workspace.run(
      ["at-risk", "--scores", "scores.csv"] + options.split(separator: " ").map(String.init))
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(sentence) && run.output == "", "\(run.errors)")
    #expect(try workspace.contents() == before)
  }

  @Test("A ready table with a value a customer: what its columns carry, and what is missing")
  func table() throws {
    let workspace = try SmallShop.trained()
    try workspace.write(
      """
      playbooks:
        monthly:
          where: contract = 'monthly' and risk_band in ('high', 'critical')
          channel: letter
          offer: a yearly contract
          save-rate: 0.3
        tiers:
          where: value_tier = 'top'
          channel: phone

      """, to: "p.yaml")
    let run = try workspace.churn("at-risk", "ready", "table.csv", "--playbooks", "p.yaml")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("Playbook \"tiers\" is left out"))
    #expect(run.rows.count > 5)
    let noMoney = try workspace.churn(
      "at-risk", "ready", "table.csv", "--playbooks", "p.yaml", "--value", "none")
    #expect(noMoney.status == 64 && noMoney.errors.contains("--playbooks needs money"))
  }
}
