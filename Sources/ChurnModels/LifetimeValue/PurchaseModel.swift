public import ChurnMath

/// One of the fitted buy-till-you-die models.
public enum PurchaseModel: Sendable, Equatable {
  /// BG/NBD.
  case bgNBD(BGNBD.Model)
  /// MBG/NBD.
  case mbgNBD(MBGNBD.Model)
  /// Pareto/NBD.
  case paretoNBD(ParetoNBD.Model)

  /// Which model it is; the raw value is its name on the command line.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// BG/NBD.
    case bgNBD = "bg-nbd"
    /// MBG/NBD, the default.
    case mbgNBD = "mbg-nbd"
    /// Pareto/NBD.
    case paretoNBD = "pareto-nbd"

    /// The name in the literature.
    public var title: String {
      switch self {
      case .bgNBD: "BG/NBD"
      case .mbgNBD: "MBG/NBD"
      case .paretoNBD: "Pareto/NBD"
      }
    }

    /// Estimates a model of this kind; see `PurchaseFit`.
    ///
    /// - Throws: What `BGNBD.fit` throws.
    public func fit(
      _ customers: [PurchaseSummary], weights: [Double]? = nil, threads: Int = 1
    ) throws(FitError) -> PurchaseModel {
      switch self {
      case .bgNBD: .bgNBD(try BGNBD().fit(customers, weights: weights, threads: threads))
      case .mbgNBD: .mbgNBD(try MBGNBD().fit(customers, weights: weights, threads: threads))
      case .paretoNBD:
        .paretoNBD(try ParetoNBD().fit(customers, weights: weights, threads: threads))
      }
    }
  }

  /// Which model it is.
  public var kind: Kind {
    switch self {
    case .bgNBD: .bgNBD
    case .mbgNBD: .mbgNBD
    case .paretoNBD: .paretoNBD
    }
  }

  /// The law with the estimated parameters.
  public var law: any PurchaseLaw {
    switch self {
    case .bgNBD(let model): model.parameters
    case .mbgNBD(let model): model.parameters
    case .paretoNBD(let model): model.parameters
    }
  }

  /// The parameters with their names and standard errors, in the order of the literature.
  public var estimates: [(name: String, value: Double, standardError: Double)] {
    func estimates<Law>(
      _ model: PurchaseFit<Law>
    ) -> [(name: String, value: Double, standardError: Double)] {
      let values = model.parameters.values
      return Law.names.indices.map { (Law.names[$0], values[$0], model.standardErrors[$0]) }
    }
    return switch self {
    case .bgNBD(let model): estimates(model)
    case .mbgNBD(let model): estimates(model)
    case .paretoNBD(let model): estimates(model)
    }
  }

  /// The log-likelihood, summed over customers.
  public var logLikelihood: Double {
    switch self {
    case .bgNBD(let model): model.logLikelihood
    case .mbgNBD(let model): model.logLikelihood
    case .paretoNBD(let model): model.logLikelihood
    }
  }

  /// The probability that a customer is still active at *T*.
  public func probabilityAlive(_ customer: PurchaseSummary) -> Double {
    law.probabilityAlive(customer)
  }

  /// Orders expected in (T, T + t], whether still active or not.
  public func expectedOrders(_ customer: PurchaseSummary, within time: Double) -> Double {
    law.expectedOrders(customer, within: time)
  }

  /// Repeat orders expected within `time` of the first order of somebody new.
  public func expectedOrdersOfNewcomer(within time: Double) -> Double {
    law.expectedOrdersOfNewcomer(within: time)
  }

  /// The probability of an order in (T, T + t], whether still active or not.
  public func probabilityOfOrder(_ customer: PurchaseSummary, within time: Double) -> Double {
    law.probabilityOfOrder(customer, within: time)
  }

  /// The time from *T* by which a customer who stays active has ordered with probability `share`.
  public func nextOrderTime(_ customer: PurchaseSummary, share: Double) -> Double {
    law.nextOrderTime(customer, share: share)
  }
}
