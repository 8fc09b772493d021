internal import ChurnData

/// Which columns of a ready table a customer or a team could change.
///
/// By name: not what protected attributes are called, nor who somebody is and where, nor what only
/// time changes (how long a customer, what has been spent in all). Everything else, unless the user
/// says otherwise.
struct ChangeableColumns: Sendable, Equatable {
  /// Columns that can be changed, in the order of the features.
  let changeable: [String]
  /// The others.
  let fixed: [String]

  /// Sorts features by whether they can be changed.
  ///
  /// - Throws: `PipelineError.badOption` for a name that is no feature, and one that is both.
  init(_ features: [String], mutable: [String], immutable: [String]) throws(PipelineError) {
    for (option, names) in [("--mutable", mutable), ("--immutable", immutable)] {
      for name in names where !features.contains(name) {
        let nearest = NearestName.of(name, in: features)
        throw .badOption(
          option: option,
          problem: "No feature \"\(name)\".\(nearest.map { " Did you mean \"\($0)\"?" } ?? "")")
      }
    }
    if let both = mutable.first(where: immutable.contains) {
      throw .badOption(option: "--mutable", problem: "\"\(both)\" is given to --immutable, too.")
    }
    let isChangeable = features.map { name in
      mutable.contains(name) || (!immutable.contains(name) && !Self.isFixed(name))
    }
    changeable = zip(features, isChangeable).filter(\.1).map(\.0)
    fixed = zip(features, isChangeable).filter { !$0.1 }.map(\.0)
  }

  /// Whether a column's name says that it cannot be changed.
  static func isFixed(_ name: String) -> Bool {
    if ProtectedAttributes.isProtected(name) { return true }
    let words = name.wordsOfName
    if words.contains(where: fixedWords.contains) || fixedNames.contains(words.joined()) {
      return true
    }
    // What has been spent in all only grows; `total day charge` is of one month.
    return words.count == 2 && totals.contains(words[0]) && sums.contains(words[1])
  }

  private static let fixedWords = Set(
    """
    tenure seniority vintage since joined signup registered registration start started first \
    id uuid name surname firstname lastname email country state region city zip \
    postcode area geography latitude longitude address education job occupation married marital \
    partner dependents children kids family household income birthplace
    """.split(separator: " ").map(String.init))
  private static let fixedNames: Set<String> = [
    "accountlength", "accountage", "customerage", "relationshiplength", "monthsonbook",
    "yearsasmember", "monthsactive", "activemonths", "daysactive", "yearsactive", "companysize",
  ]
  private static let totals: Set<String> = ["total", "lifetime", "cumulative"]
  private static let sums: Set<String> = [
    "charges", "charge", "spend", "spent", "revenue", "amount", "paid", "sales", "value", "orders",
    "purchases", "payments",
  ]
}

extension String {
  /// The words of a column's name in lower case: `TotalCharges` and `total_charges` have two.
  fileprivate var wordsOfName: [String] {
    var words: [String] = []
    var word = ""
    var wasSmall = false
    for character in self {
      let startsWord = character.isUppercase && wasSmall
      if startsWord || !(character.isLetter || character.isNumber) {
        if !word.isEmpty { words.append(word.lowercased()) }
        word = ""
      }
      if character.isLetter || character.isNumber { word.append(character) }
      wasSmall = character.isLowercase
    }
    if !word.isEmpty { words.append(word.lowercased()) }
    return words
  }
}
