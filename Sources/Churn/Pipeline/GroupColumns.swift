internal import ChurnData
internal import ChurnMath

/// Which columns of a ready table its figures are broken down by, and how they are read.
///
/// A feature is read once and serves twice; a column that is no feature is read besides.
struct GroupColumns: Sendable {
  /// The columns asked for, each once.
  private let names: [String]
  /// Those of them that must be read besides, in the order of `requests`.
  private let extra: [String]
  /// What to ask the reader for, after the schema's own requests.
  let requests: [ColumnRequest]
  private let schema: TableSchema

  /// - Throws: `DataError` for a name that the file does not have; `PipelineError.badOption` for the
  ///   label, the id and the time.
  init(_ asked: [String], schema: TableSchema, columnNames: [String]) throws {
    let names = asked.indices.filter { !asked[..<$0].contains(asked[$0]) }.map { asked[$0] }
    for name in names {
      guard columnNames.contains(name) else {
        throw DataError.mapping(
          .unknownColumn(
            option: "--groups", name: name, nearest: NearestName.of(name, in: columnNames),
            columns: columnNames))
      }
      for (use, column) in [("label", schema.label), ("id", schema.id), ("time", schema.time)]
      where column == name {
        throw PipelineError.badOption(
          option: "--groups", problem: "column \"\(name)\" is the \(use); name another.")
      }
    }
    self.names = names
    extra = names.filter { !schema.features.contains($0) && $0 != schema.value }
    requests = extra.compactMap { name in
      columnNames.firstIndex(of: name).map { ColumnRequest(column: $0, meaning: .automatic) }
    }
    self.schema = schema
  }

  /// The group of each row, in the order of the rows read; the table's own columns must have been
  /// taken.
  func names(
    _ table: inout ColumnTable, features: [FeatureMatrix.Column], values: [Double]?
  ) -> [(name: String, names: [String?])] {
    names.map { name in
      var column = features.first { $0.name == name }
      if let place = extra.firstIndex(of: name) {
        column = FeatureMatrix.Column(
          name: name, table.takeColumn(schema.parts.count + place))
      } else if name == schema.value, let values {
        column = FeatureMatrix.Column(name: name, values: values)
      }
      return (name, column.map(GroupNames.names) ?? [])
    }
  }
}
