internal import ChurnMath

/// A condition at work on the columns of a matrix, some hundred rows at a time.
///
/// A truth is 1, 0 or, where it is unknown, `NaN`; a text is the number of its name among all names
/// that occur.
struct FilterRun {
  private let program: FilterProgram
  private let columns: [FeatureMatrix.Column]
  /// For each text column, the number of each level's name; empty for a column of numbers.
  private let nameNumbers: [[Double]]
  private let names: [String: Double]
  private var stack: [Double]

  /// Rows of a block: a few columns of so many stay within the nearest cache.
  private static let blockRows = 256

  /// A run over columns in the order of the program's names.
  init(_ program: FilterProgram, columns: [FeatureMatrix.Column]) {
    self.program = program
    self.columns = columns
    var names: [String: Double] = [:]
    func number(_ name: String) -> Double {
      if let known = names[name] { return known }
      let number = Double(names.count)
      names[name] = number
      return number
    }
    nameNumbers = columns.map { column in
      guard case .categorical(let levels) = column.kind else { return [] }
      return levels.map(number)
    }
    // Names that no column has get numbers of their own: they equal themselves and nothing else.
    for step in program.steps {
      switch step.operation {
      case .text(let text): _ = number(text)
      case .isIn(let literals):
        for case .text(let text) in literals { _ = number(text) }
      default: break
      }
    }
    self.names = names
    stack = Array(repeating: 0, count: max(1, program.stackDepth) * Self.blockRows)
  }

  /// Whether the condition is true of each row.
  mutating func truths(rowCount: Int) -> [Bool] {
    var truths: [Bool] = []
    truths.reserveCapacity(rowCount)
    let members = program.steps.map { step -> Set<Double> in
      guard case .isIn(let literals) = step.operation else { return [] }
      return Set(literals.compactMap(value))
    }
    var first = 0
    while first < rowCount {
      let rows = min(Self.blockRows, rowCount - first)
      run(first, rows, members)
      for row in 0..<rows { truths.append(stack[row] == 1) }
      first += rows
    }
    return truths
  }

  /// The number that stands for a literal.
  private func value(_ literal: FilterProgram.Literal) -> Double? {
    switch literal {
    case .number(let number): number
    case .text(let text): names[text]
    }
  }

  private mutating func run(_ first: Int, _ rows: Int, _ members: [Set<Double>]) {
    var top = -1
    for (place, step) in program.steps.enumerated() {
      switch step.operation {
      case .number(let number):
        top += 1
        fill(top, rows, with: number)
      case .text(let text):
        top += 1
        fill(top, rows, with: names[text] ?? .nan)
      case .column(let number):
        top += 1
        load(columns[number], nameNumbers[number], first, rows, into: top)
      case .negate: change(top, rows) { -$0 }
      case .calculate(let arithmetic):
        top -= 1
        switch arithmetic {
        case .add: combine(top, rows) { $0 + $1 }
        case .subtract: combine(top, rows) { $0 - $1 }
        case .multiply: combine(top, rows) { $0 * $1 }
        case .divide: combine(top, rows) { $1 == 0 ? .nan : $0 / $1 }
        }
      case .compare(let comparison):
        top -= 1
        combine(top, rows) { left, right in
          guard !left.isNaN, !right.isNaN else { return .nan }
          let isTrue =
            switch comparison {
            case .equal: left == right
            case .notEqual: left != right
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            case .greaterOrEqual: left >= right
            }
          return isTrue ? 1 : 0
        }
      case .isIn:
        let members = members[place]
        change(top, rows) { $0.isNaN ? .nan : members.contains($0) ? 1 : 0 }
      case .isBetween:
        top -= 2
        between(top, rows)
      case .isMissing: change(top, rows) { $0.isNaN ? 1 : 0 }
      case .and:
        top -= 1
        combine(top, rows) { $0 == 0 || $1 == 0 ? 0 : $0 * $1 }
      case .or:
        top -= 1
        combine(top, rows) { $0 == 1 || $1 == 1 ? 1 : $0 + $1 }
      case .not: change(top, rows) { 1 - $0 }
      }
    }
  }

  private mutating func fill(_ top: Int, _ rows: Int, with value: Double) {
    let start = top * Self.blockRows
    for row in 0..<rows { stack[start + row] = value }
  }

  private mutating func load(
    _ column: FeatureMatrix.Column, _ numbers: [Double], _ first: Int, _ rows: Int, into top: Int
  ) {
    let start = top * Self.blockRows
    guard case .categorical = column.kind else {
      for row in 0..<rows { stack[start + row] = column.values[first + row] }
      return
    }
    for row in 0..<rows {
      let level = column.values[first + row]
      let isKnown = level >= 0 && level < Double(numbers.count)
      stack[start + row] = isKnown ? numbers[Int(level)] : .nan
    }
  }

  private mutating func change(_ top: Int, _ rows: Int, _ body: (Double) -> Double) {
    let start = top * Self.blockRows
    for row in 0..<rows { stack[start + row] = body(stack[start + row]) }
  }

  /// Puts what two values make in the place of the lower one.
  private mutating func combine(_ top: Int, _ rows: Int, _ body: (Double, Double) -> Double) {
    let start = top * Self.blockRows
    for row in 0..<rows {
      stack[start + row] = body(stack[start + row], stack[start + Self.blockRows + row])
    }
  }

  private mutating func between(_ top: Int, _ rows: Int) {
    let start = top * Self.blockRows
    for row in 0..<rows {
      let value = stack[start + row]
      let low = stack[start + Self.blockRows + row]
      let high = stack[start + 2 * Self.blockRows + row]
      // Known to lie outside of one end is enough, as with two comparisons joined by and.
      let isBelow = value < low
      let isAbove = value > high
      let isUnknown = value.isNaN || low.isNaN || high.isNaN
      stack[start + row] = isBelow || isAbove ? 0 : isUnknown ? .nan : 1
    }
  }
}
