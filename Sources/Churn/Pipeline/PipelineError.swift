public import ChurnData

/// Why the way from data to a list cannot be gone: facts here, the sentence in ``description``.
public enum PipelineError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The data end before a label window could mature.
  case historyTooShort(neededDays: Int, haveDays: Int, horizonDays: Int, minHistoryDays: Int)
  /// The cutoff asked for as the test has no mature label window.
  case testNotMature(test: Day, windowEnd: Day, dataEnd: Day)
  /// Every cutoff that could teach has a label window that reaches past the test cutoff.
  case nothingBeforeTest(test: Day, firstPossibleTest: Day)
  /// Nobody is eligible at a cutoff.
  case noCustomerActive(cutoff: Day, excluded: [String])
  /// All eligible customers of some rows did the same.
  case singleClass(part: String, churned: Bool, rows: Int, isTable: Bool)
  /// The last event lies far after nearly all others.
  case strayLastEvent(row: Int, day: Day, usualEnd: Day, horizonDays: Int)
  /// A cutoff has no data before it.
  case cutoffOutsideData(cutoff: Day, first: Day, end: Day)
  /// A cutoff from which the model learned cannot judge it.
  case cutoffLearnedFrom(cutoff: Day, test: Day)
  /// No cutoff on or after the test has matured.
  case noMaturedCutoff(firstMatures: Day)
  /// A label window has not ended yet.
  case labelNotMature(cutoff: Day, matures: Day)
  /// Columns that tell the label away.
  case provenLeak(columns: [String])
  /// A feature name that does not exist.
  case unknownFeature(name: String, nearest: String?)
  /// An id that stands in several rows of a ready table.
  case duplicateID(column: String, firstRow: Int, secondRow: Int)
  /// A row of a ready table without a label.
  case blankLabel(column: String, rows: Int, firstRow: Int)
  /// A customer who is in no row.
  case emptyTable(what: String)
  /// The champion is to be chosen by money, and the data hold none.
  case noMoney
  /// An option that makes no sense with the others.
  case badOption(option: String, problem: String)
  /// The bundle does not know the risk of other horizons.
  case noHorizons(isTable: Bool)
  /// A horizon is longer than what the bundle's history can speak of.
  case horizonTooLong(days: Int, longest: Int)
  /// Too few pauses between orders to learn from how long a silence must last.
  case tooFewPauses(spells: Int)
  /// No cutoff of the schedule falls within the usable days.
  case noCutoff(everyDays: Int, usableDays: Int)
  /// Fewer leavers or stayers than a model can be learned from.
  case tooFewOfAClass(part: String, churned: Int, retained: Int, needed: Int)

  /// Whether the options rather than the data are at fault.
  public var isUsage: Bool {
    switch self {
    case .badOption, .noMoney, .noHorizons, .horizonTooLong: true
    default: false
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .historyTooShort(let needed, let have, let horizon, let minHistory):
      """
      The data cover \(have) days; a horizon of \(horizon) days after \(minHistory) days of history, \
      learned and tested once, needs about \(needed). Pass a shorter --horizon or --min-history, or \
      wait for about \(max(1, (needed - have + 29) / 30)) more months of data.
      """
    case .testNotMature(let test, let windowEnd, let dataEnd):
      """
      --test-at \(test): its label window ends on \(windowEnd), after the data (\(dataEnd)). \
      Choose an earlier day or a shorter --horizon.
      """
    case .nothingBeforeTest(let test, let first):
      """
      No cutoff before \(test) has a label window that ends by then. \
      The first possible test cutoff is about \(first); a shorter --horizon makes it earlier.
      """
    case .noCustomerActive(let cutoff, let excluded):
      """
      No customer is eligible at \(cutoff)\
      \(excluded.isEmpty ? "" : " (" + excluded.joined(separator: ", ") + ")"). \
      Try a later date, a longer --active-within or a smaller --min-tenure.
      """
    case .singleClass(let part, let churned, let rows, let isTable):
      """
      All \(rows) \(part) \(churned ? "churned" : "stayed"); a model needs both. \
      \(isTable ? "Check --label and --positive." : "Try another --horizon or --test-at.")
      """
    case .strayLastEvent(let row, let day, let usualEnd, let horizon):
      """
      The last event, data row \(row), is of \(day), more than \(horizon) days after 99.9 % of the \
      rows (\(usualEnd)). Mend or remove the row, or pass --at to say where the data end.
      """
    case .cutoffOutsideData(let cutoff, let first, let end):
      """
      Nothing lies before \(cutoff): the data run from \(first) up to \(end). Choose a day after \(first).
      """
    case .cutoffLearnedFrom(let cutoff, let test):
      """
      The model learned from \(cutoff), so it cannot be judged there. \
      Choose \(test) (its test cutoff) or a later day.
      """
    case .noMaturedCutoff(let first):
      """
      No cutoff after those the model learned from has matured in these data. \
      The first one does on \(first); come back with data up to then.
      """
    case .labelNotMature(let cutoff, let matures):
      "The label window of \(cutoff) ends on \(matures), after the data. Choose an earlier day."
    case .provenLeak(let columns):
      """
      These columns tell the label away, so a model would only repeat them:
      \(columns.map { "  " + $0 }.joined(separator: "\n"))
      Pass --drop COLUMN,COLUMN, or --allow-leaks to train all the same.
      """
    case .unknownFeature(let name, let nearest):
      "No feature \"\(name)\".\(nearest.map { " Did you mean \"\($0)\"?" } ?? "")"
    case .duplicateID(let column, let first, let second):
      """
      Column "\(column)": one id stands in data rows \(first) and \(second). \
      A ready table has one row a customer: remove one, or pass another --id.
      """
    case .blankLabel(let column, let rows, let first):
      """
      Column "\(column)" is blank in \(rows) \(rows == 1 ? "row" : "rows"), first in data row \(first). \
      Fill or remove such rows: a row without a label teaches nothing.
      """
    case .emptyTable(let what): "There are no rows: \(what)."
    case .noMoney:
      """
      --metric profit: the data hold no money. Name a column with --amount (orders) or --value \
      (ready tables), or choose by log-loss or pr-auc.
      """
    case .badOption(let option, let problem): "\(option): \(problem)"
    case .noHorizons(let isTable):
      isTable
        ? "A bundle of a ready table knows its own outcome only: leave the horizons out."
        : "The bundle does not know other horizons or the next order: it is older than they are, or "
          + "its history was too short. Train it anew, with more data if there are any."
    case .horizonTooLong(let days, let longest):
      "A horizon of \(days) days is longer than what the bundle's history can speak of: at most "
        + "\(longest) days. Ask for less, or train with a longer history."
    case .tooFewPauses(let spells):
      """
      Only \(spells) pauses between orders: too few to tell how long a silence counts as churn. \
      Say it with --horizon DAYS, or bring more data.
      """
    case .noCutoff(let days, let usable):
      """
      --snapshots \(days): fewer than two cutoffs fall within the \(usable) days on which one could. \
      Pass a smaller number, or monthly.
      """
    case .tooFewOfAClass(let part, let churned, let retained, let needed):
      """
      Among the \(part) \(churned) churned and \(retained) stayed; at least \(needed) of each are \
      needed. \(part == "rows" ? "Use more data." : "Use more data, or another --horizon.")
      """
    }
  }
}
