/// Why a model could not be fitted, applied or judged.
public enum FitError: Error, Equatable, CustomStringConvertible {
  /// There are no rows.
  case noRows
  /// There are fewer rows than the method needs.
  case tooFewRows(rows: Int, needed: Int)
  /// The features, labels or scores describe different numbers of rows.
  case lengthMismatch(rows: Int, labels: Int)
  /// Every label is the same, so there is nothing to tell apart.
  case singleClass(churned: Bool, rows: Int)
  /// A weight is negative or not finite.
  case invalidWeight(row: Int)
  /// A value of the design matrix is not finite, or so large that its square is not.
  case notFinite(feature: String, row: Int)
  /// A score is not finite, or not a probability where one is needed.
  case invalidScore(row: Int, found: Double)
  /// A lifetime is negative or not finite.
  case invalidLifetime(index: Int)
  /// A customer came under observation at no possible time, or not before the end of it.
  case invalidEntry(index: Int)
  /// A customer's purchases contradict themselves or are no numbers.
  case invalidPurchases(row: Int, reason: String)
  /// No customer has bought a second time (or none with known spend).
  case noRepeatBuyers(customers: Int)
  /// The likelihood rises without end as a parameter grows or shrinks.
  case unboundedParameter(name: String, value: Double, grows: Bool)
  /// Nobody left, so nothing can be learned of who leaves sooner.
  case noExits(rows: Int)
  /// Those who leave are always the extreme ones in a feature, so its coefficient has no finite value.
  case monotone(feature: String)
  /// A row has a level that the model did not learn.
  case unknownLevel(feature: String, level: String)
  /// The method is not defined for customers who came under observation late.
  case leftTruncated(method: String)
  /// A hyperparameter lies outside its range.
  case invalidParameter(name: String, value: Double, expected: String)
  /// Without a penalty, a feature separates the classes and its coefficient has no finite value.
  case separated(feature: String)
  /// Without a penalty, a feature is constant or a combination of the others.
  case collinear(feature: String)
  /// The optimiser stopped before the gradient was small enough.
  case notConverged(iterations: Int, gradientNorm: Double, tolerance: Double)
  /// No feature varies over the training rows.
  case noUsableFeature
  /// There are more columns than a second derivative is kept for.
  case tooManyColumns(columns: Int, most: Int)
  /// A feature the model learned from is absent.
  case missingFeature(name: String)
  /// A feature is categorical where the model learned from numbers, or the other way round.
  case wrongKind(feature: String, categoricalExpected: Bool)
  /// More sets of items are bought together often enough than can be held.
  case tooManyItemsets(
    limit: Int, minSupport: Int, enough: Int?, itemsets: Int?, baskets: Int)
  /// The parts of a stored model contradict each other.
  case inconsistentModel(reason: String)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .noRows: "There are no rows to learn from or to judge."
    case .tooFewRows(let rows, let needed):
      "\(rows) rows are too few: at least \(needed) are needed. Try an earlier snapshot."
    case .lengthMismatch(let rows, let labels):
      "There are \(rows) rows but \(labels) labels; each row needs one."
    case .singleClass(let churned, let rows):
      """
      All \(rows) labels are \(churned ? "churned" : "retained"); a classifier needs both. \
      Try a longer horizon or an earlier snapshot.
      """
    case .invalidWeight(let row):
      "The weight of row \(row) is negative or not finite; weights count rows, 0 leaves one out."
    case .notFinite(let feature, let row):
      """
      Feature "\(feature)" of row \(row) is not finite, or too large to square. \
      Rescale it, or mark it as missing.
      """
    case .invalidScore(let row, let found):
      "The score of row \(row) is \(found); expected a finite number, a probability within 0...1."
    case .invalidLifetime(let index):
      "Lifetime \(index) is negative or not finite; a lifetime is a number of days from 0 on."
    case .invalidPurchases(let row, let reason):
      "The purchases of customer \(row + 1) cannot be: \(reason)."
    case .noRepeatBuyers(let customers):
      """
      None of \(customers) customers has a repeat purchase of positive worth, so nothing can be \
      learned of how they come back. Try a longer history or a later end of calibration.
      """
    case .unboundedParameter(let name, let value, let grows):
      """
      Parameter \(name) runs to \(grows ? "infinity" : "zero") (\(Self.rough(value)) when stopped): \
      \(Self.meaning(name, grows: grows)). Try a longer history, more customers or another model.
      """
    case .invalidEntry(let index):
      """
      The entry of lifetime \(index) is negative or not below its duration; nobody can be seen \
      leaving before he is observed. Drop such rows, or give no entries if all were observed from 0.
      """
    case .noExits(let rows):
      "None of \(rows) customers left while observed; observe longer, or count what leaving means."
    case .monotone(let feature):
      """
      Whoever leaves is the extreme one in feature "\(feature)" (alone or with others) among those \
      who could have left, so without a penalty its coefficient grows without end. Pool its rare \
      levels, drop it, or raise the penalty where there is one.
      """
    case .unknownLevel(let feature, let level):
      """
      Feature "\(feature)" has the level "\(level)", which the model did not learn. Pool rare levels \
      before learning, or leave such rows out.
      """
    case .leftTruncated(let method):
      "\(method) is not defined where customers came under observation late. Leave entries out."
    case .invalidParameter(let name, let value, let expected):
      "\(name) is \(value); expected \(expected)."
    case .separated(let feature):
      """
      Separation: feature "\(feature)" tells the classes apart perfectly (alone or with others), \
      so without a penalty its coefficient grows without end. Drop it, or raise the penalty where there \
      is one.
      """
    case .collinear(let feature):
      """
      Feature "\(feature)" is constant or a combination of the features before it, so without a \
      penalty its coefficient is not determined. Drop it, or raise the penalty where there is one.
      """
    case .notConverged(let iterations, let norm, let tolerance):
      """
      The optimiser stopped after \(iterations) iterations at gradient norm \(norm) > \(tolerance). \
      Raise `penalty` or `maxIterations`.
      """
    case .noUsableFeature:
      "No feature varies over the training rows. Try more history or another snapshot."
    case .tooManyColumns(let columns, let most):
      "\(columns) columns are more than the \(most) that can be fitted at once; drop some."
    case .missingFeature(let name):
      "No feature \"\(name)\", which the model needs. Compute the features it was trained on."
    case .wrongKind(let feature, let categoricalExpected):
      """
      Feature "\(feature)" is \(categoricalExpected ? "numeric" : "categorical"), but the model \
      learned it as \(categoricalExpected ? "categorical" : "numeric"). Read it as it was then.
      """
    case .tooManyItemsets(let limit, let minSupport, let enough, let itemsets, let baskets):
      "More than \(limit) sets of items are in at least \(minSupport) of \(baskets) baskets. "
        + (enough.map { enough in
          "With \(enough) baskets there are \(itemsets ?? 0) sets: pass a --min-support of about "
            + "\(enough), or a --max-length of 2 or 3."
        } ?? "Pass a --max-length of 2 or 3.")
    case .inconsistentModel(let reason):
      "The stored model contradicts itself: \(reason). Train it anew or restore the file."
    }
  }

  /// A number as people would say it: three decimals, none where it is large.
  private static func rough(_ value: Double) -> String {
    guard abs(value) >= 100 else { return "\((value * 1000).rounded() / 1000)" }
    return Int64(exactly: value.rounded()).map { "\($0)" } ?? "\(value)"
  }

  /// What it says of customers when a parameter of a model of purchases runs away.
  private static func meaning(_ name: String, grows: Bool) -> String {
    switch (name, grows) {
    case ("r", true), ("alpha", true): "all customers seem to order at one and the same rate"
    case ("a", false), ("b", true), ("s", false), ("beta", true):
      "nothing shows that customers ever stop, or that they differ in it"
    case ("a", true), ("b", false), ("s", true), ("beta", false):
      "nothing shows that customers differ in when they stop"
    case ("p", true), ("q", true), ("v", true):
      "purchases of one customer, or customers, seem to be worth the same"
    default: "there are too few repeat purchases to tell what it describes"
    }
  }
}
