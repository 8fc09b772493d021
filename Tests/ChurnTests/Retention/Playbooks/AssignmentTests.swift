import ChurnMath
import Testing

@testable import Churn

@Suite("Assigning scarce actions")
struct AssignmentTests {
  /// A random problem; half of the values are whole numbers, so that there are ties.
  private func problem(
    _ random: inout RandomStream, customers: Int, options: Int, hasBudget: Bool
  ) -> AssignmentProblem {
    let isWhole = random.below(2) == 0
    let isOneCost = random.below(4) == 0
    func value() -> Double {
      if random.below(4) == 0 { return .nan }
      let value = random.uniform() * 12 - 2
      return isWhole ? value.rounded() : value
    }
    let values = (0..<customers * options).map { _ in value() }
    let costs = values.map { _ in
      isOneCost ? 1 : random.below(5) == 0 ? 0 : Double(1 + random.below(4))
    }
    var problem = AssignmentProblem(optionCount: options, values: values, costs: costs)
    let groups = 1 + random.below(options)
    problem.groups = (0..<options).map { _ in random.below(groups) }
    problem.capacities = (0..<options).map { _ in
      random.below(3) == 0 ? nil : random.below(customers + 1)
    }
    problem.groupCapacities = (0..<groups).map { _ in
      random.below(2) == 0 ? nil : random.below(customers + 1)
    }
    problem.limit = random.below(2) == 0 ? nil : random.below(customers + 1)
    if hasBudget { problem.budget = random.uniform() * Double(customers) * 2 }
    return problem
  }

  private func keepsBounds(_ choices: [Int], _ problem: AssignmentProblem) -> Bool {
    var counts = [Int](repeating: 0, count: problem.optionCount)
    var groups = [Int](repeating: 0, count: problem.groupCapacities.count)
    var cost = 0.0
    for (customer, option) in choices.enumerated() where option >= 0 {
      let place = customer * problem.optionCount + option
      if !(problem.values[place] > 0) { return false }
      counts[option] += 1
      groups[problem.groups[option]] += 1
      cost += problem.costs[place]
    }
    return counts.indices.allSatisfy { counts[$0] <= problem.capacities[$0] ?? .max }
      && groups.indices.allSatisfy { groups[$0] <= problem.groupCapacities[$0] ?? .max }
      && counts.reduce(0, +) <= problem.limit ?? .max
      && cost <= (problem.budget ?? .infinity) * (1 + 1e-9)
  }

  /// Every choice of every customer: the greatest value within the bounds.
  private func bruteForce(_ problem: AssignmentProblem) -> Double {
    var best = 0.0
    var choices = [Int](repeating: -1, count: problem.customerCount)
    func value() -> Double {
      choices.enumerated().reduce(0) { sum, entry in
        entry.element < 0
          ? sum : sum + problem.values[entry.offset * problem.optionCount + entry.element]
      }
    }
    while true {
      if keepsBounds(choices, problem) { best = max(best, value()) }
      var place = 0
      while place < choices.count {
        choices[place] += 1
        if choices[place] < problem.optionCount { break }
        choices[place] = -1
        place += 1
      }
      if place == choices.count { return best }
    }
  }

  @Test(
    "Without a budget the choice is the best there is: every choice was tried", arguments: 0..<300)
  func optimum(seed: UInt64) {
    var random = RandomStream(seed: seed, stream: 11)
    let problem = problem(
      &random, customers: 1 + random.below(6), options: 1 + random.below(3), hasBudget: false)
    let found = problem.solved()
    #expect(keepsBounds(found.choices, problem))
    let best = bruteForce(problem)
    #expect(abs(found.value - best) <= 1e-9, "\(found) \(best) \(problem)")
    #expect(found.gap == 0)
  }

