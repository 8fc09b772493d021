internal import Glibc

/// A small line or step chart made of characters, for a terminal.
///
///     let points = [(x: 0.0, y: 1.0), (x: 12, y: 0.84), (x: 24, y: 0.79)]
///     TextPlot(
///       series: [("all", points)], width: 72, height: 12, xLabel: "months", yLabel: "still there"
///     ).text()
///
/// Lines are drawn in braille dots, two by four in a cell. Several series bear capital letters on their
/// lines, which a legend below explains, so no colour is needed. A point that is not finite breaks its
/// line; without a finite point there is no chart. The same series give the same bytes.
struct TextPlot: Sendable {
  /// How numbers along the vertical axis are written.
  enum Format: Sendable, Equatable {
    /// Plain numbers.
    case number
    /// Shares, as percent.
    case percent
  }

  /// A named line.
  private struct Series: Sendable {
    let name: String
    let points: [(x: Double, y: Double)]
  }

  private let series: [Series]
  private let columns: Int
  private let rows: Int
  private let xLabel: String
  private let yLabel: String
  private let isStep: Bool
  private let format: Format
  private let xRange: ClosedRange<Double>
  private let yRange: ClosedRange<Double>

  /// Letters that tell series apart.
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
  /// The widest number along the vertical axis.
  private static let labelWidth = 9

