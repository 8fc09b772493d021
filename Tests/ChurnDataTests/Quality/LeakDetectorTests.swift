import Testing

@testable import ChurnData

@Suite("Columns that know the answer")
struct LeakDetectorTests {
  /// The naive area: the share of pairs in the right order, ties half.
  private let detector = LeakDetector { scores, labels in
    var right = 0.0
    var pairs = 0.0
    for (a, isLost) in zip(scores, labels) where isLost {
      for (b, isLostToo) in zip(scores, labels) where !isLostToo {
        pairs += 1
        right += a > b ? 1 : (a == b ? 0.5 : 0)
      }
    }
    return right / pairs
  }

  private let labels = (0..<200).map { $0 % 4 == 0 }

  private func evidence(_ content: LeakDetector.Content) -> LeakSuspicion.Evidence? {
    detector.suspicions("x", content, labels: labels).last?.evidence
  }

  @Test("Names of outcomes are suspected, names of surveys are not")
  func names() {
    let suspects = [
      "churn_reason", "CancelDate", "exit_survey", "is_closed", "terminated_at", "last_active",
      "Churn Score", "prediction", "churn_probability", "status", "LastLogin", "risk_score",
    ]
    #expect(LeakDetector.byName(suspects).map(\.column) == suspects)
    let harmless = [
      "csat_score", "nps_score", "credit score", "tenure", "Contract", "marital_status", "account",
      "PaperlessBilling", "active_users", "Customer service calls", "total_day_minutes",
    ]
    #expect(LeakDetector.byName(harmless).isEmpty)
    #expect(LeakDetector.byName(["churn_reason"]).allSatisfy { !$0.isStrong })
  }

  @Test("What somebody left, what is left of a term, and states are told apart by name")
  func closeNames() {
    let suspects = [
      "left", "has_left", "date_left", "attrition_flag", "retention_score", "lapsed_since",
      "lost_customer", "state_after", "end_reason", "uninstall_date", "Kündigungsdatum",
      "kuendigungsgrund", "Austrittsdatum", "résiliation", "date_desabonnement", "motif_cloture",
      "fecha_baja", "abandoned", "last_visit",
    ]
    #expect(LeakDetector.byName(suspects).map(\.column) == suspects)
    let harmless = [
      "days_left", "months_left_in_contract", "time_left", "state", "State", "returns", "n_returns",
      "department", "cart_abandon_rate", "defects", "closing_balance", "contract_expiry",
      "months_inactive_12", "weekend_share", "gender", "exact_age", "first_order_channel",
    ]
    #expect(LeakDetector.byName(harmless).isEmpty)
  }

  @Test("A mark that all who left bear and nobody else is a proof, one that most bear is not")
  func proofs() {
    func isProven(_ content: LeakDetector.Content) -> Bool? {
      detector.suspicions("x", content, labels: labels).last?.isProven
    }
    #expect(isProven(.numbers(labels.map { $0 ? 1 : 0 })) == true)
    #expect(isProven(.numbers(labels.map { $0 ? 5 : .nan })) == true)
    #expect(isProven(.codes(labels.map { $0 ? 1 : 0 }, levels: ["no", "yes"])) == true)
    // 40 of 50 leavers: AUC (0.8 + 1) / 2 = 0.9.
    let most = labels.indices.map { labels[$0] && $0 < 160 ? 1.0 : 0 }
    #expect(isProven(.numbers(most)) == false)
  }

