internal import Churn
internal import ChurnData
internal import ChurnModels

extension DataError: ExitClassified {
  var exitStatus: ExitStatus {
    switch category {
    case .missingInput: .missingInput
    case .badData: .badData
    case .ioFailed: .ioFailed
    case .usage: .usage
    }
  }
}

extension FitError: ExitClassified {
  /// What cannot be fitted or applied is the data's doing, but for a parameter that makes no sense.
  var exitStatus: ExitStatus {
    if case .invalidParameter = self { .usage } else { .badData }
  }
}

extension SimulationError: ExitClassified {
  var exitStatus: ExitStatus {
    switch self {
    case .invalidParameter: .usage
    case .output(let error): error.exitStatus
    }
  }
}

extension PipelineError: ExitClassified {
  var exitStatus: ExitStatus { isUsage ? .usage : .badData }
}

extension LeakSelfTestError: ExitClassified {
  var exitStatus: ExitStatus { .software }
}

extension ExplanationError: ExitClassified {
  var exitStatus: ExitStatus { .badData }
}

extension ValueError: ExitClassified {
  var exitStatus: ExitStatus { .badData }
}

extension SurvivalError: ExitClassified {
  var exitStatus: ExitStatus { .badData }
}

extension ContactHistoryError: ExitClassified {
  var exitStatus: ExitStatus { .badData }
}

extension UpliftError: ExitClassified {
  var exitStatus: ExitStatus { isUsage ? .usage : .badData }
}

extension BasketError: ExitClassified {
  var exitStatus: ExitStatus { isUsage ? .usage : .badData }
}

extension PlaybookError: ExitClassified {
  var exitStatus: ExitStatus { .badData }
}

extension CampaignError: ExitClassified {
  var exitStatus: ExitStatus { isUsage ? .usage : .badData }
}

extension SegmentError: ExitClassified {
  var exitStatus: ExitStatus { isUsage ? .usage : .badData }
}

extension FilterError: ExitClassified {
  var exitStatus: ExitStatus { .usage }
}

extension SequenceError: ExitClassified {
  var exitStatus: ExitStatus { isUsage ? .usage : .badData }
}
