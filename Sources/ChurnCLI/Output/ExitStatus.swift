internal import ArgumentParser
internal import Churn

/// The ways a command can end, with the numbers of sysexits.h.
enum ExitStatus: Int32, Sendable {
  /// Done.
  case ok = 0
  /// The command was called in a wrong way.
  case usage = 64
  /// The data are wrong.
  case badData = 65
  /// An input is missing.
  case missingInput = 66
  /// A fault of ours.
  case software = 70
  /// The output cannot be made.
  case cannotCreate = 73
  /// Reading or writing failed.
  case ioFailed = 74
}

/// An error that knows how the command ends because of it.
///
/// Its description is the sentence that people read.
protocol ExitClassified: Error, CustomStringConvertible {
  /// How the command ends.
  var exitStatus: ExitStatus { get }
}

extension ExitStatus {
  /// What is said about an error, and how the command ends because of it.
  ///
  /// An error that nobody foresaw is a fault of ours: it is named by its type only, as its details
  /// may hold a customer's data.
  static func report(for error: any Error) -> (sentence: String, status: ExitStatus) {
    if let error = error as? any ExitClassified { return (error.description, error.exitStatus) }
    if let error = error as? ValidationError { return (error.message, .usage) }
    return (
      """
      Something went wrong that should not (\(type(of: error))). This is a fault in churn, not in \
      your data; please report it with the command that you gave.
      """, .software
    )
  }
}

extension OutputError: ExitClassified {
  var exitStatus: ExitStatus {
    switch category {
    case .cannotCreate: .cannotCreate
    case .ioFailed: .ioFailed
    }
  }
}

extension BundleError: ExitClassified {
  var exitStatus: ExitStatus {
    switch category {
    case .missingInput: .missingInput
    case .badData: .badData
    case .ioFailed: .ioFailed
    }
  }
}

extension LedgerError: ExitClassified {
  var exitStatus: ExitStatus {
    switch category {
    case .missingInput: .missingInput
    case .badData: .badData
    case .cannotCreate: .cannotCreate
    case .ioFailed: .ioFailed
    }
  }
}

extension RetentionCostsError: ExitClassified {
  var exitStatus: ExitStatus { .usage }
}

extension AtRiskError: ExitClassified {
  var exitStatus: ExitStatus { isUsage ? .usage : .badData }
}
