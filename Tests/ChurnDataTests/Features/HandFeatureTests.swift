import Foundation
import Testing

@testable import ChurnData

@Suite("Features by hand")
struct HandFeatureTests {
  private static let base = FeatureParameters(
    gapMean: 40, gapMedian: 30, gapDeviation: 20, gapQuantile90: 60)

  /// The named feature of one customer's lines at a day.
  private func value(
    _ name: String, _ lines: [OrderLine], at day: Int, horizon: Horizon = Horizon(days: 30)
  ) throws -> Double {
    let feature = try #require(FeatureSet.feature(named: name))
    let rows = FeatureBuilder(features: [feature], parameters: Self.base, horizon: horizon).rows(
      of: LogFixture.log(lines), at: [Snapshot(Day(number: day))],
      eligibility: Eligibility(activeWithinDays: nil))
    return try #require(rows.features.columns.first?.values.first)
  }

  private func orders(_ days: [Int], _ amounts: [Int64] = []) -> [OrderLine] {
    days.enumerated().map { place, day in
      OrderLine(
        day, order: "\(place)", amount: place < amounts.count ? amounts[place] : 1000,
        product: "p\(place)")
    }
  }

  /// Purchase days 10, 20, 50, cutoff 80: gaps 10 and 30, recency 30.
  @Test("Rhythm: gaps 10 and 30, silence of 30 days")
  func rhythm() throws {
    let lines = orders([10, 20, 50])
    func rhythm(_ name: String) throws -> Double { try value(name, lines, at: 80) }
    #expect(try rhythm("recency_days") == 30)
    #expect(try rhythm("gap_mean") == 20)
    #expect(try rhythm("gap_median") == 20)
    #expect(abs(try rhythm("gap_sd") - 200.0.squareRoot()) < 1e-12)
    #expect(abs(try rhythm("gap_cv") - 200.0.squareRoot() / 20) < 1e-12)
    #expect(try rhythm("gap_last") == 30)
    // Median shrunk: (2·20 + 3·30)/5 = 26; 30/26.
    #expect(abs(try rhythm("rhythm_ratio") - 30.0 / 26) < 1e-12)
    // Mean (2·20 + 3·40)/5 = 32, variance (2·200 + 3·400)/5 = 320.
    #expect(abs(try rhythm("rhythm_z") - (30 - 32) / 320.0.squareRoot()) < 1e-12)
    // One of two gaps is at least 30: (1 + 0.5)/3.
    #expect(try rhythm("rhythm_tail") == 0.5)
    // 90 % quantile 10 + 0.9·20 = 28, shrunk (2·28 + 3·60)/5 = 47.2: not overdue.
    #expect(try rhythm("overdue_days") == 0)
    #expect(abs(try value("overdue_days", lines, at: 100) - 2.8) < 1e-12)
    // Shape 3 + 2, rate 3·40 + 40 = 160: 160·(0.1^(-1/5) - 1).
    #expect(abs(try rhythm("personal_silence_days") - 160 * (pow(10, 0.2) - 1)) < 1e-10)
  }

  /// Shares of 71 days: 10, 30 and 31; 1 + Σ x ln x / ln 3.
  @Test("Clumpiness: even spacing is near 0, a burst is high, two purchases say nothing")
  func clumpiness() throws {
    let shares = [10.0 / 71, 30.0 / 71, 31.0 / 71]
    let expected = 1 + shares.map { $0 * log($0) }.reduce(0, +) / log(3)
    #expect(abs(try value("clumpiness", orders([10, 20, 50]), at: 80) - expected) < 1e-12)
    #expect(try value("clumpiness", orders([0, 20, 40, 60]), at: 79) < 1e-6)
    #expect(try value("clumpiness", orders([0, 1, 2, 3]), at: 300) > 0.9)
    #expect(try value("clumpiness", orders([0, 20]), at: 40).isNaN)
  }

  /// Cutoff 200; recent window 110..<200, the one before 20..<110.
  @Test("Trend: three orders of 10 against one of 30 in the window before")
  func trend() throws {
    let lines = orders([50, 120, 150, 199], [3000, 1000, 1000, 1000])
    func trend(_ name: String) throws -> Double { try value(name, lines, at: 200) }
    #expect(try trend("orders_ratio") == 2)
    #expect(abs(try trend("revenue_ratio")) < 1e-12)
    #expect(try trend("velocity") == 1)
    #expect(abs(try trend("acceleration") - 2.0 / 3) < 1e-12)
    // 10 over (60/4 = 15).
    #expect(abs(try trend("aov_ratio") - 2.0 / 3) < 1e-12)
    #expect(try trend("empty_streak") == 0)
    // Gaps 70, 30, 49: slope (49 - 70)/2.
    #expect(try trend("gap_slope") == -10.5)
    // 30 days are one bin, 31 begin the second.
    #expect(try value("empty_streak", orders([170]), at: 200) == 0)
    #expect(try value("empty_streak", orders([169]), at: 200) == 1)
    #expect(try value("empty_streak", orders([1]), at: 200) == 6)
  }

