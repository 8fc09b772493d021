internal import ChurnModels

extension SegmentFigures {
  /// Segments of one division that are shown; the smallest beyond them are taken together.
  static let most = 40

  /// The figures of each segment of a division.
  ///
  /// Lifecycle stages and risk bands come in their own order, others from the largest down. Rows
  /// without a segment are left out.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - by: What divides them.
  ///   - segments: The segment of each row; nil = in none.
  /// - Returns: One entry a segment.
  /// - Throws: `FitError.noRows`, `.invalidScore`.
  static func of(
    _ rows: JudgedRows, by: String, segments: [String?]
  ) throws(FitError) -> [SegmentFigures] {
    let ranked = try RankedScores(labels: rows.labels, scores: rows.probabilities)
    return of(rows, by: by, segments: segments, chances: Gains.chances(of: ranked, share: 0.1))
  }

  /// The figures of all divisions of some rows, in their order.
  static func all(_ rows: JudgedRows) throws(FitError) -> [SegmentFigures] {
    let ranked = try RankedScores(labels: rows.labels, scores: rows.probabilities)
    let chances = Gains.chances(of: ranked, share: 0.1)
    return rows.segments.flatMap { of(rows, by: $0.by, segments: $0.names, chances: chances) }
  }

  private static func of(
    _ rows: JudgedRows, by: String, segments: [String?], chances: [Double]
  ) -> [SegmentFigures] {
    var places: [String: [Int]] = [:]
    for (row, name) in segments.prefix(rows.labels.count).enumerated() {
      if let name { places[name, default: []].append(row) }
    }
    var parts = ordered(places.map { (name: $0.key, rows: $0.value) })
    if parts.count > most {
      let rest = parts[(most - 1)...].flatMap(\.rows).sorted()
      parts = parts.prefix(most - 1) + [(name: "(\(parts.count - most + 1) others)", rows: rest)]
    }
    return parts.map { part in
      figures(
        rows.selecting(part.rows), by: by, name: part.name,
        contacted: part.rows.reduce(0) { $0 + chances[$1] })
    }
  }

  private static func figures(
    _ rows: JudgedRows, by: String, name: String, contacted: Double
  ) -> SegmentFigures {
    let count = Double(rows.labels.count)
    let churners = rows.labels.count { $0 }
    let interval = WilsonInterval(labels: rows.labels, groups: rows.groups)
    let ranked = try? RankedScores(labels: rows.labels, scores: rows.probabilities)
    return SegmentFigures(
      by: by, name: name, rows: rows.labels.count, churners: churners,
      meanProbability: rows.probabilities.reduce(0, +) / count,
      churnRate: Double(churners) / count, lower: interval.lower, upper: interval.upper,
      rocAUC: ranked.flatMap { RocAUC.value(of: $0) },
      calibrationSlope: ranked.flatMap { CalibrationLine($0)?.slope },
      shareContactedAt10: contacted / count, logLoss: ranked.flatMap { LogLoss.value(of: $0) },
      brier: ranked.flatMap { BrierScore.value(of: $0) },
      ece: ranked.flatMap { ExpectedCalibrationError.value(of: $0) })
  }

  /// Segments in the order that people know, else from the largest down, ties by name.
  private static func ordered(
    _ parts: [(name: String, rows: [Int])]
  ) -> [(name: String, rows: [Int])] {
    for known in [LifecycleStage.allCases.map(\.rawValue), RiskBands.Band.allCases.map(\.rawValue)]
    where parts.allSatisfy({ known.contains($0.name) }) {
      return known.compactMap { name in parts.first { $0.name == name } }
    }
    return parts.sorted { ($1.rows.count, $0.name) < ($0.rows.count, $1.name) }
  }
}
