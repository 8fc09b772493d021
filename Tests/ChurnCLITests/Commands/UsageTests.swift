import Foundation
import Testing

@Suite("Wrong calls", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct UsageTests {
  /// The words of a call, and a part of the sentence that it deserves.
  static let calls: [(call: String, sentence: String)] = [
    ("trian orders.csv", "No command \"trian\". Did you mean \"train\"?"),
    ("train", "<data>"),
    ("train orders.csv", "--out"),
    ("train orders.csv --out x --horizn 5", "Did you mean '--horizon'?"),
    ("train orders.csv --out x --horizon 99999999999999999999", "1 to 36525 days"),
    ("train orders.csv --out x --horizon 0", "1 to 36525 days"),
    ("train orders.csv --out x --horizon -5", "1 to 36525 days, got \"-5\""),
    ("train orders.csv --out x --snapshots 0", "expected monthly or 1 to 36525 days"),
    ("train orders.csv --out x --active-within some", "expected all or 1 to 36525 days"),
    ("train orders.csv --out x --threads 0", "--threads: expected 1 to 1024, got 0."),
    ("train orders.csv --out x --threads -1", "--threads: expected 1 to 1024, got -1."),
    ("train orders.csv --out x --seed -1", "'-1' is invalid for '--seed <n>'"),
    ("train orders.csv --out x --gap -1", "--gap: expected 0 to 36525 days, got -1."),
    ("train orders.csv --out x --test-at 2011-02-30", "'2011-02-30' is invalid"),
    ("train orders.csv --out x --test-share 1", "--test-share"),
    ("train orders.csv --out x --test-share nan", "--test-share"),
    ("train orders.csv --out x --models logitic", "--models: no model \"logitic\""),
    ("train orders.csv --out x --metric auc", "'auc' is invalid"),
    ("train orders.csv --out x --contact-cost nan", "--contact-cost"),
    ("train orders.csv --out x --contact-cost -1", "--contact-cost"),
    ("train orders.csv --out x --incentive inf", "--incentive"),
    ("train orders.csv --out x --save-rate 1.5", "--save-rate"),
    ("train orders.csv --out x --margin-rate -0.1", "--margin-rate"),
    ("train orders.csv --out x --max-rejects nan", "--max-rejects"),
    ("train orders.csv --out x --returns undo", "'undo' is invalid"),
    ("inspect orders.csv --delimiter ab", "--delimiter: expected , ; tab | or spaces"),
    ("inspect orders.csv --encoding klingon", "--encoding: expected one of utf-8"),
    ("inspect orders.csv --time-zone Mars/Base", "Unknown time zone"),
    ("inspect orders.csv --date-format QQQ", "--date-format \"QQQ\""),
    ("inspect orders.csv --amount a*b*c", "--amount"),
    ("define orders.csv --days 0", "--days: expected 1 to 36525 days"),
    ("define orders.csv --quantile 1", "--quantile"),
    ("features orders.csv", "--at DATE is missing"),
    ("features orders.csv --at soon", "'soon' is invalid"),
    ("features orders.csv --at 2022-06-01 --horizon 0", "--horizon: expected 1 to 36525"),
    ("score", "<bundle>"),
    ("score shop", "<data>"),
    ("score shop orders.csv --format xml", "'xml' is invalid"),
    ("at-risk", "--scores FILE"),
    ("at-risk shop", "--scores FILE"),
    ("at-risk shop orders.csv --scores s.csv", "leave those out"),
    ("at-risk shop orders.csv --holdout 1", "--holdout: expected a share from 0"),
    ("at-risk shop orders.csv --budget -1", "--budget: expected money of 0 or more"),
    ("at-risk shop orders.csv --limit -1", "--limit: expected 0 or more"),
    ("at-risk shop orders.csv --limit 99999999999999999999", "is invalid for '--limit <n>'"),
    ("at-risk shop orders.csv --segment loyale", "Did you mean \"loyal\"?"),
    ("simulate x --customers 0", "--customers: expected 1 to 20000000, got 0."),
    ("simulate x --days 9223372036854775807", "--days: expected 30 to 10000"),
    ("simulate x --start 2023-13-01", "'2023-13-01' is invalid"),
    ("simulate x --save-probability nan", "--save-probability"),
  ]

  @Test("A wrong call is 64, one sentence on stderr, nothing on stdout, and nothing is written")
  func usage() throws {
    let workspace = try SmallShop.trained()
    let before = try workspace.contents()
    for (call, sentence) in Self.calls {
      let run = try workspace.run(call.split(separator: " ").map(String.init))
      #expect(run.status == 64, "\(call): \(run.errors)")
      #expect(run.output == "", "\(call)")
      #expect(run.errors.contains(sentence), "\(call): \(run.errors)")
    }
    #expect(try workspace.contents() == before)
  }

  @Test("Inputs that are not there are 66")
  func missing() throws {
    let workspace = try SmallShop.trained()
    for call in [
      "inspect no.csv", "define no.csv", "features no.csv --at 2022-06-01", "train no.csv --out x",
      "train orders.csv no.csv --out x", "train orders.csv --out x --mapping no.yaml",
      "train orders.csv --out x --customers no.csv", "train orders.csv --out x --features no.yaml",
      "evaluate no orders.csv", "evaluate shop no.csv", "score no orders.csv", "score shop no.csv",
      "at-risk no orders.csv", "at-risk --scores no.csv", "at-risk shop orders.csv --suppress no",
      "inspect shop",
    ] {
      let run = try workspace.run(call.split(separator: " ").map(String.init))
      #expect(run.status == 66, "\(call): \(run.errors)")
      #expect(run.errors.hasSuffix("\n") && run.errors.contains("error: "), "\(call)")
    }
  }
}
