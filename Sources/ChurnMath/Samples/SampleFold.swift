/// One way to divide samples: rows to learn from and rows to judge by.
public struct SampleFold: Sendable, Equatable {
  /// Indices of the rows to learn from.
  public let training: [Int]
  /// Indices of the rows to judge by; none of them is in `training`.
  public let validation: [Int]

  /// Creates a fold.
  public init(training: [Int], validation: [Int]) {
    self.training = training
    self.validation = validation
  }
}
