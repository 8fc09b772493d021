public import ChurnData

/// What one playbook costs and does, with what it does not state taken from the assumptions for all.
public struct PlaybookTerms: Sendable, Equatable {
  /// Money for a contact.
  public let contactCost: Double
  /// Money for the incentive of a customer who takes it.
  public let incentive: Double
  /// The share of those who would leave whom a contact keeps.
  public let saveRate: Double
  /// The share of those contacted who take the incentive; nil = the save rate.
  public let statedAcceptRate: Double?
  /// The share by which it raises the orders of those who stay anyhow.
  public let orderUplift: Double
  /// Money that a contact is worth in itself.
  public let worth: Double

  /// The terms of a playbook.
  ///
  /// Without a save rate of its own a playbook has that of `costs`, or 0 where it states an order
  /// uplift or a worth: then it is not there to save. Without an accept rate as many take the
  /// incentive as are saved, but everybody where a playbook does more than save.
  public init(_ playbook: Playbook, costs: RetentionCosts) {
    let doesMore = playbook.orderUplift != nil || playbook.worth != nil
    contactCost = playbook.contactCost ?? costs.contactCost
    incentive = playbook.incentive ?? costs.incentive
    saveRate = playbook.saveRate ?? (doesMore ? 0 : costs.saveRate)
    statedAcceptRate = playbook.acceptRate ?? (doesMore ? 1 : nil)
    orderUplift = playbook.orderUplift ?? 0
    worth = playbook.worth ?? 0
  }

  /// Money that one contact with a save rate is expected to cost: contact cost + incentive × accept
  /// rate.
  public func cost(saveRate: Double) -> Double {
    contactCost + incentive * (statedAcceptRate ?? saveRate)
  }

  /// What a contact is expected to bring, costs taken off: *s p m + u (1 − p) m + w − c − i a*.
  ///
  /// - Parameters:
  ///   - valueAtRisk: *p m*.
  ///   - marginExpected: *m*; nil where nobody knows it, which leaves the uplift out.
  ///   - saveRate: *s*.
  /// - Returns: Money, negative where the contact does not pay.
  public func netValue(
    valueAtRisk: Double, marginExpected: Double?, saveRate: Double
  ) -> Double {
    let kept = max(0, (marginExpected ?? valueAtRisk) - valueAtRisk)
    return saveRate * valueAtRisk + orderUplift * kept + worth - cost(saveRate: saveRate)
  }
}
