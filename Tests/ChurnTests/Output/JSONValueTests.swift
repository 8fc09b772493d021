import Foundation
import Testing

@testable import Churn

@Suite("Strict JSON, the same bytes every time")
struct JSONValueTests {
  private struct Figures: Encodable {
    var name = "logistic"
    var rocAUC: Double? = 0.745
    var prAUC: Double?
    var undefined = Double.nan
    var rows = 3
    var isChampion = true
    var cells: [Double?] = [1, nil, .infinity]
    var nested: Inner? = Inner()
    var absent: Inner?
    var byReason = ["b": 2, "a": 1]

    struct Inner: Encodable { var seed = UInt64.max }
  }

  @Test("Names are sorted; absent and undefined figures are null")
  func document() throws {
    #expect(
      try JSONValue(encoding: Figures()).text == """
        {
          "absent": null,
          "byReason": {
            "a": 1,
            "b": 2
          },
          "cells": [
            1,
            null,
            null
          ],
          "isChampion": true,
          "name": "logistic",
          "nested": {
            "seed": 18446744073709551615
          },
          "prAUC": null,
          "rocAUC": 0.745,
          "rows": 3,
          "undefined": null
        }

        """)
  }

  @Test("A line of NDJSON has no blanks")
  func line() throws {
    let value = JSONValue.object(["b": .array([.integer(1), .null]), "a": .object([:])])
    #expect(value.line == #"{"a":{},"b":[1,null]}"#)
    #expect(try JSONValue(encoding: value) == value)
  }

  /// Read back with Foundation, which knows nothing of how it was written.
  @Test("Every text and number survives another reader")
  func readsBack() throws {
    let texts = ["", "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}", "żółw 🐢 \u{2028}", "e\u{301}"]
    let numbers = [0.1, -1e300, 0x1p-1074, 1.0 / 3, 123_456_789_012_345_680]
    for text in [JSONValue.string("x").text, JSONValue.string("x").line] {
      #expect(text.hasPrefix("\"x\""))
    }
    let back = try JSONDecoder().decode(
      [String].self, from: Data(try JSONValue(encoding: texts).text.utf8))
    #expect(back.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    let values = try JSONDecoder().decode(
      [Double].self, from: Data(try JSONValue(encoding: numbers).line.utf8))
    #expect(values == numbers)
  }

  @Test("A 32-bit number keeps its own shortest digits")
  func floats() throws {
    #expect(try JSONValue(encoding: [Float(0.1)]).line == "[0.1]")
  }

  @Test("Dates, data and other Foundation values do not trap")
  func foundationValues() throws {
    #expect(try JSONValue(encoding: [URL(fileURLWithPath: "/tmp")]).line.contains("tmp"))
    #expect(try JSONValue(encoding: [Decimal(1)]).line.isEmpty == false)
  }
}
