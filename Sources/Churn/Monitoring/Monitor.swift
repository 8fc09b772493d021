public import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Holds present data beside what a bundle keeps of its training, and promises beside what happened.
///
///     let monitor = Monitor(bundle: try ModelBundle(reading: "models/shop"), threads: 2)
///     let report = try monitor.report(book, ledger: PromiseLedger("ledger"))
///     print(report.headline)
public struct Monitor: Sendable {
  /// The bundle watched.
  public let bundle: ModelBundle
  /// Decides the draws of the bootstrap.
  public let seed: UInt64
  /// The most threads to use.
  public let threads: Int

  /// Creates a monitor.
  public init(bundle: ModelBundle, seed: UInt64 = 1, threads: Int = 1) {
    self.bundle = bundle
    self.seed = seed
    self.threads = threads
  }

  /// Looks at a book of orders.
  ///
  /// - Parameters:
  ///   - book: The orders.
  ///   - day: The day to stand at; nil = the end of the data. Promises are due whose label windows
  ///     have passed by then.
  ///   - ledger: What was promised; nil leaves promises out.
  /// - Returns: Drift, base and promises.
  /// - Throws: As `Scorer.score(_:at:)`; `LedgerError`.
  public func report(
    _ book: OrderBook, at day: Day? = nil, ledger: PromiseLedger? = nil
  ) throws -> MonitorReport {
    let promises = try ledger?.promises(of: bundle)
    let rows = try Scorer(bundle: bundle, threads: threads).rows(book, at: day)
    let end = min(day ?? book.end, book.end)
    return try report(
      rows.features, at: rows.snapshot.day,
      promises: try promises?.map { name, promise in
        guard let cutoff = promise.head.cutoff, promise.isMature(end: end) else {
          return PromiseCheck(notDue: promise, file: name)
        }
        let customers = promise.rows.map { book.log.customerIDs.index(of: $0.id) }
        let known = customers.compactMap { $0 }
        var labels = Labeler(log: book.log, horizon: rows.horizon)
          .churned(customers: known, at: Snapshot(cutoff), threads: threads)[...]
        return try check(
          promise, name, customers.map { $0 == nil ? nil : labels.popFirst() })
      })
  }

  /// Looks at a ready table; promises are due where it has the label.
  ///
  /// - Throws: `BundleError.wrongKind`; `LedgerError`; `FitError`.
  public func report(_ book: TableBook, ledger: PromiseLedger? = nil) throws -> MonitorReport {
    guard bundle.manifest.table != nil else {
      throw BundleError.wrongKind(bundle: "orders", given: "a ready table")
    }
    var rowOfID: [[UInt8]: Int] = [:]
    for (row, id) in book.ids.enumerated() { rowOfID[Array(id.utf8)] = row }
    return try report(
      book.features, at: nil,
      promises: try ledger?.promises(of: bundle).map { name, promise in
        guard let labels = book.labels else { return PromiseCheck(notDue: promise, file: name) }
        return try check(
          promise, name, promise.rows.map { rowOfID[Array($0.id.utf8)].map { labels[$0] } })
      }, isTrainingTable: Evaluator(bundle: bundle).isTrainingTable(book))
  }

  private func check(
    _ promise: Promise, _ name: String, _ outcomes: [Bool?]
  ) throws -> PromiseCheck {
    try PromiseCheck(
      promise, file: name, outcomes: outcomes, errors: bundle.reference?.levelErrors ?? [],
      seed: seed, threads: threads)
  }

  private func report(
    _ features: FeatureMatrix, at day: Day?, promises: [PromiseCheck]?,
    isTrainingTable: Bool = false
  ) throws -> MonitorReport {
    guard let bands = bundle.bands else {
      throw BundleError.damaged(file: "manifest.json", what: "its risk bands make no sense")
    }
    let probabilities = try bundle.model.calibrated(
      features, by: bundle.calibrator, threads: threads)
    let reference = bundle.reference
    return MonitorReport(
      bundle: bundle, at: day,
      inputs: reference.map {
        InputDrift(
          $0, now: features, kind: bundle.manifest.kind,
          importances: bundle.explanation?.importances, threads: threads)
      },
      scores: reference.map { ScoreDrift($0.scores, now: probabilities, bands: bands) },
      base: reference.map { BaseChange($0, bundle.manifest, now: features.rowCount) },
      promises: promises, isTrainingTable: isTrainingTable)
  }
}
