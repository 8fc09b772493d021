internal import ArgumentParser
internal import Churn

/// The command `churn`: from the history of a customer base to the list of those to keep.
struct ChurnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "churn",
    abstract: "Who is about to leave, how sure that is, why, and whom it pays to contact.",
    discussion: """
      Train once on a history of orders (or on a ready table with a label), then score the present \
      customers and pull the list to contact:

        churn train orders.csv --out models/shop
        churn score models/shop orders.csv --out scores.csv
        churn at-risk models/shop orders.csv --contact-cost 1 --out list.csv
      """,
    version: Engine.version,
    subcommands: [
      InspectCommand.self, DefineCommand.self, FeaturesCommand.self, TrainCommand.self,
      EvaluateCommand.self, ScoreCommand.self, AtRiskCommand.self, ExplainCommand.self,
      RulesCommand.self, MonitorCommand.self, SurvivalCommand.self, ValueCommand.self,
      ForecastCommand.self,
      MetricsCommand.self, SegmentsCommand.self, CohortsCommand.self,
      UpliftCommand.self, BasketsCommand.self, SequencesCommand.self,
      PlanCommand.self, OutcomeCommand.self, SimulateCommand.self,
    ])
}

@main
enum Main {
  static func main() {
    OpenBLASCore.reexecuteIfNeeded()
    Terminal.prepareSignals()
    do {
      try UnknownCommand.check(CommandLine.arguments)
      try OutputClash.check(CommandLine.arguments)
      var command = try ChurnCommand.parseAsRoot()
      try command.run()
    } catch {
      leave(error)
    }
  }

  /// Says what went wrong and ends with the exit code of its kind.
  private static func leave(_ error: any Error) -> Never {
    // The argument parser's own errors, help and version among them, are its to print.
    if !(error is any ExitClassified), ChurnCommand.exitCode(for: error) != .failure {
      ChurnCommand.exit(withError: error)
    }
    let (sentence, status) = ExitStatus.report(for: error)
    Messages(isQuiet: false).fail(sentence)
    ChurnCommand.exit(withError: ExitCode(status.rawValue))
  }
}
