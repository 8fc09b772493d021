internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Learning when customers order next and when they are lost, from all cutoffs before the test.
///
/// Unlike the label of one horizon, a future need not have matured: each cutoff teaches what was known
/// of it on the test's day, the late ones a few weeks and the early ones many.
struct HorizonLearning {
  /// Feature rows of some cutoffs.
  let samples: TrainingSamples
  /// The cutoffs that the rows' numbers point into.
  let snapshots: [Snapshot]
  /// The purchases.
  let log: PurchaseLog
  /// The silence after which a customer is called lost.
  let silenceDays: Int
  /// The day up to which futures are known.
  let known: Day
  /// Decides what is random.
  let seed: UInt64
  /// The most threads to use.
  let threads: Int

  /// Rows that must be followed to the end of an interval for it to be offered.
  private static let leastRows = 50
  /// Where the cutoffs are parted into an earlier and a later part, as a share of their time.
  private static let earlierShare = 0.6

  /// Learns the model.
  ///
  /// - Throws: `FitError.tooFewRows` where the history is too short or too little happens in it.
  func model() throws(FitError) -> HorizonModel {
    let all = rows(known: known) { _ in true }
    let parts = parts()
    guard let grid = HazardGrid.widening(from: 0, followUps: all.followUps, rows: Self.leastRows)
    else { throw .tooFewRows(rows: all.futures.count, needed: Self.leastRows) }
    var recipe = DiscreteHazard()
    recipe.seed = seed
    let next = try recipe.fit(
      all.nextOrders, over: grid, earlier: parts.earlier.nextOrders,
      later: parts.later.nextOrders, threads: threads)
    guard
      let model = HorizonModel(
        silenceDays: silenceDays, nextOrder: next,
        laterSilence: try laterSilence(all, parts, grid, recipe))
    else { throw .noRows }
    return model
  }

  /// The model of silences that begin after the cutoff; nil where too few of them were completed.
  private func laterSilence(
    _ all: Rows, _ parts: (earlier: Rows, later: Rows), _ next: HazardGrid,
    _ recipe: DiscreteHazard
  ) throws(FitError) -> DiscreteHazard.Model? {
    let spells = all.laterSilences(silenceDays)
    guard next.last >= silenceDays,
      let grid = HazardGrid.widening(
        from: silenceDays, followUps: spells.followUps, rows: Self.leastRows)
    else { return nil }
    do {
      return try recipe.fit(
        spells, over: grid, earlier: parts.earlier.laterSilences(silenceDays),
        later: parts.later.laterSilences(silenceDays), threads: threads)
    } catch .tooFewRows {
      return nil
    }
  }

  // MARK: - Rows

  /// Feature rows with what became of them.
  private struct Rows {
    var features: FeatureMatrix
    var groups: [Int]
    var futures: [Future]
    var followUps: [Int]

    /// The time to the next order.
    var nextOrders: Spells {
      Spells(
        features: features, events: futures.map(\.nextOrder), followUps: followUps, groups: groups)
    }

    /// The time to the completion of a silence that began after the cutoff, of those who ordered
    /// before the first was complete.
    ///
    /// A customer who is called lost at a midnight was lost by the day before.
    func laterSilences(_ silenceDays: Int) -> Spells {
      let rows = futures.indices.filter { row in
        let left = Future.daysToLost(
          recencyDays: futures[row].recencyDays, silenceDays: silenceDays)
        return futures[row].nextOrder.map { $0 < left } ?? false
      }
      return Spells(
        features: features.selecting(rows: rows),
        events: rows.map { row in
          futures[row].lost.map { $0 - 1 }
        }, followUps: rows.map { followUps[$0] }, groups: rows.map { groups[$0] })
    }
  }

  /// The rows of some cutoffs and customers with their futures as known on a day.
  private func rows(known: Day, where isWanted: (Int) -> Bool) -> Rows {
    let wanted = samples.labels.indices.filter(isWanted)
    var futures: [Future] = []
    for place in snapshots.indices {
      futures += Future.of(
        wanted.filter { samples.cutoffs[$0] == place }.map { samples.groups[$0] }, in: log,
        at: snapshots[place], known: known, silenceDays: silenceDays, threads: threads)
    }
    // Rows stand cutoff by cutoff, as the futures do.
    let ordered = snapshots.indices.flatMap { place in
      wanted.filter { samples.cutoffs[$0] == place }
    }
    return Rows(
      features: samples.features.selecting(rows: ordered),
      groups: ordered.map { samples.groups[$0] }, futures: futures,
      followUps: ordered.map { max(0, known - snapshots[samples.cutoffs[$0]].day) })
  }

  /// What was known at some cutoff in between, and what came from there on; with one cutoff only, two
  /// halves of the customers.
  private func parts() -> (earlier: Rows, later: Rows) {
    let places = Set(samples.cutoffs).sorted()
    guard let first = places.first, places.count > 1 else {
      func isFirstHalf(_ row: Int) -> Bool {
        StableHash.mixed(UInt64(bitPattern: Int64(samples.groups[row]))) & 1 == 0
      }
      return (
        rows(known: known) { isFirstHalf($0) }, rows(known: known) { !isFirstHalf($0) }
      )
    }
    let start = snapshots[first].day
    let wanted = start + Int(Double(known - start) * Self.earlierShare)
    let middle =
      places.dropFirst().min {
        abs(snapshots[$0].day - wanted) < abs(snapshots[$1].day - wanted)
      } ?? first
    return (
      rows(known: snapshots[middle].day) { samples.cutoffs[$0] < middle },
      rows(known: known) { samples.cutoffs[$0] >= middle }
    )
  }
}
