import ChurnMath
import ChurnModels
import Testing
import TestSupport

@Suite struct LogRankTestTests {
  /// The names that `reference/01_km_logrank.json` gives to weights.
  private static let names: [(String, LogRankTest.Weighting)] = [
    ("logrank", .logRank), ("gehan_wilcoxon", .gehan), ("tarone_ware", .taroneWare),
    ("peto_peto_S_left_limit(R rho=1)", .peto),
    (
      "fleming_harrington_rho0.5_gamma0_left_limit(R rho=.5)", .flemingHarrington(p: 0.5, q: 0)
    ),
    ("fleming_harrington_rho0_gamma1_left_limit", .flemingHarrington(p: 0, q: 1)),
    ("fleming_harrington_rho1_gamma1_left_limit", .flemingHarrington(p: 1, q: 1)),
  ]

  private static func strata(
    _ table: LifetimeTable, _ set: (String, String, String), by group: String,
    within stratum: String? = nil, isTruncated: Bool = false
  ) throws -> [[RiskTable]] {
    let lifetimes = table.lifetimes(set.1, set.2, isTruncated: isTruncated)
    let groups = table.groups(group)
    guard let stratum else {
      return [
        try RiskTable.byGroup(
          lifetimes, groups: groups.codes, groupCount: groups.labels.count)
      ]
    }
    let strata = table.groups(stratum)
    return try strata.labels.indices.map { number in
      try RiskTable.byGroup(
        lifetimes,
        groups: groups.codes.indices.map {
          strata.codes[$0] == number ? groups.codes[$0] : -1
        }, groupCount: groups.labels.count)
    }
  }

  private static func check(_ strata: [[RiskTable]], _ expected: Reference) {
    for (name, weighting) in names {
      let test = LogRankTest(strata: strata, weighting: weighting)
      let wanted = expected[name]
      #expect(abs(test.chiSquare - wanted.chisq.number) < 1e-8)
      #expect(Double(test.degreesOfFreedom) == wanted.df.number)
      #expect(abs(test.p - wanted.p.number) <= 1e-10 * wanted.p.number + 1e-15)
      let u = zip(test.observed, test.expected).map { $0 - $1 }
      #expect(agree(u, wanted.U.numbers, within: 1e-9))
      #expect(agree(test.variance, wanted.V.list.flatMap(\.numbers), within: 1e-9))
    }
  }

