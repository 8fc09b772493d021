internal import ChurnMath
internal import ChurnModels

extension Driver {
  /// The most features that are shown.
  static let most = 12
  /// The most training rows that a dependence curve is a mean over.
  private static let mostRows = 500
  /// The most numbers on a curve.
  private static let mostNumbers = 12
  /// The most names on a curve.
  private static let mostNames = 8
  /// A trend may go the other way for so much of the whole way up and down.
  private static let tolerance = 0.15
  /// Curves that move by less than a tenth of a percentage point have no direction.
  private static let leastMove = 0.001

  /// The features that move a model's probabilities most, the strongest first.
  ///
  /// How far is the mean absolute push; which way is read off a curve of partial dependence: the
  /// mean calibrated probability of at most 500 evenly spaced training rows when all of them are
  /// given the same value and keep everything else. Numbers are tried at up to 12 quantiles of what
  /// is known (all values where there are no more), names at the 8 most frequent levels, and the
  /// missing value where it occurs. A number rises or falls when at least 85 % of the curve's way
  /// goes in that direction. Costs at most 12 × 13 × 500 predictions.
  ///
  /// - Parameters:
  ///   - model: The fitted model.
  ///   - calibrator: What turns its log-odds into probabilities.
  ///   - importances: How far each feature pushes a training row, on average; length *p*.
  ///   - manifest: The features with their definitions, in the order of `importances`.
  ///   - training: The rows that the model was fitted to, in an order that does not depend on the
  ///     file's.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: At most twelve; features that push nothing are left out.
  /// - Throws: `FitError`.
  /// - SeeAlso: Friedman (2001), doi:10.1214/aos/1013203451.
  static func all(
    _ model: TrainedModel, _ calibrator: Calibrator, importances: [Double], manifest: Manifest,
    training: FeatureMatrix, threads: Int
  ) throws(FitError) -> [Driver] {
    let words = FeatureWords(manifest)
    let records = manifest.features
    let order = importances.indices.filter { $0 < records.count && importances[$0] > 0 }
      .sorted { (importances[$1], records[$0].name) < (importances[$0], records[$1].name) }
    let count = min(mostRows, training.rowCount)
    guard count > 0 else { return [] }
    let sample = training.selecting(rows: (0..<count).map { $0 * training.rowCount / count })
    var drivers: [Driver] = []
    for feature in order.prefix(most) {
      let name = records[feature].name
      guard let place = training.columns.firstIndex(where: { $0.name == name }) else { continue }
      let grid = grid(training.columns[place]) { words.number(feature, $0) }
      let curve = try curve(
        grid.map(\.number), of: place, sample, model, calibrator, threads: threads)
      let points = zip(grid, curve).map { stop, probability in
        Point(
          label: stop.label, value: stop.isNumber ? stop.number : nil,
          share: Double(stop.rows) / Double(max(1, training.rowCount)), probability: probability)
      }
      drivers.append(
        Driver(
          feature: name, definition: records[feature].definition,
          importance: importances[feature],
          direction: direction(points.filter { $0.value != nil }.map(\.probability)),
          points: points))
    }
    return drivers
  }

  // MARK: - The values tried

  /// A value that all rows are given.
  private struct Stop {
    /// The number, or that of the level; `NaN` for the missing value.
    let number: Double
    let label: String
    /// Whether it is a quantity.
    let isNumber: Bool
    /// The rows nearest to it.
    var rows: Int
  }

  /// Ascending numbers or frequent levels, then the missing value where there is any.
  private static func grid(
    _ column: FeatureMatrix.Column, label: (Double) -> String
  ) -> [Stop] {
    let known = column.values.filter(\.isFinite).sorted()
    var stops: [Stop]
    if case .categorical(let levels) = column.kind {
      var counts = [Int](repeating: 0, count: levels.count)
      for value in known where value >= 0 && value < Double(levels.count) {
        counts[Int(value)] += 1
      }
      stops = counts.indices.filter { counts[$0] > 0 }
        .sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(mostNames)
        .map { Stop(number: Double($0), label: levels[$0], isNumber: false, rows: counts[$0]) }
    } else {
      stops = quantiles(known).map {
        Stop(number: $0, label: label($0), isNumber: true, rows: 0)
      }
      var nearest = 0
      for value in known {
        while nearest + 1 < stops.count,
          stops[nearest + 1].number - value < value - stops[nearest].number
        {
          nearest += 1
        }
        stops[nearest].rows += 1
      }
    }
    let missing = column.values.count { $0.isNaN }
    if missing > 0 {
      stops.append(Stop(number: .nan, label: "missing", isNumber: false, rows: missing))
    }
    return stops
  }

  /// All different values where they are few, else those in the middle of equal parts.
  private static func quantiles(_ sorted: [Double]) -> [Double] {
    var different: [Double] = []
    for value in sorted where value != different.last {
      different.append(value)
      if different.count > mostNumbers { break }
    }
    if different.count <= mostNumbers { return different }
    var picked: [Double] = []
    for part in 0..<mostNumbers {
      let value = sorted[(2 * part + 1) * sorted.count / (2 * mostNumbers)]
      if value != picked.last { picked.append(value) }
    }
    return picked
  }

  // MARK: - The curve

  /// The mean probability of the sample with each of some values in one column.
  private static func curve(
    _ values: [Double], of place: Int, _ sample: FeatureMatrix, _ model: TrainedModel,
    _ calibrator: Calibrator, threads: Int
  ) throws(FitError) -> [Double] {
    guard !values.isEmpty else { return [] }
    let count = sample.rowCount
    let columns = sample.columns.enumerated().map { number, column in
      let rows =
        number == place
        ? values.flatMap { Array(repeating: $0, count: count) }
        : values.flatMap { _ in column.values }
      return FeatureMatrix.Column(name: column.name, kind: column.kind, values: rows)
    }
    let probabilities = try model.calibrated(
      FeatureMatrix(columns: columns, rowCount: values.count * count), by: calibrator,
      threads: threads)
    return values.indices.map { stop in
      probabilities[stop * count..<(stop + 1) * count].reduce(0, +) / Double(count)
    }
  }

  /// Which way a curve goes; mixed when it hardly moves or turns by more than the tolerance.
  static func direction(_ curve: [Double]) -> Direction {
    var (up, down) = (0.0, 0.0)
    for (value, next) in zip(curve, curve.dropFirst()) {
      up += max(0, next - value)
      down += max(0, value - next)
    }
    let way = up + down
    guard way >= leastMove else { return .mixed }
    if down <= tolerance * way { return .rises }
    return up <= tolerance * way ? .falls : .mixed
  }
}
