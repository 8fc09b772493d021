internal import ChurnModels

// What a bundle keeps of its training lies in sections `watch.*`:
//
//     watch.counts   training rows and customers; test rows and churners
//     watch.missing  for each feature, the share of rows without a value
//     watch.kinds    0 a quantity, 1 a name
//     watch.sizes    how many kept values or names each feature has
//     watch.values   kept values of the quantities, one feature after the other
//     watch.shares   shares of values and names, one feature after the other
//     watch.names    kept names
//     watch.scores   mean probability of the test rows, then the shares of the risk bands
//     watch.score.x, watch.score.y  their curve
//     watch.cutoffs  rows of each training cutoff, then churners of each
//     watch.errors   level errors of earlier cutoffs, then their variances

extension ModelSections {
  private static let file = "model.bin"

  /// Appends what later data are compared with.
  static func append(_ reference: TrainingReference, to writer: inout SectionWriter) {
    var (kinds, sizes): ([UInt8], [UInt32]) = ([], [])
    var (values, shares, names): ([Double], [Double], [String]) = ([], [], [])
    for input in reference.inputs {
      switch input.content {
      case .numbers(let curve):
        kinds.append(0)
        sizes.append(UInt32(curve.values.count))
        values += curve.values
        shares += curve.shares
      case .names(let levels):
        kinds.append(1)
        sizes.append(UInt32(levels.names.count))
        names += levels.names
        shares += levels.shares
      }
    }
    writer.append(
      "watch.counts",
      uint32s: [
        reference.rows, reference.customers, reference.scores.rows, reference.scores.churners,
      ].map { UInt32(clamping: $0) })
    writer.append("watch.missing", doubles: reference.inputs.map(\.missing))
    writer.append("watch.kinds", uint8s: kinds)
    writer.append("watch.sizes", uint32s: sizes)
    writer.append("watch.values", doubles: values)
    writer.append("watch.shares", doubles: shares)
    writer.append("watch.names", strings: names)
    writer.append("watch.scores", doubles: [reference.scores.mean] + reference.scores.bands)
    writer.append("watch.score.x", doubles: reference.scores.curve.values)
    writer.append("watch.score.y", doubles: reference.scores.curve.shares)
    writer.append(
      "watch.cutoffs",
      uint32s: (reference.cutoffs.map(\.rows) + reference.cutoffs.map(\.churners))
        .map { UInt32(clamping: $0) })
    writer.append(
      "watch.errors",
      doubles: reference.levelErrors.map(\.logOdds) + reference.levelErrors.map(\.variance))
  }

  /// Reads it for the features and cutoffs of a manifest; nil in a bundle that was made before there
  /// was any.
  static func reference(
    of manifest: Manifest, from reader: SectionReader
  ) throws(BundleError) -> TrainingReference? {
    guard reader.contains("watch.counts") else { return nil }
    let counts = try reader.uint32s("watch.counts", count: 4).map { Int($0) }
    guard counts[0] > 0, counts[1] > 0, counts[1] <= counts[0], counts[2] > 0,
      counts[3] <= counts[2]
    else { throw contradiction("the numbers of rows") }
    return TrainingReference(
      rows: counts[0], customers: counts[1],
      inputs: try inputs(manifest.features.map(\.name), from: reader),
      scores: try scores(rows: counts[2], churners: counts[3], from: reader),
      cutoffs: try cutoffs(manifest.orders?.trainingCutoffs.count ?? 1, from: reader),
      levelErrors: try levelErrors(from: reader))
  }

  private static func inputs(
    _ features: [String], from reader: SectionReader
  ) throws(BundleError) -> [TrainingReference.Input] {
    let missing = try reader.finiteDoubles("watch.missing", count: features.count)
    let kinds = try reader.uint8s("watch.kinds")
    let sizes = try reader.uint32s("watch.sizes", count: features.count).map { Int($0) }
    guard kinds.count == features.count, kinds.allSatisfy({ $0 <= 1 }),
      missing.allSatisfy({ $0 >= 0 && $0 <= 1 })
    else { throw contradiction("the kinds of features") }
    let isName = kinds.map { $0 == 1 }
    let valueCount = sizes.indices.reduce(0) { $0 + (isName[$1] ? 0 : sizes[$1]) }
    let nameCount = sizes.reduce(0, +) - valueCount
    var values = try reader.finiteDoubles("watch.values", count: valueCount)[...]
    var names = try reader.strings("watch.names", count: nameCount)[...]
    var shares = try reader.finiteDoubles("watch.shares", count: valueCount + nameCount)[...]
    var inputs: [TrainingReference.Input] = []
    for place in features.indices {
      let size = sizes[place]
      let part = Array(shares.prefix(size))
      shares = shares.dropFirst(size)
      let content: TrainingReference.Input.Content?
      if isName[place] {
        content = LevelShares(names: Array(names.prefix(size)), shares: part).map { .names($0) }
        names = names.dropFirst(size)
      } else {
        content = ValueCurve(values: Array(values.prefix(size)), shares: part)
          .map { .numbers($0) }
        values = values.dropFirst(size)
      }
      guard let content else { throw contradiction("the values of \"\(features[place])\"") }
      inputs.append(
        TrainingReference.Input(
          feature: features[place], missing: missing[place], content: content))
    }
    return inputs
  }

  private static func scores(
    rows: Int, churners: Int, from reader: SectionReader
  ) throws(BundleError) -> TrainingReference.Scores {
    let figures = try reader.finiteDoubles(
      "watch.scores", count: 1 + RiskBands.Band.allCases.count)
    let values = try reader.finiteDoubles("watch.score.x")
    let curve = ValueCurve(
      values: values, shares: try reader.finiteDoubles("watch.score.y", count: values.count))
    guard let curve, !curve.isEmpty, (figures + values).allSatisfy({ $0 >= 0 && $0 <= 1 }),
      abs(figures.dropFirst().reduce(0, +) - 1) < 1e-9
    else { throw contradiction("the probabilities of the test") }
    return TrainingReference.Scores(
      rows: rows, churners: churners, mean: figures[0], curve: curve,
      bands: Array(figures.dropFirst()))
  }

  private static func cutoffs(
    _ count: Int, from reader: SectionReader
  ) throws(BundleError) -> [TrainingReference.Cutoff] {
    let figures = try reader.uint32s("watch.cutoffs", count: 2 * count).map { Int($0) }
    let cutoffs = (0..<count).map { place in
      TrainingReference.Cutoff(rows: figures[place], churners: figures[count + place])
    }
    guard cutoffs.allSatisfy({ $0.churners <= $0.rows }) else {
      throw contradiction("the customers of its cutoffs")
    }
    return cutoffs
  }

  private static func levelErrors(
    from reader: SectionReader
  ) throws(BundleError) -> [TrainingReference.LevelError] {
    let figures = try reader.finiteDoubles("watch.errors")
    let count = figures.count / 2
    guard figures.count == 2 * count, figures.suffix(count).allSatisfy({ $0 > 0 }),
      // Log-odds of doubles lie within this; more would only be there to mislead.
      figures.allSatisfy({ abs($0) <= 1_000 })
    else { throw contradiction("the errors of earlier cutoffs") }
    return (0..<count).map {
      TrainingReference.LevelError(logOdds: figures[$0], variance: figures[count + $0])
    }
  }

  private static func contradiction(_ what: String) -> BundleError {
    .damaged(file: file, what: "what it keeps of its training contradicts itself in \(what)")
  }
}
