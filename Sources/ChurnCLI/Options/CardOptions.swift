internal import ArgumentParser
internal import Churn

/// What a customer's card shows besides orders: what was done before, and what to do.
struct CardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Playbooks to say what to do by; default = the usual ones; orders only. (default: none)",
      valueName: "file"))
  var playbooks: String?

  @Option(
    help: ArgumentHelp(
      "Contacts and hold-outs of the past, to show and to leave time after; orders only. "
        + "(default: none)", valueName: "file"))
  var contacts: String?

  /// Days to leave a customer alone after a contact, as at-risk has them.
  private static let cooldownDays = 30

  /// The card of a customer.
  ///
  /// - Throws: What scoring, reading playbooks and contacts throw.
  func card(
    of customer: String, in book: OrderBook, at day: Day?, by scorer: Scorer, messages: Messages
  ) throws -> CustomerCard? {
    let table = try PlayOptions.table(playbooks)
    let history = try contacts.map { try ContactHistory(reading: $0, threads: scorer.threads) }
    guard var card = try scorer.card(of: customer, in: book, at: day, contacts: history ?? .none)
    else { return nil }
    if let table {
      card.action = try action(
        for: customer, in: book, at: card.at, by: scorer, table,
        rules: ContactRules(
          history: history ?? .none, day: card.at,
          cooldownDays: history == nil ? 0 : Self.cooldownDays, pressure: table.pressure),
        messages: messages)
    }
    return card
  }

  /// The playbook that brings most, or why there is none.
  private func action(
    for customer: String, in book: OrderBook, at day: Day, by scorer: Scorer,
    _ table: PlaybookTable, rules: ContactRules, messages: Messages
  ) throws -> CustomerCard.Action? {
    let request = ListRequest(
      BundleScoring.Base(
        base: try scorer.base(of: book, at: day), costs: scorer.costs, book: book, day: day))
    guard
      let place = request.candidates.firstIndex(where: {
        $0.id.utf8.elementsEqual(customer.utf8)
      })
    else { return nil }
    if let free = rules.restsUntil(customer) {
      return CustomerCard.Action(
        words: nil, reason: "Nothing before \(free): the last contact is too short a while ago.")
    }
    let columns = try request.columns(
      wanted: table.columnNames, threads: scorer.threads, messages: messages)
    let options = try request.options(
      table, columns: columns, rules: rules, threads: scorer.threads, messages: messages)
    let words = options.bestAction(place)
    guard !words.isEmpty, let best = options.best(place) else {
      return CustomerCard.Action(
        words: nil, reason: "Nothing: no playbook that is open to this customer pays.")
    }
    return CustomerCard.Action(
      words: words,
      reason: "(expected to bring \(HumanNumber.fixed(best.netValue)), costs taken off)")
  }
}
