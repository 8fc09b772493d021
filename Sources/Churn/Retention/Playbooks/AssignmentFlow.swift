// The best choice without a budget, as a flow of greatest value.
//
// weight   value of an option less the price of money times its cost, as a whole number
// unit     a customer on his way through an option and its group to the end
// path     where one more customer goes: his option, customers who make room by changing theirs, and
//          a group with room
//
// Steps: find the path that adds most; send one customer along it; stop when none adds anything or
// the limit is reached.

/// Successive paths of greatest gain through customers, options and groups.
///
/// Options lie within groups and groups within the limit, so the choice is a flow in a network, and
/// the flow of greatest value for *k* customers grows into that for *k* + 1 along the path of greatest
/// gain. Gains only fall, so the flow is the best of all when the next one is not above zero: the
/// optimum, not an approximation. Weights are whole numbers (45 bits for the largest), so that sums
/// are exact and no rounding can send customers in a circle.
///
/// - Complexity: O(*n m* log *n*) to sort; O(*m*) a customer while his best option has room, else
///   O(*m²*) for each option on the longest path, and O(*m* log *n*) for each who changes.
/// - SeeAlso: Ahuja, Magnanti & Orlin (1993), Network Flows, chapter 9.7, ISBN 0-13-617549-X.
struct AssignmentFlow {
  private let problem: AssignmentProblem
  private let optionCount: Int
  /// *n* × *m*; `closed` where an option is not open or brings nothing.
  private let weights: [Int64]
  private static let closed = Int64.min

  /// The option of each customer; -1 = none.
  private(set) var choices: [Int]
  private var counts: [Int]
  private var groupCounts: [Int]
  private var total = 0
  /// For each option the customers to whom it is open, by falling weight, and how many are passed.
  private var queues: [[Int32]] = []
  private var heads: [Int] = []
  /// For each pair of options those who could change from the first to the second.
  private var changes: [ChangeHeap] = []

  /// Finds the best choice when money has a price.
  ///
  /// - Parameters:
  ///   - problem: What to choose; its budget is passed over.
  ///   - price: What a unit of money counts as; an option that brings no more than it then costs is
  ///     not chosen.
  init(_ problem: AssignmentProblem, price: Double) {
    self.problem = problem
    optionCount = problem.optionCount
    weights = Self.weights(problem, price: price)
    choices = Array(repeating: -1, count: problem.customerCount)
    counts = Array(repeating: 0, count: problem.optionCount)
    groupCounts = Array(repeating: 0, count: problem.groupCapacities.count)
    chooseBest()
    if isWithinBounds { return }
    chooseNothing()
    queues = (0..<optionCount).map(queue)
    heads = Array(repeating: 0, count: optionCount)
    changes = Array(repeating: ChangeHeap(), count: optionCount * optionCount)
    while total < problem.limit ?? .max, augment() {}
  }

  /// Whole-number weights: the largest has 45 bits, fewer where so many customers could overflow.
  private static func weights(_ problem: AssignmentProblem, price: Double) -> [Int64] {
    var largest = 0.0
    for value in problem.values where value > largest { largest = value }
    guard largest > 0, largest.isFinite else {
      return Array(repeating: closed, count: problem.values.count)
    }
    let rowBits = Int.bitWidth - problem.customerCount.leadingZeroBitCount
    let unit = largest / Double(Int64(1) << Int64(max(1, min(45, 61 - rowBits))))
    return problem.values.indices.map { place in
      let value = problem.values[place]
      guard value > 0 else { return closed }
      // At most the greatest weight, as prices and costs are not negative; far below it at worst.
      let weight = ((value - price * problem.costs[place]) / unit).rounded()
      return weight >= 1 ? Int64(weight) : closed
    }
  }

  // MARK: - Without bounds

  private mutating func chooseBest() {
    for customer in choices.indices {
      var best = -1
      var most = Self.closed
      for option in 0..<optionCount where weight(customer, option) > most {
        (best, most) = (option, weight(customer, option))
      }
      guard best >= 0 else { continue }
      choices[customer] = best
      count(best, 1)
      total += 1
    }
  }

  private mutating func chooseNothing() {
    for customer in choices.indices where choices[customer] >= 0 {
      count(choices[customer], -1)
      choices[customer] = -1
    }
    total = 0
  }

  private var isWithinBounds: Bool {
    if let limit = problem.limit, total > limit { return false }
    for option in counts.indices where !isAtMost(counts[option], problem.capacities[option]) {
      return false
    }
    for group in groupCounts.indices
    where !isAtMost(groupCounts[group], problem.groupCapacities[group]) {
      return false
    }
    return true
  }

  // MARK: - One more customer

  /// Sends one more customer along the path of greatest gain; false when none adds anything.
  private mutating func augment() -> Bool {
    var starts = [Int64](repeating: Self.closed, count: optionCount)
    var best = -1
    for option in 0..<optionCount {
      guard let customer = next(option) else { continue }
      starts[option] = weight(customer, option)
      guard best >= 0, let other = next(best) else {
        best = option
        continue
      }
      // Of equal customers the first, of equal options the first.
      if starts[option] > starts[best] || (starts[option] == starts[best] && customer < other) {
        best = option
      }
    }
    guard best >= 0 else { return false }
    // Where the best option has room no path is better: what follows the first step of a path never
    // adds to it, or the flow before would not have been the best of its size.
    if hasRoom(best), hasRoom(group: problem.groups[best]) {
      if let customer = next(best) { enter(customer, best) }
      count(best, 1)
      total += 1
      return true
    }
    return augment(from: starts)
  }

