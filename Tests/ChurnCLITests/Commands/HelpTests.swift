import Foundation
import Testing

@Suite("Help", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct HelpTests {
  static let commands = [
    "inspect", "define", "features", "train", "evaluate", "score", "at-risk", "explain", "rules",
    "monitor", "survival", "value", "metrics", "cohorts", "forecast", "segments", "plan", "outcome",
    "simulate", "uplift", "baskets", "sequences",
  ]

  @Test("The commands and what they are for")
  func overview() throws {
    let run = try Workspace().churn("--help")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output.hasPrefix(
        """
        OVERVIEW: Who is about to leave, how sure that is, why, and whom it pays to
        contact.

        Train once on a history of orders (or on a ready table with a label), then
        score the present customers and pull the list to contact:

          churn train orders.csv --out models/shop
          churn score models/shop orders.csv --out scores.csv
          churn at-risk models/shop orders.csv --contact-cost 1 --out list.csv

        USAGE: churn <subcommand>

        """))
    for command in Self.commands { #expect(run.output.contains("\n  \(command) ")) }
  }

  @Test("Each command says its purpose, two examples and every default", arguments: commands)
  func command(_ command: String) throws {
    let run = try Workspace().churn(command, "--help")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("OVERVIEW: "))
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count { $0.hasPrefix("  churn \(command) ") } == 2)
    #expect(lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE: ") })
    // An entry is an indented option and the deeper lines that follow it.
    var entries: [String] = []
    for line in lines where line.hasPrefix("  ") {
      if line.hasPrefix("  -") {
        entries.append(line)
      } else if !entries.isEmpty {
        entries[entries.count - 1] += " " + line.trimmingCharacters(in: .whitespaces)
      }
    }
    #expect(entries.count >= 9)
    for entry in entries where !entry.contains("--help") && !entry.contains("--version") {
      #expect(entry.contains("default: ") || entry.contains("required"), "\(entry)")
    }
  }

  @Test("The whole help of one command")
  func simulate() throws {
    let run = try Workspace().churn("simulate", "--help")
    #expect(
      run.output == """
        OVERVIEW: Make a retail base with a known churn process; the truth lies in a
        file of its own.

        Writes orders.csv, customers.csv, events.csv, campaign.csv and, apart,
        truth.csv.

        Examples:
          churn simulate shop --customers 2000 --days 730 --seed 1
          churn simulate no-campaign --no-campaign --customers 500

        USAGE: churn simulate <folder> [--customers <n>] [--days <days>] [--start <date>] \
        [--campaign-day <day>] [--no-campaign] [--save-probability <share>] \
        [--contact-share <share>] [--seed <n>] [--threads <n>] [--quiet]

        ARGUMENTS:
          <folder>                The folder to write to.

        OPTIONS:
          --customers <n>         Customers who join. (default: 2000)
          --days <days>           Days recorded. (default: 730)
          --start <date>          The first day, of 1900 to 2188. (default: 2023-01-01)
          --campaign-day <day>    Day of the campaign, counted from the first.
                                  (default: 150 days before the end)
          --no-campaign           Make no campaign. (default: off)
          --save-probability <share>
                                  Share of those due to leave whom a contact keeps.
                                  (default: 0.3)
          --contact-share <share> Share of the customers aimed at who are contacted;
                                  the others are held out. (default: 0.8)
          --seed <n>              Decides everything random. (default: 1)
          --threads <n>           Threads to use; results do not depend on it.
                                  (default: all cores)
          --quiet                 Print errors only. (default: off)
          --version               Show the version.
          -h, --help              Show help information.


        """)
  }

  @Test("The version is one line")
  func version() throws {
    let run = try Workspace().churn("--version")
    #expect(run.status == 0)
    #expect(run.output.split(separator: ".").count == 3)
  }
}
