internal import ChurnData
internal import ChurnMath

/// Suspicions against the columns of a customers file, which bear no date.
struct CustomersFileAudit: Sendable {
  /// The columns.
  let attributes: CustomerAttributes
  /// What orders say of each customer as of later days.
  let later: LaterFigures
  /// The most threads to use.
  let threads: Int

  /// A column of the file, its dates turned into numbers.
  struct Column: Sendable {
    /// The feature made of it.
    let name: String
    /// `numeric` for dates; nil where the column is what it seems.
    let kind: FeatureMatrix.Kind?
    /// The number of days behind each level, where all levels are dates.
    fileprivate let days: [Double]?

    /// The value of a row: the day where the column holds dates, else what the row says.
    func value(_ value: Double) -> Double {
      guard let days, !value.isNaN, days.indices.contains(Int(value)) else { return value }
      return days[Int(value)]
    }
  }

  /// Suspicions in the order of the columns, at most three against one: by its name, by what it
  /// restates, by what it tells of the labels.
  ///
  /// - Parameters:
  ///   - features: The features that are used.
  ///   - judge: What a column tells of the labels, if there are any.
  /// - Returns: Suspicions by column.
  func suspicions(
    _ features: [String], judge: @Sendable (Column) -> LeakSuspicion.Evidence?
  ) -> [LeakSuspicion] {
    mapIndices(attributes.columns.count, threads: threads) { place -> [LeakSuspicion] in
      let column = attributes.columns[place]
      let name = Feature.attribute(AttributeFeature(column: column.name)).name
      guard features.contains(name) else { return [] }
      let days = Self.days(column)
      let meant = Column(name: name, kind: days == nil ? nil : .numeric, days: days)
      var found = LeakDetector.byName([column.name])
      if days != nil || column.kind == .numeric {
        let values = column.values.map(meant.value)
        if let evidence = later.evidence(values) {
          found.append(LeakSuspicion(column: column.name, evidence: evidence))
        }
      }
      if let evidence = judge(meant) {
        found.append(LeakSuspicion(column: column.name, evidence: evidence))
      }
      return found
    }.flatMap { $0 }
  }

  /// The days that the levels of a column name, as numbers; nil unless each level begins with an
  /// ISO 8601 date.
  private static func days(_ column: FeatureMatrix.Column) -> [Double]? {
    guard case .categorical(let levels) = column.kind, levels.count > 1 else { return nil }
    var days: [Double] = []
    for level in levels {
      guard let day = Day(iso: String(level.prefix(10))) else { return nil }
      days.append(Double(day.number))
    }
    return days
  }
}
