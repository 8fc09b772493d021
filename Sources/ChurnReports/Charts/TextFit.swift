/// Fits texts into widths without knowing the fonts, by usual widths of letters.
enum TextFit {
  /// About how wide a text is, in units of a picture.
  static func width(_ text: String, size: Double) -> Double {
    text.reduce(0) { $0 + width($1) } * size
  }

  /// The width of a character in ems, rather too wide than too narrow.
  private static func width(_ character: Character) -> Double {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 1.05
    default: break
    }
    switch character {
    case "i", "j", "l", "t", "f", "r", "I", " ", ".", ",", ":", ";", "'", "|", "!", "(", ")", "[",
      "]", "-":
      return 0.4
    case "m", "w", "M", "W", "@", "%", "–", "—", "…": return 0.98
    default: return character.isUppercase ? 0.72 : 0.63
    }
  }

  /// The text in at most `lines` lines no wider than `width`, the last one cut with `…` where needed.
  ///
  /// Lines are broken at blanks, and within a word only when it is wider than a line.
  static func lines(_ text: String, width limit: Double, size: Double, most lines: Int) -> [String]
  {
    var rest = text.split(separator: " ").map(String.init)[...]
    var out: [String] = []
    while let word = rest.first, out.count < lines {
      var line = ""
      var isFull = false
      if width(word, size: size) > limit, out.count + 1 < lines {
        let head = prefix(of: word, width: limit, size: size)
        out.append(head)
        rest[rest.startIndex] = String(word.dropFirst(head.count))
        continue
      }
      while let next = rest.first {
        let longer = line.isEmpty ? next : line + " " + next
        if !line.isEmpty, width(longer, size: size) > limit {
          isFull = true
          break
        }
        line = longer
        rest.removeFirst()
      }
      let isLast = out.count + 1 == lines
      if isLast, isFull || width(line, size: size) > limit {
        if let next = rest.first { line += " " + next }
        line = cut(line, width: limit, size: size)
      }
      out.append(line)
    }
    return out.isEmpty ? [""] : out
  }

  /// The text, cut with `…` at the end when it is wider than `width`.
  static func cut(_ text: String, width limit: Double, size: Double) -> String {
    guard width(text, size: size) > limit else { return text }
    var head = prefix(of: text, width: limit - width("…", size: size), size: size)
    while head.last == " " { head.removeLast() }
    return head + "…"
  }

  /// The longest beginning no wider than `width`, at least one character.
  private static func prefix(of text: String, width limit: Double, size: Double) -> String {
    var total = 0.0
    var head = ""
    for character in text {
      total += width(character) * size
      if total > limit, !head.isEmpty { break }
      head.append(character)
    }
    return head
  }
}
