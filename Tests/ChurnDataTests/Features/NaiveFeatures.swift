// The definitions of FeatureSet, one line each, over `NaiveCustomer`.

import ChurnMath
import Foundation

@testable import ChurnData

struct NaiveFeatures {
  let customer: NaiveCustomer
  let base: FeatureParameters
  let horizon: Horizon

  private var t: Int { customer.cutoff }
  private static let everBefore = -1_000_000

  private func count(_ from: Int, _ to: Int) -> Double {
    Double(customer.valid(from: from, to: to).count)
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  private func deviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return .nan }
    let middle = mean(values)
    let squares = values.map { ($0 - middle) * ($0 - middle) }.reduce(0, +)
    return (squares / Double(values.count - 1)).squareRoot()
  }

  private func quantile(_ values: [Double], _ share: Double) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let place = share * Double(sorted.count - 1)
    let low = Int(place.rounded(.down))
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }

  private func over(_ a: Double, _ b: Double) -> Double { b > 0 ? a / b : .nan }

  private func slope(_ y: [Double]) -> Double {
    let x = y.indices.map(Double.init)
    let mx = mean(x)
    let my = mean(y)
    return zip(x, y).map { ($0 - mx) * ($1 - my) }.reduce(0, +)
      / x.map { ($0 - mx) * ($0 - mx) }.reduce(0, +)
  }

  private func entropy(_ counts: [Int]) -> Double {
    let total = Double(counts.reduce(0, +))
    guard total > 0 else { return .nan }
    return counts.map { -Double($0) / total * log(Double($0) / total) }.reduce(0, +)
  }

  /// For each level of a column, the distinct orders with a purchase line that names it.
  private func orders(by level: (OrderLine) -> String?) -> [String: Set<ObjectIdentifier>] {
    var orders: [String: Set<ObjectIdentifier>] = [:]
    for (line, order) in customer.purchases {
      if let name = level(line) { orders[name, default: []].insert(ObjectIdentifier(order)) }
    }
    return orders
  }

  private func distinct(_ level: (OrderLine) -> String?, since: Int) -> Double {
    Double(
      Set(customer.purchases.filter { $0.line.day.number >= since }.compactMap { level($0.line) })
        .count)
  }

  /// Every feature by name.
  func values() -> [String: NaiveValue] {
    var all: [String: Double] = [:]
    recency(&all)
    rhythm(&all)
    trend(&all)
    lifetime(&all)
    season(&all)
    breadth(&all)
    basketAndDiscount(&all)
    returns(&all)
    place(&all)
    var values = all.mapValues { NaiveValue.number($0) }
    values["acquisition_channel"] = .name(customer.purchases.compactMap(\.line.channel).first)
    values["region"] = .name(customer.purchases.compactMap(\.line.region).last)
    return values
  }

  /// MBG/NBD in weeks from the first purchase to the day before the cutoff, by the textbook's form for
  /// P(alive) and a plain rule over the chance to stop.
  private func lifetime(_ all: inout [String: Double]) {
    all["p_alive"] = .nan
    all["expected_orders"] = .nan
    guard let law = base.purchases, let first = customer.days.first,
      let last = customer.days.last
    else { return }
    let x = Double(customer.days.count - 1)
    let recency = Double(last - first) / 7
    let age = Double(t - 1 - first) / 7
    let shape = law.r + x
    let odds =
      law.a / (law.b + x) * pow((law.alpha + age) / (law.alpha + recency), shape)
    all["p_alive"] = 1 / (1 + odds)
    let b = law.b + x + 1
    let steps = 4_000
    func orders(_ weeks: Double) -> Double {
      var sum = 0.0
      var whole = 0.0
      for step in 0..<steps {
        // p = s³ keeps the rule exact enough where the density is steep at 0.
        let s = (Double(step) + 0.5) / Double(steps)
        let p = s * s * s
        let weight = 3 * s * s * pow(p, law.a - 1) * pow(1 - p, b - 1)
        whole += weight
        sum += weight * (1 - pow(1 + p * weeks / (law.alpha + age), -shape)) / p
      }
      return sum / whole
    }
    let gap = Double(horizon.gap) / 7
    all["expected_orders"] =
      (orders(gap + Double(horizon.days) / 7) - orders(gap)) / (1 + odds)
  }

  private func recency(_ all: inout [String: Double]) {
    let days = customer.days
    let orders = customer.valid
    let worth = orders.map { Double($0.value) / 100 }
    all["recency_days"] = days.last.map { Double(t - $0) } ?? .nan
    all["tenure_days"] = days.first.map { Double(t - $0) } ?? .nan
    all["btyd_t"] = all["tenure_days"]
    all["btyd_x"] = Double(max(0, days.count - 1))
    all["btyd_t_x"] = days.isEmpty ? .nan : Double(days[days.count - 1] - days[0])
    all["orders_all"] = Double(orders.count)
    all["revenue_all"] = customer.revenue(from: Self.everBefore, to: t)
    for window in [30, 90, 180, 365] {
      all["orders_\(window)"] = count(t - window, t)
      all["revenue_\(window)"] = customer.revenue(from: t - window, to: t)
    }
    all["aov"] = mean(worth)
    all["order_value_sd"] = deviation(worth)
    all["first_order_value"] = worth.first ?? .nan
    let later = orders.filter { $0.day > (days.first ?? 0) }.map { Double($0.value) / 100 }
    all["btyd_mean_spend"] =
      days.count > 1 ? later.reduce(0, +) / Double(days.count - 1) : .nan
  }

  private func rhythm(_ all: inout [String: Double]) {
    let gaps = customer.gaps.map(Double.init)
    let n = Double(gaps.count)
    let recency = all["recency_days"] ?? .nan
    let tenure = all["tenure_days"] ?? .nan
    let k = base.strength
    func shrunk(_ own: Double, _ n: Double, _ base: Double) -> Double {
      n == 0 ? base : (n * own + k * base) / (n + k)
    }
    let spread = deviation(gaps)
    all["gap_mean"] = mean(gaps)
    all["gap_median"] = quantile(gaps, 0.5)
    all["gap_sd"] = spread
    all["gap_cv"] = over(spread, mean(gaps))
    all["gap_last"] = gaps.last ?? .nan
    all["rhythm_ratio"] = recency / max(1, shrunk(quantile(gaps, 0.5), n, base.gapMedian))
    let variance = shrunk(spread * spread, n > 1 ? n : 0, base.gapDeviation * base.gapDeviation)
    all["rhythm_z"] =
      (recency - shrunk(mean(gaps), n, base.gapMean)) / max(1, variance.squareRoot())
    all["rhythm_tail"] = (Double(gaps.count { $0 >= recency }) + 0.5) / (n + 1)
    all["overdue_days"] = max(0, recency - shrunk(quantile(gaps, 0.9), n, base.gapQuantile90))
    // P(gap > s) = (1 + s/b)^-a = 0.1
    let b = k * base.gapMean + gaps.reduce(0, +)
    all["personal_silence_days"] = min(730, max(7, b * (pow(0.1, -1 / (k + n)) - 1)))
    let shares = (gaps + [recency + 1]).map { $0 / (tenure + 1) }
    all["clumpiness"] =
      gaps.count > 1 ? 1 + shares.map { $0 * log($0) }.reduce(0, +) / log(n + 1) : .nan
  }

  private func trend(_ all: inout [String: Double]) {
    let now = count(t - 90, t)
    let before = count(t - 180, t - 90)
    func money(_ from: Int, _ to: Int) -> Double {
      log1p(max(0, customer.revenue(from: from, to: to)))
    }
    all["orders_ratio"] = (now + 1) / (before + 1)
    all["revenue_ratio"] = money(t - 90, t) - money(t - 180, t - 90)
    all["velocity"] = now / 3
    all["acceleration"] = now / 3 - before / 3
    let tenure = all["tenure_days"] ?? .nan
    let bins = tenure.isNaN ? 0 : min(6, Int((tenure / 30).rounded(.up)))
    all["revenue_slope"] =
      bins < 3
      ? .nan
      : slope((0..<bins).map { money(t - 30 * (bins - $0), t - 30 * (bins - $0 - 1)) })
    all["gap_slope"] = customer.gaps.count < 3 ? .nan : slope(customer.gaps.map(Double.init))
    let recent = customer.valid(from: t - 90, to: t).map { Double($0.value) / 100 }
    all["aov_ratio"] = recent.isEmpty ? .nan : over(mean(recent), all["aov"] ?? .nan)
    var streak = 0
    while streak < 10_000, count(t - 30 * (streak + 1), t) == 0 { streak += 1 }
    all["empty_streak"] = customer.valid.isEmpty ? .nan : Double(streak)
  }

  private func season(_ all: inout [String: Double]) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    func date(_ day: Int) -> Date { Date(timeIntervalSince1970: Double(day) * 86_400) }
    let start = t + horizon.gap
    let middle = date(start + horizon.days / 2)
    let dayOfYear = (calendar.ordinality(of: .day, in: .year, for: middle) ?? 0) - 1
    all["phase_sin"] = sin(2 * Double.pi * Double(dayOfYear) / 365.25)
    all["phase_cos"] = cos(2 * Double.pi * Double(dayOfYear) / 365.25)
    all["yoy_orders"] = count(start - 364, min(t, start - 364 + horizon.days))
    let best = (1...12).sorted { base.monthIndex[$0 - 1] > base.monthIndex[$1 - 1] }.prefix(3)
    let orders = customer.valid
    let inBest = orders.count { best.contains(calendar.component(.month, from: date($0.day))) }
    all["peak_share"] = over(Double(inBest), Double(orders.count))
    all["base_season_index"] = mean(
      (start..<start + horizon.days).map {
        base.monthIndex[calendar.component(.month, from: date($0)) - 1]
      })
    // Calendar counts 1 = Sunday ... 7 = Saturday.
    let weekend = orders.count {
      [1, 7].contains(calendar.component(.weekday, from: date($0.day)))
    }
    all["weekend_share"] = over(Double(weekend), Double(orders.count))
  }

  private func breadth(_ all: inout [String: Double]) {
    for (name, days) in [("all", 1_000_000), ("90", 90), ("365", 365)] {
      all["n_categories_\(name)"] = distinct(\.category, since: t - days)
      all["n_products_\(name)"] = distinct(\.product, since: t - days)
    }
    let lines = customer.purchases.map(\.line)
    let categories = Set(lines.compactMap(\.category))
    all["category_entropy"] = entropy(categories.map { c in lines.count { $0.category == c } })
    let worth = categories.map { c in
      max(0, lines.filter { $0.category == c }.reduce(0) { $0 + $1.amount })
    }
    all["main_category_share"] = over(Double(worth.max() ?? 0), Double(worth.reduce(0, +)))
    let byProduct = orders(by: \.product)
    all["repeat_product_share"] = over(
      Double(byProduct.values.count { $0.count > 1 }), Double(byProduct.count))
    let old = Set(lines.filter { $0.day.number < t - 90 }.compactMap(\.category))
    all["new_category_90"] = Double(categories.subtracting(old).count)
  }

  private func basketAndDiscount(_ all: inout [String: Double]) {
    let orders = customer.valid
    let recent = customer.valid(from: t - 90, to: t)
    func units(_ orders: [NaiveOrder]) -> Double { mean(orders.map { Double($0.units) }) }
    func margin(_ orders: [NaiveOrder]) -> Double {
      over(
        orders.map(\.margin).reduce(0, +),
        orders.map { Double($0.value) / 100 }.reduce(0, +))
    }
    all["items_per_order"] = units(orders)
    all["basket_ratio"] = over(units(recent), units(orders))
    all["margin_rate"] = margin(orders)
    all["margin_ratio"] = over(margin(recent), margin(orders))
    all["discount_order_share"] = over(
      Double(orders.count { $0.discount > 0 }), Double(orders.count))
    let off = orders.map { Double($0.discount) / 100 }.reduce(0, +)
    all["discount_depth"] = over(off, off + orders.map { Double($0.value) / 100 }.reduce(0, +))
    all["full_price_recent"] = over(
      Double(recent.count { $0.discount <= 0 }), Double(recent.count))
  }

  private func returns(_ all: inout [String: Double]) {
    let bought = customer.orders.filter { !$0.purchases.isEmpty }
    let mature = bought.filter { t - $0.day >= 30 }
    all["return_rate"] = over(Double(mature.count { $0.hasReturn }), Double(mature.count))
    all["return_value_share"] = over(
      Double(mature.reduce(0) { $0 + $1.returned }), Double(mature.reduce(0) { $0 + $1.gross }))
    all["last_order_problem"] = bought.last.map { $0.hasReturn ? 1 : 0 } ?? .nan
    let valid = Set(customer.valid.map { ObjectIdentifier($0) })
    all["cancel_rate"] = over(
      Double(bought.count { $0.hasReturn && !valid.contains(ObjectIdentifier($0)) }),
      Double(bought.count))
  }

  private func place(_ all: inout [String: Double]) {
    let channels = orders(by: \.channel).mapValues(\.count)
    let devices = orders(by: \.device).mapValues(\.count)
    let uses = Double(channels.values.reduce(0, +))
    all["n_channels"] = Double(channels.count)
    all["main_channel_share"] = over(Double(channels.values.max() ?? 0), uses)
    all["channel_entropy"] = entropy(Array(channels.values))
    all["online_share"] = over(
      Double((channels["web shop"] ?? 0) + (channels["mobile app"] ?? 0)), uses)
    all["mobile_share"] = over(
      Double(devices["Android phone"] ?? 0), Double(devices.values.reduce(0, +)))
  }
}
