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
    case .invalidParameter(let name, let value, let expected):
      "\(name) is \(value); expected \(expected)."
    case .separated(let feature):
      """
      Separation: feature "\(feature)" tells the classes apart perfectly (alone or with others), \
      so without a penalty its coefficient grows without end. Raise `penalty` above 0 or drop it.
      """
    case .collinear(let feature):
      """
      Feature "\(feature)" is constant or a combination of the features before it, so without a \
      penalty its coefficient is not determined. Raise `penalty` above 0 or drop it.
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
    case .inconsistentModel(let reason):
      "The stored model contradicts itself: \(reason). Train it anew or restore the file."
    }
  }
}
