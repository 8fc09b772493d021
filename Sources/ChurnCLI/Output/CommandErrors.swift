/// An option whose value shows itself to be wrong only beside the data.
struct UsageError: ExitClassified, Equatable {
  let description: String
  var exitStatus: ExitStatus { .usage }

  init(_ description: String) { self.description = description }
}

/// A file that cannot be made because of what else the command names.
struct ClashError: ExitClassified, Equatable {
  let description: String
  var exitStatus: ExitStatus { .cannotCreate }

  init(_ description: String) { self.description = description }
}

/// A file that is not what the command takes it for.
struct WrongFileError: ExitClassified, Equatable {
  let description: String
  var exitStatus: ExitStatus { .badData }

  init(_ description: String) { self.description = description }
}
