import Testing

@testable import ChurnData

@Suite("Playbooks")
struct PlaybookTableTests {
  private func table(_ text: String) throws -> PlaybookTable {
    try PlaybookTable.parse(text, path: "p.yaml")
  }

  @Test("The usual table reads, and has what people ask for")
  func standard() throws {
    let table = try table(PlaybookTable.standardYAML)
    #expect(table == .standard)
    #expect(
      table.playbooks.map(\.name) == [
        "VIP", "win-back", "welcome", "cross-sell", "upsell", "loyalty", "reward", "anniversary",
        "survey",
      ])
    // Each does something, costs something and rests.
    for playbook in table.playbooks {
      #expect(playbook.condition != nil && playbook.cooldownDays > 0, "\(playbook.name)")
      let effect =
        (playbook.saveRate ?? 0) + (playbook.orderUplift ?? 0) + (playbook.worth ?? 0)
      #expect(effect > 0 && playbook.contactCost ?? 0 > 0, "\(playbook.name)")
    }
    #expect(table.playbooks.filter(\.needsItem).map(\.name) == ["cross-sell"])
    #expect(table.channelCapacities == ["phone": 100])
    #expect(table.pressure == .init(contacts: 3, days: 90))
    #expect(table.columnNames == ["value_tier", "risk_band", "stage", "tenure_days"])
  }

  @Test("Every key of a playbook")
  func keys() throws {
    let table = try table(
      """
      playbooks:
        call:
          where: recency_days > 30 and region in ('north', 'south')
          channel: phone
          offer: "talk about {item} and {item}"
          contact-cost: 2.50
          incentive: 4
          accept-rate: 50%
          save-rate: 12.5 %
          order-uplift: 0.02
          worth: 1
          cooldown: 30
          capacity: 7
          priority: -1.5
        bare:
          channel: e-mail
      channels: {phone: 5}
      pressure: {contacts: 2, days: 60}
      """)
    let call = try #require(table.playbooks.first)
    #expect(call.condition?.columnNames == ["recency_days", "region"])
    #expect(call.contactCost == 2.5 && call.incentive == 4 && call.worth == 1)
    #expect(call.acceptRate == 0.5 && call.saveRate == 0.125 && call.orderUplift == 0.02)
    #expect(call.cooldownDays == 30 && call.capacity == 7 && call.priority == -1.5)
    #expect(call.offer(item: "tea") == "talk about tea and tea")
    #expect(call.offer(item: nil) == nil)
    #expect(call.action(offer: "tea") == "call: phone with tea")
    let bare = table.playbooks[1]
    #expect(bare.contactCost == nil && bare.saveRate == nil && bare.capacity == nil)
    #expect(bare.condition == nil && bare.cooldownDays == 0)
    #expect(bare.offer(item: nil) == "" && bare.action(offer: "") == "bare: e-mail")
  }

  @Test(
    "What is wrong is said with its line and what was meant",
    arguments: [
      ("", "p.yaml: is empty"),
      ("playbooks: {}\n", "p.yaml:1: no playbooks"),
      ("playbook:\n  a: {channel: x}\n", "p.yaml:1: unknown key \"playbook\". Did you mean"),
      (
        "playbooks:\n  a:\n    chanel: x\n",
        "p.yaml:3: unknown key \"chanel\". Did you mean \"channel\""
      ),
      ("playbooks:\n  a:\n    offer: x\n", "p.yaml:2: \"a\" has no channel"),
      ("playbooks:\n  a:\n", "p.yaml:2: \"a\" says nothing"),
      ("playbooks:\n  a: {channel: x}\n  a: {channel: y}\n", "stands there twice"),
      (
        "playbooks:\n  a:\n    channel: x\n    save-rate: 1.5\n",
        "p.yaml:4: a.save-rate: expected a share from 0 to 1"
      ),
      ("playbooks:\n  a:\n    channel: x\n    save-rate: 150 %\n", "got \"150 %\""),
      ("playbooks:\n  a:\n    channel: x\n    save-rate: high\n", "got \"high\""),
      (
        "playbooks:\n  a:\n    channel: x\n    contact-cost: -1\n",
        "a.contact-cost: expected money of 0 or more"
      ),
      (
        "playbooks:\n  a:\n    channel: x\n    contact-cost: .inf\n",
        "a.contact-cost: expected money"
      ),
      (
        "playbooks:\n  a:\n    channel: x\n    capacity: 1.5\n",
        "a.capacity: expected a whole number of customers"
      ),
      ("playbooks:\n  a:\n    channel: x\n    capacity: 1e300\n", "a.capacity: expected"),
      (
        "playbooks:\n  a:\n    channel: x\n    cooldown: 99999999999\n",
        "a.cooldown: expected a whole number of days"
      ),
      ("playbooks:\n  a:\n    channel: [x]\n", "expected one value, got a list"),
      (
        "playbooks:\n  a:\n    channel: x\n    where: recency_days >\n",
        "p.yaml:4: a.where: Expected"
      ),
      ("playbooks:\n  a:\n    channel: x\nchannels:\n  y: 3\n", "p.yaml:5: unknown key \"y\""),
      ("playbooks:\n  a:\n    channel: mail\nchannels:\n  mial: 3\n", "Did you mean \"mail\""),
      (
        "playbooks:\n  a:\n    channel: x\npressure:\n  contacts: 3\n",
        "p.yaml:4: pressure: expected both"
      ),
      ("- a\n", "expected keys with values, got a list"),
      ("playbooks:\n  \"\":\n    channel: x\n", "a playbook's name has 1 to 60 characters"),
      ("playbooks: &a\n  b: *a\n", "an anchor"),
    ])
  func errors(_ text: String, _ words: String) throws {
    let error = try #require(#expect(throws: DataError.self) { try table(text) })
    #expect(error.description.contains(words), "\(error.description)")
  }

  @Test("A file that is not there is missing input")
  func missing() {
    #expect(throws: DataError.missingFile(path: "/no/such.yaml")) {
      try PlaybookTable.read("/no/such.yaml")
    }
  }
}
