internal import ArgumentParser
internal import Churn

/// Options that are a number of days or a word.
enum DaysArgument {
  /// `90` or `auto`.
  static func horizon(_ text: String) throws -> OrderTrainer.HorizonChoice {
    text == "auto" ? .auto : .days(try days(text, option: "--horizon", words: "auto"))
  }

  /// `monthly` or every so many days.
  static func schedule(_ text: String) throws -> CutoffPlan.Schedule {
    text == "monthly"
      ? .monthly : .every(days: try days(text, option: "--snapshots", words: "monthly"))
  }

  /// `90` or `all`.
  static func activeWithin(_ text: String) throws -> OrderTrainer.ActiveWithin {
    text == "all" ? .all : .days(try days(text, option: "--active-within", words: "all"))
  }

  /// `365`, or nil for `all`.
  static func window(_ text: String) throws -> Int? {
    text == "all" ? nil : try days(text, option: "--window", words: "all")
  }

  /// `30,60,90`, ascending; none for nil.
  static func horizons(_ text: String?) throws -> [Int] {
    let days = try CommaList.parts(text).map { part in
      guard let days = Int(part), (1...Horizon.longest).contains(days) else {
        throw ValidationError(
          "--horizons: expected 1 to \(Horizon.longest) days each, got \"\(part)\".")
      }
      return days
    }
    return Set(days).sorted()
  }

  private static func days(_ text: String, option: String, words: String) throws -> Int {
    guard let days = Int(text), (1...Horizon.longest).contains(days) else {
      throw ValidationError(
        "\(option): expected \(words) or 1 to \(Horizon.longest) days, got \"\(text)\".")
    }
    return days
  }
}
