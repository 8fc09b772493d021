/// What becomes of cancellations and returns.
public enum ReturnsPolicy: String, Sendable, CaseIterable, Codable {
  /// Each is an event of its own time, set against an earlier purchase.
  case net

  /// Left out, with every line of non-positive quantity or price.
  case drop

  /// Every line is a purchase line.
  case keep
}
