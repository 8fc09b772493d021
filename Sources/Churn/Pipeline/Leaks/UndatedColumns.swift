internal import ChurnData
internal import ChurnMath

/// Columns without a date, such as those of a customers file, judged cutoff by cutoff.
///
/// What stands there today may have been written after the customer left, and then it knows the label
/// of some cutoffs and not of others. So a column is judged at every cutoff, the calibration's and the
/// test's included: their labels teach nothing here, they can only stop.
struct UndatedColumns: Sendable {
  /// The rows of one cutoff.
  struct CutoffRows: Sendable {
    /// The cutoff.
    let day: Day
    /// Whether each customer churned.
    let labels: [Bool]
    /// The ROC-AUC from which a column is too good here.
    let suspiciousAUC: Double
  }

  /// The cutoffs, ascending.
  private(set) var cutoffs: [CutoffRows]
  /// How often a column is looked at in all.
  let comparisons: Int

  /// By how much a column must tell better at a cutoff than it usually does before.
  private static let leastGain = 0.1

  /// The least that a column must tell to be suspicious at all.
  private static let leastAUC = 0.7

  /// By how much a column must beat recency, which orders alone give.
  private static let leastLead = 0.05

  /// The rows of some cutoffs, ascending.
  ///
  /// - Parameters:
  ///   - days: The cutoffs.
  ///   - labels: For each cutoff the labels of its customers.
  ///   - recency: For each cutoff the days since the last order of its customers.
  ///   - columns: How many columns will be judged.
  init(days: [Day], labels: [[Bool]], recency: [[Double]], columns: Int) {
    comparisons = max(1, columns) * max(1, days.count)
    let detector = LeakScan.detector(comparisons: 1)
    cutoffs = days.indices.map { place in
      let known = detector.separation(.numbers(recency[place]), labels: labels[place])
      return CutoffRows(
        day: days[place], labels: labels[place],
        suspiciousAUC: max(Self.leastAUC, (known?.auc ?? 0.5) + Self.leastLead))
    }
  }

  /// How well a column tells at each cutoff, by itself.
  ///
  /// - Parameter contents: For each cutoff the column's values of its customers.
  /// - Returns: One a cutoff; nil where a cutoff has one outcome only.
  private func separations(_ contents: [LeakDetector.Content]) -> [LeakDetector.Separation?] {
    let detector = LeakScan.detector(comparisons: comparisons)
    return zip(cutoffs, contents).map { cutoff, content in
      detector.separation(content, labels: cutoff.labels)
    }
  }

  /// What speaks against a column, the strongest first found: it knows one cutoff's labels, it knows
  /// later ones far better than earlier ones, or one of its values decides.
  func evidence(_ contents: [LeakDetector.Content]) -> LeakSuspicion.Evidence? {
    let detector = LeakScan.detector(comparisons: comparisons)
    let separations = separations(contents)
    var best: (place: Int, auc: Double)?
    for (place, separation) in separations.enumerated() {
      guard let separation, separation.auc >= cutoffs[place].suspiciousAUC,
        detector.isBeyondLuck(separation), separation.auc > best?.auc ?? 0
      else { continue }
      best = (place, separation.auc)
    }
    if let best { return .separationAt(cutoff: cutoffs[best.place].day, auc: best.auc) }
    if let later = betterLater(separations) { return later }
    for (cutoff, content) in zip(cutoffs, contents) {
      for suspicion in detector.suspicions("", content, labels: cutoff.labels) {
        if case .decidingValue = suspicion.evidence { return suspicion.evidence }
      }
    }
    return nil
  }

  /// Judges at one cutoff only, as strictly as at all of them.
  mutating func keepOnly(_ place: Int) { cutoffs = [cutoffs[place]] }

  /// Whether a separation is a proof that luck does not explain.
  func isProof(_ separation: LeakDetector.Separation) -> Bool {
    separation.auc >= LeakSuspicion.provenAUC
      && LeakScan.detector(comparisons: comparisons).isBeyondLuck(separation)
  }

  /// A cutoff at which a column tells far better than at the usual earlier one, the farthest.
  private func betterLater(
    _ separations: [LeakDetector.Separation?]
  ) -> LeakSuspicion.Evidence? {
    let limit = LeakDetector.deviationsByLuck(comparisons: comparisons)
    var found: LeakSuspicion.Evidence?
    var farthest = Self.leastGain
    var earlier: [Double] = []
    for (place, separation) in separations.enumerated() {
      guard let separation else { continue }
      if earlier.count >= 2 {
        let sorted = earlier.sorted()
        let usual = max(0.5, (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2)
        // A median of k areas errs by about √(π/2k) times as much as one of them.
        let error =
          separation.standardError * (1 + Double.pi / 2 / Double(earlier.count)).squareRoot()
        let gain = separation.auc - usual
        if separation.auc >= Self.leastAUC, gain >= farthest, gain >= limit * error {
          farthest = gain
          found = .betterLater(
            cutoff: cutoffs[place].day, auc: separation.auc, usual: usual)
        }
      }
      earlier.append(separation.auc)
    }
    return found
  }
}
