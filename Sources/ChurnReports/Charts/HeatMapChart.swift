/// A table of values whose cells are the darker the larger their value.
///
/// Every cell may bear its value in words, so colour is never alone; what is too narrow for words keeps
/// its colour and tells the value when pointed at. A cell without a value stays blank. A value that is
/// known in part only has a marked corner, and one that a model tells stands in a dashed frame.
///
///     HeatMapChart(
///       title: "Customers who came back", summary: "...", rowTitle: "First order",
///       columnTitle: "months since", columns: ["0", "1"],
///       rows: [HeatMapChart.Row(label: "2011-01", note: "417", cells: [cell, .blank])],
///       legend: HeatMapChart.Legend(least: "0 %", most: "40 %"))
public struct HeatMapChart: Chart, Equatable {
  /// How a value came about.
  enum Mark: Sendable, Equatable, CaseIterable {
    /// It was observed, wholly.
    case observed
    /// It was observed in part: more may come.
    case incomplete
    /// A model tells it.
    case projected
  }

  /// One place of the table.
  struct Cell: Sendable, Equatable {
    /// What decides the colour; nil or not finite = the cell is blank.
    let value: Double?
    /// The value in few letters.
    var text = ""
    /// What pointing at the cell says.
    var tip = ""
    var mark = Mark.observed

    /// A cell of which nothing is known.
    static let blank = Cell(value: nil)
  }

  /// One line of the table.
  struct Row: Sendable, Equatable {
    let label: String
    /// A figure beside the label, such as the size of a cohort; empty for none.
    var note = ""
    /// One a column; missing ones are blank.
    let cells: [Cell]
  }

  /// What the colours and marks mean, in words.
  struct Legend: Sendable, Equatable {
    /// The value at the pale end.
    let least: String
    /// The value at the dark end.
    let most: String
    /// What a marked corner means.
    var incomplete = "period not over"
    /// What a dashed frame means.
    var projected = "projected"
    /// What a blank cell means.
    var blank = "not observed"
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  /// What the labels of rows are.
  let rowTitle: String
  /// What the figures beside them are; empty for none.
  var noteTitle = ""
  /// What runs along the top.
  let columnTitle: String
  let columns: [String]
  let rows: [Row]
  /// The values at the two ends of the colours; nil = those that occur.
  var values: ClosedRange<Double>?
  let legend: Legend

  /// Steps of colour, the palest first.
  static let steps = 9

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let layout = HeatMapLayout(self, width: max(width, ChartStyle.leastWidth))
    var svg = SVG(width: layout.width, height: layout.height, title: title, summary: summary)
    drawHeadings(layout, &svg)
    let range = range
    for (place, row) in rows.enumerated() {
      let y = layout.top + Double(place) * layout.rowHeight
      let base = y + layout.rowHeight / 2 + 4.5
      svg.text(
        TextFit.cut(row.label, width: layout.labelWidth, size: ChartStyle.tickSize),
        SVG.Point(x: layout.side, y: base), .ink, size: ChartStyle.tickSize)
      if layout.noteWidth > 0 {
        svg.text(
          row.note, SVG.Point(x: layout.left - 8, y: base), .muted, size: ChartStyle.tickSize,
          anchor: .end)
      }
      for (column, cell) in row.cells.prefix(columns.count).enumerated() {
        draw(cell, at: SVG.Point(x: layout.x(column), y: y), range, layout, &svg)
      }
    }
    drawLegend(layout, &svg)
    return svg
  }

  /// The values at the ends of the colours.
  private var range: ClosedRange<Double> {
    if let values { return values }
    let known = rows.flatMap(\.cells).compactMap(\.value).filter(\.isFinite)
    guard let least = known.min(), let most = known.max(), least < most else {
      return 0...max(1, known.max() ?? 1)
    }
    return least...most
  }

  /// The step of a value, 0 for the palest.
  static func step(of value: Double, in range: ClosedRange<Double>) -> Int {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else { return value > range.lowerBound ? steps - 1 : 0 }
    let share = (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) / width
    return min(steps - 1, Int(share * Double(steps)))
  }

  private func draw(
    _ cell: Cell, at corner: SVG.Point, _ range: ClosedRange<Double>, _ layout: HeatMapLayout,
    _ svg: inout SVG
  ) {
    guard let value = cell.value, value.isFinite else { return }
    let gap = layout.cellWidth < 6 ? 0.5 : 1.5
    let (width, height) = (layout.cellWidth - gap, layout.rowHeight - gap)
    svg.heatCell(
      corner, width: width, height: height, step: Self.step(of: value, in: range),
      isProjected: cell.mark == .projected, tip: cell.tip)
    if cell.mark == .incomplete, width >= 6 {
      let size = min(7, width * 0.4)
      svg.shape(
        [
          SVG.Point(x: corner.x + width - size, y: corner.y),
          SVG.Point(x: corner.x + width, y: corner.y),
          SVG.Point(x: corner.x + width, y: corner.y + size),
        ], .muted, tip: legend.incomplete)
    }
    guard TextFit.width(cell.text, size: layout.cellSize) <= width - 1 else { return }
    svg.cellText(
      cell.text, SVG.Point(x: corner.x + width / 2, y: corner.y + layout.rowHeight / 2 + 4),
      size: layout.cellSize, isItalic: cell.mark == .projected)
  }