  /// One step of a path: where it came from, and who changed his option on it.
  private struct Step {
    var gain = AssignmentFlow.closed
    var from = -1
    var customer = -1
  }

  /// Finds and takes the path of greatest gain (Bellman-Ford over options and groups).
  private mutating func augment(from starts: [Int64]) -> Bool {
    var steps = starts.map { Step(gain: $0) }
    steps += groupCounts.map { _ in Step() }
    let m = optionCount
    var isChanged = true
    var rounds = 0
    while isChanged, rounds <= steps.count {
      isChanged = false
      rounds += 1
      for option in 0..<m where steps[option].gain > Self.closed {
        let gain = steps[option].gain
        let group = m + problem.groups[option]
        if hasRoom(option), gain > steps[group].gain {
          steps[group] = Step(gain: gain, from: option)
          isChanged = true
        }
        for other in 0..<m where other != option {
          guard let change = nextChange(option, other), gain + change.gain > steps[other].gain
          else { continue }
          steps[other] = Step(
            gain: gain + change.gain, from: option, customer: Int(change.customer))
          isChanged = true
        }
      }
      for group in groupCounts.indices where steps[m + group].gain > Self.closed {
        let gain = steps[m + group].gain
        for option in 0..<m
        where problem.groups[option] == group && counts[option] > 0 && gain > steps[option].gain {
          steps[option] = Step(gain: gain, from: m + group)
          isChanged = true
        }
      }
    }
    var last = -1
    for group in groupCounts.indices where hasRoom(group: group) {
      let gain = steps[m + group].gain
      if gain > 0, last < 0 || gain > steps[m + last].gain { last = group }
    }
    guard last >= 0 else { return false }
    take(steps, to: m + last)
    groupCounts[last] += 1
    total += 1
    return true
  }

  /// Moves the customers of a path, from its end to its start.
  private mutating func take(_ steps: [Step], to end: Int) {
    var node = end
    // A path has no circle, so it has no more steps than there are nodes.
    for _ in 0...steps.count {
      let step = steps[node]
      if node >= optionCount {
        counts[step.from] += 1
      } else if step.from < 0 {
        if let customer = next(node) { enter(customer, node) }
        return
      } else if step.from >= optionCount {
        counts[node] -= 1
      } else {
        enter(step.customer, node)
      }
      node = step.from
    }
  }

  /// Gives a customer an option, and remembers what else he could change to.
  private mutating func enter(_ customer: Int, _ option: Int) {
    choices[customer] = option
    let held = weight(customer, option)
    for other in 0..<optionCount where other != option {
      let offered = weight(customer, other)
      guard offered != Self.closed else { continue }
      changes[option * optionCount + other].push(
        ChangeHeap.Change(gain: offered - held, customer: Int32(customer)))
    }
  }

  // MARK: - Looking things up

  private func queue(_ option: Int) -> [Int32] {
    let open = choices.indices.filter { weight($0, option) != Self.closed }
    return open.sorted {
      let (left, right) = (weight($0, option), weight($1, option))
      return left != right ? left > right : $0 < $1
    }.map { Int32($0) }
  }

  private func weight(_ customer: Int, _ option: Int) -> Int64 {
    weights[customer * optionCount + option]
  }

  /// The customer without an option to whom this one brings most.
  private mutating func next(_ option: Int) -> Int? {
    while heads[option] < queues[option].count {
      let customer = Int(queues[option][heads[option]])
      if choices[customer] < 0 { return customer }
      heads[option] += 1
    }
    return nil
  }

  /// The change from one option to another that costs least or adds most.
  private mutating func nextChange(_ option: Int, _ other: Int) -> ChangeHeap.Change? {
    let place = option * optionCount + other
    while let change = changes[place].first {
      if choices[Int(change.customer)] == option { return change }
      changes[place].removeFirst()
    }
    return nil
  }

  private mutating func count(_ option: Int, _ more: Int) {
    counts[option] += more
    groupCounts[problem.groups[option]] += more
  }

  private func isAtMost(_ count: Int, _ bound: Int?) -> Bool { count <= bound ?? .max }

  private func hasRoom(_ option: Int) -> Bool {
    counts[option] < problem.capacities[option] ?? .max
  }

  private func hasRoom(group: Int) -> Bool {
    groupCounts[group] < problem.groupCapacities[group] ?? .max
  }
}

/// Customers who could change from one option to another, the one who adds most first.
struct ChangeHeap: Sendable {
  /// What a customer's change adds, negative where it costs.
  struct Change: Sendable {
    let gain: Int64
    let customer: Int32

    /// Whether this change comes before another one; of equal gains the first customer's.
    func precedes(_ other: Change) -> Bool {
      gain != other.gain ? gain > other.gain : customer < other.customer
    }
  }

  private var changes: [Change] = []

  /// The change that adds most.
  var first: Change? { changes.first }

  /// Adds a change.
  mutating func push(_ change: Change) {
    changes.append(change)
    var place = changes.count - 1
    while place > 0, changes[place].precedes(changes[(place - 1) / 2]) {
      changes.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Removes the change that adds most.
  mutating func removeFirst() {
    guard let last = changes.popLast(), !changes.isEmpty else { return }
    changes[0] = last
    var place = 0
    while true {
      var first = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < changes.count && changes[child].precedes(changes[first]) {
        first = child
      }
      guard first != place else { return }
      changes.swapAt(place, first)
      place = first
    }
  }
}