  /// Prepares a chart.
  ///
  /// - Parameters:
  ///   - series: Names with points, ascending in x; beyond 26 they are left out.
  ///   - width: Characters a line, at least 20.
  ///   - height: Lines of the area within the axes, at least 3.
  ///   - xLabel: What runs along the bottom.
  ///   - yLabel: What runs up the side.
  ///   - isStep: Whether a value holds until the next point, as in survival curves.
  ///   - yRange: Values at the ends of the vertical axis; nil = those that occur.
  ///   - format: How numbers along the vertical axis are written.
  init(
    series: [(name: String, points: [(x: Double, y: Double)])], width: Int, height: Int,
    xLabel: String, yLabel: String, isStep: Bool = false, yRange: ClosedRange<Double>? = nil,
    format: Format = .number
  ) {
    self.series = series.prefix(Self.letters.count).map { Series(name: $0.name, points: $0.points) }
    columns = min(max(width, 20), 400) - Self.labelWidth - 1
    rows = min(max(height, 3), 100)
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.isStep = isStep
    self.format = format
    let shown = self.series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    xRange = Self.range(shown.map(\.x))
    self.yRange = yRange ?? Self.range(shown.map(\.y))
  }

  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    guard let least = values.min(), let most = values.max() else { return 0...1 }
    guard least < most else { return least...max(least.nextUp, least + 1) }
    return (most - least).isFinite ? least...most : 0...1
  }

  /// The chart, each line ended by a line feed; empty without a finite point.
  func text() -> String {
    guard series.contains(where: { $0.points.contains { $0.x.isFinite && $0.y.isFinite } }) else {
      return ""
    }
    var canvas = BrailleCanvas(columns: columns, rows: rows)
    for item in series { draw(item, &canvas) }
    if series.count > 1 {
      for (number, item) in series.enumerated() { tag(item, number, &canvas) }
    }
    let marks = verticalMarks
    var lines = [TextTable.cleaned(yLabel)]
    for row in 0..<rows {
      let label = marks[row] ?? ""
      let blanks = String(repeating: " ", count: max(0, Self.labelWidth - label.count - 1))
      var line = blanks + label + (marks[row] == nil ? " │" : " ┤") + canvas.line(row)
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    lines += horizontalAxis + legend
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: - Lines

  /// The dot of a point, counted from the upper left.
  private func dot(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    (
      Self.place(x, xRange, count: 2 * columns),
      4 * rows - 1 - Self.place(y, yRange, count: 4 * rows)
    )
  }

  private static func place(_ value: Double, _ range: ClosedRange<Double>, count: Int) -> Int {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else { return 0 }
    let share = (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) / width
    return Int((share * Double(count - 1)).rounded())
  }

  private func draw(_ item: Series, _ canvas: inout BrailleCanvas) {
    var last: (x: Int, y: Int)?
    for point in item.points {
      guard point.x.isFinite, point.y.isFinite else {
        last = nil
        continue
      }
      let next = dot(point.x, point.y)
      if let last {
        if isStep {
          canvas.line(from: last, to: (next.x, last.y))
          canvas.line(from: (next.x, last.y), to: next)
        } else {
          canvas.line(from: last, to: next)
        }
      } else {
        canvas.set(next.x, next.y)
      }
      last = next
    }
  }

  /// Puts the letter of a series on its line, once on the way and once at the end.
  private func tag(_ item: Series, _ number: Int, _ canvas: inout BrailleCanvas) {
    let finite = item.points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = finite.first, let last = finite.last else { return }
    let share = (Double(number) + 0.5) / Double(series.count)
    let wanted = first.x + (last.x - first.x) * share
    let before = finite.last { $0.x <= wanted } ?? first
    let after = finite.first { $0.x > wanted } ?? last
    var y = before.y
    if !isStep, after.x > before.x {
      y += (after.y - before.y) * (wanted - before.x) / (after.x - before.x)
    }
    for place in [dot(wanted, y), dot(last.x, last.y)] {
      canvas.put(Self.letters[number], nearColumn: place.x / 2, row: place.y / 4)
    }
  }

  // MARK: - Axes

  /// Round values within a range, at most `most`, with the decimals that tell them apart.
  private static func ticks(
    _ range: ClosedRange<Double>, most: Int
  ) -> (values: [Double], decimals: Int) {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite, most > 0 else { return ([range.lowerBound], 0) }
    let rough = width / Double(most)
    let power = pow(10, floor(log10(rough)))
    guard power > 0, power.isFinite else { return ([range.lowerBound], 0) }
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999_999 } ?? 10 * power
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard first <= last, last - first < 1000, abs(first) < 0x1p52, abs(last) < 0x1p52 else {
      return ([range.lowerBound], 0)
    }
    var decimals = 0
    var scaled = step
    while decimals < 6, scaled < 0.999_999 {
      scaled *= 10
      decimals += 1
    }
    return ((Int(first)...Int(last)).map { Double($0) * step }, decimals)
  }

  private func label(_ value: Double, decimals: Int) -> String {
    let text =
      switch format {
      case .number: HumanNumber.fixed(value, decimals: decimals)
      case .percent: HumanNumber.percent(value, decimals: max(0, decimals - 2))
      }
    return text.count < Self.labelWidth ? text : String(text.prefix(Self.labelWidth - 2)) + "…"
  }

  /// The numbers along the vertical axis, by the line that they stand in.
  private var verticalMarks: [Int: String] {
    let ticks = Self.ticks(yRange, most: min(6, max(2, rows / 2)))
    var marks: [Int: String] = [:]
    for value in ticks.values {
      let row = dot(xRange.lowerBound, value).y / 4
      if marks[row] == nil { marks[row] = label(value, decimals: ticks.decimals) }
    }
    return marks
  }

  /// The line below, its numbers, and what they are.
  private var horizontalAxis: [String] {
    let ticks = Self.ticks(xRange, most: max(2, columns / 12))
    var axis = [Character](repeating: "─", count: columns)
    var numbers = [Character](repeating: " ", count: columns + Self.labelWidth + 1)
    var free = 0
    for value in ticks.values {
      let column = Self.place(value, xRange, count: 2 * columns) / 2
      axis[column] = "┬"
      let text = Array(HumanNumber.fixed(value, decimals: ticks.decimals))
      let wanted = column + Self.labelWidth + 1 - text.count / 2
      let start = min(max(wanted, free), numbers.count - text.count)
      guard start >= free else { continue }
      numbers.replaceSubrange(start..<start + text.count, with: text)
      free = start + text.count + 1
    }
    var line = String(numbers)
    while line.last == " " { line.removeLast() }
    let title = TextTable.cleaned(xLabel)
    let blanks = max(0, columns + Self.labelWidth + 1 - TextTable.width(title))
    return [
      String(repeating: " ", count: Self.labelWidth) + "└" + String(axis), line,
      String(repeating: " ", count: blanks) + title,
    ]
  }

  /// Letters with names, as many a line as fit.
  private var legend: [String] {
    guard series.count > 1 else { return [] }
    let width = columns + Self.labelWidth + 1
    var lines: [String] = []
    for (number, item) in series.enumerated() {
      let entry = "\(Self.letters[number])  \(TextTable.cleaned(item.name))"
      if let line = lines.last, TextTable.width(line) + TextTable.width(entry) + 4 <= width {
        lines[lines.count - 1] = line + "    " + entry
      } else {
        lines.append(entry)
      }
    }
    return lines
  }
}
