internal import ChurnData
internal import ChurnMath

/// Computes features again from a log without the lines from the cutoff on, and compares the bits.
///
/// `PurchaseHistory` cannot reach later lines by construction; this shows on the user's own data that
/// the rows that are learned from kept to it. Columns of a customers file are not derived from orders
/// and are left out.
struct DeletionProof: Sendable {
  /// The cutoff.
  let cutoff: Snapshot
  /// Features compared.
  let features: Int
  /// Customers compared.
  let customers: Int
  /// What differs, by name; empty when all bits are equal.
  let differing: [String]

  /// At most so many customers are computed again.
  static let mostCustomers = 500

  /// What stands for customers who appear or vanish, and for what is learned of the base.
  static let rowsName = "the customers themselves"
  static let baseName = "the rhythm and the season of the base"

  /// Compares the rows of one cutoff with their likes.
  ///
  /// - Parameters:
  ///   - rows: The features that are learned from, of rows of this cutoff.
  ///   - owners: The customer of each row.
  ///   - cutoff: The cutoff of the rows.
  ///   - log: All orders.
  ///   - builder: How the rows were computed.
  ///   - learnedBefore: The cutoff before which the builder's parameters were learned.
  ///   - eligibility: Who has rows.
  ///   - seed: Which customers are drawn.
  ///   - threads: The most threads to use.
  init(
    rows: FeatureMatrix, owners: [Int], at cutoff: Snapshot, of log: PurchaseLog,
    builder: FeatureBuilder, learnedBefore: Snapshot, eligibility: Eligibility, seed: UInt64,
    threads: Int
  ) {
    self.cutoff = cutoff
    let sample = log.sampled(owners, atMost: Self.mostCustomers, seed: seed)
    let features = builder.features.filter { feature in
      if case .attribute = feature { false } else { true }
    }
    self.features = features.count
    customers = sample.count
    var parameters = builder.parameters
    var differing: [String] = []
    let before = log.cut(before: learnedBefore.day)
    var relearned = FeatureParameters(
      learnedFrom: before, before: learnedBefore, threads: threads)
    if parameters.purchases != nil {
      relearned = relearned.with(
        purchases: try? FeatureParameters.purchases(
          of: before, before: learnedBefore, threads: threads))
    }
    if relearned != parameters { differing.append(Self.baseName) }
    parameters = relearned
    let part = log.cut(before: cutoff.day, customers: sample)
    let again = FeatureBuilder(
      features: features, parameters: parameters, horizon: builder.horizon
    ).rows(of: part, at: [cutoff], eligibility: eligibility, threads: threads)
    let isSame =
      again.customers.count == sample.count
      && zip(again.customers, sample).allSatisfy { new, old in
        part.customerIDs.bytes(new) == log.customerIDs.bytes(old)
      }
    guard isSame else {
      self.differing = differing + [Self.rowsName]
      return
    }
    let rowOf = Dictionary(
      owners.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let places = sample.compactMap { rowOf[$0] }
    for column in again.features.columns {
      guard let learned = rows.columns.first(where: { $0.name == column.name }) else {
        differing.append(column.name)
        continue
      }
      let isEqual = places.enumerated().allSatisfy { row, place in
        Self.bits(column, row) == Self.bits(learned, place)
      }
      if !isEqual { differing.append(column.name) }
    }
    self.differing = differing
  }

  /// What a value says: its bits, or its name where it stands for one.
  private enum Content: Equatable {
    case missing
    case bits(UInt64)
    case level(String)
  }

  private static func bits(_ column: FeatureMatrix.Column, _ row: Int) -> Content {
    let value = column.values[row]
    guard !value.isNaN else { return .missing }
    guard case .categorical(let levels) = column.kind else { return .bits(value.bitPattern) }
    return .level(levels.indices.contains(Int(value)) ? levels[Int(value)] : "")
  }
}
