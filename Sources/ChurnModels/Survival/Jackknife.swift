// How far each customer pulls at the curves, in sums that need one pass along time.
//
// pull       ∂S/∂w and ∂Fₖ/∂w of a customer: how the curves would move if he weighed a little more
// at risk    all who are at risk since the start have the same pull, the common one; one who entered
//            later has it less what it has grown from the common pull at his entry
//
// At a time with hazards hₖ = dₖ / n and h = Σ hₖ, everybody's pulls move on by
//   ∂S ← (1 − h) ∂S − S x,   ∂Fₖ ← ∂Fₖ + hₖ ∂S + S xₖ,   x = Σ xₖ,
// with xₖ = (1 − hₖ) / n for one who leaves for reason k now, −hₖ / n for the others at risk, 0 for
// those who are not. So the sums of squares need only sums of pulls over those at risk, and over those
// who leave for each reason.

internal import ChurnMath

/// Sums over the customers of one exit time and one way to leave, and of one entry time.
struct ExitSums {
  /// What customers who share a time and a fate add.
  struct Part {
    /// Σ w².
    var weight = 0.0
    /// Σ w² a, where the pull at *S* was *a S* at the entry.
    var survival = 0.0
    /// Σ w² bₖ, where the pull at *Fₖ* was *bₖ + a Fₖ* at the entry.
    var incidences: [Double]

    init(reasons: Int) { incidences = Array(repeating: 0, count: reasons) }
  }

  /// One customer who entered late or has a weight.
  private struct Customer {
    let exit: Int
    /// The place of the reason, from 1; 0 for a censored one.
    let kind: Int
    let entry: Int
    let square: Double
  }

  private let table: RiskTable
  private let reasons: Int
  /// In the order of exits; empty for a plain table, whose counts say all.
  private var customers: [Customer] = []
  /// Their squares, in the order of entries.
  private var entries: [(entry: Int, square: Double)] = []
  private var nextExit = 0
  private var nextEntry = 0
  /// The scale that keeps squares of weights in range.
  let scale: Double

  /// Of a table without weights and late entries.
  init(_ table: RiskTable) {
    self.table = table
    reasons = table.reasons.count
    scale = 1
  }

  /// Of any lifetimes, those of the table.
  init(_ table: RiskTable, _ lifetimes: Lifetimes) {
    self.table = table
    reasons = table.reasons.count
    var places = [Int](repeating: 0, count: 256)
    for (place, reason) in table.reasons.enumerated() { places[Int(reason)] = place + 1 }
    let largest = lifetimes.weights?.max() ?? 1
    scale = largest > 0 ? largest : 1
    customers.reserveCapacity(lifetimes.count)
    for row in 0..<lifetimes.count {
      let weight = (lifetimes.weights?[row] ?? 1) / scale
      guard weight > 0 else { continue }
      let duration = lifetimes.durations[row]
      // Late are those who miss times of the table.
      let entry = lifetimes.entries.map { entries in
        table.times.partitionPoint { $0 <= entries[row] }
      }
      customers.append(
        Customer(
          exit: table.times.partitionPoint { $0 < duration },
          kind: places[Int(lifetimes.exits[row])], entry: entry ?? 0, square: weight * weight))
    }
    // Sums in an order that the rows do not decide.
    customers.sort {
      ($0.exit, $0.kind, $0.entry, $0.square) < ($1.exit, $1.kind, $1.entry, $1.square)
    }
    entries = customers.map { ($0.entry, $0.square) }.sorted { $0 < $1 }
  }

  /// Whether some come under observation after the first time.
  var isTruncated: Bool { table.isTruncated }

  /// Those who come under observation after the time before `index`.
  mutating func entering(_ index: Int) -> Double {
    if customers.isEmpty { return index == 0 ? table.totalWeight : 0 }
    var sum = 0.0
    while nextEntry < entries.count, entries[nextEntry].entry <= index {
      sum += entries[nextEntry].square
      nextEntry += 1
    }
    return sum
  }

  /// Those who go at a time, the censored first and then by reason; `atEntry` tells *a* and *bₖ* of
  /// those who entered just before a time.
  mutating func leaving(
    _ index: Int, atEntry: (_ entry: Int) -> (survival: Double, incidences: ArraySlice<Double>)
  ) -> [Part] {
    var parts = [Part](repeating: Part(reasons: reasons), count: reasons + 1)
    if customers.isEmpty {
      parts[0].weight = table.censored[index]
      for place in 0..<reasons { parts[place + 1].weight = table.eventsByReason[place][index] }
      return parts
    }
    while nextExit < customers.count, customers[nextExit].exit == index {
      let customer = customers[nextExit]
      let (a, b) = atEntry(customer.entry)
      parts[customer.kind].weight += customer.square
      parts[customer.kind].survival += customer.square * a
      for (place, value) in b.enumerated() {
        parts[customer.kind].incidences[place] += customer.square * value
      }
      nextExit += 1
    }
    return parts
  }
}

/// The curves, and the sums of squared pulls, time after time.
struct Jackknife {
  private(set) var survival = 1.0
  private(set) var incidences: [Double]
  /// Σ w² (∂S)².
  private(set) var survivalSquares = 0.0
  /// Σ w² (∂Fₖ)².
  private(set) var squares: [Double]
  /// Σ w² ∂S ∂Fₖ.
  private var products: [Double]
  /// The pull of one at risk from the start.
  private var pullOfSurvival = 0.0
  private var pulls: [Double]
  /// Sums over those at risk.
  private var atRisk: ExitSums.Part
  /// *a* and *bₖ* of one who enters just before each time; 1 + r numbers a time.
  private var entries: [Double] = []

