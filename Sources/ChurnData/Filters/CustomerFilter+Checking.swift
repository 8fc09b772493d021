public import ChurnMath

extension CustomerFilter {
  /// Fails where the condition asks for columns that are not there, or takes one for what it is not.
  ///
  /// - Parameter columns: The columns there are, and what they hold.
  /// - Throws: `FilterError` with the place in the condition and the nearest name.
  public func check(columns: [(name: String, kind: FeatureMatrix.Kind)]) throws(FilterError) {
    for (number, name) in columnNames.enumerated()
    where Self.place(of: name, in: columns) == nil {
      let step = program.steps.first { $0.operation == .column(number) }
      let known = columns.map(\.name)
      throw .unknownColumn(
        name: name, nearest: NearestName.of(name, in: known), known: known,
        at: FilterPlace(text: text, offset: step?.offset ?? 0))
    }
    try checkKinds { name in
      guard let place = Self.place(of: name, in: columns) else { return nil }
      return columns[place].kind == .numeric ? .number : .text
    }
  }

  /// What may be a slip and is no error: a text that a column never holds, in a sentence each.
  public func warnings(columns: [(name: String, kind: FeatureMatrix.Kind)]) -> [String] {
    var warnings: [String] = []
    /// The level names of what the step before one puts there, if it is a column.
    func levels(before step: Int) -> (name: String, levels: [String])? {
      guard program.steps.indices.contains(step),
        case .column(let number) = program.steps[step].operation,
        let place = Self.place(of: columnNames[number], in: columns),
        case .categorical(let levels) = columns[place].kind
      else { return nil }
      return (columnNames[number], levels)
    }
    func warn(_ text: String, _ column: (name: String, levels: [String])?) {
      guard let column, !column.levels.contains(text) else { return }
      let nearest = NearestName.of(text, in: column.levels)
      warnings.append(
        "\(column.name) never is \"\(FilterPlace.cut(text))\"."
          + (nearest.map { " Did you mean \"\(FilterPlace.cut($0))\"?" }
            ?? " It is \(FilterPlace.list(column.levels))."))
    }
    for (place, step) in program.steps.enumerated() {
      switch step.operation {
      case .isIn(let literals):
        for case .text(let text) in literals { warn(text, levels(before: place - 1)) }
      case .compare:
        for (text, other) in [(place - 1, place - 2), (place - 2, place - 1)] {
          guard program.steps.indices.contains(text),
            case .text(let word) = program.steps[text].operation
          else { continue }
          warn(word, levels(before: other))
        }
      default: break
      }
    }
    return warnings
  }

  /// What a value on the stack is.
  enum ValueKind { case number, text, truth }

  /// A value on the stack while kinds are checked; nil = a column of which nothing is known.
  private struct Operand {
    let kind: ValueKind?
    /// How messages call it.
    let phrase: String
    let offset: Int
  }

  /// Runs the condition on kinds instead of values.
  ///
  /// - Parameter kindOf: What a column holds; nil where that is not known yet.
  /// - Throws: `FilterError` where a value stands for a condition, or a text for a number.
  func checkKinds(_ kindOf: (String) -> ValueKind?) throws(FilterError) {
    var stack: [Operand] = []
    func at(_ offset: Int) -> FilterPlace { FilterPlace(text: text, offset: offset) }
    func pop() -> Operand { stack.popLast() ?? Operand(kind: nil, phrase: "nothing", offset: 0) }
    func needValue(_ operand: Operand, _ operation: String) throws(FilterError) {
      if operand.kind == .truth {
        throw .conditionAsValue(operation: operation, at: at(operand.offset))
      }
    }
    func needNumber(_ operand: Operand, _ operation: String) throws(FilterError) {
      try needValue(operand, operation)
      if operand.kind == .text {
        throw .notANumber(operation: operation, found: operand.phrase, at: at(operand.offset))
      }
    }
    func needTruth(_ operand: Operand) throws(FilterError) {
      if operand.kind != .truth {
        throw .notACondition(found: operand.phrase, at: at(operand.offset))
      }
    }
    func needSame(_ left: Operand, _ right: Operand, _ offset: Int) throws(FilterError) {
      switch (left.kind, right.kind) {
      case (.number, .text):
        throw .kindsDiffer(number: left.phrase, text: right.phrase, at: at(right.offset))
      case (.text, .number):
        throw .kindsDiffer(number: right.phrase, text: left.phrase, at: at(right.offset))
      default: break
      }
    }
    for step in program.steps {
      let offset = step.offset
      switch step.operation {
      case .number(let number):
        stack.append(Operand(kind: .number, phrase: "\(number)", offset: offset))
      case .text(let text):
        stack.append(
          Operand(kind: .text, phrase: "\"\(FilterPlace.cut(text))\"", offset: offset))
      case .column(let number):
        let name = columnNames[number]
        stack.append(
          Operand(kind: kindOf(name), phrase: FilterPlace.cut(name), offset: offset))
      case .negate:
        try needNumber(pop(), "-")
        stack.append(Operand(kind: .number, phrase: "the value", offset: offset))
      case .calculate(let arithmetic):
        let right = pop()
        let left = pop()
        try needNumber(left, arithmetic.rawValue)
        try needNumber(right, arithmetic.rawValue)
        stack.append(Operand(kind: .number, phrase: "the value", offset: left.offset))
      case .compare(let comparison):
        let right = pop()
        let left = pop()
        try needValue(left, comparison.rawValue)
        try needValue(right, comparison.rawValue)
        try needSame(left, right, offset)
        if comparison != .equal, comparison != .notEqual,
          left.kind == .text || right.kind == .text
        {
          throw .unorderedText(operation: comparison.rawValue, at: at(offset))
        }
        stack.append(Operand(kind: .truth, phrase: "the comparison", offset: left.offset))
      case .isIn(let literals):
        let value = pop()
        try needValue(value, "in")
        for literal in literals {
          let other =
            switch literal {
            case .number(let number):
              Operand(kind: .number, phrase: "\(number)", offset: offset)
            case .text(let text):
              Operand(kind: .text, phrase: "\"\(FilterPlace.cut(text))\"", offset: offset)
            }
          try needSame(value, other, offset)
        }
        stack.append(Operand(kind: .truth, phrase: "the comparison", offset: value.offset))
      case .isBetween:
        let high = pop()
        let low = pop()
        let value = pop()
        for operand in [value, low, high] { try needNumber(operand, "between") }
        stack.append(Operand(kind: .truth, phrase: "the comparison", offset: value.offset))
      case .isMissing:
        let value = pop()
        try needValue(value, "is missing")
        stack.append(Operand(kind: .truth, phrase: "the comparison", offset: value.offset))
      case .and, .or:
        let right = pop()
        let left = pop()
        try needTruth(left)
        try needTruth(right)
        stack.append(Operand(kind: .truth, phrase: "the condition", offset: left.offset))
      case .not:
        try needTruth(pop())
        stack.append(Operand(kind: .truth, phrase: "the condition", offset: offset))
      }
    }
    try needTruth(pop())
  }
}
