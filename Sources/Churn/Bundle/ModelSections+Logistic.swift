internal import ChurnMath
internal import ChurnModels

extension ModelSections {
  /// Appends a logistic regression.
  static func append(_ model: LogisticRegression.Model, to writer: inout SectionWriter) {
    let features = model.encoder.features
    writer.append("lr.names", strings: features.map(\.name))
    writer.append("lr.kinds", uint8s: features.map { numeric($0) == nil ? 1 : 0 })
    let numbers = features.compactMap(numeric)
    writer.append("lr.transforms", uint8s: numbers.map { UInt8($0.transform.rawValue) })
    writer.append("lr.lower", doubles: numbers.map(\.lower))
    writer.append("lr.upper", doubles: numbers.map(\.upper))
    writer.append("lr.mean", doubles: numbers.map(\.mean))
    writer.append("lr.scale", doubles: numbers.map(\.scale))
    let names = features.compactMap(categorical)
    writer.append("lr.levels", strings: names.flatMap(\.levels))
    writer.append("lr.levelcount", int32s: names.map { Int32($0.levels.count) })
    writer.append("lr.other", uint8s: names.map { $0.hasOther ? 1 : 0 })
    writer.append("lr.missing", uint8s: names.map { $0.hasMissing ? 1 : 0 })
    writer.append("lr.indicators", int32s: model.encoder.indicators.map { Int32($0) })
    writer.append("lr.outputmeans", doubles: model.encoder.outputMeans)
    writer.append("lr.coef", doubles: model.coefficients)
    writer.append("lr.intercept", doubles: [model.intercept])
    writer.append("lr.stderr", doubles: model.standardErrors)
    writer.append("lr.stderr0", doubles: model.interceptStandardError.map { [$0] } ?? [])
  }

  private static func numeric(_ feature: LinearEncoder.Feature) -> LinearEncoder.NumericRule? {
    if case .numeric(let rule) = feature.rule { rule } else { nil }
  }

  private static func categorical(
    _ feature: LinearEncoder.Feature
  ) -> LinearEncoder.CategoricalRule? {
    if case .categorical(let rule) = feature.rule { rule } else { nil }
  }

  /// Reads a logistic regression.
  static func logistic(
    from reader: SectionReader
  ) throws(BundleError) -> LogisticRegression.Model {
    let names = try reader.strings("lr.names")
    let kinds = try reader.uint8s("lr.kinds", count: names.count)
    let numericCount = kinds.count { $0 == 0 }
    var numbers = try numericRules(reader, count: numericCount)[...]
    var texts = try categoricalRules(reader, count: names.count - numericCount)[...]
    var features: [LinearEncoder.Feature] = []
    for (name, kind) in zip(names, kinds) {
      if kind == 0, let rule = numbers.popFirst() {
        features.append(LinearEncoder.Feature(name: name, rule: .numeric(rule)))
      } else if kind == 1, let rule = texts.popFirst() {
        features.append(LinearEncoder.Feature(name: name, rule: .categorical(rule)))
      } else {
        throw .damaged(file: "model.bin", what: "feature \"\(name)\" is of no known kind")
      }
    }
    let intercepts = try reader.finiteDoubles("lr.intercept", count: 1)
    let errors = try reader.finiteDoubles("lr.stderr0")
    let model = LogisticRegression.Model(
      encoder: LinearEncoder(
        features: features, indicators: try reader.int32s("lr.indicators").map { Int($0) },
        outputMeans: try reader.finiteDoubles("lr.outputmeans")),
      coefficients: try reader.finiteDoubles("lr.coef"), intercept: intercepts[0],
      standardErrors: try reader.finiteDoubles("lr.stderr"), interceptStandardError: errors.first)
    do { return try model.validated() } catch {
      throw .damaged(file: "model.bin", what: error.description)
    }
  }

  private static func numericRules(
    _ reader: SectionReader, count: Int
  ) throws(BundleError) -> [LinearEncoder.NumericRule] {
    let transforms = try reader.uint8s("lr.transforms", count: count)
    let lower = try reader.finiteDoubles("lr.lower", count: count)
    let upper = try reader.finiteDoubles("lr.upper", count: count)
    let mean = try reader.finiteDoubles("lr.mean", count: count)
    let scale = try reader.finiteDoubles("lr.scale", count: count)
    var rules: [LinearEncoder.NumericRule] = []
    for i in 0..<count {
      guard let transform = LinearEncoder.Transform(rawValue: Int(transforms[i])) else {
        throw .damaged(file: "model.bin", what: "a transform of no known kind")
      }
      rules.append(
        LinearEncoder.NumericRule(
          transform: transform, lower: lower[i], upper: upper[i], mean: mean[i], scale: scale[i]))
    }
    return rules
  }

  private static func categoricalRules(
    _ reader: SectionReader, count: Int
  ) throws(BundleError) -> [LinearEncoder.CategoricalRule] {
    let counts = try reader.int32s("lr.levelcount", count: count)
    let others = try reader.uint8s("lr.other", count: count)
    let missing = try reader.uint8s("lr.missing", count: count)
    var levels = try reader.strings("lr.levels")[...]
    var rules: [LinearEncoder.CategoricalRule] = []
    for i in 0..<count {
      guard counts[i] >= 0, Int(counts[i]) <= levels.count else {
        throw .damaged(file: "model.bin", what: "fewer levels than it announces")
      }
      rules.append(
        LinearEncoder.CategoricalRule(
          levels: Array(levels.prefix(Int(counts[i]))), hasOther: others[i] != 0,
          hasMissing: missing[i] != 0))
      levels = levels.dropFirst(Int(counts[i]))
    }
    guard levels.isEmpty else {
      throw .damaged(file: "model.bin", what: "more levels than it announces")
    }
    return rules
  }
}
