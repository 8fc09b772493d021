public import ChurnMath

extension LinearEncoder {
  /// The encoded rows: *n* × *q*, every value finite.
  ///
  /// Columns are found by name; ones the encoder did not learn are ignored. A category value that is
  /// no level of its column counts as missing.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`.
  public func encoded(
    _ matrix: FeatureMatrix, threads: Int = 1
  ) throws(FitError) -> Matrix {
    guard indicators.allSatisfy({ features.indices.contains($0) }) else {
      throw .inconsistentModel(reason: "a missing-value indicator belongs to no feature")
    }
    let columns = try matched(matrix)
    let parts = mapIndices(features.count, threads: threads) { j in
      Self.encode(columns[j], by: features[j].rule)
    }
    var outputs = parts.flatMap { $0 }
    for index in indicators {
      outputs.append(columns[index].values.map { $0.isFinite ? 0 : 1 })
    }
    return Matrix(rows: matrix.rowCount, columns: outputs)
  }

  /// The columns of `matrix` in the order of `features`.
  private func matched(_ matrix: FeatureMatrix) throws(FitError) -> [FeatureMatrix.Column] {
    var positions: [String: Int] = [:]
    for (index, column) in matrix.columns.enumerated() where positions[column.name] == nil {
      positions[column.name] = index
    }
    var result: [FeatureMatrix.Column] = []
    for feature in features {
      guard let position = positions[feature.name] else {
        throw .missingFeature(name: feature.name)
      }
      let column = matrix.columns[position]
      switch (feature.rule, column.kind) {
      case (.numeric, .numeric), (.categorical, .categorical): result.append(column)
      case (.numeric, .categorical):
        throw .wrongKind(feature: feature.name, categoricalExpected: false)
      case (.categorical, .numeric):
        throw .wrongKind(feature: feature.name, categoricalExpected: true)
      }
    }
    return result
  }

  private static func encode(_ column: FeatureMatrix.Column, by rule: Rule) -> [[Double]] {
    switch (rule, column.kind) {
    case (.numeric(let rule), _):
      guard rule.scale > 0 else { return [] }
      return [
        column.values.map { value in
          guard value.isFinite else { return 0 }
          let bent = min(max(rule.transform(value), rule.lower), rule.upper)
          let score = (bent - rule.mean) / rule.scale
          return score.isFinite ? score : 0
        }
      ]
    case (.categorical(let rule), .categorical(let levels)):
      return encode(column.values, levels: levels, by: rule)
    case (.categorical, .numeric):
      return []
    }
  }

  private static func encode(
    _ values: [Double], levels: [String], by rule: CategoricalRule
  ) -> [[Double]] {
    guard rule.width > 0 else { return [] }
    // By bytes: texts that Swift calls equal, such as é and e with an accent, are two levels.
    var slots: [[UInt8]: Int] = [:]
    for (slot, level) in rule.levels.enumerated() { slots[Array(level.utf8)] = slot }
    let other = rule.hasOther ? rule.levels.count : nil
    let missing = rule.hasMissing ? rule.width - 1 : nil
    let slotOfLevel = levels.map { slots[Array($0.utf8)] ?? other }
    var outputs = Array(repeating: [Double](repeating: 0, count: values.count), count: rule.width)
    for (row, value) in values.enumerated() {
      let slot: Int?
      if let index = levelIndex(value, count: levels.count) {
        slot = slotOfLevel[index]
      } else {
        slot = missing
      }
      if let slot { outputs[slot][row] = 1 }
    }
    return outputs
  }
}
