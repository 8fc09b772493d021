/// Words in column names that speak of the outcome, of its date or reason, or of another model.
enum OutcomeNames {
  /// The word that makes a name suspicious, nil when there is none.
  static func word(in name: String) -> String? {
    let words = ColumnWords(name).words
    let key = words.joined()
    if let whole = wholeNames.first(where: { $0 == key }) { return whole }
    // What remains of a term is known before the end: days left, months left in the contract.
    let isRemainder = words.contains(where: spans.contains)
    // Surveys and credit bureaus score customers too.
    let isHarmless = words.contains(where: harmless.contains)
    let isCart = words.contains { $0 == "cart" || $0 == "basket" }
    for word in words {
      if stems.contains(where: word.hasPrefix), !(isCart && word.hasPrefix("abandon")) {
        return word
      }
      if !isRemainder, departures.contains(word) { return word }
      if !isHarmless, weak.contains(word) { return word }
    }
    // A state is where somebody lives, unless it is that of afterwards.
    if words.contains("state"), let word = words.first(where: afterwards.contains) {
      return "state \(word)"
    }
    return nil
  }

  private static let stems = [
    "churn", "attrit", "cancel", "terminat", "closed", "closure", "exit", "predict",
    "probab", "unsubscrib", "deactivat", "winback", "lapsed", "defected", "defection", "uninstall",
    "offboard",
    "retained", "abandon",
    // German
    "kundig", "kuendig", "gekundig", "gekuendig", "abgang", "abwander", "austritt", "ausgetreten",
    "storn", "abgemeldet", "beendet", "beendigung",
    // French
    "resili", "desabonn", "annulat", "cloture",
    // Polish and Spanish
    "rezygn", "odejsc",
  ]

  private static let departures: Set<String> = ["left", "lost", "quit", "gone", "perdu", "baja"]

  private static let spans: Set<String> = [
    "day", "days", "week", "weeks", "month", "months", "year", "years", "time", "balance", "credit",
    "credits", "points", "contract", "luggage",
  ]

  private static let afterwards: Set<String> = ["after", "final", "end", "ending"]

  private static let weak: Set<String> = [
    "score", "status", "propensity", "risk", "outcome", "retention", "departure",
  ]

  private static let harmless: Set<String> = [
    "csat", "nps", "satisfaction", "credit", "test", "survey", "marital", "family", "employment",
    "home", "house", "review", "civil",
  ]

  private static let wholeNames: [String] = [
    "lastactive", "lastactivity", "lastlogin", "lastseen", "lastvisit", "lastorderdate",
    "lastpurchasedate", "enddate", "leavedate", "leavingdate", "leftdate", "lostdate", "dateleft",
    "isactive", "active", "stillactive", "isinactive", "inactivesince", "endreason",
    "reasonforleaving", "leavereason", "leavingreason", "datedepart", "datefin", "austrittsdatum",
  ]
}
