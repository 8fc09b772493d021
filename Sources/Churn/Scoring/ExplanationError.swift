public import ChurnData

/// Why a customer cannot be explained.
public enum ExplanationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No row is of a customer with the id asked for.
  case unknownCustomer(id: String, nearest: String?, customers: Int)
  /// The customer is there but is not predicted at the cutoff.
  case notScored(id: String, at: Day, standing: Eligibility.Standing, lastPurchase: Day?)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .unknownCustomer(let id, let nearest, let customers):
      """
      No customer "\(id)" among the \(customers) of the data. \
      \(nearest.map { "Did you mean \"\($0)\"?" } ?? "Ids are compared letter for letter.")
      """
    case .notScored(let id, let at, let standing, let last):
      """
      Customer "\(id)" is not predicted at \(at): \(standing.phrase)\
      \(last.map { ", last purchase on \($0)" } ?? ""). \
      \(Self.advice(standing))
      """
    }
  }

  private static func advice(_ standing: Eligibility.Standing) -> String {
    switch standing {
    case .dormant: "Pass --at with a day soon after the last purchase."
    case .tooNew, .notYetCustomer: "Pass --at with a later day."
    case .nothingKept, .eligible: "There is nothing to predict from."
    }
  }
}
