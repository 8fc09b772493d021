public import ChurnMath

extension GammaGamma {
  /// A fitted Gamma-Gamma model.
  public struct Model: Sendable, Equatable {
    /// The names of the parameters.
    public static let names = ["p", "q", "v"]

    /// Shape of a customer's purchases: the larger, the more alike they are.
    public let p: Double
    /// Shape of the customers' ν: the larger, the more alike customers are.
    public let q: Double
    /// Scale of the customers' ν, in money (γ in the literature).
    public let v: Double
    /// Standard errors of *p*, *q* and *v*.
    public let standardErrors: [Double]
    /// Covariances of *p*, *q* and *v*, one row after the other.
    public let covariance: [[Double]]
    /// The log-likelihood, summed over customers.
    public let logLikelihood: Double
    /// Customers, or the weight, it was learned from.
    public let customers: Double
    /// Customers without a repeat purchase or a positive mean spend.
    public let leftOut: Int
    /// Pearson's correlation of frequency and mean spend among the customers it was learned from.
    ///
    /// The model takes it for 0; nil where one of them does not vary.
    public let frequencyCorrelation: Double?

    /// Creates a fitted model from its parts, as one read back from a file.
    public init(
      p: Double, q: Double, v: Double, standardErrors: [Double], covariance: [[Double]],
      logLikelihood: Double, customers: Double, leftOut: Int, frequencyCorrelation: Double?
    ) {
      self.p = p
      self.q = q
      self.v = v
      self.standardErrors = standardErrors
      self.covariance = covariance
      self.logLikelihood = logLikelihood
      self.customers = customers
      self.leftOut = leftOut
      self.frequencyCorrelation = frequencyCorrelation
    }

    /// Mean spend of a purchase over the base, *p v / (q − 1)*; infinite where *q* is at most 1.
    public var meanSpend: Double { q > 1 ? p * v / (q - 1) : .infinity }

    /// What a future purchase of a customer is expected to be worth, *p (v + x z̄) / (p x + q − 1)*.
    ///
    /// A weighted mean of the customer's own spend and the base's; the base's where he has no repeat
    /// purchase or none of known positive worth.
    public func expectedSpend(_ customer: PurchaseSummary) -> Double {
      guard customer.isPossible else { return .nan }
      let x = customer.frequency
      guard x > 0, customer.meanSpend > 0, customer.meanSpend < .infinity else { return meanSpend }
      let shape = p * x + q - 1
      return shape > 0 ? p * (v + x * customer.meanSpend) / shape : .infinity
    }
  }
}