  @Test("A number of few values is judged value by value")
  func fewValues() {
    let codes = labels.indices.map { row in labels[row] && row < 160 ? 2.0 : Double(row % 2) }
    #expect(
      evidence(.numbers(codes))
        == .decidingValue(value: "2", rows: 40, churnShare: 1, auc: 0.9))
  }

  @Test("Among many columns of few rows one that separates by luck is none")
  func luck() {
    // 10 of 10 pairs in order: (21 / 1200)^½ = 0.1323, so 0.5 is 3.78 errors; luck allows
    // √(2 ln 100 k), that is 3.71 for 10 columns and 4.03 for 34.
    let few = (0..<20).map { $0 < 10 }
    let perfect = LeakDetector.Content.numbers((0..<20).map { Double($0) + 0.5 })
    var strict = detector
    strict.comparisons = 10
    #expect(strict.suspicions("x", perfect, labels: few).map(\.isProven) == [true])
    strict.comparisons = 34
    #expect(strict.suspicions("x", perfect, labels: few).isEmpty)
  }

  @Test("Columns of noise are never a proof, however small the table")
  func noise() {
    var flagged = 0
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let count = [24, 40, 100, 300][Int(seed % 4)]
      let labels = (0..<count).map { $0 % 3 == 0 }
      var strict = detector
      strict.comparisons = 6
      let contents: [LeakDetector.Content] = [
        .numbers(labels.map { _ in Double.random(in: 0...1, using: &random) }),
        .numbers(labels.map { _ in Double(Int.random(in: 0...1, using: &random)) }),
        .numbers(
          labels.map { _ in
            Int.random(in: 0...3, using: &random) == 0
              ? .nan : Double.random(in: 0...9, using: &random)
          }),
        .numbers((0..<count).shuffled(using: &random).map(Double.init)),
        .codes(
          labels.map { _ in UInt32.random(in: 0...3, using: &random) },
          levels: ["a", "b", "c", "d"]),
        .codes(
          (0..<count).shuffled(using: &random).map { UInt32($0) },
          levels: (0..<count).map { "\($0)" }),
      ]
      for content in contents {
        let found = strict.suspicions("x", content, labels: labels)
        #expect(!found.contains { $0.isProven })
        flagged += found.count
      }
    }
    // A family-wise chance of 1 % at most: two of 200 tables on average at the very worst.
    #expect(flagged <= 2)
  }

  @Test("A number that tells alone is found, whichever way it points")
  func separation() {
    let up = labels.enumerated().map { Double($0.offset % 7) + ($0.element ? 7 : 0) }
    #expect(evidence(.numbers(up)) == .separation(auc: 1))
    #expect(evidence(.numbers(up.map { -$0 })) == .separation(auc: 1))
    #expect(evidence(.numbers(labels.indices.map { Double($0 * 37 % 50) })) == nil)
    #expect(evidence(.numbers(labels.map { _ in 3 })) == nil)
  }

  @Test("A value that is there only for those who left is found, and so is its absence")
  func missing() {
    let present = labels.map { $0 ? 5.0 : .nan }
    #expect(
      evidence(.numbers(present))
        == .decidingValue(value: "present", rows: 50, churnShare: 1, auc: 1))
    let absent = labels.map { $0 ? .nan : 5.0 }
    #expect(
      evidence(.numbers(absent))
        == .decidingValue(value: nil, rows: 50, churnShare: 1, auc: 1))
  }

  @Test("A level that decides needs support")
  func levels() {
    let codes = labels.indices.map { row in labels[row] && row < 160 ? UInt32(1) : 0 }
    #expect(
      evidence(.codes(codes, levels: ["a", "gone"]))
        == .decidingValue(value: "gone", rows: 40, churnShare: 1, auc: 0.9))
    let few = labels.indices.map { row in labels[row] && row < 40 ? UInt32(1) : 0 }
    #expect(evidence(.codes(few, levels: ["a", "gone"])) == nil)
    let missing = labels.map { $0 ? UInt32.max : 0 }
    #expect(
      evidence(.codes(missing, levels: ["a"]))
        == .decidingValue(value: nil, rows: 50, churnShare: 1, auc: 1))
  }

  @Test("An id is not suspected for being distinct, only for following the label")
  func ids() {
    let codes = labels.indices.map(UInt32.init)
    let levels = codes.map { "id\(1000 + $0)" }
    #expect(evidence(.codes(codes, levels: levels)) == nil)
    // Those who left get the first numbers, but for a few.
    var next = (lost: UInt32(0), kept: UInt32(45))
    let ordered = labels.indices.map { row -> UInt32 in
      if labels[row], next.lost < 45 {
        next.lost += 1
        return next.lost - 1
      }
      next.kept += 1
      return next.kept - 1
    }
    guard case .orderedID(let auc) = evidence(.codes(ordered, levels: levels)) else {
      Issue.record("the ordered id was not found")
      return
    }
    // By hand: 45 of the 50 lost lie before all 150 kept; the last five lie among them.
    #expect(auc > 0.9)
  }

  @Test("One class, no rows and columns of another length give no evidence")
  func awkward() {
    #expect(detector.suspicions("x", .numbers([1]), labels: [true]).isEmpty)
    #expect(detector.suspicions("x", .numbers([]), labels: []).isEmpty)
    #expect(detector.suspicions("x", .numbers([1]), labels: labels).isEmpty)
    #expect(detector.suspicions("x", .codes([9], levels: []), labels: [true, false]).isEmpty)
    #expect(evidence(.numbers(labels.map { _ in .nan })) == nil)
    #expect(evidence(.codes(labels.map { _ in 7 }, levels: ["a"])) == nil)
  }
}
