// A condition as a list of steps for a machine with a stack, in the order in which values are needed:
// recency_days > 60 is  column, number, compare.  Neither running nor copying it recurses, so no
// condition, however long, exhausts anything.

/// A condition, ready to be run.
struct FilterProgram: Sendable, Equatable {
  /// What one step does to the values on top of the stack.
  enum Operation: Sendable, Equatable {
    /// Puts a number there.
    case number(Double)
    /// Puts a text there.
    case text(String)
    /// Puts the value of a column there, by its place among `columnNames`.
    case column(Int)
    case negate
    /// Takes two numbers away and puts what they make there.
    case calculate(Arithmetic)
    case compare(Comparison)
    /// Whether the value is one of these.
    case isIn([Literal])
    /// Whether a value lies between two others, both included.
    case isBetween
    case isMissing
    case and
    case or
    case not
  }

  enum Arithmetic: String, Sendable { case add = "+", subtract = "-", multiply = "*", divide = "/" }

  enum Comparison: String, Sendable {
    case equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">"
    case greaterOrEqual = ">="
  }

  enum Literal: Sendable, Equatable {
    case number(Double)
    case text(String)
  }

  struct Step: Sendable, Equatable {
    let operation: Operation
    /// Characters before the word that it comes from.
    let offset: Int
  }

  /// The columns asked for, in the order of first use.
  var columnNames: [String] = []
  /// What is done, in order; one truth is left at the end.
  var steps: [Step] = []

  /// The place of a column among the names, which it joins.
  mutating func place(of column: String) -> Int {
    if let place = columnNames.firstIndex(of: column) { return place }
    columnNames.append(column)
    return columnNames.count - 1
  }

  mutating func append(_ operation: Operation, at offset: Int) {
    steps.append(Step(operation: operation, offset: offset))
  }

  /// The most values on the stack at once.
  var stackDepth: Int {
    var depth = 0
    var most = 0
    for step in steps {
      switch step.operation {
      case .number, .text, .column: depth += 1
      case .calculate, .compare, .and, .or: depth -= 1
      case .isBetween: depth -= 2
      case .negate, .isIn, .isMissing, .not: break
      }
      most = max(most, depth)
    }
    return most
  }
}
