import ArgumentParser
import Churn
import Testing

@testable import ChurnCLI

@Suite("Options as they are parsed")
struct OptionParsingTests {
  private func train(_ words: String...) throws -> TrainCommand {
    try TrainCommand.parse(["orders.csv", "--out", "bundle"] + words)
  }

  @Test("The defaults of train")
  func trainDefaults() throws {
    let command = try train()
    #expect(command.horizon == "auto")
    #expect(command.gap == 0)
    #expect(command.snapshots == "monthly")
    #expect(command.testAt == nil)
    #expect(command.minHistory == 90)
    #expect(command.activeWithin == nil)
    #expect(command.minTenure == 0)
    #expect(command.models == "logistic,tree,forest,boosting,blend")
    #expect(command.metric == .logLoss)
    #expect(command.testShare == 0.2)
    #expect(command.common.seed == 1)
    #expect(!command.force && !command.allowLeaks && !command.refit && !command.json.json)
    #expect(command.format.timeZone == "UTC")
    #expect(command.format.maxRejects == 0.2)
    let costs = try command.money.costs()
    #expect(costs == .standard)
    #expect(costs.saveRate == 0.1 && costs.marginRate == 1)
  }

  @Test("The defaults of the other commands")
  func otherDefaults() throws {
    #expect(try AtRiskCommand.parse(["b", "d"]).holdout == 0.1)
    #expect(try ScoreCommand.parse(["b", "d"]).format == .csv)
    #expect(try DefineCommand.parse(["d"]).share == 0.9)
    let features = try FeaturesCommand.parse(["d", "--at", "2022-01-01"])
    #expect(features.horizon == 90 && features.gap == 0 && features.at == Day(iso: "2022-01-01"))
  }

  @Test("Costs that are not given come from the bundle")
  func keptCosts() throws {
    let kept = try RetentionCosts(contactCost: 2, incentive: 3, saveRate: 0.2, marginRate: 0.5)
    let money = try AtRiskCommand.parse(["b", "d", "--incentive", "7"]).money
    let costs = try money.costs(kept)
    #expect(costs.contactCost == 2 && costs.incentive == 7)
    #expect(costs.saveRate == 0.2 && costs.marginRate == 0.5)
  }

  @Test("Days are a number or a word")
  func days() throws {
    guard case .days(90) = try DaysArgument.horizon("90"),
      case .auto = try DaysArgument.horizon("auto"),
      case .monthly = try DaysArgument.schedule("monthly"),
      case .all = try DaysArgument.activeWithin("all")
    else {
      Issue.record("a word or number was not understood")
      return
    }
    for text in ["", "0", "-1", "1.5", "90d", "AUTO", "99999999999999999999", "٣"] {
      #expect(throws: ValidationError.self) { try DaysArgument.horizon(text) }
    }
  }

  @Test("A negative number is taken as the value of its option")
  func negatives() {
    #expect(throws: (any Error).self) { try train("--min-history", "-5") }
    #expect(throws: (any Error).self) { try train("--threads", "-1") }
    #expect(throws: (any Error).self) { try train("--seed", "-1") }
  }

  @Test("Lists are cut at commas, blanks around names do not count")
  func lists() {
    #expect(CommaList.parts(" a, b c ,,d") == ["a", "b c", "d"])
    #expect(CommaList.parts(nil) == [])
  }

  @Test("A first word that is no command names the nearest one")
  func unknownCommand() {
    #expect(throws: Never.self) { try UnknownCommand.check(["churn", "train", "x"]) }
    #expect(throws: Never.self) { try UnknownCommand.check(["churn", "--help"]) }
    #expect(throws: Never.self) { try UnknownCommand.check(["churn"]) }
    let error = #expect(throws: UsageError.self) { try UnknownCommand.check(["churn", "scor"]) }
    #expect(error?.description.contains("Did you mean \"score\"?") == true)
  }
}
