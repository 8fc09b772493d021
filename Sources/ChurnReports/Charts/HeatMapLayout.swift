/// Where the parts of a heat map stand.
struct HeatMapLayout: Sendable {
  /// Room at the left edge.
  let side = 2.0
  let width: Double
  let height: Double
  /// Where the table begins, below the headings.
  let top = 40.0
  /// Where the cells begin, right of labels and notes.
  let left: Double
  let labelWidth: Double
  /// Room for the figures beside the labels; 0 without.
  let noteWidth: Double
  let cellWidth: Double
  let rowHeight: Double
  /// How large the values in cells are written.
  let cellSize: Double
  /// How high all rows are together.
  let tableHeight: Double

  /// Cells wider than this look empty.
  private static let widestCell = 64.0

  init(_ chart: HeatMapChart, width: Double) {
    let isNarrow = width < ChartStyle.leastWide
    let size = ChartStyle.tickSize
    let labels = [chart.rowTitle] + chart.rows.map(\.label)
    let notes = chart.rows.map(\.note)
    let hasNotes = notes.contains { !$0.isEmpty }
    let widestLabel = labels.map { TextFit.width($0, size: size) }.max() ?? 0
    labelWidth = min(widestLabel, width * (isNarrow ? 0.26 : 0.24)) + 2
    let widestNote = (notes + [chart.noteTitle]).map { TextFit.width($0, size: size) }.max() ?? 0
    noteWidth = hasNotes ? min(widestNote, width * 0.14) : 0
    left = side + labelWidth + (hasNotes ? noteWidth + 14 : 8)
    let count = Double(max(1, chart.columns.count))
    cellWidth = min(Self.widestCell, max(1, (width - left - side) / count))
    rowHeight = isNarrow ? 22 : 26
    cellSize = isNarrow || cellWidth < 34 ? 10.5 : 12
    tableHeight = Double(chart.rows.count) * rowHeight
    self.width = width
    height = top + tableHeight + 14 + 18 * Double(chart.legendLines(width: width))
  }

  /// The left edge of a column.
  func x(_ column: Int) -> Double { left + Double(column) * cellWidth }
}
