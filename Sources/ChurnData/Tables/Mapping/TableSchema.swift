/// What the columns of a ready table mean: one row a customer, one column the label.
///
///     var flags = TableSchema.Flags(label: "Churn")
///     flags.id = "customerID"
///     let schema = try TableSchema(columnNames: file.columnNames, flags: flags)
///     let table = try file.read(schema.requests(columnNames: file.columnNames))
///
/// Every column that is not the label, the id, the value or the time, and not dropped, is a feature.
/// Which value of the label means churn is decided by `LabelCoding` once all rows have been read,
/// for a sample may miss the rarer one.
public struct TableSchema: Sendable, Equatable, Codable {
  /// What the user says about a ready table.
  public struct Flags: Sendable, Equatable {
    /// The label column; nil when rows are only scored.
    public var label: String?

    /// The value of the label that means churn.
    public var positive: String?

    /// The customer's id.
    public var id: String?

    /// Columns that are not used.
    public var drop: [String] = []

    /// The money that a customer is worth.
    public var value: String?

    /// The time of the row.
    public var time: String?

    /// Columns that are categories although they look like numbers.
    public var categorical: [String] = []

    /// Columns that are numbers although they look like words.
    public var numeric: [String] = []

    /// Only the label given.
    public init(label: String?) { self.label = label }
  }

  /// The label column; nil when rows are only scored.
  public let label: String?

  /// The value of the label that means churn, when the user says so.
  public let positive: String?

  /// The customer's id; nil makes it the data row's number.
  public let id: String?

  /// The money that a customer is worth.
  public let value: String?

  /// The time of the row.
  public let time: String?

  /// The feature columns, in the file's order.
  public let features: [String]

  /// Features that are categories by decree.
  public let categorical: [String]

  /// Features that are numbers by decree.
  public let numeric: [String]

  /// Columns left out by decree.
  public let dropped: [String]

  /// Checks every name and sorts the columns.
  ///
  /// - Throws: `MappingError.unknownColumn` with the nearest name; `.conflictingUse` when one column
  ///   is given two meanings.
  public init(columnNames: [String], flags: Flags) throws(DataError) {
    let single: [(String, String?)] = [
      ("--label", flags.label), ("--id", flags.id), ("--value", flags.value),
      ("--time", flags.time),
    ]
    let lists = [
      ("--drop", flags.drop), ("--categorical", flags.categorical), ("--numeric", flags.numeric),
    ]
    let given = single.flatMap { pair in pair.1.map { [(pair.0, $0)] } ?? [] }
    let listed = lists.flatMap { pair in pair.1.map { (pair.0, $0) } }
    for (option, name) in given + listed where !columnNames.contains(name) {
      throw .mapping(
        .unknownColumn(
          option: option, name: name, nearest: NearestName.of(name, in: columnNames),
          columns: columnNames))
    }
    var uses: [String: String] = [:]
    for (option, name) in given + listed {
      if let earlier = uses[name], earlier != option {
        throw .mapping(.conflictingUse(column: name, first: earlier, second: option))
      }
      uses[name] = option
    }
    label = flags.label
    positive = flags.positive
    id = flags.id
    value = flags.value
    time = flags.time
    let special = Set(given.map(\.1) + flags.drop)
    features = columnNames.filter { !special.contains($0) }
    categorical = features.filter(flags.categorical.contains)
    numeric = features.filter(flags.numeric.contains)
    dropped = columnNames.filter(flags.drop.contains)
  }

  /// A column's part in the table, in the order of `requests(columnNames:)`.
  public enum Part: Sendable, Equatable {
    /// The label.
    case label

    /// The customer's id.
    case id

    /// The money that a customer is worth.
    case value

    /// The time of the row.
    case time

    /// A feature by its position in `features`.
    case feature(Int)
  }

  /// The parts that are asked for, in order: label, id, value, time as far as they exist, features.
  public var parts: [Part] {
    let special: [(Part, String?)] = [(.label, label), (.id, id), (.value, value), (.time, time)]
    return special.filter { $0.1 != nil }.map(\.0) + features.indices.map { .feature($0) }
  }

  /// What to ask the reader for: one request a part.
  ///
  /// A row without a label or without an id is kept as missing and counted under its reason.
  ///
  /// - Throws: `MappingError.unknownColumn`, when the file is another than the schema's.
  public func requests(columnNames: [String]) throws(DataError) -> [ColumnRequest] {
    var requests: [ColumnRequest] = []
    for part in parts {
      let (name, option) = source(of: part)
      guard let column = columnNames.firstIndex(of: name) else {
        throw .mapping(
          .unknownColumn(
            option: option, name: name, nearest: NearestName.of(name, in: columnNames),
            columns: columnNames))
      }
      var request = ColumnRequest(column: column, meaning: meaning(of: part))
      if part == .label || part == .id { request.blankReason = "blank \(name)" }
      if part == .time { request.isRequired = true }
      requests.append(request)
    }
    return requests
  }

  private func source(of part: Part) -> (name: String, option: String) {
    switch part {
    case .label: (label ?? "", "--label")
    case .id: (id ?? "", "--id")
    case .value: (value ?? "", "--value")
    case .time: (time ?? "", "--time")
    case .feature(let index): (features[index], "feature")
    }
  }

  private func meaning(of part: Part) -> ColumnRequest.Meaning {
    switch part {
    case .label, .id: .identifier
    case .value: .decimal
    case .time: .time
    case .feature(let index):
      if categorical.contains(features[index]) {
        .identifier
      } else if numeric.contains(features[index]) {
        .number
      } else {
        .automatic
      }
    }
  }

  /// Features that hold protected attributes by their names; the user is told of them.
  public var protectedFeatures: [String] { features.filter(ProtectedAttributes.isProtected) }
}
