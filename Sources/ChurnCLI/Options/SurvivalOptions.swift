internal import ArgumentParser
internal import Churn
internal import ChurnModels

/// What curves are compared by, and how.
struct ComparisonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Columns whose groups are compared. Orders: columns of the customers file, channel, "
        + "category, region, device or product of the first order, segment, cohort, or "
        + "order-number; contracts: cohort, too. The 12 most frequent levels are kept, the others go "
        + "together; more than 4 numbers are cut into 4 ranges. (default: none)",
      valueName: "columns"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "Columns within whose values alone comparisons are made; each value is a stratum. "
        + "(default: none)",
      valueName: "columns"))
  var strata: String?

  @Option(
    help: ArgumentHelp("Columns of a Cox model. (default: none)", valueName: "columns"))
  var cox: String?

  @Option(
    help: ArgumentHelp(
      "Column of why each left; reasons are told apart. Not for orders. (default: none)",
      valueName: "column"))
  var reason: String?

  @Option(
    help: ArgumentHelp(
      "Columns to read as categories. (default: by content)", valueName: "columns"))
  var categorical: String?

  @Option(
    help: ArgumentHelp("Columns to read as numbers. (default: by content)", valueName: "columns"))
  var numeric: String?

  @Option(help: ArgumentHelp("Bands: plain, log or log-log.", valueName: "scale"))
  var bands = BandScale.log

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of bands that hold the truth.", valueName: "share"))
  var level = 0.95

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Times at which curves are shown: 12,24,48. (default: round ones)", valueName: "times"))
  var times: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where the restricted mean ends. (default: the longest time up to which all curves are known)",
      valueName: "time"))
  var until: Double?

  @Option(
    help: ArgumentHelp(
      "The test of groups: log-rank, gehan, tarone-ware, peto or fleming-harrington.",
      valueName: "name"))
  var test = "log-rank"

  @Option(
    help: ArgumentHelp(
      "The powers of S and 1 - S that weight --test fleming-harrington. (default: 1,0)",
      valueName: "p,q"))
  var powers: String?

  @Option(help: ArgumentHelp("Ties in the Cox model: efron or breslow.", valueName: "method"))
  var ties = CoxRegression.Ties.efron

  @Flag(
    help: """
      Robust errors in the Cox model, by customer where one has several rows; a ready table says \
      with --customer whose they are. (default: off)
      """)
  var robust = false

  func validate() throws {
    if !(level > 0 && level < 1) {
      throw ValidationError("--level: expected a share between 0 and 1, got \(level).")
    }
    if let until, !(until > 0 && until.isFinite) {
      throw ValidationError("--until: expected a time above 0, got \(until).")
    }
    _ = try weighting()
    _ = try readTimes()
  }

  /// The times asked for, ascending, each once; nil for none.
  func readTimes() throws -> [Double]? {
    guard let times else { return nil }
    let values = try CommaList.parts(times).map { part in
      guard let time = Double(part), time > 0, time.isFinite else {
        throw ValidationError("--times: expected times above 0, got \"\(part)\".")
      }
      return time
    }
    guard !values.isEmpty, values.count <= 1000 else {
      throw ValidationError("--times: expected 1 to 1000 times, got \(values.count).")
    }
    return Set(values).sorted()
  }

  /// The test of groups.
  func weighting() throws -> LogRankTest.Weighting {
    if powers != nil, test != "fleming-harrington" {
      throw ValidationError("--powers belongs to --test fleming-harrington; leave it out.")
    }
    let powers = powers ?? "1,0"
    let numbers = CommaList.parts(powers).compactMap { Double($0) }
    switch test {
    case "log-rank": return .logRank
    case "gehan": return .gehan
    case "tarone-ware": return .taroneWare
    case "peto": return .peto
    case "fleming-harrington":
      guard numbers.count == 2, numbers.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw ValidationError("--powers: expected two numbers from 0 on, got \"\(powers)\".")
      }
      return .flemingHarrington(p: numbers[0], q: numbers[1])
    default:
      throw ValidationError(
        "--test: expected log-rank, gehan, tarone-ware, peto or fleming-harrington, got "
          + "\"\(test)\".")
    }
  }

  /// The settings of the report.
  func settings(threads: Int) throws -> SurvivalSettings {
    var settings = SurvivalSettings()
    settings.bands = bands
    settings.level = level
    settings.test = try weighting()
    settings.times = try readTimes()
    settings.until = until
    settings.ties = ties
    settings.isRobust = robust
    settings.threads = threads
    return settings
  }
}
