// Which customer gets which action, when actions are scarce.
//
// option    a playbook that a customer qualifies for, with what it brings and costs
// capacity  the most customers of an option
// group     options that share one more capacity (a channel: a call centre, a mailing)
// limit     the most customers in all
// budget    the most money in all

/// Customers and options with values, costs and bounds: choose at most one option a customer so that
/// the values add up to the most.
struct AssignmentProblem: Sendable {
  /// The number of options, *m*; the first of equals is preferred.
  let optionCount: Int
  /// *n* × *m*, row by row: what an option brings; NaN where it is not open to the customer.
  var values: [Double]
  /// *n* × *m*: what it costs, 0 or more.
  var costs: [Double]
  /// Length *m*; nil = no bound.
  var capacities: [Int?]
  /// Length *m*: the group of each option.
  var groups: [Int]
  /// A bound a group; nil = none.
  var groupCapacities: [Int?]
  /// The most customers in all.
  var limit: Int?
  /// The most money in all.
  var budget: Double?

  /// The number of customers, *n*; the first of equals is preferred.
  var customerCount: Int { optionCount == 0 ? 0 : values.count / optionCount }

  /// A problem without bounds.
  init(optionCount: Int, values: [Double], costs: [Double]) {
    self.optionCount = optionCount
    self.values = values
    self.costs = costs
    capacities = Array(repeating: nil, count: optionCount)
    groups = Array(repeating: 0, count: optionCount)
    groupCapacities = [nil]
  }

  /// How far a sum of costs may go over the budget: the rounding of a budget that is meant to be a
  /// whole number of contacts, as in 0.3 / 0.1.
  static let budgetSlack = 1e-9
}

/// A choice of options, and how good it is.
struct Assignment: Sendable, Equatable {
  /// Length *n*: the option of each customer; -1 = none.
  var choices: [Int]
  /// What the choice brings.
  var value: Double
  /// What it costs.
  var cost: Double
  /// No choice within the bounds brings more than this; `value` itself where the choice is the best.
  var bound: Double

  /// The most that a better choice could add.
  var gap: Double { max(0, bound - value) }
}
