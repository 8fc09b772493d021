public import ChurnData
public import ChurnMath
public import Logging

/// A ready table that was read: one row a customer, sorted by id, with features and label.
public struct TableBook: Sendable {
  /// The id of each row; its number among the data rows when the table has no id column.
  public let ids: [String]
  /// A hash of each row that does not depend on where it stands; of the id where there is one.
  let keys: [[UInt8]]
  /// Whether each row churned; nil when the label was not asked for.
  public let labels: [Bool]?
  /// The features.
  public let features: FeatureMatrix
  /// What each customer is worth, in money; missing as NaN; nil without such a column.
  public let values: [Double]?
  /// The time of each row, in seconds; nil without such a column.
  public let times: [Int64]?
  /// For each column that figures are broken down by, the group of each row.
  public let groups: [(name: String, names: [String?])]
  /// The columns and what they are for.
  public let schema: TableSchema
  /// The value of the label that means churn.
  public let positive: String?
  /// What was read and what was not.
  public let report: ReadReport

  /// Where a ready table is and how it is read.
  public struct Source: Sendable {
    /// Files of one shape, or `-` for the standard input.
    public var paths: [String]
    /// How the text is read.
    public var file = FileOptions()
    /// What the columns are for; without a label the rows are only scored.
    public var flags: TableSchema.Flags
    /// Whether a label that is asked for may be absent: the rows then have none.
    public var labelIsOptional = false
    /// Columns that must be there; nil = take what is there.
    public var expected: [String]?
    /// Columns by which figures are broken down, whether or not they are features.
    public var groups: [String] = []
    /// Columns to read besides those expected, where they are there.
    public var extras: [String] = []
    /// Share of unreadable rows above which reading fails.
    public var maxRejectShare = 0.2
    /// Whether the text of unusable rows is kept for `--rejects`.
    public var keepsRejects = false

    /// A source of some files.
    public init(paths: [String], flags: TableSchema.Flags) {
      self.paths = paths
      self.flags = flags
    }
  }

  /// Reads the table.
  ///
  /// - Throws: `DataError`, `PipelineError.duplicateID`, `.blankLabel`, `.badOption` for a group that
  ///   is the label, the id or the time, `BundleError.missingColumn`.
  public init(reading source: Source, threads: Int, logger: Logger) throws {
    let options = source.file.tableOptions(
      threads: threads, maxRejectShare: source.maxRejectShare)
    let file = try TableFile(paths: source.paths, options: options)
    var flags = source.flags
    if source.labelIsOptional, let label = flags.label, !file.columnNames.contains(label) {
      flags.label = nil
      flags.positive = nil
    }
    if let expected = source.expected {
      for name in expected where !file.columnNames.contains(name) {
        throw BundleError.missingColumn(
          name: name, nearest: NearestName.of(name, in: file.columnNames))
      }
      // The time only tells the rows of the training table again; later tables need none.
      if let time = flags.time, !file.columnNames.contains(time) { flags.time = nil }
      let used = Set(
        expected + source.extras
          + [flags.label, flags.id, flags.value, flags.time].compactMap { $0 })
      flags.drop = file.columnNames.filter { !used.contains($0) }
    }
    schema = try TableSchema(columnNames: file.columnNames, flags: flags)
    let grouping = try GroupColumns(source.groups, schema: schema, columnNames: file.columnNames)
    var table = try file.read(
      try schema.requests(columnNames: file.columnNames) + grouping.requests,
      keepingRejects: source.keepsRejects)
    report = table.report
    for reason in report.reasons { logger.notice("\(reason.description)") }
    guard table.rowCount > 0 else {
      throw PipelineError.emptyTable(what: "\(file.displayName) has no usable row")
    }
    let columns = try Columns(&table, schema: schema)
    let grouped = grouping.names(&table, features: columns.features, values: columns.values)
    let coding = try columns.coding(schema)
    positive = coding?.positive
    let kept = columns.features.filter { Self.isUsable($0, logger) }
    for column in kept where !schema.categorical.contains(column.name) {
      Self.noteAlmostNumeric(column, logger)
    }
    let matrix = FeatureMatrix(columns: kept, rowCount: table.rowCount)
    var labels: [Bool]?
    if let coding { labels = try columns.labels(coding, schema) }
    let order: [Int]
    if let texts = columns.ids {
      order = try Self.sortedByID(texts, column: schema.id ?? "")
      ids = order.map { texts.levels[Int(texts.codes[$0])] }
      keys = order.map { texts.levels.bytes(Int(texts.codes[$0])) }
    } else {
      let rowKeys = Self.contentKeys(matrix, labels, columns)
      order = rowKeys.indices.sorted {
        rowKeys[$0] == rowKeys[$1] ? $0 < $1 : rowKeys[$0].lexicographicallyPrecedes(rowKeys[$1])
      }
      ids = order.map { String($0 + 1) }
      keys = order.map { rowKeys[$0] }
    }
    features = matrix.selecting(rows: order)
    groups = grouped.map { group in (group.name, order.map { group.names[$0] }) }
    self.labels = labels.map { all in order.map { all[$0] } }
    values = columns.values.map { all in order.map { all[$0] } }
    times = columns.times.map { all in order.map { all[$0] } }
  }