  @Test(
    "With a budget the choice keeps it, and the best lies between its value and its bound",
    arguments: 0..<300)
  func budget(seed: UInt64) {
    var random = RandomStream(seed: seed, stream: 12)
    let problem = problem(
      &random, customers: 1 + random.below(6), options: 1 + random.below(3), hasBudget: true)
    let found = problem.solved()
    #expect(keepsBounds(found.choices, problem))
    let best = bruteForce(problem)
    #expect(found.value <= best + 1e-9)
    #expect(found.bound >= best - 1e-9, "\(found) \(best)")
    // Where every contact costs the same, the budget is a number of contacts: the optimum.
    let paid = problem.values.indices.filter { problem.values[$0] > 0 }.map { problem.costs[$0] }
    if Set(paid).count == 1, paid[0] > 0 { #expect(abs(found.value - best) <= 1e-9) }
  }

  @Test(
    "With many customers the gap to the bound is less than two of them bring", arguments: 0..<20)
  func gap(seed: UInt64) {
    var random = RandomStream(seed: seed, stream: 13)
    var problem = problem(&random, customers: 600, options: 5, hasBudget: true)
    problem.values = problem.values.map { _ in
      let value = random.uniform() * 12 - 2
      return value > 9.5 ? .nan : value
    }
    let found = problem.solved()
    #expect(keepsBounds(found.choices, problem))
    #expect(found.gap <= 2 * 9.5, "\(found.value) \(found.bound)")
  }

  @Test("Of equal customers the first, of equal options the first")
  func ties() {
    var problem = AssignmentProblem(
      optionCount: 2, values: Array(repeating: 5, count: 8), costs: Array(repeating: 1, count: 8))
    problem.capacities = [1, 2]
    problem.groups = [0, 1]
    problem.groupCapacities = [nil, nil]
    #expect(problem.solved().choices == [0, 1, 1, -1])
    problem.capacities = [nil, nil]
    #expect(problem.solved().choices == [0, 0, 0, 0])
    problem.limit = 2
    #expect(problem.solved().choices == [0, 0, -1, -1])
    problem.limit = nil
    problem.budget = 3
    #expect(problem.solved().choices == [0, 0, 0, -1])
  }

  @Test("A scarce option goes to the one who loses most without it, not to the one it suits best")
  func regret() {
    // By hand: greedy gives the first option to customer 0 (10) and leaves 1 with nothing: 10 + 0.
    // The best gives it to customer 1 and 9 to customer 0.
    var problem = AssignmentProblem(
      optionCount: 2, values: [10, 9, 8, .nan], costs: [0, 0, 0, 0])
    problem.capacities = [1, nil]
    let found = problem.solved()
    #expect(found.choices == [1, 0] && found.value == 17)
  }

  @Test("Nobody, nothing to choose, nothing that brings anything, no room, no money")
  func nothing() {
    #expect(AssignmentProblem(optionCount: 0, values: [], costs: []).solved().choices == [])
    #expect(AssignmentProblem(optionCount: 2, values: [], costs: []).solved().choices == [])
    var problem = AssignmentProblem(
      optionCount: 1, values: [.nan, -1, 0, .leastNonzeroMagnitude, 1e300], costs: [1, 1, 1, 1, 1])
    #expect(problem.solved().choices.last == 0)
    problem.capacities = [0]
    #expect(problem.solved().choices == [-1, -1, -1, -1, -1])
    problem.capacities = [nil]
    problem.budget = 0
    #expect(problem.solved().choices == [-1, -1, -1, -1, -1])
    problem.costs[4] = .leastNonzeroMagnitude
    #expect(problem.solved().choices.count == 5)
  }

  @Test("A budget that is a whole number of contacts pays for all of them")
  func wholeContacts() {
    for contacts in 0...300 {
      var problem = AssignmentProblem(
        optionCount: 1, values: (0..<320).map { 400 - Double($0) },
        costs: Array(repeating: 0.1, count: 320))
      problem.budget = Double(contacts) / 10
      #expect(problem.solved().choices.count { $0 == 0 } == contacts)
    }
  }
}
