import ChurnMath
import Foundation

@testable import Churn

/// A campaign table whose truth is known.
///
/// 12 % say yes; of those of plan "new" 20 % more when contacted (arm "mail"), of the others none.
/// `later` is 1 for some of those who said yes and never for the others. Every 97th plan is missing.
enum CampaignFixture {
  static let header = "id,arm,plan,age,spend,yes,later,quoted"

  static func text(
    _ count: Int = 4000, seed: UInt64 = 1, effect: Double = 0.2, arms: [String] = ["mail", "none"],
    order: ([String]) -> [String] = { $0 }
  ) -> String {
    var stream = RandomStream(seed: seed, stream: 1)
    let rows = (0..<count).map { row -> String in
      let isNew = stream.uniform() < 0.5
      let arm = arms[Int(stream.uniform() * Double(arms.count))]
      let age = 18 + Int(stream.uniform() * 60)
      let gain = isNew && arm != "none" ? effect : 0
      let yes = stream.uniform() < 0.12 + gain
      let spend = yes ? 10 + Int(stream.uniform() * 90) : 0
      let later = yes && stream.uniform() < 0.5
      let plan = row % 97 == 96 ? "" : isNew ? "new" : "old"
      let fields = [
        "c\(100_000 + row)", arm, plan, "\(age)", "\(spend)", yes ? "1" : "0", later ? "1" : "0",
        "\"=1+\(row % 3),\"\"x\"\"\"",
      ]
      return fields.joined(separator: ",")
    }
    return ([header] + order(rows)).joined(separator: "\n") + "\n"
  }

  static func table(
    _ text: String, arm: String = "arm", control: String = "none", outcome: String = "yes",
    _ change: (inout ArmTable.Source) -> Void = { _ in }
  ) throws -> ArmTable {
    try PipelineFixture.withFile(text) { path in
      var flags = TableSchema.Flags(label: nil)
      flags.id = "id"
      var source = ArmTable.Source(
        table: TableBook.Source(paths: [path], flags: flags), arm: arm, control: control,
        outcome: outcome)
      change(&source)
      return try ArmTable(reading: source, threads: 1, logger: PipelineFixture.logger)
    }
  }

  static func analysis(_ change: (inout UpliftAnalysis) -> Void = { _ in }) -> UpliftAnalysis {
    var analysis = UpliftAnalysis()
    analysis.replicates = 100
    change(&analysis)
    return analysis
  }

  static let result = Result { try analysis().run(table(text())) }
}
