internal import ChurnData
internal import ChurnModels
internal import Glibc

/// What a reader of a forecast must know, in sentences.
struct ForecastNotes {
  let run: ForecastRun
  let backtest: ForecastBacktest?
  let errors: (orders: ModelError, sales: ModelError)
  let marginRate: Double?
  let settings: ForecastSettings

  /// All of them.
  var sentences: [String] {
    [partial, unkept, model, newcomers, season, history, spread, money, margin]
      .flatMap { $0 }
  }

  private var partial: [String] {
    guard let first = run.periods.first, !first.isWhole else { return [] }
    return [
      "\(first.month.monthName) has begun: its row is what is left of it, from \(first.first) to "
        + "\(first.end - 1), and in no sum; orders already made are not in it."
    ]
  }

  private var unkept: [String] {
    guard run.withoutPurchase > 0 else { return [] }
    return [
      "\(run.withoutPurchase) \(run.withoutPurchase == 1 ? "customer has" : "customers have") no "
        + "purchase that was kept and \(run.withoutPurchase == 1 ? "is" : "are") left out."
    ]
  }

  private var model: [String] {
    switch run.model.law {
    case .rate(let rate, let orders):
      guard run.hasTime, rate > 0 else {
        return [
          "Everybody's first order is on the last day: nothing is known of repeat orders, and none are "
            + "expected of present customers."
        ]
      }
      let seen =
        orders > 0
        ? "\(Self.number(orders, 0)) repeat orders of the last \(MonthlyLedger.recentDays) days"
        : "no repeat order in the last \(MonthlyLedger.recentDays) days (counted as half a one)"
      return [
        "No model of how customers differ and stop could be learned: everybody is taken to go on at "
          + "one rate, \(Self.number(rate * 52, 2)) orders a year, by \(seen)."
      ]
    case .fitted(let model, let isSteady):
      var notes: [String] = []
      if run.model.hasPrior {
        notes.append(
          "The likelihood of \(model.kind.title) has no peak on this base, so a weak prior holds its "
            + "parameters. A longer history may do without.")
      }
      if isSteady {
        notes.append(
          "The data show nobody stop buying for good, so the chance to stop is taken for zero. A longer "
            + "history may tell more.")
      }
      if model.kind == .paretoNBD, run.season != nil {
        notes.append(
          "With a season, Pareto/NBD takes customers to stop more often in busy months, too.")
      }
      return notes
    }
  }

  private var newcomers: [String] {
    let counts = run.newcomers.counts
    switch settings.newcomers {
    case .none: return ["No new customers, by --new-customers none."]
    case .fixed(let count):
      return [
        "\(Self.number(count, 1)) new customers in every whole month, as given; intervals take that for "
          + "certain."
      ]
    case .recent, .trend:
      guard let first = counts.window.first, let last = counts.window.last else {
        return [
          "No complete month tells how many new customers come, so none are assumed: pass "
            + "--new-customers N."
        ]
      }
      let span =
        counts.window.count == 1 ? "\(first.monthName)" : "\(first.monthName) to \(last.monthName)"
      var text: String
      if let level = counts.level {
        text =
          "New customers are an assumption: \(Self.number(level, 1)) an average month, the mean of "
          + "\(span)"
      } else {
        text = "New customers are an assumption: they follow the straight line through \(span)"
      }
      text += run.newcomerSeason == nil ? "." : ", times the season of their month."
      let left = run.ledger.complete.count - NewcomerCounts.usable(run.ledger.complete).count
      if left > 0 {
        text +=
          " The first \(left == 1 ? "month" : "\(left) months") of the data "
          + "\(left == 1 ? "is" : "are") not looked at, for there old customers look new."
      }
      return [text]
    }
  }

  private var season: [String] {
    let months = run.ledger.complete.count
    if settings.season == .none { return ["No season, by --season none."] }
    guard months >= SeasonalIndex.leastMonths else {
      return [
        "No season: \(months) complete \(months == 1 ? "month" : "months") of data, and one is learned "
          + "from \(SeasonalIndex.leastMonths) on. What happens every year at the same time is not in "
          + "these figures."
      ]
    }
    guard let season = run.season, season.keptShare > 0 else {
      return ["\(months) complete months show no season in repeat orders."]
    }
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    let order = season.factors.indices.sorted {
      season.factors[$0] != season.factors[$1] ? season.factors[$0] > season.factors[$1] : $0 < $1
    }
    func words(_ month: Int) -> String {
      let change = (season.factors[month] - 1) * 100
      return "\(names[month]) \(change < 0 ? "−" : "+")\(Self.number(abs(change), 0)) %"
    }
    return [
      "The season of repeat orders is learned from \(months) complete months: from "
        + "\(words(order[0])) to \(words(order[11]))."
    ]
  }

  private var history: [String] {
    if settings.origins == 0 { return ["No back-test, by --origins 0."] }
    guard let backtest else {
      return [
        "No back-test: it needs \(BacktestRuns.leastHistory) complete months before a month to forecast, "
          + "and there are \(run.ledger.complete.count) in all. Intervals know nothing of how far the "
          + "model itself may be off."
      ]
    }
    return backtest.hasYearBefore
      ? []
      : [
        "Where the same month of the year before is not in the data, the seasonal rule is that of the "
          + "last month."
      ]
  }

  private var spread: [String] {
    let far = settings.months
    let parts = [
      ("orders", errors.orders), ("sales", run.money == nil ? ModelError.none : errors.sales),
    ].compactMap { name, error -> String? in
      let share = error.variance(ahead: Double(far)).squareRoot()
      return share > 0.005 ? "\(name) \(Self.number((exp(share) - 1) * 100, 0)) %" : nil
    }
    var text =
      "Intervals hold \(Self.number(settings.level * 100, 1)) of 100 drawn futures: parameters, single "
      + "customers and newcomers are drawn"
    text +=
      parts.isEmpty
      ? "."
      : ", and what the back-test was off by beyond that (one standard deviation, "
        + "\(far) \(far == 1 ? "month" : "months") ahead: \(parts.joined(separator: ", ")))."
    return [text + " Ends of intervals do not add up; expected figures do."]
  }

  private var money: [String] {
    guard let money = run.money else { return ["No amounts: sales and margin are left out."] }
    var notes: [String] = []
    if money.model == nil {
      notes.append(
        "No Gamma-Gamma model could be fitted: every repeat order is taken to bring "
          + "\(Self.number(money.means.first ?? money.repeatOrder, 2)).")
    }
    if money.withoutMean > 0 {
      notes.append(
        "What \(money.withoutMean) \(money.withoutMean == 1 ? "customer" : "customers") without a repeat "
          + "order will spend has no finite mean under the model; the mean repeat order stands in for it."
      )
    }
    if run.season != nil {
      notes.append("The season is one of how often, not of how much an order brings.")
    }
    return notes
  }

  private var margin: [String] {
    guard run.money != nil else { return [] }
    guard let marginRate else {
      return ["Margin is left out: there is no margin column, and no --margin-rate was given."]
    }
    return [
      "Margin is \(Self.number(marginRate * 100, 1)) % of sales, "
        + (settings.marginRate == nil ? "as the margin column has been so far." : "as given.")
    ]
  }

  private static func number(_ value: Double, _ decimals: Int) -> String {
    var text = PlainNumber.fixed(value, decimals: decimals) ?? "–"
    if decimals > 0, text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return text
  }
}
