internal import ChurnData
internal import ChurnMath
internal import ChurnModels

// What is said of one customer besides why the probability is what it is.
extension Scorer {
  /// The lifecycle stage of each row, or what a column of the customers file says.
  func segments(
    _ rows: Rows, of book: OrderBook, by column: String?
  ) throws -> SegmentLabels {
    guard let column else {
      let facts = CustomerFacts.of(
        rows.customers, in: book.log, at: rows.snapshot, horizon: rows.horizon,
        parameters: rows.parameters, margins: nil, marginRate: costs.marginRate, threads: threads)
      return SegmentLabels(
        by: SegmentComparison.stageName, names: facts.map(\.stage.rawValue))
    }
    guard let attributes = book.attributes else {
      throw PipelineError.badOption(
        option: "--segment-by",
        problem: """
          "\(column)" must be a column of the customers file; pass --customers FILE. Without \
          --segment-by segments are lifecycle stages.
          """)
    }
    guard let found = attributes.columns.first(where: { $0.name == column }) else {
      throw Self.unknownColumn(column, of: attributes.columns.map(\.name), "the customers file")
    }
    return try SegmentLabels(found, rows: rows.customers)
  }

  /// What a column of a ready table says; nil without one.
  func segments(_ book: TableBook, by column: String?) throws -> SegmentLabels? {
    guard let column else { return nil }
    guard let found = book.features.columns.first(where: { $0.name == column }) else {
      throw Self.unknownColumn(column, of: book.features.columnNames, "the table")
    }
    return try SegmentLabels(found)
  }

  private static func unknownColumn(
    _ name: String, of names: [String], _ place: String
  ) -> PipelineError {
    let nearest = NearestName.of(name, in: names)
    return .badOption(
      option: "--segment-by",
      problem: """
        No usable column "\(name)" in \(place).\
        \(nearest.map { " Did you mean \"\($0)\"?" } ?? " There are: \(names.joined(separator: ", ")).")
        """)
  }

  /// A row beside the rows of its segment.
  func comparison(
    of row: Int, in rows: ScoredRows, _ labels: SegmentLabels
  ) throws -> SegmentComparison {
    let name = labels.names[row]
    let members = name == nil ? [] : labels.names.indices.filter { labels.names[$0] == name }
    guard members.count >= SegmentComparison.leastCustomers else {
      return SegmentComparison(
        by: labels.by, name: name, customers: members.count, standing: nil)
    }
    let mean =
      members.reduce(0) { $0 + rows.probabilities[$1] } / Double(members.count)
    let reference = try ReferenceBase(
      bundle.model, rows: rows.features.selecting(rows: members), threads: threads)
    let explainer = ModelExplainer(
      bundle.model, bundle.calibrator, reference: reference, baseRate: mean)
    let pushed = try pushes(of: row, in: rows, by: explainer)
    let (pushes, families) = CustomerExplanation.grouped(
      pushed.pushes, level: pushed.level, levelWords: "what no feature accounts for")
    return SegmentComparison(
      by: labels.by, name: name, customers: members.count,
      standing: SegmentComparison.Standing(
        meanProbability: mean, rank: rows.rank(of: row, among: members), pushes: pushes,
        families: families))
  }

  // MARK: - Since

  /// What has become of a customer since an earlier cutoff.
  func change(
    of customer: Int, row: Int, in scored: ScoredRows, since day: Day, _ rows: Rows,
    _ book: OrderBook
  ) throws -> ChangeSince {
    var history = PurchaseHistory(book.log)
    history.begin(customer: customer)
    history.advance(to: day)
    let standing = rows.eligibility.standing(history)
    guard standing == .eligible else {
      return ChangeSince(at: day, standing: standing, probability: nil, change: nil, blocks: [])
    }
    let then = try imagined([[]], of: customer, in: book, at: Snapshot(day))
    let now = scored.features.selecting(rows: [row])
    let before = try bundle.model.calibrated(then, by: bundle.calibrator)
    let change = scored.probabilities[row] - before[0]
    return ChangeSince(
      at: day, standing: standing, probability: before[0], change: change,
      blocks: try blocks(from: then, to: now))
  }

  /// Checks the earlier cutoff before anything is computed.
  func checkSince(_ since: Day, before cutoff: Day, in book: OrderBook) throws {
    guard since < cutoff else {
      throw PipelineError.badOption(
        option: "--since", problem: "\(since) must lie before the day to stand at, \(cutoff).")
    }
    guard since > book.log.span.lowerBound else {
      throw PipelineError.cutoffOutsideData(
        cutoff: since, first: book.log.span.lowerBound, end: book.end)
    }
  }

