/// Why a bundle cannot be used.
public enum BundleError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing at the path.
  case notFound(path: String)
  /// What stands at the path is not a bundle.
  case notABundle(path: String, reason: String)
  /// A file of the bundle could not be read.
  case unreadable(path: String, reason: String)
  /// A file of the bundle is not as it was written.
  case damaged(file: String, what: String)
  /// The bundle is of a format that this version does not know yet.
  case newerFormat(found: Int, supported: Int, madeBy: String?)
  /// The bundle is for data of another kind, such as orders instead of a ready table.
  case wrongKind(bundle: String, given: String)
  /// The data lack a column that the model needs.
  case missingColumn(name: String, nearest: String?)
  /// The model needs attributes of a customers file, and none is given.
  case missingCustomersFile
  /// The data or options mean something else than what the model was trained on.
  case differs(what: String, bundle: String, given: String)

  /// The kinds of failure that a caller tells apart.
  public enum Category: Sendable, Equatable {
    /// An input is missing.
    case missingInput
    /// The bundle or the data are wrong.
    case badData
    /// The system failed while reading.
    case ioFailed
  }

  /// Which kind of failure this is.
  public var category: Category {
    switch self {
    case .notFound: .missingInput
    case .unreadable: .ioFailed
    case .notABundle, .damaged, .newerFormat, .wrongKind, .missingColumn,
      .missingCustomersFile, .differs:
      .badData
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path): no such bundle. Make one with churn train DATA --out \(path)."
    case .notABundle(let path, let reason):
      "\(path): is not a bundle: \(reason). Pass the folder that churn train has written."
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)."
    case .damaged(let file, let what):
      """
      \(file): is damaged or was edited: \(what). Restore the bundle from a copy or train it anew.
      """
    case .newerFormat(let found, let supported, let madeBy):
      """
      The bundle was made by a newer version\(madeBy.map { " (\($0))" } ?? "") of churn: its format \
      is \(found), and this version reads formats up to \(supported). Update churn, or train the \
      bundle with this version.
      """
    case .wrongKind(let bundle, let given):
      """
      The bundle was trained on \(bundle), and the data given are \(given). Pass data of the kind \
      that it was trained on.
      """
    case .missingColumn(let name, let nearest):
      """
      The data have no column "\(name)", which the model needs. \
      \(nearest.map { "Did you mean \"\($0)\"? " } ?? "")If it bears another name here, say so with \
      the column options or --mapping.
      """
    case .missingCustomersFile:
      "The bundle was trained with a customers file. Pass --customers FILE here, too."
    case .differs(let what, let bundle, let given):
      """
      The \(what) differs: the bundle was trained with \(bundle), and \(given) is given. Use the \
      bundle's own, or train a new bundle.
      """
    }
  }
}