  /// Tenure 80: bins of 30 days back from 200 are [110, 140), [140, 170), [170, 200).
  @Test("The revenue slope reaches back to the first order, six bins at most")
  func revenueSlope() throws {
    let lines = orders([120, 199], [900, 8000])
    let expected = (log1p(80.0) - log1p(9.0)) / 2
    #expect(abs(try value("revenue_slope", lines, at: 200) - expected) < 1e-12)
    #expect(try value("revenue_slope", orders([140]), at: 200).isNaN)
    #expect(try !value("revenue_slope", orders([139]), at: 200).isNaN)
  }

  @Test("Windows hold the day so many days back, and not the one before")
  func windows() throws {
    for days in [30, 90, 180, 365] {
      #expect(try value("orders_\(days)", orders([400 - days]), at: 400) == 1)
      #expect(try value("orders_\(days)", orders([399 - days]), at: 400) == 0)
      #expect(try value("revenue_\(days)", orders([400 - days]), at: 400) == 10)
    }
  }

  /// A tenth of the value came back of a mature order; the youngest order is not judged yet.
  @Test("Returns count against orders of at least 30 days")
  func returns() throws {
    let lines =
      orders([1, 70, 71], [5000, 5000, 10_000])
      + [
        OrderLine(72, order: "8", amount: -1000, product: "p1"),
        OrderLine(73, order: "9", amount: -10_000, product: "p2"),
      ]
    #expect(try value("return_rate", lines, at: 100) == 0.5)
    #expect(try value("return_value_share", lines, at: 100) == 0.1)
    #expect(try value("return_rate", lines, at: 101) == 2.0 / 3)
    #expect(try value("last_order_problem", lines, at: 100) == 1)
    #expect(try value("last_order_problem", lines, at: 73) == 0)
    #expect(try value("cancel_rate", lines, at: 100) == 1.0 / 3)
    #expect(try value("revenue_all", lines, at: 100) == 90)
    #expect(try value("orders_all", lines, at: 100) == 2)
    #expect(try value("return_rate", orders([90]), at: 100).isNaN)
  }

  /// 1971-01-01 is day 365; the middle of a window of 30 days from there is 15 days into the year.
  @Test("Season looks at the label window and at the same weekdays one year back")
  func season() throws {
    let lines = orders([1, 20, 30, 364])
    let horizon = Horizon(days: 30)
    let angle = 2 * Double.pi * 15 / 365.25
    #expect(abs(try value("phase_sin", lines, at: 365, horizon: horizon) - sin(angle)) < 1e-12)
    #expect(abs(try value("phase_cos", lines, at: 365, horizon: horizon) - cos(angle)) < 1e-12)
    // 365 - 364 = 1: days 1 to 30.
    #expect(try value("yoy_orders", lines, at: 365, horizon: horizon) == 3)
    #expect(try value("yoy_orders", lines, at: 365, horizon: Horizon(days: 29)) == 2)
    // A window longer than a year would reach past the cutoff: day 364 is the last that is known.
    #expect(try value("yoy_orders", lines, at: 365, horizon: Horizon(days: 800)) == 4)
    // Day 2 was a Saturday, 1970-01-03.
    #expect(try value("weekend_share", orders([2, 3, 4, 5]), at: 30) == 0.5)
  }

  @Test("Breadth counts what was bought in a window, shares and entropy all that was bought")
  func breadth() throws {
    func line(_ day: Int, _ category: String, _ product: String, _ amount: Int64) -> OrderLine {
      OrderLine(day, order: "\(day)", amount: amount, product: product, category: category)
    }
    let lines = [
      line(1, "a", "x", 6000), line(150, "a", "x", 1000), line(160, "b", "y", 2000),
      line(170, "b", "z", 1000),
    ]
    func breadth(_ name: String) throws -> Double { try value(name, lines, at: 200) }
    #expect(try breadth("n_categories_all") == 2)
    #expect(try breadth("n_products_90") == 3)
    #expect(try breadth("new_category_90") == 1)
    #expect(abs(try breadth("category_entropy") - log(2)) < 1e-12)
    #expect(try breadth("main_category_share") == 0.7)
    #expect(try breadth("repeat_product_share") == 1.0 / 3)
  }

  /// Orders 1 and 2 in turns, both through one channel: two orders of it, and one through the other.
  @Test("An order that goes on after another began counts once for its channel")
  func interleavedOrders() throws {
    let lines = [
      OrderLine(1, order: "1", channel: "web"), OrderLine(2, order: "2", channel: "web"),
      OrderLine(3, order: "1", channel: "web"), OrderLine(4, order: "2", channel: "web"),
      OrderLine(5, order: "3", channel: "shop"),
    ]
    #expect(try value("main_channel_share", lines, at: 10) == 2.0 / 3)
    #expect(try value("online_share", lines, at: 10) == 2.0 / 3)
  }
}