  init(reasons: Int) {
    incidences = Array(repeating: 0, count: reasons)
    squares = incidences
    products = incidences
    pulls = incidences
    atRisk = ExitSums.Part(reasons: reasons)
  }

  mutating func pass(
    atRisk n: Double, events d: Double, byReason: [Double], index: Int, exits: inout ExitSums
  ) {
    let reasons = incidences.count
    let a = survival > 0 ? pullOfSurvival / survival : 0
    if index == 0 || exits.isTruncated {
      entries.append(a)
      for k in 0..<reasons { entries.append(pulls[k] - a * incidences[k]) }
    }
    let entering = exits.entering(index)
    atRisk.weight += entering
    atRisk.survival += entering * a
    for k in 0..<reasons { atRisk.incidences[k] += entering * (pulls[k] - a * incidences[k]) }
    let leaving = exits.leaving(index) { [entries] entry in
      let start = entry * (reasons + 1)
      return (entries[start], entries[start + 1..<start + 1 + reasons])
    }
    if d > 0 { step(n, d, byReason, leaving, scale: exits.scale) }
    for part in leaving {
      atRisk.weight -= part.weight
      atRisk.survival -= part.survival
      for k in 0..<reasons { atRisk.incidences[k] -= part.incidences[k] }
    }
  }

  /// Σ w² ∂S over some of those at risk.
  private func survivalPull(_ part: ExitSums.Part) -> Double {
    part.weight * pullOfSurvival - part.survival * survival
  }

  /// Σ w² ∂Fₖ over some of those at risk.
  private func pull(_ part: ExitSums.Part, _ k: Int) -> Double {
    part.weight * pulls[k] - part.incidences[k] - part.survival * incidences[k]
  }

  private mutating func step(
    _ n: Double, _ d: Double, _ byReason: [Double], _ leaving: [ExitSums.Part], scale: Double
  ) {
    let reasons = incidences.count
    let hazards = byReason.map { $0 / n }
    let h = d == n ? 1 : d / n
    let s = survival
    // A weight of `scale` counts as one, so that an added weight moves hazards by scale / n.
    let unit = scale / n
    // Everybody at risk is given the input of one who stays; those who leave get `unit` more.
    let restSurvival = s * h * unit
    let all = (
      weight: atRisk.weight, survival: survivalPull(atRisk),
      pulls: (0..<reasons).map { pull(atRisk, $0) }
    )
    let gone = leaving.dropFirst().map { part in
      (
        weight: part.weight, survival: survivalPull(part),
        pulls: (0..<reasons).map { pull(part, $0) }
      )
    }
    let goneWeight = gone.reduce(0) { $0 + $1.weight }
    let goneSurvival = gone.reduce(0) { $0 + $1.survival }
    // Inputs: to ∂S e = restSurvival − [leaves] s·unit, to ∂Fₖ fₖ = −s hₖ unit + [leaves for k] s·unit.
    let push = s * unit
    let sumSE = restSurvival * all.survival - push * goneSurvival
    let sumEE =
      restSurvival * restSurvival * (all.weight - goneWeight)
      + (restSurvival - push) * (restSurvival - push) * goneWeight
    let stay = 1 - h
    var newSquares = squares
    var newProducts = products
    for k in 0..<reasons {
      let f = -s * hazards[k] * unit
      let own = gone[k]
      let sumSF = f * all.survival + push * own.survival
      let sumFF = f * all.pulls[k] + push * own.pulls[k]
      let sumFE =
        restSurvival * all.pulls[k] - push * gone.reduce(0) { $0 + $1.pulls[k] }
      let sumInputs =
        f * f * (all.weight - own.weight) + (f + push) * (f + push) * own.weight
      let sumCross =
        f * restSurvival * (all.weight - goneWeight)
        + f * (restSurvival - push) * (goneWeight - own.weight)
        + (f + push) * (restSurvival - push) * own.weight
      // (∂F + h ∂S + f)², and (stay ∂S + e)(∂F + h ∂S + f).
      newSquares[k] =
        squares[k] + hazards[k] * hazards[k] * survivalSquares + sumInputs
        + 2 * (hazards[k] * products[k] + sumFF + hazards[k] * sumSF)
      newProducts[k] =
        stay * (products[k] + hazards[k] * survivalSquares + sumSF)
        + sumFE + hazards[k] * sumSE + sumCross
    }
    let newSurvivalSquares = stay * stay * survivalSquares + 2 * stay * sumSE + sumEE
    // Rounding may leave a little less than nothing.
    squares = newSquares.map { max(0, $0) }
    products = newProducts
    survivalSquares = h == 1 ? 0 : max(0, newSurvivalSquares)
    for k in 0..<reasons {
      pulls[k] += hazards[k] * pullOfSurvival - s * hazards[k] * unit
      incidences[k] += s * hazards[k]
    }
    // Where all at risk leave, nobody is left to share the common pull.
    pullOfSurvival = d == n ? 0 : stay * pullOfSurvival + restSurvival
    survival = d == n ? 0 : s * (1 - d / n)
  }
}
