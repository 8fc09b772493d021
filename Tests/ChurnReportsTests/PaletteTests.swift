import Foundation
import Testing

@testable import ChurnReports

@Suite("Colours")
struct PaletteTests {
  /// Red, green and blue in linear light, 0 to 1, as sRGB defines it.
  private static func linear(_ hex: String) -> [Double] {
    let value = Int(hex.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { shift in
      let part = Double((value >> shift) & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
  }

  /// WCAG 2.1, relative luminance and contrast ratio.
  private static func contrast(_ first: String, _ second: String) -> Double {
    let light = [first, second].map { hex in
      zip(linear(hex), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return ((light.max() ?? 0) + 0.05) / ((light.min() ?? 0) + 0.05)
  }

  @Test("The formula gives the contrast of black on white, 21")
  func formula() {
    #expect(abs(Self.contrast("#000000", "#ffffff") - 21) < 1e-9)
    // A grey known to just pass on white.
    #expect(abs(Self.contrast("#767676", "#ffffff") - 4.54) < 0.01)
  }

  @Test("Texts and marks stand out 4.5 to 1 from both grounds, light and dark")
  func grounds() {
    for mark in Palette.marks {
      for ground in Palette.grounds {
        #expect(Self.contrast(mark.light, ground.light) >= 4.5, "\(mark.name) on \(ground.name)")
        #expect(Self.contrast(mark.dark, ground.dark) >= 4.5, "\(mark.name) on \(ground.name)")
      }
    }
  }

  /// What a reader without one kind of cones sees; Machado, Oliveira & Fernandes (2009),
  /// doi:10.1109/TVCG.2009.113, table of full severity.
  private static let sights: [(name: String, matrix: [[Double]])] = [
    ("all cones", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "no red",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "no green",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "no blue",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  /// CIE L*a*b* of linear light, D65.
  private static func lab(_ linear: [Double]) -> [Double] {
    let rows = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let white = [0.95047, 1, 1.08883]
    let parts = zip(rows, white).map { row, white -> Double in
      let share = max(0, zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }) / white
      return share > 216.0 / 24389 ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
    }
    return [116 * parts[1] - 16, 500 * (parts[0] - parts[1]), 200 * (parts[1] - parts[2])]
  }

  private static func distance(_ first: String, _ second: String, _ matrix: [[Double]]) -> Double {
    let seen = [first, second].map { hex in
      let light = linear(hex)
      return lab(
        matrix.map { row in min(1, max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 })) })
    }
    return sqrt(zip(seen[0], seen[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
  }

  /// A difference of 10 in L*a*b* is plain to see at a glance; 2.3 is just noticeable.
  @Test("Colours that meet in one picture are told apart with any kind of cones")
  func cones() {
    let pairs = [
      ("up", "down"), ("first", "second"), ("first", "third"), ("second", "third"), ("up", "first"),
    ]
    func colour(_ name: String) -> Palette.Colour? { Palette.marks.first { $0.name == name } }
    for (sight, matrix) in Self.sights {
      for (first, second) in pairs {
        guard let one = colour(first), let other = colour(second) else {
          Issue.record("no colour \(first) or \(second)")
          continue
        }
        #expect(
          Self.distance(one.light, other.light, matrix) >= 10,
          "\(first), \(second): \(sight), light")
        #expect(
          Self.distance(one.dark, other.dark, matrix) >= 10, "\(first), \(second): \(sight), dark")
      }
    }
  }

  @Test("Every role of a mark has a colour")
  func roles() {
    let names = (Palette.marks + [Palette.grid]).map(\.name)
    for role in SVG.Role.allCases { #expect(names.contains(role.rawValue)) }
  }
}