  /// Brute force in numpy, "weighted_logrank_bruteforce" of `reference/01_km_logrank.json`; chi-square
  /// 1e-8.
  @Test(
    "Every weighting gives the brute force's sums, variances and chi-square",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)),
    arguments: survivalSets)
  func weightings(set: (String, String, String)) throws {
    let file = try Reference.file("01_km_logrank.json").weighted_logrank_bruteforce[set.0]
    let table = try LifetimeTable(set.0)
    let group = ["lung": "sex", "veteran": "trt", "rossi": "fin"][set.0] ?? ""
    Self.check(try Self.strata(table, set, by: group), file.weights)
    let truncated = try Self.strata(table, set, by: group, isTruncated: true)
    let late = LogRankTest(strata: truncated)
    let expected = file.left_truncated_logrank_hypergeometric_variance
    #expect(abs(late.chiSquare - expected.chisq.number) < 1e-8)
    #expect(agree(late.variance, expected.V.list.flatMap(\.numbers), within: 1e-9))
    #expect(abs(late.p - expected.p.number) < 1e-10)
    if set.0 == "veteran" {
      Self.check(try Self.strata(table, set, by: "celltype"), file.celltype_4_groups)
      Self.check(
        try Self.strata(table, set, by: "trt", within: "celltype"), file.trt_strata_celltype)
    }
    if set.0 == "lung" {
      Self.check(
        try Self.strata(table, set, by: "sex", within: "ph.ecog"), file["sex_strata_ph.ecog"])
    }
  }

  /// lifelines 0.30.3, multivariate_logrank_test(weightings =), in the same file.
  @Test(
    "Weightings agree with lifelines, its own Peto test too",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)),
    arguments: survivalSets)
  func lifelines(set: (String, String, String)) throws {
    let file = try Reference.file("01_km_logrank.json").weighted_logrank_bruteforce[set.0]
    let group = ["lung": "sex", "veteran": "trt", "rossi": "fin"][set.0] ?? ""
    let strata = try Self.strata(try LifetimeTable(set.0), set, by: group)
    let names: [(String, LogRankTest.Weighting)] = [
      ("wilcoxon", .gehan), ("tarone-ware", .taroneWare), ("peto", .modifiedPeto),
      ("fleming-harrington{'p': 1, 'q': 0}", .flemingHarrington(p: 1, q: 0)),
      ("fleming-harrington{'p': 0, 'q': 1}", .flemingHarrington(p: 0, q: 1)),
      ("None", .logRank),
    ]
    for (name, weighting) in names {
      let test = LogRankTest(strata: strata, weighting: weighting)
      #expect(abs(test.chiSquare - file.lifelines[name].chisq.number) < 1e-8)
      #expect(abs(test.p - file.lifelines[name].p.number) < 1e-10)
    }
  }

  /// R survival 3.5-3, survdiff(Surv(time, event) ~ group + strata(stratum), rho =), "logrank_R".
  @Test(
    "Observed, expected and chi-square agree with R's survdiff, stratified or not",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)),
    arguments: survivalSets)
  func survdiff(set: (String, String, String)) throws {
    let table = try LifetimeTable(set.0)
    var seen = 0
    for (name, expected) in try Reference.file("01_km_logrank.json").logrank_R[set.0].fields
    where !expected.observed.list.isEmpty {
      let parts = name.split(separator: "_").map(String.init)
      let stratum = parts[1] == "strata" ? parts[2] : nil
      let group = parts[0] == "by" ? parts[1] : parts[0]
      let rho = expected.rho.number
      let test = LogRankTest(
        strata: try Self.strata(table, set, by: group, within: stratum),
        weighting: rho == 0 ? .logRank : .flemingHarrington(p: rho, q: 0))
      #expect(abs(test.chiSquare - expected.chisq.number) < 1e-8)
      #expect(Double(test.degreesOfFreedom) == expected.df.number)
      #expect(abs(test.p - expected.p.number) <= 1e-10 * expected.p.number + 1e-15)
      // R lists groups in the order of its factor.
      let labels = table.groups(group).labels
      let order = expected.groups.list.compactMap { name -> Int? in
        guard case .text(let text) = name else { return nil }
        return labels.firstIndex { text == "\(group)=\($0)" }
      }
      #expect(order.count == labels.count)
      #expect(
        agree(order.map { test.observed[$0] }, expected.observed.numbers, within: 1e-9))
      #expect(
        agree(order.map { test.expected[$0] }, expected.expected.numbers, within: 1e-9))
      seen += 1
    }
    #expect(seen >= 4)
  }

  /// R: coxph(Surv(entry, time, event) ~ group, ties = "breslow")$score, "left_truncated_score_test".
  @Test(
    "Numbers at risk with late entries give R's score test",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)),
    arguments: survivalSets)
  func scoreTest(set: (String, String, String)) throws {
    let expected = try Reference.file("01_km_logrank.json").logrank_R[set.0]
      .left_truncated_score_test_breslow
    let group = ["lung": "sex", "veteran": "trt", "rossi": "fin"][set.0] ?? ""
    let tables = try Self.strata(
      try LifetimeTable(set.0), set, by: group, isTruncated: true)[0]
    var u = 0.0
    var v = 0.0
    for time in Set(tables.flatMap(\.times)) {
      let n = tables.map { $0.atRisk(at: time) }
      let d = tables.map { table in
        zip(table.times, table.events).first { $0.0 == time }?.1 ?? 0
      }
      let all = d[0] + d[1]
      let share = n[0] / (n[0] + n[1])
      u += d[0] - all * share
      v += all * share * (1 - share)
    }
    #expect(abs(u * u / v - expected.score.number) < 1e-8)
  }

  /// "freireich_logrank" of `reference/01_km_logrank.json`; 16.79 is published.
  @Test(
    "The leukaemia trial has its published chi-square",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func freireich() throws {
    let hand = try Reference.file("01_km_logrank.json").hand
    let tables = try ["freireich_6mp", "freireich_placebo"].map { name in
      try RiskTable(
        Lifetimes(
          durations: hand[name].time.numbers, churned: hand[name].event.numbers.map { $0 == 1 }))
    }
    Self.check([tables], hand.freireich_logrank)
    #expect(abs(LogRankTest(tables).chiSquare - 16.79) < 0.005)
  }

  /// Published with the data, lifelines 0.30.3: survival at 12, 24, 48 and 72 months of the 7,032 with
  /// tenure > 0, and the log-rank test over the three kinds of contract; to the digits given.
  @Test(
    "Contracts of Telco customers have the known curve and chi-square",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func telco() throws {
    let table = try LifetimeTable(path: "data/telco/Telco-Customer-Churn.csv")
    let months = table.numbers("tenure")
    let churned = table.texts("Churn").map { $0 == "Yes" }
    let rows = months.indices.filter { months[$0] > 0 }
    let contracts = table.groups("Contract")
    let lifetimes = Lifetimes(
      durations: rows.map { months[$0] }, churned: rows.map { churned[$0] })
    let curve = try KaplanMeier(lifetimes)
    #expect(rows.count == 7_032 && contracts.labels.count == 3)
    for (month, share) in [(12.0, 0.8432), (24, 0.78874), (48, 0.70884), (72, 0.59279)] {
      #expect(abs(curve.survival(at: month) - share) < 5e-5)
    }
    let test = LogRankTest(
      try RiskTable.byGroup(
        lifetimes, groups: rows.map { contracts.codes[$0] }, groupCount: 3))
    #expect(abs(test.chiSquare - 2352.87) < 0.005 && test.degreesOfFreedom == 2 && test.p == 0)
  }

  @Test("Weighted customers count as so many")
  func weightsAreCopies() throws {
    let base = randomLifetimes(rows: 80, seed: 4, isWhole: true, isTruncated: true)
    let groups = (0..<80).map { Int32($0 % 3) }
    let weights = (0..<80).map { Double($0 % 4) }
    let copies = (0..<80).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = Lifetimes(
      durations: base.durations, exits: base.exits, entries: base.entries, weights: weights)
    for (_, weighting) in Self.names {
      let one = LogRankTest(
        try RiskTable.byGroup(weighted, groups: groups, groupCount: 3), weighting: weighting)
      let other = LogRankTest(
        try RiskTable.byGroup(
          base.selecting(rows: copies), groups: copies.map { groups[$0] }, groupCount: 3),
        weighting: weighting)
      #expect(one == other)
    }
  }

  @Test("Where nothing can be compared the statistic is 0 and p is 1")
  func nothingToCompare() throws {
    let empty = try RiskTable(Lifetimes(durations: [], exits: []))
    let one = try RiskTable(Lifetimes(durations: [1, 2], churned: [true, true]))
    let kept = try RiskTable(Lifetimes(durations: [1, 2], churned: [false, false]))
    let single = try RiskTable(Lifetimes(durations: [3], churned: [true]))
    for tables in [[], [one], [empty, empty], [one, empty], [kept, kept], [single, empty]] {
      for (_, weighting) in Self.names {
        let test = LogRankTest(tables, weighting: weighting)
        #expect(test.chiSquare == 0 && test.degreesOfFreedom == 0 && test.p == 1)
        #expect(test.observed.count == tables.count)
      }
    }
    #expect(LogRankTest(strata: []).p == 1)
    // An empty group takes no degree of freedom.
    let other = try RiskTable(Lifetimes(durations: [2, 5, 7], churned: [true, true, true]))
    let two = LogRankTest([one, other])
    let three = LogRankTest([one, empty, other])
    #expect(two.degreesOfFreedom == 1 && three.degreesOfFreedom == 1)
    #expect(abs(two.chiSquare - three.chiSquare) < 1e-12)
  }
}
