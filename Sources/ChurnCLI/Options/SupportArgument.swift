internal import ArgumentParser
internal import Churn

/// Options that are a share or a number of baskets, customers and the like.
enum SupportArgument {
  /// `0.01`, `1%` or `100`.
  static func support(_ text: String, unit: String) throws -> BasketAnalysis.Support {
    if let count = Int(text), count >= 1 { return .count(count) }
    var digits = text
    let isPercent = digits.hasSuffix("%")
    if isPercent { digits.removeLast() }
    if let number = Double(digits) {
      let share = isPercent ? number / 100 : number
      if share > 0, share < 1 { return .share(share) }
    }
    throw ValidationError(
      "--min-support: expected a share between 0 and 1 or a number of \(unit) from 1 on, got "
        + "\"\(text)\".")
  }
}
