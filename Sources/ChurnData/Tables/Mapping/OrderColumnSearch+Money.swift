extension OrderColumnSearch {
  /// A total by name; else quantity times unit price; else a price; else nothing.
  mutating func findAmount() {
    guard reasons[.amount] == nil else { return }
    let totals = best(.amount) { profiles[$0].isNumeric && !profiles[$0].isDate }
    if let first = totals.first {
      take(.amount, first, .byName)
      noteOtherTotals(totals)
      return
    }
    guard let price = bestPrice() else {
      // Half a column of numbers under such a name was meant as money: the reader counts the rest.
      let doubtful = best(.amount) { profiles[$0].numbers * 2 >= profiles[$0].filled }
      if let first = doubtful.first(where: { profiles[$0].numbers > 0 && !profiles[$0].isDate }) {
        take(.amount, first, .byName)
        return
      }
      notes.append(
        "No amount was found, so money is left out. Pass --amount COLUMN or "
          + "--amount QUANTITY*PRICE if there is one.")
      return
    }
    guard let quantity = chosen[.quantity] else {
      take(.amount, price, .byName)
      notes.append(
        "\"\(columnNames[price])\" is taken as the value of the line: there is no quantity.")
      return
    }
    taken.insert(price)
    amount = .product(quantity, columnNames[price])
    reasons[.amount] = .byProduct
  }

  private mutating func noteOtherTotals(_ totals: [Int]) {
    guard totals.count > 1 else { return }
    let others = totals.dropFirst().map { "\"\(columnNames[$0])\"" }.joined(separator: ", ")
    notes.append(
      "amount is \"\(columnNames[totals[0]])\"; \(others) would do as well: "
        + "pass --amount to choose.")
  }

  /// The free numeric column that names a price, one that says "of a piece" first.
  private func bestPrice() -> Int? {
    var best: Int?
    var bestRank = 0
    for position in columnNames.indices where !taken.contains(position) {
      let rank = RoleVocabulary.unitPriceRank(of: columnNames[position])
      guard rank > bestRank, profiles[position].isNumeric, !profiles[position].isDate else {
        continue
      }
      best = position
      bestRank = rank
    }
    return best
  }
}