  /// The change between two rows by families.
  private func blocks(
    from then: FeatureMatrix, to now: FeatureMatrix
  ) throws -> [ChangeSince.Block] {
    let words = FeatureWords(bundle.manifest)
    let pairs = try words.records.map { record in
      guard let old = then.columns.first(where: { $0.name == record.name }),
        let new = now.columns.first(where: { $0.name == record.name })
      else { throw FitError.missingFeature(name: record.name) }
      return (old: old, new: new)
    }
    let changed = pairs.indices.filter {
      !Self.isSame(pairs[$0].old.values[0], pairs[$0].new.values[0])
    }
    var families: [String] = []
    for place in changed where !families.contains(words.records[place].family) {
      families.append(words.records[place].family)
    }
    let blockOfFeature = words.records.map { families.firstIndex(of: $0.family) }
    let shares = try BlockShares(blocks: families.count, seed: bundle.manifest.seed).shares {
      masks throws(FitError) in
      let columns = pairs.enumerated().map { place, pair in
        let block = blockOfFeature[place]
        return FeatureMatrix.Column(
          name: pair.new.name, kind: pair.new.kind,
          values: masks.map { mask in
            block.map { mask[$0] } ?? false ? pair.new.values[0] : pair.old.values[0]
          })
      }
      return try bundle.model.calibrated(
        FeatureMatrix(columns: columns, rowCount: masks.count), by: bundle.calibrator,
        threads: threads)
    }
    // The member whose own push moved most in the direction of the family speaks for it.
    let explainer = bundle.explainer
    let old = try explainer.explained(then, threads: 1)[0].pushes
    let new = try explainer.explained(now, threads: 1)[0].pushes
    func value(_ column: FeatureMatrix.Column) -> FeatureWords.Value {
      FeatureWords.Value(column, row: 0)
    }
    let blocks = families.indices.map { block in
      let members = changed.filter { blockOfFeature[$0] == block }
      func moved(_ place: Int) -> Double {
        (new[place] - old[place]) * (shares[block] < 0 ? -1 : 1)
      }
      // Of those whose words show that anything has changed, if there are any.
      let telling = members.filter { place in
        words.plain(place, value(pairs[place].old)) != words.plain(place, value(pairs[place].new))
      }
      let candidates = telling.isEmpty ? members : telling
      let speaker = candidates.max { (moved($0), $1) < (moved($1), $0) } ?? members[0]
      let pair = pairs[speaker]
      return ChangeSince.Block(
        family: families[block], points: shares[block], feature: words.records[speaker].name,
        before: words.plain(speaker, value(pair.old)), after: words.plain(speaker, value(pair.new)),
        valueBefore: words.figure(speaker, value(pair.old)),
        valueAfter: words.figure(speaker, value(pair.new)))
    }
    return blocks.sorted {
      abs($0.points) != abs($1.points)
        ? abs($0.points) > abs($1.points)
        : $0.family.utf8.lexicographicallyPrecedes($1.family.utf8)
    }
  }

  private static func isSame(_ left: Double, _ right: Double) -> Bool {
    left == right || (left.isNaN && right.isNaN)
  }

  // MARK: - Acts

  /// What the model says of a customer who had placed other orders just before the cutoff.
  func acts(
    of customer: Int, row: Int, in scored: ScoredRows, _ rows: Rows, _ book: OrderBook,
    bands: RiskBands
  ) throws -> PossibleActs {
    let own = scored.probabilities[row]
    let acts = OrderActs(book, customer: customer, cutoff: rows.snapshot.day).acts()
    guard !acts.isEmpty else {
      return PossibleActs([], now: bands.band(of: own), bands: bands)
    }
    let features = try imagined(
      acts.map(\.orders), of: customer, in: book, at: rows.snapshot)
    let probabilities = try bundle.model.calibrated(features, by: bundle.calibrator)
    let ranges = scored.features.columns.map { column -> ClosedRange<Double>? in
      guard case .numeric = column.kind else { return nil }
      let known = column.values.filter { !$0.isNaN }
      guard let least = known.min(), let most = known.max() else { return nil }
      let room = (most - least) / 20
      return room.isFinite ? (least - room)...(most + room) : nil
    }
    return PossibleActs(
      acts.enumerated().map { place, act in
        let beyond = zip(features.columns, ranges).filter { column, range in
          !column.values[place].isNaN && range.map { !$0.contains(column.values[place]) } ?? false
        }
        return PossibleActs.Act(
          words: act.words, probability: probabilities[place],
          points: probabilities[place] - own, band: bands.band(of: probabilities[place]),
          beyond: beyond.map(\.0.name))
      }, now: bands.band(of: own), bands: bands)
  }

  /// The features of one customer's history with orders in it that were never placed, one row a
  /// history.
  func imagined(
    _ histories: [[ImaginedOrder]], of customer: Int, in book: OrderBook, at snapshot: Snapshot
  ) throws -> FeatureMatrix {
    // Who was eligible stays so with more orders, so nobody is left out.
    try rows(
      histories, of: customer, in: book, before: snapshot.day, at: [snapshot],
      eligibility: Eligibility(activeWithinDays: nil)
    ).features
  }

  /// The same at several cutoffs, none after `day`, of those that are eligible there.
  func rows(
    _ histories: [[ImaginedOrder]], of customer: Int, in book: OrderBook, before day: Day,
    at snapshots: [Snapshot], eligibility: Eligibility
  ) throws -> SnapshotRows {
    guard let orders = bundle.manifest.orders else {
      throw BundleError.wrongKind(bundle: "a ready table", given: "orders")
    }
    let log = book.log.imagining(histories, of: customer, before: day)
    let attributes = try book.attributes.map { attributes in
      try CustomerAttributes(
        log: log,
        ids: TextColumn(
          codes: histories.indices.map { UInt32(truncatingIfNeeded: $0) },
          levels: log.customerIDs),
        columns: attributes.columns.map { column in
          FeatureMatrix.Column(
            name: column.name, kind: column.kind,
            values: Array(repeating: column.values[customer], count: histories.count))
        })
    }
    return FeatureBuilder(
      features: try bundle.features(for: book), parameters: orders.parameters,
      horizon: orders.horizon
    ).rows(of: log, attributes: attributes, at: snapshots, eligibility: eligibility)
  }
}
