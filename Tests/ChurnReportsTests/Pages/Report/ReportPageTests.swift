import Foundation
import Testing

@testable import Churn
@testable import ChurnReports

@Suite("The report of a training run")
struct ReportPageTests {
  /// The numbers are those of the fixture, rounded as `Figures` rounds.
  @Test("A full report has every section, with its figures in words and tables")
  func content() throws {
    let html = try ReportFixture.shop().html
    for id in [
      "data", "cutoffs", "models", "calibration", "gains", "profit", "scores", "drivers",
      "segments", "stability", "groups", "leaks", "notes", "next",
    ] {
      #expect(html.contains("<h2 id=\"\(id)\">"), "\(id)")
      #expect(html.contains("<a href=\"#\(id)\">"), "\(id)")
    }
    for text in [
      "orders nothing within 90 days, beginning 7 days after the cutoff",
      "whose last order is at most 90 days old", "36.0 % left; 41.0 % was told",
      "5.0 points fewer than told (95 % interval 2.0 to 8.0): probabilities ran high",
      "between 38.0 % and 45.0 % left, so the test lies outside", "too much", "too little",
      "0.700 to 0.800", "recency_days", "more raises the risk", "a name",
      "You need about 4 more months.", "churn at-risk shop orders.csv", "churn monitor shop",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("No groups"))
  }

  @Test("What the data cannot show is left out and named, never an empty box")
  func absent() throws {
    for page in [try ReportFixture.table(), try ReportFixture.empty()] {
      let html = page.html
      for text in [
        "No calibration plot", "No gain curve", "No profit curve", "No groups", "No rules",
      ] {
        #expect(html.contains(text), "\(text)")
      }
      for id in ["calibration", "gains", "profit", "segments", "stability", "groups", "drivers"] {
        #expect(!html.contains("id=\"\(id)\""), "\(id)")
      }
    }
    #expect(try ReportFixture.table().html.contains("No timeline of cutoffs"))
    #expect(try ReportFixture.empty().html.contains("id=\"cutoffs\""))
  }

  @Test("Nothing is loaded from anywhere, and there is no script", arguments: 0..<4)
  func selfContained(place: Int) throws {
    let html = try ReportFixture.all()[place].html
    for text in ["http:", "https:", "//", "<script", "<link", "<img", "src=\"", "url(", "@import"] {
      #expect(!html.contains(text), "\(text)")
    }
    #expect(html.contains("default-src 'none'"))
  }

  @Test("Every element is closed in turn, whatever the names", arguments: 0..<4)
  func balance(place: Int) throws {
    let html = try ReportFixture.all()[place].html
    #expect(Tags(html).unbalanced.isEmpty)
    #expect(!html.contains("\u{8}"))
  }

  @Test("Ids are unique and every reference leads to one", arguments: 0..<4)
  func identifiers(place: Int) throws {
    let tags = Tags(try ReportFixture.all()[place].html)
    let ids = tags.all.compactMap { $0.attribute("id") }
    #expect(Set(ids).count == ids.count)
    for name in ["aria-labelledby", "aria-describedby"] {
      for id in tags.all.compactMap({ $0.attribute(name) }) { #expect(ids.contains(id), "\(id)") }
    }
    for link in tags.starts("a").compactMap({ $0.attribute("href") }) {
      #expect(ids.contains(String(link.dropFirst())), "\(link)")
    }
  }

  @Test("There is one first heading, and no level is skipped", arguments: 0..<4)
  func headings(place: Int) throws {
    let levels = Tags(try ReportFixture.all()[place].html).all
      .filter { !$0.isEnd && $0.name.count == 2 && $0.name.hasPrefix("h") }
      .compactMap { Int($0.name.dropFirst()) }
    #expect(levels.first == 1)
    #expect(levels.count { $0 == 1 } == 1)
    for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1) }
  }

  @Test("Every table has a caption, and every head a scope", arguments: 0..<4)
  func tables(place: Int) throws {
    let tags = Tags(try ReportFixture.all()[place].html)
    #expect(!tags.starts("table").isEmpty)
    for (tag, next) in zip(tags.all, tags.all.dropFirst()) where tag.name == "table" && !tag.isEnd {
      #expect(next.name == "caption" && !next.content.isEmpty)
    }
    for head in tags.starts("th") {
      #expect(["col", "row"].contains(head.attribute("scope") ?? ""))
    }
  }

  @Test("Every picture has a role, a title and a description", arguments: 0..<4)
  func pictures(place: Int) throws {
    let tags = Tags(try ReportFixture.all()[place].html)
    #expect(!tags.starts("svg").isEmpty)
    for (number, tag) in tags.all.enumerated() where tag.name == "svg" && !tag.isEnd {
      #expect(tag.attribute("role") == "img")
      // Start and end of the title lie between.
      let (title, description) = (tags.all[number + 1], tags.all[number + 3])
      #expect(title.name == "title" && !title.content.isEmpty)
      #expect(description.name == "desc" && !description.content.isEmpty)
    }
  }

  @Test("The same report gives the same bytes, and durations are not in it")
  func determinism() throws {
    var page = try ReportFixture.shop()
    let html = page.html
    #expect(try ReportFixture.shop().html == html)
    var report = page.report
    for place in report.models.indices { report.models[place].seconds = 99 }
    page = ReportPage(
      manifest: page.manifest, report: report, rules: page.rules,
      isRuleChampion: page.isRuleChampion)
    #expect(page.html == html)
  }

  @Test("Numbers that are none or endless leave no trace in pictures")
  func nonsense() throws {
    let judged = ReportFixture.judged()
    var details = try ReportFixture.details(judged)
    details.profit = ProfitCurve(
      points: [.nan, .infinity, -.infinity, 1e308, -1e308].enumerated().map {
        ProfitCurve.Point(contacted: $0, expected: $1, realised: $1)
      }, stop: ProfitCurve.Point(contacted: 2, expected: .nan, realised: 0),
      best: ProfitCurve.Point(contacted: Int.max, expected: .infinity, realised: 1e300))
    details.drivers = [
      Driver(
        feature: "f", definition: "", importance: .nan, direction: .rises,
        points: [
          Driver.Point(label: "", value: .nan, share: .nan, probability: .nan),
          Driver.Point(label: "1", value: 1, share: 1, probability: .infinity),
        ])
    ]
    let page = ReportPage(
      manifest: ReportFixture.manifest(),
      report: try ReportFixture.report(judged, details: details),
      rules: [], isRuleChampion: false)
    for tag in Tags(page.html).all {
      for name in ["x", "y", "x1", "y2", "width", "height", "points", "cx", "cy"] {
        let value = tag.attribute(name) ?? ""
        #expect(!value.contains("nan") && !value.contains("inf"))
      }
    }
  }

  @Test("The name of a bundle is one word of a command, whatever it holds")
  func quoting() throws {
    let judged = ReportFixture.judged()
    let page = ReportPage(
      manifest: ReportFixture.manifest(name: "my shop's; rm -rf"),
      report: try ReportFixture.report(judged, details: nil), rules: [], isRuleChampion: false)
    #expect(
      page.html.contains("churn monitor &#39;my shop&#39;\\&#39;&#39;s; rm -rf&#39; orders.csv"))
  }
}
