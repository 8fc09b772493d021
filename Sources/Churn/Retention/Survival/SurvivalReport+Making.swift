internal import ChurnMath
internal import ChurnModels

extension SurvivalReport {
  /// Estimates everything from a sample.
  ///
  /// - Parameters:
  ///   - sample: The lifetimes.
  ///   - settings: How curves are drawn and compared.
  /// - Throws: `FitError` where a Cox model cannot be fitted.
  public init(_ sample: SurvivalSample, settings: SurvivalSettings) throws {
    let names = sample.groups?.names ?? ["all"]
    let codes = sample.groups?.codes ?? [Int32](repeating: 0, count: sample.count)
    let tables = try RiskTable.byGroup(
      sample.lifetimes, groups: codes, groupCount: names.count, threads: settings.threads)
    let curves = tables.map { KaplanMeier($0) }
    let longest = curves.map { $0.lastTime ?? 0 }
    let end = longest.max() ?? 0
    let edges = TimeGrid.times(to: end, unit: sample.meaning.unit, most: 15)
    let until = settings.until ?? Self.commonEnd(curves)
    let shares =
      sample.reasons.count > 1
      ? try AalenJohansen.byGroup(
        sample.lifetimes, groups: codes, groupCount: names.count, threads: settings.threads) : nil

    meaning = sample.meaning
    groupedBy = sample.groups?.title
    bands = settings.bands.rawValue
    level = settings.level
    times = settings.times ?? TimeGrid.times(to: end, unit: sample.meaning.unit, most: 5)
    reasons = sample.reasons
    var notes = sample.notes + (sample.groups?.coarsening ?? [])
    if sample.lifetimes.exits.allSatisfy({ $0 == 0 }) {
      notes.append("Nobody left: every curve stays at 100 %.")
    }
    let readAt = times
    groups = names.indices.map { group in
      let curve = curves[group]
      let interval = curve.quantileInterval(0.5, level: settings.level, scale: settings.bands)
      let mean = Self.isKnown(curve, to: until) ? curve.restrictedMean(to: until) : nil
      let hazard = TenureHazard(
        tables[group], edges: [0] + edges + (edges.last.map { $0 < end } ?? true ? [end] : []),
        level: settings.level)
      return Group(
        name: names[group], n: tables[group].totalWeight, rows: tables[group].customerCount,
        events: tables[group].events.reduce(0, +), median: curve.median,
        medianLower: interval.lower, medianUpper: interval.upper,
        restrictedMean: Self.finite(mean?.mean),
        restrictedMeanStandardError: Self.finite(mean?.standardError),
        restrictedMeanUntil: until > 0 ? until : nil, watchedUntil: longest[group],
        curve: Self.points(curve, settings),
        atTimes: readAt.map { time in
          Self.reading(curve, at: time, atRisk: tables[group].atRisk(at: time), settings)
        },
        incidence: shares.map { Self.incidence($0[group], tables[group], sample.reasons, settings) }
          ?? [], hazard: hazard.intervals.filter { $0.rate.isFinite }.map { Hazard($0) })
    }
    for (name, curve) in zip(names, curves) {
      guard let time = curve.emptiedAt else { continue }
      notes.append(
        "\(sample.groups == nil ? "The curve" : "The curve of \(name)") falls to 0 at "
          + "\(PlainNumber.shortest(time) ?? ""), where the few under observation all left, although "
          + "others entered later: it says nothing from there on.")
    }
    logRank = try Self.logRank(sample, tables, settings, notes: &notes)
    cox = try Cox(sample, settings: settings, notes: &notes)
    self.notes = notes
  }

  /// How far a curve is known: for ever once it has come down to 0.
  private static func reach(_ curve: KaplanMeier) -> Double {
    curve.steps.last.map { $0.survival == 0 ? .infinity : $0.time } ?? 0
  }

  private static func isKnown(_ curve: KaplanMeier, to end: Double) -> Bool {
    end > 0 && reach(curve) >= end
  }

  /// Where restricted means end: the longest time up to which every curve is known; where that is much
  /// shorter for some than for most, as for young cohorts, up to which half of them are.
  private static func commonEnd(_ curves: [KaplanMeier]) -> Double {
    let longest = curves.compactMap(\.lastTime).max() ?? 0
    let reaches = curves.map { min(reach($0), longest) }.sorted()
    guard let least = reaches.first else { return 0 }
    return least >= longest / 2 ? least : reaches[reaches.count / 2]
  }

