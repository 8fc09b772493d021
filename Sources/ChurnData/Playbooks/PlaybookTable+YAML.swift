extension PlaybookTable {
  private static let keys = [
    "where", "channel", "offer", "contact-cost", "incentive", "accept-rate", "save-rate",
    "order-uplift", "worth", "cooldown", "capacity", "priority",
  ]

  /// Reads a table.
  ///
  /// - Throws: `DataError.missingFile`, and `.mapping` with the line and the nearest name.
  public static func read(_ path: String) throws(DataError) -> PlaybookTable {
    let yaml: MappingYAML
    do {
      yaml = try MappingYAML(path: path)
    } catch {
      if case .mapping(.missingFile) = error { throw DataError.missingFile(path: path) }
      throw error
    }
    return try PlaybookTable(yaml)
  }

  /// Reads a table from text; the path is for messages.
  static func parse(_ text: String, path: String) throws(DataError) -> PlaybookTable {
    try PlaybookTable(MappingYAML(text: text, path: path))
  }

  private init(_ yaml: MappingYAML) throws(DataError) {
    try yaml.allow(["playbooks", "channels", "pressure"])
    guard let part = try yaml.section("playbooks"), !part.entries.isEmpty else {
      throw .mapping(
        .malformed(
          path: yaml.path, line: yaml.line(of: "playbooks"),
          problem: "no playbooks. Make a table to start from with "
            + "churn at-risk --write-playbooks FILE."))
    }
    playbooks = []
    for entry in part.entries { playbooks.append(try Self.playbook(entry, in: part)) }
    if let part = try yaml.section("channels") {
      let used = playbooks.map(\.channel)
      for entry in part.entries {
        guard used.contains(entry.key) else {
          throw .mapping(
            .unknownKey(
              path: part.path, line: entry.line, key: entry.key,
              nearest: NearestName.of(entry.key, in: used),
              known: used.indices.filter { !used[..<$0].contains(used[$0]) }.map { used[$0] }))
        }
        channelCapacities[entry.key] = try PlaybookField(entry.key, of: part).count
      }
    }
    if let part = try yaml.section("pressure") {
      try part.allow(["contacts", "days"])
      guard let contacts = try PlaybookField("contacts", of: part).count,
        let days = try PlaybookField("days", of: part).days
      else {
        throw .mapping(
          .malformed(
            path: part.path, line: yaml.line(of: "pressure"),
            problem: "pressure: expected both contacts and days, such as 2 contacts in 60 days."))
      }
      pressure = Pressure(contacts: contacts, days: days)
    }
  }

  private static func playbook(
    _ entry: MappingYAML.Entry, in part: MappingYAML
  ) throws(DataError) -> Playbook {
    let isControlled = entry.key.unicodeScalars.contains {
      $0.properties.generalCategory == .control
    }
    guard !entry.key.allSatisfy(\.isWhitespace), !isControlled, entry.key.count <= 60 else {
      throw .mapping(
        .malformed(
          path: part.path, line: entry.line,
          problem: "a playbook's name has 1 to 60 characters on one line, got "
            + "\"\(FilterPlace.cut(entry.key))\"."))
    }
    guard let rules = try part.section(entry.key) else {
      throw .mapping(
        .malformed(
          path: part.path, line: entry.line,
          problem: "\"\(entry.key)\" says nothing. Give it at least a channel and an offer."))
    }
    try rules.allow(keys)
    guard let channel = try rules.text("channel") else {
      throw .mapping(
        .malformed(
          path: part.path, line: entry.line,
          problem: "\"\(entry.key)\" has no channel. Say how customers are contacted, "
            + "such as channel: e-mail."))
    }
    var playbook = Playbook(
      name: entry.key, channel: channel, offer: try rules.text("offer") ?? "")
    if let text = try rules.text("where") {
      do { playbook.condition = try CustomerFilter(text) } catch {
        throw .mapping(
          .malformed(
            path: part.path, line: rules.line(of: "where"),
            problem: "\(entry.key).where: \(error.description)"))
      }
    }
    playbook.contactCost = try PlaybookField("contact-cost", of: rules).money
    playbook.incentive = try PlaybookField("incentive", of: rules).money
    playbook.worth = try PlaybookField("worth", of: rules).money
    playbook.acceptRate = try PlaybookField("accept-rate", of: rules).share
    playbook.saveRate = try PlaybookField("save-rate", of: rules).share
    playbook.orderUplift = try PlaybookField("order-uplift", of: rules).share
    playbook.cooldownDays = try PlaybookField("cooldown", of: rules).days ?? 0
    playbook.capacity = try PlaybookField("capacity", of: rules).count
    playbook.priority = try PlaybookField("priority", of: rules).number ?? 0
    return playbook
  }
}

/// One value of a playbook, checked for what it should be.
private struct PlaybookField {
  private let text: String?
  private let yaml: MappingYAML
  private let key: String

  init(_ key: String, of yaml: MappingYAML) throws(DataError) {
    text = try yaml.text(key)
    self.yaml = yaml
    self.key = key
  }

  /// Money of 0 or more.
  var money: Double? {
    get throws(DataError) { try checked("money of 0 or more, such as 2.50") { $0 >= 0 } }
  }

  /// A share from 0 to 1, `0.1` or `10 %`.
  var share: Double? {
    get throws(DataError) {
      try checked("a share from 0 to 1, such as 0.1 or 10 %") { (0...1).contains($0) }
    }
  }

  /// Any number.
  var number: Double? {
    get throws(DataError) { try checked("a number") { _ in true } }
  }

  /// A number of customers.
  var count: Int? {
    get throws(DataError) {
      try checked("a whole number of customers, 0 or more") {
        $0 >= 0 && $0 == $0.rounded() && $0 < 0x1p53
      }.map { Int($0) }
    }
  }

  /// A number of days.
  var days: Int? {
    get throws(DataError) {
      try checked("a whole number of days from 0 to 36500") {
        (0...36_500).contains($0) && $0 == $0.rounded()
      }.map { Int($0) }
    }
  }

  private func checked(
    _ expected: String, _ isRight: (Double) -> Bool
  ) throws(DataError) -> Double? {
    guard let text else { return nil }
    var digits = text[...]
    let isPercent = digits.last == "%" && expected.hasPrefix("a share")
    if isPercent {
      digits.removeLast()
      while digits.last == " " { digits.removeLast() }
    }
    if let value = Double(digits), value.isFinite, isRight(isPercent ? value / 100 : value) {
      return isPercent ? value / 100 : value
    }
    throw .mapping(
      .wrongType(
        path: yaml.path, line: yaml.line(of: key),
        key: yaml.part.isEmpty ? key : "\(yaml.part).\(key)", expected: expected,
        found: "\"\(FilterPlace.cut(text))\""))
  }
}