  /// Titles, and the names of columns, as many as have room.
  private func drawHeadings(_ layout: HeatMapLayout, _ svg: inout SVG) {
    let size = ChartStyle.tickSize
    svg.text(
      TextFit.cut(columnTitle, width: layout.width - layout.left, size: size),
      SVG.Point(x: layout.left, y: 13), .muted, size: size)
    svg.text(
      TextFit.cut(rowTitle, width: layout.labelWidth, size: size),
      SVG.Point(x: layout.side, y: layout.top - 8), .muted, size: size)
    if layout.noteWidth > 0 {
      svg.text(
        TextFit.cut(noteTitle, width: layout.noteWidth, size: size),
        SVG.Point(x: layout.left - 8, y: layout.top - 8), .muted, size: size, anchor: .end)
    }
    var free = -Double.infinity
    for (column, name) in columns.enumerated() {
      let half = TextFit.width(name, size: size) / 2
      let x = layout.x(column) + layout.cellWidth / 2
      guard x - half >= free, x + half <= layout.width else { continue }
      svg.text(name, SVG.Point(x: x, y: layout.top - 8), .muted, size: size, anchor: .middle)
      free = x + half + 5
    }
  }

  // MARK: - Legend

  /// What colours and marks mean, below the table; only marks that occur are explained.
  private func drawLegend(_ layout: HeatMapLayout, _ svg: inout SVG) {
    let size = ChartStyle.tickSize
    var place = SVG.Point(x: layout.side, y: layout.top + layout.tableHeight + 24)
    svg.text(legend.least, place, .muted, size: size)
    place.x += TextFit.width(legend.least, size: size) + 6
    for step in 0..<Self.steps {
      svg.heatCell(
        SVG.Point(x: place.x, y: place.y - 10), width: 12, height: 12, step: step,
        isProjected: false, tip: "")
      place.x += 12
    }
    svg.text(legend.most, SVG.Point(x: place.x + 6, y: place.y), .muted, size: size)
    place.x += 6 + TextFit.width(legend.most, size: size) + 18
    for item in explained {
      let needed = 18 + TextFit.width(item.text, size: size)
      if place.x + needed > layout.width, place.x > layout.side {
        place = SVG.Point(x: layout.side, y: place.y + 18)
      }
      let corner = SVG.Point(x: place.x, y: place.y - 10)
      svg.heatCell(
        corner, width: 12, height: 12, step: item.mark == nil ? 0 : 3,
        isProjected: item.mark == .projected, isEmpty: item.mark == nil, tip: "")
      if item.mark == .incomplete {
        svg.shape(
          [
            SVG.Point(x: corner.x + 6, y: corner.y), SVG.Point(x: corner.x + 12, y: corner.y),
            SVG.Point(x: corner.x + 12, y: corner.y + 6),
          ], .muted, tip: item.text)
      }
      svg.text(
        TextFit.cut(item.text, width: layout.width - place.x - 18, size: size),
        SVG.Point(x: place.x + 17, y: place.y), .muted, size: size)
      place.x += needed + 14
    }
  }

  /// Marks that occur, with what they mean; nil = blank.
  private var explained: [(mark: Mark?, text: String)] {
    let cells = rows.flatMap { row in
      row.cells.prefix(columns.count)
        + [Cell](repeating: .blank, count: max(0, columns.count - row.cells.count))
    }
    var items: [(mark: Mark?, text: String)] = []
    for (mark, text) in [
      (Mark.incomplete, legend.incomplete), (.projected, legend.projected),
    ] where cells.contains(where: { $0.value?.isFinite == true && $0.mark == mark }) {
      items.append((mark, text))
    }
    if cells.contains(where: { $0.value?.isFinite != true }) { items.append((nil, legend.blank)) }
    return items
  }

  /// Lines that the legend takes, for the layout.
  func legendLines(width: Double) -> Int {
    let size = ChartStyle.tickSize
    var x =
      TextFit.width(legend.least, size: size) + TextFit.width(legend.most, size: size)
      + Double(Self.steps) * 12 + 32
    var lines = 1
    for item in explained {
      let needed = 18 + TextFit.width(item.text, size: size)
      if x + needed > width {
        lines += 1
        x = 2
      }
      x += needed + 14
    }
    return lines
  }
}
