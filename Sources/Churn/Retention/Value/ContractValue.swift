internal import ChurnMath
internal import ChurnModels

/// What customers under contract are still worth, by survival curves.
///
///     let value = ContractValue(schedule: DiscountSchedule(months: 12, yearlyRate: 0.1))
///     let result = try value.run(book)
///
/// The value of a customer who has stayed for τ months and brings an amount a month is
///
///     margin rate · amount · Σ over months of ∫ S(τ + u)/S(τ) du · discount at the month's middle
///
/// where *S* is the Kaplan-Meier curve of his group, and the integral the part of the month he is
/// expected to stay for. It is conditional on his tenure: who has stayed long is likely to stay on.
/// Those who have left are worth nothing and have no row.
///
/// - SeeAlso: Fader & Hardie (2010), doi:10.1287/mksc.1080.0482, on why tenure must count.
public struct ContractValue: Sendable {
  /// How far ahead, and at what discount.
  public var schedule = DiscountSchedule(months: 12, yearlyRate: 0.1)
  /// Margin as a share of what customers pay.
  public var marginRate = 1.0
  /// The most threads to use; results do not depend on it.
  public var threads = 1

  /// A valuation with the usual settings.
  public init() {}

  /// What one customer is still worth.
  public struct Customer: Sendable, Equatable {
    /// The id.
    public let id: String
    /// The probability that he is still there at the end of the months.
    public let probabilityActive: Double
    /// Months he is expected to stay of those looked ahead, not discounted.
    public let expectedMonths: Double
    /// His value; nil where his amount is not known.
    public let value: Double?
  }

  /// What was found.
  public struct Result: Sendable {
    /// A row a customer still there, the most valuable first, ties by id.
    public let customers: [Customer]
    /// The figures about the base.
    public let report: ContractValueReport
  }

  /// Values every customer who is still there.
  ///
  /// - Throws: `PipelineError.emptyTable` when nobody is, `FitError`.
  public func run(_ book: ContractBook) throws -> Result {
    let active = book.ids.indices.filter { !book.lifetimes.hasLeft($0) }
    guard !active.isEmpty else {
      throw PipelineError.emptyTable(what: "every customer has left, so nobody is worth anything")
    }
    let months = Double(schedule.months)
    let codes = book.groups?.codes ?? [Int32](repeating: 0, count: book.ids.count)
    let names = book.groups?.names ?? ["all"]
    let tables = try RiskTable.byGroup(
      book.lifetimes, groups: codes, groupCount: names.count, threads: threads)
    let lives = tables.map { RemainingLife(KaplanMeier($0), reach: months) }
    let steps = try schedule.plan(unitDays: DiscountSchedule.daysAMonth).steps
    let pieces = evenPieces(active.count, max(1, threads) * 4)
    let rows = mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].map { place in
        customer(active[place], book, lives[Int(codes[active[place]])], months, steps)
      }
    }.flatMap { $0 }
    let groups = names.indices.map { group in
      let members = rows.indices.filter { codes[active[$0]] == Int32(group) }
      return ContractValueReport.Group(
        name: names[group], customers: members.count, left: tables[group].eventCount,
        meanExpectedMonths: members.isEmpty
          ? nil
          : members.reduce(0) { $0 + rows[$1].expectedMonths } / Double(members.count),
        value: members.reduce(0) { $0 + (rows[$1].value ?? 0) },
        monthlyTailRate: lives[group].tailRate)
    }
    let beyond = active.count { place in
      book.lifetimes.durations[place] + months > lives[Int(codes[place])].end
    }
    return Result(
      customers: rows.sorted(by: Self.isBefore),
      report: ContractValueReport(
        customers: active.count, left: book.ids.count - active.count, groups: groups,
        months: schedule.months, discountRate: schedule.yearlyRate, marginRate: marginRate,
        expectedMonths: rows.reduce(0) { $0 + $1.expectedMonths },
        value: ValueDistribution(rows.compactMap(\.value)),
        notes: notes(book, beyond: beyond, unknown: rows.count { $0.value == nil })))
  }

  private func customer(
    _ place: Int, _ book: ContractBook, _ life: RemainingLife, _ months: Double,
    _ steps: [(until: Double, factor: Double)]
  ) -> Customer {
    let tenure = book.lifetimes.durations[place]
    var expected = 0.0
    var discounted = 0.0
    var from = 0.0
    for step in steps {
      let time = life.expectedTime(tenure: tenure, from: from, to: step.until)
      expected += time
      discounted += time * step.factor
      from = step.until
    }
    let value = discounted * book.amounts[place] * marginRate
    return Customer(
      id: book.ids[place], probabilityActive: life.probability(tenure: tenure, within: months),
      expectedMonths: expected, value: value.isFinite ? value : nil)
  }

  private static func isBefore(_ left: Customer, _ right: Customer) -> Bool {
    let (first, second) = (left.value ?? -.infinity, right.value ?? -.infinity)
    if first != second { return first > second }
    return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
  }

  private func notes(_ book: ContractBook, beyond: Int, unknown: Int) -> [String] {
    var notes = book.notes
    if beyond > 0 {
      notes.append(
        "For \(beyond) \(beyond == 1 ? "customer" : "customers") the months reach beyond the longest time that anybody of their group "
          + "was observed; from there on customers are taken to leave at the rate of the months before."
      )
    }
    if unknown > 0 {
      notes.append(
        "\(unknown) \(unknown == 1 ? "customer" : "customers") without an amount: no value.")
    }
    return notes
  }
}
