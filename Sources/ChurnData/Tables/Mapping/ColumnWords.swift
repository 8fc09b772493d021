internal import Foundation

/// The words of a column's name, folded so that spellings of one name compare equal.
///
/// `CustomerID`, `customer_id`, `Customer Id` and `CUSTOMER-ID` all give `["customer", "id"]` and the
/// key `customerid`. Accents are taken off, `ß` becomes `ss`, Polish `ł` becomes `l`, and Cyrillic is
/// written in Latin letters, so that `Дата` reads `data`.
struct ColumnWords: Equatable {
  /// The words in order, lower case.
  let words: [String]

  /// The words written as one.
  var key: String { words.joined() }

  /// Splits at blanks and marks, at a capital after a small letter, and before the last of several
  /// capitals when a small letter follows (`IDClient` is `id`, `client`).
  init(_ name: String) {
    let characters = Array(name)
    var found: [String] = []
    var word = ""
    for (index, character) in characters.enumerated() {
      guard character.isLetter || character.isNumber else {
        if !word.isEmpty { found.append(word) }
        word = ""
        continue
      }
      let previous = index > 0 ? characters[index - 1] : " "
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      let startsWord =
        character.isUppercase
        && (previous.isLowercase || (previous.isUppercase && next.isLowercase))
      if startsWord, !word.isEmpty {
        found.append(word)
        word = ""
      }
      word.append(character)
    }
    if !word.isEmpty { found.append(word) }
    words = found.map(Self.folded)
  }

  /// Lower case, without accents, in Latin letters.
  private static func folded(_ word: String) -> String {
    let plain = word.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
      .lowercased()
    if plain.utf8.allSatisfy({ $0 < 0x80 }) { return plain }
    var text = ""
    for character in plain {
      if let latin = latin[character] { text += latin } else { text.append(character) }
    }
    return text
  }

  /// Letters that folding leaves alone, and Cyrillic as commonly transliterated.
  private static let latin: [Character: String] = [
    "ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
  ]
}
