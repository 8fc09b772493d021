/// One word of a condition, with its place.
struct FilterToken: Equatable {
  /// What a word is.
  enum Kind: Equatable {
    case number(Double)
    case text(String)
    /// A column; plain names may also be keywords, quoted ones never.
    case name(String)
    case keyword(Keyword)
    case symbol(String)
    case end
  }

  /// Words that cannot be plain names, in any case.
  enum Keyword: String, CaseIterable {
    case and, or, not, `in`, between, `is`, missing, null
  }

  let kind: Kind
  /// Characters before it.
  let offset: Int
  /// As it was written.
  let spelling: String

  /// How messages call it.
  var phrase: String {
    kind == .end ? "the end of the condition" : "\"\(FilterPlace.cut(spelling))\""
  }
}

/// Cuts a condition into words.
struct FilterLexer {
  private let text: String
  private let letters: [Character]
  private var place = 0

  /// Cuts a whole condition; the last word is its end.
  static func tokens(_ text: String) throws(FilterError) -> [FilterToken] {
    var lexer = FilterLexer(text)
    var tokens: [FilterToken] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private init(_ text: String) {
    self.text = text
    letters = Array(text)
  }

  private mutating func next() throws(FilterError) -> FilterToken {
    while place < letters.count, letters[place].isWhitespace { place += 1 }
    let start = place
    guard place < letters.count else { return token(.end, from: start) }
    let letter = letters[place]
    switch letter {
    case "'", "\"":
      let text = try quoted(letter)
      return token(.text(text), from: start)
    case "`":
      let name = try quoted(letter)
      return token(.name(name), from: start)
    default: break
    }
    if Self.isDigit(letter) || (letter == "." && isDigit(at: place + 1)) {
      // Read first: a call on `self` may take its copy before its arguments move the place on.
      let value = try number()
      return token(.number(value), from: start)
    }
    if Self.isNameStart(letter) { return name() }
    return try symbol()
  }

  private func token(_ kind: FilterToken.Kind, from start: Int) -> FilterToken {
    FilterToken(kind: kind, offset: start, spelling: String(letters[start..<place]))
  }

  private func at(_ offset: Int) -> FilterPlace { FilterPlace(text: text, offset: offset) }

  /// What stands between two quotes; a doubled quote stands for itself.
  private mutating func quoted(_ quote: Character) throws(FilterError) -> String {
    let start = place
    var content = ""
    place += 1
    while place < letters.count {
      if letters[place] == quote {
        place += 1
        guard place < letters.count, letters[place] == quote else { return content }
      }
      content.append(letters[place])
      place += 1
    }
    throw .unclosedQuote(quote: String(quote), at: at(start))
  }

  private mutating func number() throws(FilterError) -> Double {
    let start = place
    while isDigit(at: place) || letter(at: place) == "." || isExponentSign(at: place)
      || letter(at: place).map(Self.isNameLetter) == true
    {
      place += 1
    }
    let spelling = String(letters[start..<place])
    guard spelling.utf8.allSatisfy({ Self.numeric.contains($0) }), let value = Double(spelling),
      value.isFinite
    else { throw .badNumber(found: FilterPlace.cut(spelling), at: at(start)) }
    guard letter(at: place) == "%" else { return value }
    place += 1
    return value / 100
  }

  private mutating func name() -> FilterToken {
    let start = place
    while let letter = letter(at: place), Self.isNameLetter(letter) || letter == "." { place += 1 }
    let spelling = String(letters[start..<place])
    if let keyword = FilterToken.Keyword(rawValue: spelling.lowercased()) {
      return token(.keyword(keyword), from: start)
    }
    return token(.name(spelling), from: start)
  }

  private mutating func symbol() throws(FilterError) -> FilterToken {
    let start = place
    let two = String(letters[place..<min(place + 2, letters.count)])
    if ["==", "!=", "<=", ">=", "<>"].contains(two) {
      place += 2
      return token(.symbol(two == "==" ? "=" : two == "<>" ? "!=" : two), from: start)
    }
    if let hint = Self.hints[two] ?? Self.hints[String(two.prefix(1))] {
      throw .unexpected(found: "\"\(two)\"", expected: hint, at: at(start))
    }
    let one = String(letters[place])
    guard ["=", "<", ">", "(", ")", ",", "+", "-", "*", "/"].contains(one) else {
      throw .unexpected(
        found: "\"\(FilterPlace.cut(one))\"",
        expected: "a column, a value or one of = != < <= > >= + - * / ( )", at: at(start))
    }
    place += 1
    return token(.symbol(one), from: start)
  }

  /// What people write who know another language, and what it is called here.
  private static let hints = [
    "&&": "the word and", "||": "the word or", "!": "the word not, or != between values",
    "&": "the word and", "|": "the word or", "“": "a plain quote ' or \"",
    "”": "a plain quote ' or \"", "‘": "a plain quote ' or \"", "’": "a plain quote ' or \"",
    "≥": ">=", "≤": "<=", "≠": "!=",
  ]

  private static let numeric = Set("0123456789.eE+-".utf8)

  private func letter(at place: Int) -> Character? {
    letters.indices.contains(place) ? letters[place] : nil
  }

  private func isDigit(at place: Int) -> Bool { letter(at: place).map(Self.isDigit) ?? false }

  /// Whether a sign belongs to an exponent such as `1e-3`.
  private func isExponentSign(at place: Int) -> Bool {
    guard let sign = letter(at: place), sign == "-" || sign == "+", place > 0 else { return false }
    return "eE".contains(letters[place - 1]) && isDigit(at: place + 1)
  }

  private static func isDigit(_ letter: Character) -> Bool { "0" <= letter && letter <= "9" }
  private static func isNameStart(_ letter: Character) -> Bool { letter.isLetter || letter == "_" }
  private static func isNameLetter(_ letter: Character) -> Bool {
    letter.isLetter || letter.isNumber || letter == "_"
  }
}
