internal import ChurnData

/// The groups that customers are put together by besides time, crossed and numbered.
struct CohortKeys: Sendable {
  /// What the names stand for.
  let parts: [CohortGroups]
  /// The numbers of the crossed groups that occur, each with its level in every part.
  let combinations: [[Int]]

  private let codes: [Int32]

  /// The number of groups, 1 where customers are put together by time alone.
  var count: Int { max(1, combinations.count) }

  /// - Throws: `PipelineError.badOption` for too many combinations.
  init(_ parts: [CohortGroups], customers: Int) throws(PipelineError) {
    self.parts = parts
    guard !parts.isEmpty else {
      combinations = []
      codes = []
      return
    }
    let all = parts.reduce(1) {
      $0.multipliedReportingOverflow(by: max(1, $1.levels.count)).partialValue
    }
    guard all > 0, all <= CohortAnalysis.mostCohorts else {
      throw .badOption(
        option: "--by", problem: "\(all) groups are too many to read; name fewer parts.")
    }
    var crossed = [Int32](repeating: -1, count: customers)
    var isUsed = [Bool](repeating: false, count: all)
    for customer in 0..<customers {
      var code = 0
      for part in parts {
        let level = Int(part.codes[customer])
        code = level < 0 || code < 0 ? -1 : code * part.levels.count + level
      }
      crossed[customer] = Int32(clamping: code)
      if code >= 0 { isUsed[code] = true }
    }
    var numbers = [Int32](repeating: -1, count: all)
    var combinations: [[Int]] = []
    for code in 0..<all where isUsed[code] {
      numbers[code] = Int32(clamping: combinations.count)
      var rest = code
      var levels: [Int] = []
      for part in parts.reversed() {
        levels.insert(rest % part.levels.count, at: 0)
        rest /= part.levels.count
      }
      combinations.append(levels)
    }
    self.combinations = combinations
    codes = crossed.map { $0 < 0 ? -1 : numbers[Int($0)] }
  }

  /// The group of a customer; nil for one who is in none.
  func group(of customer: Int) -> Int? {
    guard !parts.isEmpty else { return 0 }
    return codes[customer] < 0 ? nil : Int(codes[customer])
  }

  /// The names of a group, one a part.
  func names(_ group: Int) -> [String] {
    guard combinations.indices.contains(group) else { return [] }
    return zip(parts, combinations[group]).map { $0.levels[$1] }
  }
}

/// The rows of the table: which groups and joins make a cohort.
struct CohortRows: Sendable {
  /// One cohort.
  struct Row: Sendable, Equatable {
    let group: Int
    /// The first periods of its customers; one where time is part of `--by`.
    let joins: [Int]
    let names: [String]
    let size: Int
  }

  /// The cohorts, in the order in which they are shown.
  let rows: [Row]
  private let places: [Int32]
  private let periods: Int

  /// - Parameters:
  ///   - tensor: Sums by group and join.
  ///   - keys: The groups.
  ///   - grid: The periods.
  ///   - timePlace: Where time stands in `--by`; nil where it does not.
  init(_ tensor: CohortTensor, _ keys: CohortKeys, _ grid: PeriodGrid, timePlace: Int?) {
    var rows: [Row] = []
    var places = [Int32](repeating: -1, count: tensor.groups * tensor.periods)
    if let timePlace {
      // What stands first in `--by` changes slowest.
      let pairs = (0..<tensor.groups * tensor.periods).map { place in
        timePlace == 0
          ? (group: place % tensor.groups, join: place / tensor.groups)
          : (group: place / tensor.periods, join: place % tensor.periods)
      }
      for (group, join) in pairs where tensor.size(group, join) > 0 {
        var names = keys.names(group)
        names.insert(grid.name(join), at: min(timePlace, names.count))
        places[group * tensor.periods + join] = Int32(clamping: rows.count)
        rows.append(
          Row(group: group, joins: [join], names: names, size: tensor.size(group, join)))
      }
    } else {
      for group in 0..<tensor.groups {
        let joins = (0..<tensor.periods).filter { tensor.size(group, $0) > 0 }
        guard !joins.isEmpty else { continue }
        for join in joins { places[group * tensor.periods + join] = Int32(clamping: rows.count) }
        rows.append(
          Row(
            group: group, joins: joins, names: keys.names(group),
            size: joins.reduce(0) { $0 + tensor.size(group, $1) }))
      }
    }
    self.rows = rows
    self.places = places
    periods = tensor.periods
  }

  /// The row of a customer's group and join; -1 for none.
  func row(_ group: Int, join: Int) -> Int { Int(places[group * periods + join]) }
}
