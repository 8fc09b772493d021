// The nearest changes of one row of a ready table that lower its risk.
//
// change     new values of one column, or of columns that always move together
// clash      a column whose present value nobody else has together with the new one
// distance   a level counts 1, a number its difference in robust standard deviations
//
// Steps: take from other rows what each column could be (`TableChanges`); score each change that
// clashes with nothing; then pairs of changes that clash with nothing but each other's column.

internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Finds what of a row might be otherwise so that its risk is in the next lower band, or lower at
/// least.
struct TableActs {
  private let rows: ScoredRows
  private let row: Int
  private let bundle: ModelBundle
  private let bands: RiskBands
  private let words: FeatureWords
  private let threads: Int

  /// Columns of which the changes that lower the risk most are tried in pairs.
  private static let pairedColumns = 10
  /// Changes of one column that are tried in pairs.
  private static let pairedChanges = 8
  /// Changes of one column that are listed, at most.
  private static let mostListed = 6
  /// How much lower a change must bring the risk to be worth saying, and a pair than one change.
  private static let leastGain = 0.005

  init(_ rows: ScoredRows, row: Int, bundle: ModelBundle, bands: RiskBands, threads: Int) {
    // A column that was read to compare by is none that a change could clash with.
    let names = Set(bundle.manifest.features.map(\.name))
    self.rows = ScoredRows(
      ids: rows.ids,
      features: FeatureMatrix(
        columns: rows.features.columns.filter { names.contains($0.name) },
        rowCount: rows.features.rowCount), probabilities: rows.probabilities)
    self.row = row
    self.bundle = bundle
    self.bands = bands
    self.threads = threads
    words = FeatureWords(bundle.manifest)
  }

  /// A change, or two, with the probability after it.
  private struct Outcome {
    let changes: [TableChange]
    let probability: Double
    let distance: Double
  }

  /// The acts, nearest first of those that reach the next lower band, then the others by how much
  /// they lower the risk.
  func possible(_ columns: ChangeableColumns) throws(FitError) -> PossibleActs {
    let own = rows.probabilities[row]
    let band = bands.band(of: own)
    let empty = PossibleActs([], now: band, bands: bands, leftAlone: columns.fixed)
    let changes = TableChanges(rows.features, row: row, changeable: columns.changeable)
    guard let goal = empty.goalBelow, !changes.all.isEmpty else { return empty }
    let scored = try outcomes(changes.all.map { [$0] })
    let lowering = scored.filter { $0.probability < own }
    let singles = best(lowering.filter { $0.changes[0].clashes.isEmpty }, goal: goal)
    var listed = Array(
      singles.filter { $0.probability < goal || $0.probability < own - Self.leastGain }
        .prefix(Self.mostListed))
    if let pair = try bestPair(lowering, changes, goal: goal) {
      let reaches = listed.contains { $0.probability < goal }
      let least = listed.map(\.probability).min() ?? own
      if !reaches, pair.probability < goal || pair.probability < least - Self.leastGain {
        listed.append(pair)
      }
    }
    let acts = ranked(listed, goal: goal).map { outcome in
      PossibleActs.Act(
        words: outcome.changes.map(sentence).joined(separator: "; and "),
        probability: outcome.probability, points: outcome.probability - own,
        band: bands.band(of: outcome.probability), beyond: [])
    }
    return PossibleActs(acts, now: band, bands: bands, leftAlone: columns.fixed)
  }

  /// Of each column the nearest change that reaches the goal, else the one that lowers most.
  private func best(_ outcomes: [Outcome], goal: Double) -> [Outcome] {
    var bests: [Int: Outcome] = [:]
    for outcome in ranked(outcomes, goal: goal) where bests[outcome.changes[0].column] == nil {
      bests[outcome.changes[0].column] = outcome
    }
    return ranked(Array(bests.values), goal: goal)
  }

  private func ranked(_ outcomes: [Outcome], goal: Double) -> [Outcome] {
    func key(_ outcome: Outcome) -> (Int, Double, Double) {
      outcome.probability < goal
        ? (0, outcome.distance, outcome.probability) : (1, outcome.probability, outcome.distance)
    }
    func place(_ outcome: Outcome) -> [Int] { outcome.changes.flatMap { [$0.column, $0.number] } }
    return outcomes.sorted { left, right in
      key(left) == key(right)
        ? place(left).lexicographicallyPrecedes(place(right)) : key(left) < key(right)
    }
  }

  private func bestPair(
    _ lowering: [Outcome], _ changes: TableChanges, goal: Double
  ) throws(FitError) -> Outcome? {
    // What clashes with one column only can go together with a change of that column.
    let candidates = lowering.filter { $0.changes[0].clashes.count <= 1 }
      .sorted {
        ($0.probability, $0.changes[0].column, $0.changes[0].number)
          < ($1.probability, $1.changes[0].column, $1.changes[0].number)
      }
    var columns: [Int] = []
    var ofColumn: [Int: [TableChange]] = [:]
    for candidate in candidates {
      let change = candidate.changes[0]
      if ofColumn[change.column] == nil {
        guard columns.count < Self.pairedColumns else { continue }
        columns.append(change.column)
      }
      if ofColumn[change.column, default: []].count < Self.pairedChanges {
        ofColumn[change.column, default: []].append(change)
      }
    }
    var pairs: [[TableChange]] = []
    for (place, first) in columns.enumerated() {
      for second in columns[(place + 1)...] {
        for left in ofColumn[first] ?? [] {
          for right in ofColumn[second] ?? [] where changes.goTogether(left, right) {
            pairs.append([left, right])
          }
        }
      }
    }
    guard !pairs.isEmpty else { return nil }
    return ranked(try outcomes(pairs), goal: goal).first
  }

  private func outcomes(_ changes: [[TableChange]]) throws(FitError) -> [Outcome] {
    guard !changes.isEmpty else { return [] }
    var columns: [FeatureMatrix.Column] = []
    for (place, column) in rows.features.columns.enumerated() {
      let own = column.values[row]
      let values = changes.map { set in
        set.compactMap { $0.values.first { $0.column == place }?.value }.first ?? own
      }
      columns.append(FeatureMatrix.Column(name: column.name, kind: column.kind, values: values))
    }
    let matrix = FeatureMatrix(columns: columns, rowCount: changes.count)
    let probabilities = try bundle.model.calibrated(
      matrix, by: bundle.calibrator, threads: threads)
    return zip(changes, probabilities).map { set, probability in
      Outcome(
        changes: set, probability: probability,
        distance: set.reduce(0) { $0 + $1.distance })
    }
  }

  /// `Contract is Two year instead of Month-to-month`.
  private func sentence(_ change: TableChange) -> String {
    change.values.map { new in
      let column = rows.features.columns[new.column]
      let changed = FeatureMatrix.Column(name: column.name, kind: column.kind, values: [new.value])
      guard let place = words.records.firstIndex(where: { $0.name == column.name }) else {
        return column.name
      }
      let after = words.figure(place, FeatureWords.Value(changed, row: 0)) ?? "not known"
      let before = words.figure(place, FeatureWords.Value(column, row: row)) ?? "not known"
      return "\(words.clause(place, after)) instead of \(before)"
    }.joined(separator: " (with it ") + String(repeating: ")", count: change.values.count - 1)
  }
}
