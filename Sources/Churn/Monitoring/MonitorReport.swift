public import ChurnData

/// Whether a bundle still fits: drift of inputs and scores, the base, and promises kept.
public struct MonitorReport: Sendable, Encodable {
  /// What it comes to, in a word.
  public enum Verdict: String, Sendable, Encodable {
    /// Nothing has moved beyond chance and custom.
    case steady
    /// Inputs or scores have moved.
    case moved
    /// Inputs or scores have moved much.
    case muchMoved
    /// The last promise that is due was not kept.
    case promiseBroken
    /// The bundle keeps nothing of its training, and no promise is due.
    case unknown
  }

  /// What it comes to.
  public let verdict: Verdict
  /// The same in a sentence or two.
  public let headline: String
  /// The name of the bundle.
  public let bundle: String
  /// The day stood at; nil of a ready table.
  public let at: Day?
  /// The inputs; nil of a bundle that keeps nothing of its training.
  public let inputs: InputDrift?
  /// The probabilities told; nil of a bundle that keeps nothing of its training.
  public let scores: ScoreDrift?
  /// The customers; nil of a bundle that keeps nothing of its training.
  public let base: BaseChange?
  /// Every promise of the bundle in the ledger, in the order of time; nil without a ledger.
  public let promises: [PromiseCheck]?
  /// What the reader must know, one sentence each.
  public let notes: [String]

  init(
    bundle: ModelBundle, at: Day?, inputs: InputDrift?, scores: ScoreDrift?, base: BaseChange?,
    promises: [PromiseCheck]?, isTrainingTable: Bool = false
  ) {
    self.bundle = bundle.manifest.name
    self.at = at
    self.inputs = inputs
    self.scores = scores
    self.base = base
    self.promises = promises
    // A promise of rows that taught the model proves nothing, so it decides nothing.
    let test = bundle.manifest.orders?.testCutoff.day
    let due = promises?.last { promise in
      let isLearned =
        isTrainingTable || (promise.at.flatMap { at in test.map { at < $0 } } ?? false)
      return !isLearned && (promise.standing == .kept || promise.standing == .broken)
    }
    let drift = [inputs?.verdict, scores?.verdict].compactMap { $0 }.max()
    if due?.standing == .broken {
      verdict = .promiseBroken
    } else {
      verdict =
        switch drift {
        case .steady: .steady
        case .moved: .moved
        case .muchMoved: .muchMoved
        case nil: due == nil ? .unknown : .steady
        }
    }
    headline = Self.headline(inputs, scores, due, customers: base?.customers ?? .max)
    notes =
      Self.notes(bundle, inputs: inputs)
      + (promises.map { Self.notes(bundle, promises: $0, isTrainingTable: isTrainingTable) } ?? [])
  }

  /// Customers under which nothing but a landslide would show.
  private static let fewCustomers = 50

  private static func headline(
    _ inputs: InputDrift?, _ scores: ScoreDrift?, _ due: PromiseCheck?, customers: Int
  ) -> String {
    var sentences: [String] = []
    if let due {
      let when = due.at.map { "of \($0) " } ?? ""
      sentences.append(
        due.standing == .broken
          ? "The last promise \(when)was not kept." : "The last promise \(when)was kept.")
    }
    if let inputs, let scores {
      let worst = max(inputs.verdict, scores.verdict)
      switch (worst, scores.verdict) {
      case (.steady, _) where customers < fewCustomers:
        sentences.append(
          "\(customers) \(customers == 1 ? "customer is" : "customers are") too few to tell whether they "
            + "have moved since training.")
      case (.steady, _):
        sentences.append("Customers and scores look as they did at training.")
      case (_, .steady):
        sentences.append(
          "Customers have \(inputs.verdict.words) since training, the scores have not: "
            + "\(Self.names(inputs)).")
      default:
        sentences.append(
          "Scores have \(scores.verdict.words) since the test"
            + (inputs.verdict == .steady
              ? ", though no input has by itself."
              : ", and so have the customers: \(Self.names(inputs))."))
      }
    }
    guard !sentences.isEmpty else { return "Nothing can be said of this bundle yet." }
    return sentences.joined(separator: " ")
  }

  /// The features that have moved furthest.
  private static func names(_ inputs: InputDrift) -> String {
    let moved = inputs.features.filter { $0.counts && $0.verdict != .steady }.map(\.feature)
    return moved.prefix(3).joined(separator: ", ")
      + (moved.count > 3 ? " and \(moved.count - 3) more" : "")
  }

  private static func notes(_ bundle: ModelBundle, inputs: InputDrift?) -> [String] {
    var notes: [String] = []
    if inputs == nil {
      notes.append(
        "This bundle keeps nothing of its training: it was made by an older version, so drift of "
          + "inputs and scores cannot be told. Train it anew to watch it.")
    }
    if bundle.manifest.orders?.isRefit == true, inputs != nil {
      notes.append(
        "The model was fitted again on all rows, so its scores are compared with those of rows that "
          + "it has seen.")
    }
    return notes
  }

  private static func notes(
    _ bundle: ModelBundle, promises: [PromiseCheck], isTrainingTable: Bool
  ) -> [String] {
    var notes: [String] = []
    let judged = promises.filter { $0.standing == .kept || $0.standing == .broken }
    let test = bundle.manifest.orders?.testCutoff.day
    if isTrainingTable, !judged.isEmpty {
      notes.append(
        "This is the table the model was trained on: a promise of rows that it has seen proves nothing."
      )
    } else if let test, judged.contains(where: { $0.at.map { $0 < test } ?? false }) {
      notes.append(
        "The model learned from days before \(test): promises made for them prove nothing.")
    }
    if promises.isEmpty {
      notes.append(
        "The ledger holds no promise of this bundle. Make one with churn score BUNDLE DATA --ledger."
      )
    }
    if !judged.isEmpty {
      notes.append(
        "Leavers whom a campaign kept count as promises that failed: nothing is known of contacts "
          + "here, so judge the hold-out group where there was one.")
    }
    let gone = promises.reduce(0) { $0 + ($1.absent ?? 0) }
    if gone > 0 {
      notes.append(
        "\(gone) promised \(gone == 1 ? "customer is" : "customers are") not in these data and "
          + "\(gone == 1 ? "is" : "are") left out: pass the whole history, not its last part.")
    }
    return notes
  }
}
