extension AssignmentProblem {
  /// The best choice, or one within a known distance of it.
  ///
  /// Without a budget, or with one that does not bind, or where every contact costs the same, the
  /// choice is the optimum (``AssignmentFlow``). Else it is a knapsack, and money gets a price: at
  /// the price *λ* the flow of greatest *Σ (v − λ c)* is found, and the price searched at which the
  /// spending crosses the budget *B*. For every *λ*, no choice within the budget brings more than
  /// *max Σ (v − λ c) + λ B*; the least of these is the bound. The choice that spends no more than
  /// *B* at the price found is then filled up with what is left, by falling gain a unit of money.
  /// What is missing to the bound is mostly less than one customer brings.
  ///
  /// - SeeAlso: Fisher (1981), The Lagrangian relaxation method, doi:10.1287/mnsc.27.1.1.
  func solved() -> Assignment {
    let free = assignment(price: 0)
    guard let budget, free.cost > allowed(budget) else { return free }
    if let cost = onlyCost {
      var bounded = self
      let affordable = (allowed(budget) / cost).rounded(.down)
      bounded.limit = min(limit ?? .max, affordable < 0x1p53 ? Int(affordable) : .max)
      return bounded.assignment(price: 0)
    }
    return filled(priced(free, budget: budget), budget: budget)
  }

  /// The budget with what rounding may add to it.
  private func allowed(_ budget: Double) -> Double {
    budget * (1 + Self.budgetSlack)
  }

  /// The cost of every open option that brings something, if they all cost the same and that above 0.
  private var onlyCost: Double? {
    var only: Double?
    for place in values.indices where values[place] > 0 {
      guard let cost = only else {
        only = costs[place]
        continue
      }
      if costs[place] != cost { return nil }
    }
    return only.flatMap { $0 > 0 ? $0 : nil }
  }

  private func assignment(price: Double) -> Assignment {
    assignment(of: AssignmentFlow(self, price: price).choices)
  }

  private func assignment(of choices: [Int]) -> Assignment {
    var value = 0.0
    var cost = 0.0
    for (customer, option) in choices.enumerated() where option >= 0 {
      value += values[customer * optionCount + option]
      cost += costs[customer * optionCount + option]
    }
    return Assignment(choices: choices, value: value, cost: cost, bound: value)
  }

  /// Most prices that are tried.
  private static let mostPrices = 60

  /// The best choice within the budget that some price brings, with the least bound of all prices.
  private func priced(_ free: Assignment, budget: Double) -> Assignment {
    func bound(_ found: Assignment, _ price: Double) -> Double {
      found.value + price * (budget - found.cost)
    }
    // Above this price nothing that costs anything is worth it.
    var highest = 0.0
    for place in values.indices where values[place] > 0 && costs[place] > 0 {
      highest = max(highest, values[place] / costs[place])
    }
    guard highest.isFinite else {
      var nothing = assignment(of: Array(repeating: -1, count: customerCount))
      nothing.bound = free.value
      return nothing
    }
    var over = (price: 0.0, found: free)
    var within = (price: highest, found: assignment(price: highest))
    var best = within.found
    var least = min(bound(free, 0), bound(within.found, highest))
    for _ in 0..<Self.mostPrices {
      let (more, less) = (over.found, within.found)
      guard more.cost > less.cost else { break }
      // The price at which the two choices are worth the same; the bound is least where no choice
      // is worth more than these.
      let price = (more.value - less.value) / (more.cost - less.cost)
      guard price > over.price, price < within.price else { break }
      let found = assignment(price: price)
      least = min(least, bound(found, price))
      let gain = found.value - price * found.cost
      let known = less.value - price * less.cost
      if found.cost > allowed(budget) {
        over = (price, found)
      } else {
        within = (price, found)
        if found.value > best.value { best = found }
      }
      if gain <= known + 1e-12 * max(1, abs(known)) { break }
    }
    best.bound = max(best.value, least)
    return best
  }

  /// A better option for one customer.
  private struct Gain {
    let customer: Int
    let option: Int
    let value: Double
    let cost: Double

    /// Value a unit of money; infinite where it costs nothing.
    var rate: Double { cost > 0 ? value / cost : .infinity }

    func precedes(_ other: Gain) -> Bool {
      if rate != other.rate { return rate > other.rate }
      if value != other.value { return value > other.value }
      return customer != other.customer ? customer < other.customer : option < other.option
    }
  }

  /// Passes over all customers to spend what is left of the budget.
  private static let mostPasses = 10

  /// Spends what is left on better options for one customer after the other.
  private func filled(_ start: Assignment, budget: Double) -> Assignment {
    var filled = start
    var room = Room(self, choices: start.choices)
    for _ in 0..<Self.mostPasses {
      let left = allowed(budget) - filled.cost
      var gains: [Gain] = []
      for customer in 0..<customerCount {
        let held = filled.choices[customer]
        let (value, cost) =
          held < 0
          ? (0, 0)
          : (values[customer * optionCount + held], costs[customer * optionCount + held])
        for option in 0..<optionCount where option != held {
          let place = customer * optionCount + option
          let gain = Gain(
            customer: customer, option: option, value: values[place] - value,
            cost: costs[place] - cost)
          if values[place] > 0, gain.value > 0, gain.cost <= left { gains.append(gain) }
        }
      }
      gains.sort { $0.precedes($1) }
      var isChanged = [Bool](repeating: false, count: customerCount)
      var hasChanged = false
      for gain in gains where !isChanged[gain.customer] {
        let held = filled.choices[gain.customer]
        guard filled.cost + gain.cost <= allowed(budget), room.allows(gain.option, after: held)
        else { continue }
        room.move(from: held, to: gain.option)
        filled.choices[gain.customer] = gain.option
        filled.cost += gain.cost
        filled.value += gain.value
        isChanged[gain.customer] = true
        hasChanged = true
      }
      if !hasChanged { break }
    }
    var exact = assignment(of: filled.choices)
    exact.bound = max(exact.value, start.bound)
    return exact
  }

  /// How full options and groups are.
  private struct Room {
    private let problem: AssignmentProblem
    private var counts: [Int]
    private var groupCounts: [Int]
    private var total = 0

    init(_ problem: AssignmentProblem, choices: [Int]) {
      self.problem = problem
      counts = Array(repeating: 0, count: problem.optionCount)
      groupCounts = Array(repeating: 0, count: problem.groupCapacities.count)
      for option in choices where option >= 0 { move(from: -1, to: option) }
    }

    /// Whether a customer who holds an option, or none (-1), can have another one.
    func allows(_ option: Int, after held: Int) -> Bool {
      let group = problem.groups[option]
      let isSameGroup = held >= 0 && problem.groups[held] == group
      return counts[option] < problem.capacities[option] ?? .max
        && (isSameGroup || groupCounts[group] < problem.groupCapacities[group] ?? .max)
        && (held >= 0 || total < problem.limit ?? .max)
    }

    mutating func move(from held: Int, to option: Int) {
      if held >= 0 {
        counts[held] -= 1
        groupCounts[problem.groups[held]] -= 1
      } else {
        total += 1
      }
      counts[option] += 1
      groupCounts[problem.groups[option]] += 1
    }
  }
}
