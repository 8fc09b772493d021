/// Words in column names that speak of the outcome, of its date or reason, or of another model.
enum OutcomeNames {
  /// The word that makes a name suspicious, nil when there is none.
  static func word(in name: String) -> String? {
    let words = ColumnWords(name).words
    let key = words.joined()
    if let whole = wholeNames.first(where: { $0 == key }) { return whole }
    // Surveys and credit bureaus score customers too.
    let isHarmless = words.contains(where: harmless.contains)
    for word in words {
      if stems.contains(where: word.hasPrefix) { return word }
      if !isHarmless, weak.contains(word) { return word }
    }
    return nil
  }

  private static let stems = [
    "churn", "attrit", "cancel", "terminat", "closed", "closure", "exit", "predict", "probab",
    "unsubscrib", "deactivat", "winback", "kundig", "resili", "abgang",
  ]

  private static let weak: Set<String> = ["score", "status", "propensity", "risk", "outcome"]

  private static let harmless: Set<String> = [
    "csat", "nps", "satisfaction", "credit", "test", "survey", "marital", "family", "employment",
    "home", "house", "review",
  ]

  private static let wholeNames: [String] = [
    "lastactive", "lastactivity", "lastlogin", "lastseen", "enddate", "leavedate", "leavingdate",
    "leftdate", "lostdate", "dateleft", "isactive", "active", "stillactive",
  ]
}