  private static func points(_ curve: KaplanMeier, _ settings: SurvivalSettings) -> [Point] {
    let ends = curve.bands(level: settings.level, scale: settings.bands)
    return curve.steps.enumerated().map { place, step in
      Point(
        time: step.time, atRisk: step.atRisk, events: step.events, censored: step.censored,
        survival: step.survival, standardError: finite(step.standardError),
        lower: finite(ends.lower[place]), upper: finite(ends.upper[place]))
    }
  }

  static func finite(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func reading(
    _ curve: KaplanMeier, at time: Double, atRisk: Double, _ settings: SurvivalSettings
  ) -> Reading {
    let survival = curve.survival(at: time)
    // A curve that has come down to 0 stays there; one that broke off is not known further.
    guard time <= curve.lastTime ?? 0 || survival == 0 else {
      return Reading(time: time, atRisk: atRisk, survival: nil, lower: nil, upper: nil)
    }
    let band = curve.band(at: time, level: settings.level, scale: settings.bands)
    return Reading(
      time: time, atRisk: atRisk, survival: survival, lower: finite(band.lower),
      upper: finite(band.upper))
  }

  /// Strata times groups beyond which the test is refused.
  private static let mostTables = 5_000_000

  private static func logRank(
    _ sample: SurvivalSample, _ tables: [RiskTable], _ settings: SurvivalSettings,
    notes: inout [String]
  ) throws -> LogRank? {
    guard let groups = sample.groups, groups.names.count > 1 else {
      if sample.groups != nil { notes.append("One group only: there is nothing to compare.") }
      return nil
    }
    guard sample.lifetimes.exits.contains(where: { $0 != 0 }) else { return nil }
    var strata = [tables]
    if let held = sample.strata {
      guard held.names.count <= mostTables / groups.names.count else {
        throw PipelineError.badOption(
          option: "--strata",
          problem: "\(held.names.count) strata times \(groups.names.count) groups are too many.")
      }
      let crossed = held.codes.indices.map { row in
        held.codes[row] * Int32(groups.names.count) + groups.codes[row]
      }
      let all = try RiskTable.byGroup(
        sample.lifetimes, groups: crossed,
        groupCount: held.names.count * groups.names.count, threads: settings.threads)
      strata = held.names.indices.map { stratum in
        Array(all[stratum * groups.names.count..<(stratum + 1) * groups.names.count])
      }
    }
    let test = LogRankTest(strata: strata, weighting: settings.test)
    guard test.chiSquare.isFinite, test.degreesOfFreedom > 0 else {
      notes.append("The groups were never watched at one time: they cannot be compared.")
      return nil
    }
    return LogRank(
      test: settings.test.name, chiSquare: test.chiSquare,
      degreesOfFreedom: test.degreesOfFreedom, p: test.p, within: sample.strata?.title,
      groups: groups.names.indices.map {
        Expected(name: groups.names[$0], observed: test.observed[$0], expected: test.expected[$0])
      })
  }

  /// The share who have left for each reason, at the times at which anybody left for it.
  private static func incidence(
    _ shares: AalenJohansen, _ table: RiskTable, _ reasons: [String], _ settings: SurvivalSettings
  ) -> [Incidence] {
    return reasons.indices.map { place in
      let reason = UInt8(clamping: place + 1)
      guard let curve = shares.incidence(of: reason),
        let column = table.reasons.firstIndex(of: reason)
      else { return Incidence(reason: reasons[place], events: 0, curve: []) }
      let events = table.eventsByReason[column]
      let points = shares.times.indices.filter { events[$0] > 0 }.map { index in
        let band = curve.band(at: index, level: settings.level, scale: settings.bands)
        return IncidencePoint(
          time: shares.times[index], share: curve.share[index],
          standardError: finite(curve.standardError[index]), lower: finite(band.lower),
          upper: finite(band.upper))
      }
      return Incidence(reason: reasons[place], events: events.reduce(0, +), curve: points)
    }
  }
}

extension SurvivalReport.Hazard {
  init(_ interval: TenureHazard.Interval) {
    self.init(
      from: interval.from, to: interval.to, events: interval.events, exposure: interval.exposure,
      rate: interval.rate, lower: interval.lower, upper: interval.upper)
  }
}

extension LogRankTest.Weighting {
  /// What the test is called.
  var name: String {
    switch self {
    case .logRank: "log-rank"
    case .gehan: "gehan"
    case .taroneWare: "tarone-ware"
    case .peto: "peto"
    case .modifiedPeto: "modified-peto"
    case .flemingHarrington(let p, let q):
      "fleming-harrington \(PlainNumber.shortest(p) ?? ""),\(PlainNumber.shortest(q) ?? "")"
    }
  }
}
