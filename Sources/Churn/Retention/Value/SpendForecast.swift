internal import ChurnMath
internal import ChurnModels

/// The money expected of an order of each customer.
///
/// By Gamma-Gamma, learned from customers with repeat purchases that brought money. Where no such
/// model can be fitted, because all spend the same, say, everybody is taken to spend the mean.
struct SpendForecast: Sendable {
  /// The fitted model; nil where none could be.
  let model: GammaGamma.Model?
  /// Money of an order of each customer; `NaN` where it has no mean.
  let means: [Double]
  /// Customers learned from.
  let customers: Int
  /// Customers with repeat purchases that brought nothing.
  let withoutMoney: Int

  /// Learns from summaries with money; nil when nobody has any.
  init?(_ summaries: [PurchaseSummary], threads: Int) {
    let repeaters = summaries.filter { $0.frequency > 0 }
    let paying = repeaters.filter { $0.meanSpend > 0 && $0.meanSpend.isFinite }
    guard !paying.isEmpty else { return nil }
    customers = paying.count
    withoutMoney = repeaters.count - paying.count
    let model = try? GammaGamma().fit(paying, threads: threads)
    self.model = model
    if let model {
      means = summaries.map { summary in
        let mean = model.expectedSpend(summary)
        return mean.isFinite && mean >= 0 ? mean : .nan
      }
    } else {
      let purchases = paying.reduce(0) { $0 + $1.frequency }
      let spent = paying.reduce(0) { $0 + $1.frequency * $1.meanSpend }
      means = [Double](repeating: spent / purchases, count: summaries.count)
    }
  }

  /// What is kept of it.
  var stored: MarginModel.Spend {
    if let model { return .gammaGamma(p: model.p, q: model.q, v: model.v) }
    return .same(means.first ?? .nan)
  }
}