  /// The columns of a table that was read, by their use.
  private struct Columns {
    var label: TextColumn?
    var ids: TextColumn?
    var values: [Double]?
    var times: [Int64]?
    var features: [FeatureMatrix.Column] = []

    init(_ table: inout ColumnTable, schema: TableSchema) throws {
      for (place, part) in schema.parts.enumerated() {
        let column = table.takeColumn(place)
        switch (part, column) {
        case (.label, .text(let text)): label = text
        case (.id, .text(let text)): ids = text
        case (.value, _): values = FeatureMatrix.Column(name: "", column).values
        case (.time, .time(let column)): times = column.seconds
        case (.feature(let index), _):
          features.append(FeatureMatrix.Column(name: schema.features[index], column))
        default: break
        }
      }
    }

    func coding(_ schema: TableSchema) throws -> LabelCoding? {
      guard let label, let name = schema.label else { return nil }
      var counts = [Int](repeating: 0, count: label.levels.count)
      for code in label.codes where code != TextColumn.missing { counts[Int(code)] += 1 }
      let levels = counts.indices.map { (text: label.levels[$0], rows: counts[$0]) }
      return try LabelCoding(levels: levels, label: name, given: schema.positive)
    }

    func labels(_ coding: LabelCoding, _ schema: TableSchema) throws -> [Bool] {
      guard let label else { return [] }
      let meanings = label.codes.map { code in
        code == TextColumn.missing ? .missing : coding.meanings[Int(code)]
      }
      if let first = meanings.firstIndex(of: .missing) {
        throw PipelineError.blankLabel(
          column: schema.label ?? "", rows: meanings.count { $0 == .missing }, firstRow: first + 1)
      }
      return meanings.map { $0 == .churned }
    }
  }

  /// Rows in the order of their ids' bytes.
  private static func sortedByID(_ ids: TextColumn, column: String) throws -> [Int] {
    var rowOfCode = [Int](repeating: -1, count: ids.levels.count)
    for (row, code) in ids.codes.enumerated() {
      guard code != TextColumn.missing else {
        throw PipelineError.emptyTable(what: "data row \(row + 1) has a blank \(column)")
      }
      guard rowOfCode[Int(code)] < 0 else {
        throw PipelineError.duplicateID(
          column: column, firstRow: rowOfCode[Int(code)] + 1, secondRow: row + 1)
      }
      rowOfCode[Int(code)] = row
    }
    return rowOfCode
  }

  /// What each row says, as bytes: two rows have the same key only when they are equal.
  private static func contentKeys(
    _ features: FeatureMatrix, _ labels: [Bool]?, _ columns: Columns
  ) -> [[UInt8]] {
    (0..<features.rowCount).map { row in
      var key: [UInt8] = []
      func append(_ bits: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
          key.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
      }
      for column in features.columns {
        let value = column.values[row]
        if case .categorical(let levels) = column.kind, !value.isNaN {
          key += Array(levels[Int(value)].utf8)
          key.append(0)
        } else {
          append(value.bitPattern)
        }
      }
      if let labels { key.append(labels[row] ? 1 : 0) }
      if let values = columns.values { append(values[row].bitPattern) }
      if let times = columns.times { append(UInt64(bitPattern: times[row])) }
      return key
    }
  }

  /// Says so when a few texts among numbers make a column one of categories.
  private static func noteAlmostNumeric(_ column: FeatureMatrix.Column, _ logger: Logger) {
    guard case .categorical(let levels) = column.kind, levels.count > 2 else { return }
    let isNumber = levels.map { Double($0)?.isFinite ?? false }
    let numbers = column.values.count { !$0.isNaN && isNumber[Int($0)] }
    let texts = column.values.count { !$0.isNaN && !isNumber[Int($0)] }
    guard texts > 0, numbers >= 4 * texts,
      let example = isNumber.firstIndex(of: false).map({ levels[$0] })
    else { return }
    logger.notice(
      """
      Column "\(column.name)" is read as categories, because \(texts) of its values are no \
      numbers, such as "\(example.prefix(40))". Mend them if the column holds quantities.
      """)
  }

  /// Whether a column can teach: names that are different in every row cannot.
  private static func isUsable(_ column: FeatureMatrix.Column, _ logger: Logger) -> Bool {
    guard case .categorical(let levels) = column.kind else { return true }
    let known = column.values.count { !$0.isNaN }
    guard known > 20, levels.count == known else { return true }
    logger.notice(
      "Column \"\(column.name)\" is different in every row and is left out; is it the --id?")
    return false
  }
}
