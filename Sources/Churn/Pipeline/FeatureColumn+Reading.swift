public import ChurnData
public import ChurnMath

extension FeatureMatrix.Column {
  /// A column that was read for conditions, texts without the apostrophe that protects spreadsheets.
  public init(reading name: String, _ column: ColumnTable.Column) {
    self.init(name: name, column)
    guard case .categorical(let levels) = kind else { return }
    self.init(
      name: name, kind: .categorical(levels: levels.map(SpreadsheetSafety.unprotect)),
      values: values)
  }

  /// A column that was read as number or text, with its name.
  init(name: String, _ column: ColumnTable.Column) {
    switch column {
    case .number(let values): self.init(name: name, values: values)
    case .text(let text):
      self.init(
        name: name, kind: .categorical(levels: (0..<text.levels.count).map { text.levels[$0] }),
        values: text.codes.map { $0 == TextColumn.missing ? .nan : Double($0) })
    case .decimal(let decimals):
      let scale = (0..<decimals.decimals).reduce(1.0) { scale, _ in scale * 10 }
      self.init(
        name: name,
        values: decimals.units.map { $0 == DecimalColumn.missing ? .nan : Double($0) / scale })
    case .time(let times):
      self.init(name: name, values: times.seconds.map { Double($0) / Double(Day.seconds) })
    case .key(let keys):
      self.init(name: name, values: keys.keys.map { $0 == KeyColumn.missing ? .nan : Double($0) })
    }
  }
}
