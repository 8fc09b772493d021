import Foundation
import Testing

@testable import ChurnReports

@Suite("Heat maps")
struct HeatMapChartTests {
  private static func map(_ rows: [[HeatMapChart.Cell]], columns: Int) -> HeatMapChart {
    HeatMapChart(
      title: "Who came back", summary: "s", rowTitle: "first order", noteTitle: "customers",
      columnTitle: "months since", columns: (0..<columns).map(String.init),
      rows: rows.enumerated().map {
        HeatMapChart.Row(label: "row <\($0)>", note: "12", cells: $1)
      }, legend: HeatMapChart.Legend(least: "0 %", most: "40 %"))
  }

  private typealias Cell = HeatMapChart.Cell

  @Test("The largest value is darkest, the smallest palest, and values beyond the ends stay within")
  func steps() {
    #expect(HeatMapChart.step(of: 0, in: 0...1) == 0)
    #expect(HeatMapChart.step(of: 1, in: 0...1) == HeatMapChart.steps - 1)
    #expect(HeatMapChart.step(of: 0.5, in: 0...1) == 4)
    #expect(HeatMapChart.step(of: -3, in: 0...1) == 0)
    #expect(HeatMapChart.step(of: 3, in: 0...1) == HeatMapChart.steps - 1)
    // A scale without width: only what lies above it is dark.
    #expect(HeatMapChart.step(of: 2, in: 2...2) == 0)
    #expect(HeatMapChart.step(of: 3, in: 2...2) == HeatMapChart.steps - 1)
  }

  @Test("A cell without a value is blank, never a colour of zero")
  func blank() {
    let svg = Self.map(
      [[Cell(value: 0, text: "0"), .blank, Cell(value: .nan, text: "x")]], columns: 3
    )
    .svg(width: 760).element(id: "a", cssClass: "wide")
    // One cell and nine steps of the legend, of which the palest is step 0 as well.
    #expect(svg.components(separatedBy: "class=\"heat-0\"").count - 1 == 2)
    #expect(svg.contains("not observed"))
    #expect(!svg.contains(">x<"))
  }

  @Test("Projected and incomplete cells differ in more than colour, and only they are explained")
  func marks() {
    let cells = [
      Cell(value: 1, text: "1"), Cell(value: 2, text: "2", mark: .incomplete),
      Cell(value: 3, text: "3", mark: .projected),
    ]
    let svg = Self.map([cells], columns: 3).svg(width: 760).element(id: "a", cssClass: "wide")
    #expect(svg.contains("heat-8 told"))
    #expect(svg.contains("font-style=\"italic\">3<"))
    #expect(svg.contains("period not over"))
    #expect(svg.contains("projected"))
    #expect(!svg.contains("not observed"))
    let plain = Self.map([[cells[0]]], columns: 1).svg(width: 760)
      .element(id: "a", cssClass: "wide")
    #expect(!plain.contains("told") && !plain.contains("period not over"))
  }

  @Test("Marks lie within the picture, on a phone and on a desktop, and markup is escaped")
  func room() {
    let row = (0..<37).map { Cell(value: Double($0), text: "\($0).5", tip: "<tip>") }
    for width in [200.0, 320, 760] {
      let picture = Self.map([row, row], columns: 37).svg(width: width)
      let svg = picture.element(id: "a", cssClass: "wide")
      #expect(!svg.contains("<tip>") && !svg.contains("row <0>"))
      for match in svg.matches(
        of: /<rect class="heat[^"]*" x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)"/)
      {
        let (x, w) = (Double(match.1) ?? .nan, Double(match.3) ?? .nan)
        #expect(x >= 0 && x + w <= picture.width + 0.1, "\(x) + \(w) of \(picture.width)")
        #expect((Double(match.2) ?? .nan) < picture.height)
      }
    }
  }

  @Test(
    "Odd tables are drawn without a trap",
    arguments: [
      [], [[]], [[Cell.blank]], [[Cell(value: .infinity)]],
      [[Cell(value: -1e308), Cell(value: 1e308)]],
      [[Cell(value: 5)], [Cell(value: 5), Cell(value: 5), Cell(value: 5), Cell(value: 5)]],
    ])
  func odd(rows: [[HeatMapChart.Cell]]) {
    for columns in [0, 1, 3] {
      #expect(!Self.map(rows, columns: columns).svg(width: 1).file.isEmpty)
    }
  }
}
