public import ChurnData

/// Why a ledger cannot be used: facts here, the sentence in ``description``.
public enum LedgerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no such folder.
  case notFound(path: String)
  /// A file of it could not be read.
  case unreadable(path: String, reason: String)
  /// A file of it is not as it was written.
  case damaged(path: String, what: String)
  /// A promise of a newer version.
  case newerFormat(path: String, found: Int, supported: Int)
  /// Another promise for the same bundle and cutoff stands there.
  case otherPromise(path: String, cutoff: Day?)
  /// The customers of a ready table have no ids.
  case rowNumbers

  /// The kinds of failure that a caller tells apart.
  public enum Category: Sendable, Equatable {
    /// An input is missing.
    case missingInput
    /// A file or the data are wrong.
    case badData
    /// The output cannot be made.
    case cannotCreate
    /// The system failed while reading.
    case ioFailed
  }

  /// Which kind of failure this is.
  public var category: Category {
    switch self {
    case .notFound: .missingInput
    case .unreadable: .ioFailed
    case .damaged, .newerFormat, .rowNumbers: .badData
    case .otherPromise: .cannotCreate
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path): no such folder. churn score BUNDLE DATA --ledger \(path) makes it."
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)."
    case .damaged(let path, let what):
      """
      \(path): is damaged or was edited: \(what). A promise that was changed proves nothing: \
      restore the file from a copy, or move it out of the ledger.
      """
    case .newerFormat(let path, let found, let supported):
      """
      \(path): was written by a newer version of churn: its format is \(found), and this version \
      reads formats up to \(supported). Update churn.
      """
    case .otherPromise(let path, let cutoff):
      """
      \(path): another promise of this bundle\(cutoff.map { " for \($0)" } ?? "") stands there: the \
      data or options were others. It is kept. Pass --replace-promise to replace it, or another \
      --ledger to keep both.
      """
    case .rowNumbers:
      """
      --ledger: the customers of this table have no ids, so nobody could find them again. Train \
      with --id COLUMN.
      """
    }
  }
}
