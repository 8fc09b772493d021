/// Finds what a return takes back: the latest earlier purchase of the same product, then the one
/// before it, until the return is used up.
struct ReturnMatcher: Sendable {
  /// One purchase line of which something may still be taken back.
  struct Lot: Sendable {
    let order: Int
    var value: Int64
    var units: Int64
    /// In currency.
    var margin: Double
  }

  /// What a return line asks for; not negative.
  struct Claim: Sendable {
    var value: Int64
    var units: Int64
    let hasValue: Bool
    let hasUnits: Bool
  }

  /// What one lot gave up.
  struct Settlement {
    let order: Int
    let value: Int64
    let units: Int64
    let margin: Double
    let isWholeLot: Bool
  }

  /// Open lots of each product, the latest last.
  private var lots: [UInt32: [Lot]] = [:]

  mutating func reset() { if !lots.isEmpty { lots.removeAll(keepingCapacity: true) } }

  mutating func add(product: UInt32, lot: Lot) { lots[product, default: []].append(lot) }

  /// Takes a claim out of the lots of a product and returns the value that met none.
  ///
  /// Value decides how far a claim reaches; without amounts units do, and without either a return
  /// takes back one line.
  mutating func settle(
    _ claim: Claim, product: UInt32, _ report: (Settlement) -> Void
  ) -> Int64 {
    var claim = claim
    var open = lots[product] ?? []
    defer { lots[product] = open }
    lots[product] = nil
    while let lot = open.last {
      let isWholeLot: Bool =
        if claim.hasValue {
          claim.value >= lot.value
        } else if claim.hasUnits {
          claim.units >= lot.units
        } else {
          true
        }
      let value = min(claim.value, lot.value)
      let units = isWholeLot ? lot.units : min(claim.units, lot.units)
      let margin =
        isWholeLot || lot.value == 0
        ? lot.margin : lot.margin * (Double(value) / Double(lot.value))
      report(
        Settlement(
          order: lot.order, value: value, units: units, margin: margin, isWholeLot: isWholeLot))
      claim.value -= value
      claim.units -= min(claim.units, lot.units)
      if isWholeLot {
        open.removeLast()
      } else {
        open[open.count - 1].value -= value
        open[open.count - 1].units -= units
        open[open.count - 1].margin -= margin
      }
      let isSpent =
        claim.hasValue ? claim.value == 0 : claim.hasUnits ? claim.units == 0 : true
      if isSpent { break }
    }
    return claim.value
  }
}
