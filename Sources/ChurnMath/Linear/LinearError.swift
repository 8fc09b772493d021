/// Why a linear system could not be solved.
public enum LinearError: Error, Equatable, CustomStringConvertible {
  /// A leading minor is not positive: the matrix is singular or indefinite from column `pivot` on.
  case notPositiveDefinite(pivot: Int)
  /// The matrix or the right-hand side holds a value that is not a finite number.
  case notFinite
  /// The sizes of what was handed in do not fit together.
  case sizeMismatch(expected: Int, found: Int)
  /// The order does not fit the 32-bit numbers of the linear algebra library.
  case tooLarge(order: Int)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let pivot):
      """
      The matrix is not positive definite: column \(pivot) depends on the ones before it. \
      Drop it or add a penalty.
      """
    case .notFinite: "The linear system holds values that are not finite; rescale the columns."
    case .sizeMismatch(let expected, let found):
      "The linear system needs \(expected) values but was given \(found)."
    case .tooLarge(let order):
      "A linear system of order \(order) is too large for the linear algebra library; use fewer columns."
    }
  }
}
