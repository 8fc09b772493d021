public import ChurnData

/// How many customers there are to score, now and at training.
public struct BaseChange: Sendable, Encodable {
  /// Customers scored now.
  public let customers: Int
  /// Customers at each cutoff before, in the order of time.
  public let before: [Cutoff]

  /// The customers of one cutoff.
  public struct Cutoff: Sendable, Equatable, Encodable {
    /// The cutoff; nil of a ready table.
    public let at: Day?
    /// Training or test.
    public let role: String
    /// Eligible customers.
    public let customers: Int
    /// Those of them who churned.
    public let churners: Int
  }

  init(_ reference: TrainingReference, _ manifest: Manifest, now: Int) {
    customers = now
    let days = manifest.orders?.trainingCutoffs.map(\.day)
    before =
      reference.cutoffs.enumerated().map { place, cutoff in
        Cutoff(
          at: days.flatMap { $0.indices.contains(place) ? $0[place] : nil }, role: "training",
          customers: cutoff.rows, churners: cutoff.churners)
      } + [
        Cutoff(
          at: manifest.orders?.testCutoff.day, role: "test", customers: reference.scores.rows,
          churners: reference.scores.churners)
      ]
  }
}
