internal import ChurnData
internal import ChurnMath
internal import ChurnModels

extension OrderTrainer {
  /// Learns when customers order next and are lost, and judges that on the test.
  ///
  /// Where the history is too short there is no model, and the report says so.
  func horizons(
    _ book: OrderBook, _ plan: CutoffPlan, _ material: Material, end: Day,
    _ report: inout TrainingReport
  ) throws -> HorizonModel? {
    let parts = material.parts
    // Rows of the test cutoff teach only where it is shared, and then those of other customers.
    let rows = material.rows.samples
    let isTested = Set(parts.test.groups)
    let testPlace = plan.all.firstIndex(of: plan.test)
    let teaching = rows.cutoffs.indices.filter { row in
      rows.cutoffs[row] != testPlace || (plan.sharesTest && !isTested.contains(rows.groups[row]))
    }
    func learn(_ samples: TrainingSamples, known: Day) throws(FitError) -> HorizonModel {
      try HorizonLearning(
        samples: samples, snapshots: plan.all, log: book.log,
        silenceDays: material.builder.horizon.days, known: known, seed: seed, threads: threads
      ).model()
    }
    do throws(FitError) {
      let model = try learn(
        rows.selecting(rows: teaching), known: plan.sharesTest ? end : plan.test.day)
      report.horizons = try HorizonReport(
        model, parts.test, snapshots: plan.all, log: book.log, known: end, threads: threads)
      return refits ? try learn(rows, known: end) : model
    } catch {
      report.notes.append(
        "The bundle cannot tell the risk of other horizons or the next order: \(error.description)")
      return nil
    }
  }
}
