internal import ChurnData
internal import ChurnMath

/// When customers came, as names of groups: months, quarters where those would be too many, or years.
enum CohortNames {
  /// The word that stands for cohorts among the columns of `--by`.
  static let word = "cohort"
  private static let most = 12

  /// A column of names that sort in the order of time.
  static func column(_ days: [Day]) -> FeatureMatrix.Column {
    let months = days.map { day in
      let civil = day.civil
      return civil.year * 12 + civil.month - 1
    }
    let quarters = months.map { $0 >= 0 ? $0 / 3 : ($0 - 2) / 3 }
    let names: [String] =
      if Set(months).count <= most {
        days.map { String($0.firstOfMonth.description.prefix(7)) }
      } else if Set(quarters).count <= most {
        days.map { "\(String($0.description.prefix(4))) Q\(($0.civil.month + 2) / 3)" }
      } else {
        days.map { String($0.description.prefix(4)) }
      }
    let levels = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Double($0)) })
    return FeatureMatrix.Column(
      name: word, kind: .categorical(levels: levels), values: names.map { places[$0] ?? .nan })
  }
}
