import ChurnMath
import ChurnModels
import Testing

@Suite struct AalenJohansenTests {
  /// R 4.2.2, survival 3.5-3: survfit(Surv(time, factor(why)) ~ 1).
  @Test("Shares by reason and their errors agree with R")
  func plain() throws {
    let found = try AalenJohansen(Fourteen.lifetimes(isTruncated: false))
    #expect(found.times == [2, 3, 4, 5, 7, 9, 10, 11, 12])
    expect(
      found.survival,
      [
        0.928571428571429, 0.857142857142857, 0.714285714285714, 0.634920634920635,
        0.555555555555556, 0.37037037037037, 0.277777777777778, 0.277777777777778, 0,
      ],
      [
        0.0688302936899594, 0.0935219529582825, 0.120736322104074, 0.130831120323016,
        0.136442295854261, 0.140375155616077, 0.13234125331514, 0.13234125331514, 0,
      ])
    expect(
      found.incidence(of: 1),
      [
        0.0714285714285714, 0.0714285714285714, 0.142857142857143, 0.222222222222222,
        0.301587301587302, 0.301587301587302, 0.394179894179894, 0.394179894179894,
        0.671957671957672,
      ],
      [
        0.0688302936899594, 0.0688302936899594, 0.0935219529582824, 0.113602701341714,
        0.126589838859156, 0.126589838859156, 0.139178831682183, 0.139178831682183,
        0.135892422427203,
      ])
    expect(
      found.incidence(of: 2),
      [
        0, 0.0714285714285714, 0.142857142857143, 0.142857142857143, 0.142857142857143,
        0.328042328042328, 0.328042328042328, 0.328042328042328, 0.328042328042328,
      ],
      [
        0, 0.0688302936899594, 0.0935219529582824, 0.0935219529582824, 0.0935219529582824,
        0.135892422427203, 0.135892422427203, 0.135892422427203, 0.135892422427203,
      ])
  }

  /// R: survfit(Surv(time, factor(why)) ~ 1, weights = u, id = 1:14); the curve of all is also that of
  /// survfit(Surv(time, why > 0) ~ 1, weights = u, robust = TRUE).
  @Test("Sampling weights give R's robust errors")
  func weighted() throws {
    let found = try AalenJohansen(Fourteen.lifetimes(isTruncated: false, weights: Fourteen.u))
    expect(
      found.survival,
      [
        0.967105263157895, 0.907894736842105, 0.677631578947368, 0.621474265774935,
        0.599011340505961, 0.467977609770282, 0.262067461471358, 0.262067461471358, 0,
      ],
      [
        0.0332899499284002, 0.0671266698648136, 0.143490144514533, 0.14712236287992,
        0.147802994952684, 0.160243651341527, 0.138708510777309, 0.138708510777309, 0,
      ])
    expect(
      found.incidence(of: 1),
      [
        0.0328947368421053, 0.0328947368421053, 0.131578947368421, 0.187736260540855,
        0.210199185809828, 0.210199185809828, 0.416109334108753, 0.416109334108753,
        0.678176795580111,
      ],
      [
        0.0332899499284002, 0.0332899499284002, 0.0976249370699504, 0.109739159925573,
        0.112126070364205, 0.112126070364205, 0.171001926520656, 0.171001926520656,
        0.148012592714546,
      ])
  }

  /// R: survfit(Surv(entry, time, factor(why)) ~ 1, id = 1:14, weights = u).
  @Test("Late entries with weights give R's errors")
  func truncated() throws {
    let found = try AalenJohansen(Fourteen.lifetimes(isTruncated: true, weights: Fourteen.u))
    expect(
      found.survival,
      [
        0.931972789115646, 0.834440753045404, 0.527015212449729, 0.470143067221341,
        0.453149944309726, 0.354023393991974, 0.198253100635505, 0.198253100635505, 0,
      ],
      [
        0.069916589744132, 0.115746584036287, 0.17718444083244, 0.169137734135048,
        0.166087457866501, 0.14500317188389, 0.122334294458953, 0.122334294458953, 0,
      ])
    expect(
      found.incidence(of: 2),
      [
        0, 0.0975320360702421, 0.273203773553485, 0.273203773553485, 0.273203773553485,
        0.372330323871238, 0.372330323871238, 0.372330323871238, 0.372330323871238,
      ],
      [
        0, 0.095014338427622, 0.163120032752571, 0.163120032752571, 0.163120032752571,
        0.155723468263116, 0.155723468263116, 0.155723468263116, 0.155723468263116,
      ])
  }

  private func expect(
    _ curve: AalenJohansen.Curve?, _ share: [Double], _ error: [Double],
    at place: SourceLocation = #_sourceLocation
  ) {
    #expect(agree(curve?.share ?? [], share, within: 1e-13), sourceLocation: place)
    #expect(agree(curve?.standardError ?? [], error, within: 1e-12), sourceLocation: place)
  }

