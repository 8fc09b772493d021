import ChurnMath
import ChurnModels
import Foundation
import TestSupport

/// A table of the shared folder with cells of any kind; rows with gaps can be left out.
struct SurvivalTable {
  private let names: [String]
  private var rows: [[String]]

  /// `FOLDER/NAME`.
  init(_ name: String, in folder: String = "reference/data") throws {
    guard let url = SharedFolder.url("\(folder)/\(name)") else {
      (names, rows) = ([], [])
      return
    }
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    let cells = lines.map { line in
      line.filter { $0 != "\"" }.split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init)
    }
    names = cells.first ?? []
    rows = Array(cells.dropFirst())
  }

  var count: Int { rows.count }

  /// Only rows without a gap in `columns`, as R leaves them out.
  mutating func dropGaps(in columns: [String]) {
    let places = columns.compactMap { names.firstIndex(of: $0) }
    rows.removeAll { row in places.contains { row[$0].isEmpty } }
  }

  /// Only rows of which `isKept` holds.
  mutating func keep(where isKept: (Int) -> Bool) {
    rows = rows.indices.filter(isKept).map { rows[$0] }
  }

  func texts(_ name: String) -> [String] {
    guard let place = names.firstIndex(of: name) else { return [] }
    return rows.map { $0[place] }
  }

  func numbers(_ name: String) -> [Double] { texts(name).map { Double($0) ?? .nan } }

  /// These columns; `name=a/b` is a factor of the levels a and b.
  func features(_ columns: [String]) -> FeatureMatrix {
    FeatureMatrix(
      columns: columns.map { column in
        let parts = column.split(separator: "=").map(String.init)
        guard parts.count == 2 else {
          return FeatureMatrix.Column(name: column, values: numbers(column))
        }
        let levels = parts[1].split(separator: "/").map(String.init)
        return FeatureMatrix.Column(
          name: parts[0], kind: .categorical(levels: levels),
          values: texts(parts[0]).map { Double(levels.firstIndex(of: $0) ?? -1) })
      }, rowCount: count)
  }

  func lifetimes(
    _ time: String, _ event: String, left: Double = 1, entry: String? = nil,
    weights: [Double]? = nil
  ) -> Lifetimes {
    Lifetimes(
      durations: numbers(time), churned: numbers(event).map { $0 == left },
      entries: entry.map { numbers($0) }, weights: weights)
  }
}

/// One fit of the reference file: its data, as the formula there says.
struct CoxCase: CustomStringConvertible {
  let name: String
  let features: FeatureMatrix
  let lifetimes: Lifetimes
  var strata: [Int]?
  var strataNames: [String] = []

  var description: String { name }

  static let names = [
    "rossi", "lung", "lung_left_truncated", "veteran", "veteran_karno_age_trt",
    "veteran_strata_celltype", "heart_time_varying",
  ]

  init(_ name: String) throws {
    self.name = name
    let cells = "celltype=squamous/smallcell/adeno/large"
    switch name {
    case "rossi":
      let table = try SurvivalTable("rossi.csv")
      features = table.features(["fin", "age", "race", "wexp", "mar", "paro", "prio"])
      lifetimes = table.lifetimes("week", "arrest")
    case "lung", "lung_left_truncated":
      var table = try SurvivalTable("lung.csv")
      table.dropGaps(in: ["age", "sex", "ph.ecog"])
      features = table.features(["age", "sex", "ph.ecog"])
      lifetimes = table.lifetimes(
        "time", "event", entry: name == "lung" ? nil : "entry")
    case "heart_time_varying":
      let table = try SurvivalTable("heart.csv")
      features = table.features(["age", "year", "surgery", "transplant=0/1"])
      lifetimes = table.lifetimes("stop", "event", entry: "start")
    default:
      let table = try SurvivalTable("veteran.csv")
      lifetimes = table.lifetimes("time", "status")
      switch name {
      case "veteran":
        features = table.features(["trt", cells, "karno", "diagtime", "age", "prior"])
      case "veteran_karno_age_trt": features = table.features(["trt", "prior", "karno"])
      default:
        features = table.features(["trt", "karno", "age"])
        strataNames = ["squamous", "smallcell", "adeno", "large"]
        let labels = strataNames
        strata = table.texts("celltype").map { labels.firstIndex(of: $0) ?? -1 }
      }
    }
  }

  func fit(_ ties: CoxRegression.Ties, threads: Int = 2) throws -> CoxRegression.Model {
    try CoxRegression(ties: ties, tolerance: 1e-10).fit(
      features, lifetimes, strata: strata, threads: threads)
  }
}

/// Whether numbers agree relative to the expected ones; zero is allowed a millionth of the tolerance.
func near(_ found: [Double], _ expected: [Double], relative: Double, floor: Double = 1e-12) -> Bool
{
  found.count == expected.count
    && zip(found, expected).allSatisfy { abs($0 - $1) <= relative * abs($1) + floor }
}
