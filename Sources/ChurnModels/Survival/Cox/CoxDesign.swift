internal import ChurnMath

/// How features become the columns of a Cox regression.
///
/// A numeric feature is one column. A categorical one is a column of 0 and 1 for each level but the
/// first that occurs, named feature and level one after the other as in R.
public struct CoxDesign: Sendable, Equatable {
  /// One feature.
  public struct Term: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The levels that occurred, the reference first; nil = numeric.
    public let levels: [String]?
    /// Its columns.
    public let columns: Range<Int>

    /// Creates a term.
    public init(name: String, levels: [String]?, columns: Range<Int>) {
      self.name = name
      self.levels = levels
      self.columns = columns
    }
  }

  /// The features, in order.
  public let terms: [Term]

  /// The number of columns, *p*.
  public var columnCount: Int { terms.last?.columns.upperBound ?? 0 }

  /// The names of the columns.
  public var columnNames: [String] {
    terms.flatMap { term in
      term.levels.map { $0.dropFirst().map { term.name + $0 } } ?? [term.name]
    }
  }

  /// A design of known terms.
  public init(terms: [Term]) { self.terms = terms }

  /// Learns which levels occur.
  ///
  /// - Throws: `FitError.notFinite` for a missing or infinite value, or one too large to square.
  init(learningFrom features: FeatureMatrix, weights: [Double]?) throws(FitError) {
    var terms: [Term] = []
    var next = 0
    for column in features.columns {
      try Self.check(column)
      var levels: [String]?
      if case .categorical(let names) = column.kind {
        var occurs = [Bool](repeating: false, count: names.count)
        for (row, value) in column.values.enumerated() where (weights?[row] ?? 1) > 0 {
          if let level = Int(exactly: value), names.indices.contains(level) { occurs[level] = true }
        }
        levels = names.indices.filter { occurs[$0] }.map { names[$0] }
      }
      let width = levels.map { max(0, $0.count - 1) } ?? 1
      terms.append(Term(name: column.name, levels: levels, columns: next..<next + width))
      next += width
    }
    self.terms = terms
  }

  /// The columns of `features`, matched by name; *p* columns of *n* values.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.notFinite`, `.unknownLevel`.
  func columns(of features: FeatureMatrix) throws(FitError) -> [[Double]] {
    var byName: [String: FeatureMatrix.Column] = [:]
    for column in features.columns { byName[column.name] = column }
    var result: [[Double]] = []
    for term in terms {
      guard let column = byName[term.name] else { throw .missingFeature(name: term.name) }
      try Self.check(column)
      switch (column.kind, term.levels) {
      case (.numeric, nil): result.append(column.values)
      case (.categorical(let names), .some(let levels)):
        result += try Self.indicators(column, names: names, levels: levels)
      case (.numeric, .some), (.categorical, nil):
        throw .wrongKind(feature: term.name, categoricalExpected: term.levels != nil)
      }
    }
    return result
  }

  private static func indicators(
    _ column: FeatureMatrix.Column, names: [String], levels: [String]
  ) throws(FitError) -> [[Double]] {
    let places = names.map { name in levels.firstIndex(of: name) }
    var result = [[Double]](
      repeating: [Double](repeating: 0, count: column.values.count),
      count: max(0, levels.count - 1))
    for (row, value) in column.values.enumerated() {
      guard let level = Int(exactly: value), places.indices.contains(level) else {
        throw .notFinite(feature: column.name, row: row)
      }
      guard let place = places[level] else {
        throw .unknownLevel(feature: column.name, level: names[level])
      }
      if place > 0 { result[place - 1][row] = 1 }
    }
    return result
  }

  private static func check(_ column: FeatureMatrix.Column) throws(FitError) {
    // Sums of squares over any number of rows must stay finite.
    for (row, value) in column.values.enumerated() where !(abs(value) <= 1e140) {
      throw .notFinite(feature: column.name, row: row)
    }
  }
}