  @Test(
    "Errors are the sum of what each customer would move, whatever entries and weights",
    arguments: [false, true], [false, true])
  func jackknife(isTruncated: Bool, isWeighted: Bool) throws {
    let lifetimes = randomLifetimes(
      rows: 50, seed: 12, isWhole: true, isTruncated: isTruncated, isWeighted: isWeighted,
      reasons: 2, longest: 12)
    let weights = lifetimes.weights ?? Array(repeating: 1, count: 50)
    func curves(_ weights: [Double]) throws -> AalenJohansen {
      try AalenJohansen(
        Lifetimes(
          durations: lifetimes.durations, exits: lifetimes.exits, entries: lifetimes.entries,
          weights: weights))
    }
    let found = try AalenJohansen(lifetimes)
    let step = 1e-6
    var squares = [Double](repeating: 0, count: found.times.count * 3)
    for row in 0..<50 where weights[row] > 0 {
      var (less, more) = (weights, weights)
      less[row] -= step
      more[row] += step
      let (a, b) = (try curves(less), try curves(more))
      let before = a.survival.share + a.incidences.flatMap(\.share)
      let after = b.survival.share + b.incidences.flatMap(\.share)
      for place in squares.indices {
        let slope = weights[row] * (after[place] - before[place]) / (2 * step)
        squares[place] += slope * slope
      }
    }
    let errors = found.survival.standardError + found.incidences.flatMap(\.standardError)
    #expect(agree(errors, squares.map { $0.squareRoot() }, within: 1e-6))
    for index in found.times.indices {
      let sum = found.survival.share[index] + found.incidences.reduce(0) { $0 + $1.share[index] }
      #expect(abs(sum - 1) < 1e-12)
    }
  }

  @Test("The share still there is the Kaplan-Meier curve; groups are what they are alone")
  func groups() throws {
    for isTruncated in [false, true] {
      let lifetimes = randomLifetimes(
        rows: 400, seed: 5, isWhole: false, isTruncated: isTruncated, reasons: 3)
      let groups = (0..<400).map { Int32($0 % 3) }
      let found = try AalenJohansen.byGroup(
        lifetimes, groups: groups, groupCount: 3, threads: 2)
      for group in 0..<3 {
        let own = lifetimes.selecting(rows: (0..<400).filter { $0 % 3 == group })
        #expect(try AalenJohansen(own) == found[group])
        let curve = try KaplanMeier(own)
        #expect(agree(found[group].survival.share, curve.steps.map(\.survival), within: 1e-12))
      }
    }
  }

  /// R: survfit(Surv(c(0, 0, 3, 3, 3), c(2, 2, 5, 6, 7), factor(c(1, 2, 2, 1, 0))) ~ 1, id = 1:5) stays at
  /// one half each with errors 0.3535534 from time 2 on.
  @Test("When all at risk have left, who enters later changes nothing")
  func emptiedRiskSet() throws {
    let found = try AalenJohansen(
      Lifetimes(durations: [2, 2, 5, 6, 7], exits: [1, 2, 2, 1, 0], entries: [0, 0, 3, 3, 3]))
    #expect(found.survival.share == [0, 0, 0, 0])
    #expect(found.survival.standardError == [0, 0, 0, 0])
    for reason in 1...2 {
      let steps = found.steps(reason: reason)
      #expect(steps.map(\.incidence) == [0.5, 0.5, 0.5, 0.5])
      for step in steps { #expect(abs(step.standardError - 0.125.squareRoot()) < 1e-15) }
    }
  }

  @Test("Reasons nobody left for, one customer and none give flat curves")
  func smallSets() throws {
    let none = try AalenJohansen(Lifetimes(durations: [], exits: []))
    #expect(none.times.isEmpty && none.incidences.isEmpty && none.incidence(of: 1, at: 3) == 0)
    let kept = try AalenJohansen(Lifetimes(durations: [2, 3], exits: [0, 0]))
    #expect(kept.survival.share == [1, 1] && kept.survival.standardError == [0, 0])
    #expect(kept.steps(reason: 1).map(\.incidence) == [0, 0])
    let one = try AalenJohansen(Lifetimes(durations: [2], exits: [7], weights: [1e300]))
    #expect(one.survival.share == [0] && one.incidence(of: 7, at: 2) == 1)
    #expect(one.steps(reason: 7).map(\.standardError) == [0])
    #expect(one.steps(reason: -1).count == 1 && one.incidence(of: 7, at: 1.9) == 0)
    #expect(throws: FitError.invalidWeight(row: 0)) {
      try AalenJohansen(Lifetimes(durations: [2], exits: [7], weights: [.nan]))
    }
  }

  /// R 4.2.2, survival 3.5-3.
  ///
  ///     f <- data.frame(t = c(2, 3, 3, 5, 6, 8, 9, 11), r = factor(c(1, 2, 0, 1, 2, 1, 0, 2)))
  ///     s <- survfit(Surv(t, r) ~ 1, f, conf.type = "log")   # "plain", "log-log"
  ///     s$lower[c(1, 5), 2]; s$upper[c(1, 5), 2]
  @Test(
    "Bands are R's on every scale",
    arguments: [
      (.plain, [0, 0.354172303768, 0.0580788543753, 0.791921145625]),
      (.log, [0.019984067022, 0.781872878168, 0.179243514384, 1]),
      (.logLog, [0.00659332501733, 0.422705832524, 0.09566470350858, 0.732003404811]),
    ] as [(BandScale, [Double])])
  func bands(_ scale: BandScale, _ expected: [Double]) throws {
    let found = try AalenJohansen(
      Lifetimes(durations: [2, 3, 3, 5, 6, 8, 9, 11], exits: [1, 2, 0, 1, 2, 1, 0, 2]))
    let curve = try #require(found.incidence(of: 1))
    let bands = [0, 4].map { curve.band(at: $0, scale: scale) }
    for (end, value) in zip(bands.flatMap { [$0.lower, $0.upper] }, expected) {
      #expect(abs(end - value) < 1e-11)
    }
    #expect(curve.band(at: 99, scale: scale).lower.isNaN)
  }
}
