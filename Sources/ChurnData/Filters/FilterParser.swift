// The grammar, from what binds least to what binds most:
//
// condition  = both { "or" both }
// both       = negated { "and" negated }
// negated    = { "not" } comparison
// comparison = sum [ "=" | "!=" | "<" | "<=" | ">" | ">=" sum
//                  | ["not"] "in" "(" literal { "," literal } ")"
//                  | ["not"] "between" sum "and" sum
//                  | "is" ["not"] "missing" ]
// sum        = product { "+" | "-" product }
// product    = signed { "*" | "/" signed }
// signed     = { "+" | "-" } part
// part       = number | text | column | "(" condition ")"
//
// A parenthesis may hold a condition or a value; which of them fits is found out afterwards.

/// Turns the words of a condition into steps.
struct FilterParser {
  private let text: String
  private let tokens: [FilterToken]
  private var next = 0
  private var depth = 0
  private var program = FilterProgram()

  /// Parentheses that may stand in one another.
  private static let deepest = 64

  /// The steps of a condition.
  static func program(_ text: String) throws(FilterError) -> FilterProgram {
    var parser = FilterParser(text: text, tokens: try FilterLexer.tokens(text))
    guard parser.token.kind != .end else { throw .empty }
    try parser.condition()
    guard parser.token.kind == .end else {
      throw parser.unexpected("a comparison, and, or, or the end of the condition")
    }
    return parser.program
  }

  private init(text: String, tokens: [FilterToken]) {
    self.text = text
    self.tokens = tokens
  }

  private var token: FilterToken { tokens[next] }

  /// Goes past a word; the end stays.
  private mutating func advance() { next = min(next + 1, tokens.count - 1) }

  private mutating func take(_ keyword: FilterToken.Keyword) -> Bool {
    guard token.kind == .keyword(keyword) else { return false }
    advance()
    return true
  }

  private mutating func take(_ symbol: String) -> Bool {
    guard token.kind == .symbol(symbol) else { return false }
    advance()
    return true
  }

  private mutating func need(_ symbol: String) throws(FilterError) {
    guard take(symbol) else { throw unexpected("\"\(symbol)\"") }
  }

  private func unexpected(_ expected: String) -> FilterError {
    .unexpected(
      found: token.phrase, expected: expected,
      at: FilterPlace(text: text, offset: token.offset))
  }

  // MARK: - Conditions

  private mutating func condition() throws(FilterError) {
    try both()
    while token.kind == .keyword(.or) {
      let offset = token.offset
      advance()
      try both()
      program.append(.or, at: offset)
    }
  }

  private mutating func both() throws(FilterError) {
    try negated()
    while token.kind == .keyword(.and) {
      let offset = token.offset
      advance()
      try negated()
      program.append(.and, at: offset)
    }
  }

  private mutating func negated() throws(FilterError) {
    let offset = token.offset
    var isNegated = false
    var isAny = false
    while take(.not) {
      isNegated.toggle()
      isAny = true
    }
    try comparison()
    // Twice not is still asked for a truth.
    if isAny { program.append(.not, at: offset) }
    if isAny, !isNegated { program.append(.not, at: offset) }
  }

  private mutating func comparison() throws(FilterError) {
    try sum()
    let offset = token.offset
    if case .symbol(let symbol) = token.kind,
      let comparison = FilterProgram.Comparison(rawValue: symbol)
    {
      advance()
      try sum()
      program.append(.compare(comparison), at: offset)
      return
    }
    if take(.is) {
      let isNegated = take(.not)
      guard take(.missing) || take(.null) else { throw unexpected("the word missing") }
      program.append(.isMissing, at: offset)
      if isNegated { program.append(.not, at: offset) }
      return
    }
    let isNegated = take(.not)
    if take(.in) {
      program.append(.isIn(try literals()), at: offset)
    } else if take(.between) {
      try sum()
      guard take(.and) else { throw unexpected("the word and: between a lowest and a highest") }
      try sum()
      program.append(.isBetween, at: offset)
    } else if isNegated {
      throw unexpected("in or between")
    } else {
      return
    }
    if isNegated { program.append(.not, at: offset) }
  }

  /// What stands in the parentheses after `in`.
  private mutating func literals() throws(FilterError) -> [FilterProgram.Literal] {
    try need("(")
    var literals: [FilterProgram.Literal] = []
    repeat {
      let isNegative = take("-")
      switch token.kind {
      case .number(let number): literals.append(.number(isNegative ? -number : number))
      case .text(let text) where !isNegative: literals.append(.text(text))
      default: throw unexpected("a number or a text in quotes")
      }
      advance()
    } while take(",")
    guard take(")") else { throw unexpected("\",\" or \")\"") }
    return literals
  }

  // MARK: - Values

  private mutating func sum() throws(FilterError) {
    try product()
    while case .symbol(let symbol) = token.kind, symbol == "+" || symbol == "-",
      let arithmetic = FilterProgram.Arithmetic(rawValue: symbol)
    {
      let offset = token.offset
      advance()
      try product()
      program.append(.calculate(arithmetic), at: offset)
    }
  }

  private mutating func product() throws(FilterError) {
    try signed()
    while case .symbol(let symbol) = token.kind, symbol == "*" || symbol == "/",
      let arithmetic = FilterProgram.Arithmetic(rawValue: symbol)
    {
      let offset = token.offset
      advance()
      try signed()
      program.append(.calculate(arithmetic), at: offset)
    }
  }

  private mutating func signed() throws(FilterError) {
    let offset = token.offset
    var signs = 0
    var isNegative = false
    while case .symbol(let symbol) = token.kind, symbol == "+" || symbol == "-" {
      signs += 1
      if symbol == "-" { isNegative.toggle() }
      advance()
    }
    try part()
    guard signs > 0 else { return }
    program.append(.negate, at: offset)
    if !isNegative { program.append(.negate, at: offset) }
  }

  private mutating func part() throws(FilterError) {
    let offset = token.offset
    switch token.kind {
    case .number(let number): program.append(.number(number), at: offset)
    case .text(let text): program.append(.text(text), at: offset)
    case .name(let name): program.append(.column(program.place(of: name)), at: offset)
    case .symbol("("):
      depth += 1
      guard depth <= Self.deepest else {
        throw .tooDeep(limit: Self.deepest, at: FilterPlace(text: text, offset: offset))
      }
      advance()
      try condition()
      guard token.kind == .symbol(")") else { throw unexpected("\")\"") }
      depth -= 1
    default: throw unexpected("a column, a number, a text in quotes or \"(\"")
    }
    advance()
  }
}
