import Testing

@testable import Churn

@Suite("The leak self-test")
struct LeakSelfTestTests {
  private func proof(rowsAt shift: Int, learnedBefore: Int = 0) throws -> DeletionProof {
    let book = try PipelineFixture.simulatedBook.get()
    let (_, plan, builder, eligibility) = try AuditFixture.material(book)
    let cutoff = plan.training[plan.training.count - 1]
    var learner = builder
    if learnedBefore > 0 {
      learner = FeatureBuilder(
        features: builder.features,
        parameters: FeatureParameters(
          learnedFrom: book.log, before: Snapshot(cutoff.day + learnedBefore)),
        horizon: builder.horizon)
    }
    let rows = learner.rows(
      of: book.log, at: [Snapshot(cutoff.day + shift)], eligibility: eligibility)
    return DeletionProof(
      rows: rows.features, owners: rows.customers, at: cutoff, of: book.log, builder: learner,
      learnedBefore: cutoff, eligibility: eligibility, seed: 1, threads: 2)
  }

  @Test("Honest rows are equal to the bit without later lines")
  func honest() throws {
    let proof = try proof(rowsAt: 0)
    #expect(proof.differing == [])
    #expect(proof.features > 50 && proof.customers > 100)
  }

  @Test(
    "Rows that peek at the days after the cutoff are found, by name where the customers are the same"
  )
  func peeking() throws {
    #expect(try !proof(rowsAt: 5).differing.isEmpty)
    // Everybody is eligible, so only features can differ.
    let book = try PipelineFixture.simulatedBook.get()
    let (_, plan, builder, _) = try AuditFixture.material(book)
    let cutoff = plan.training[plan.training.count - 1]
    let all = Eligibility(activeWithinDays: nil)
    let honest = builder.rows(of: book.log, at: [cutoff], eligibility: all)
    let later = builder.rows(of: book.log, at: [Snapshot(cutoff.day + 5)], eligibility: all)
    let kept = later.customers.indices.filter { honest.customers.contains(later.customers[$0]) }
    let proof = DeletionProof(
      rows: later.features.selecting(rows: kept), owners: kept.map { later.customers[$0] },
      at: cutoff, of: book.log, builder: builder, learnedBefore: cutoff, eligibility: all, seed: 1,
      threads: 1)
    #expect(Set(proof.differing).isSuperset(of: ["recency_days", "revenue_30", "orders_30"]))
    // Where somebody first bought is the same five days later.
    #expect(!proof.differing.contains("acquisition_channel"))
  }

  @Test("A rhythm that was learned from later orders is found")
  func peekingBase() throws {
    #expect(try proof(rowsAt: 0, learnedBefore: 60).differing.contains(DeletionProof.baseName))
  }

  @Test("Training says that the planted leak was caught and that features keep their bits")
  func said() throws {
    let report = try PipelineFixture.trained.get().report
    let test = try #require(report.leakAudit?.selfTest)
    #expect(test.planted == "spend")
    #expect(test.cutoffs > 3 && test.caught == test.cutoffs)
    #expect(test.sentence.contains("caught at \(test.cutoffs) of \(test.cutoffs) cutoffs"))
    #expect(test.sentence.contains("equal to the bit"))
    #expect(report.leakSuspects.isEmpty)
  }

  @Test("Without amounts, and with every line an order, the number of future orders is planted")
  func orders() throws {
    let lines = PipelineFixture.simulatedOrders
    let book = try PipelineFixture.book(lines, returns: .keep)
    let audit = try AuditFixture.audit(book)
    #expect(audit.selfTest?.planted == "orders")
    #expect(audit.selfTest?.caught == audit.selfTest?.cutoffs)
  }

  @Test("A plant that is lost or a row of another customer is found")
  func lostPlant() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let (rows, _, _, _) = try AuditFixture.material(book)
    let samples = rows.samples
    let places = rows.snapshots.indices.map { place in
      samples.cutoffs.indices.filter { samples.cutoffs[$0] == place }
    }
    let undated = UndatedColumns(
      days: rows.snapshots.map(\.day), labels: places.map { $0.map { samples.labels[$0] } },
      recency: places.map { $0.map { _ in 0 } }, columns: 1)
    // Labels of one customer, features of the next.
    let shifted = TrainingSamples(
      features: samples.features, labels: samples.labels,
      groups: places.flatMap { rows in
        rows.indices.map { samples.groups[rows[$0 == 0 ? 0 : $0 - 1]] }
      }, cutoffs: samples.cutoffs)
    let planted = PlantedLeak(
      book.log, samples: shifted, snapshots: rows.snapshots, horizon: AuditFixture.horizon,
      returns: .net, threads: 2)
    let (caught, cutoffs) = planted.caught(undated, samples: shifted)
    #expect(caught < cutoffs)
  }
}
