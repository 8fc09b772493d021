// Turning features into the columns of a linear model.
//
// feature    a column of the feature matrix, by name
// rule       what was learned about one feature: transform and scale, or the levels kept
// output     a column of the encoded matrix; a feature has none, one or several
// indicator  an output that is 1 where a feature is missing, else 0
//
// Outputs stand in feature order, each feature's own one after the other; indicators follow.

/// The preprocessing a linear model learned from its training rows.
///
/// * **Numbers** are transformed (see `Transform`), clipped to the training range widened by a tenth
///   of it at both ends, so that an absurd input cannot give an absurd score, and standardised to
///   mean 0 and population standard deviation 1 of the training rows. A missing value becomes the
///   mean. Values that are not finite count as missing.
/// * **Missing values** get an indicator where between `indicatorShare` (1 %) and 99 % of the training
///   rows miss the feature; features that are missing in the same rows share the first one's.
/// * **Categories** become one column a level; levels with fewer than ten rows or half a percent are
///   pooled, and so are all beyond the hundred largest; missing is a level of its own. A level not
///   seen in training counts as pooled, or as no level at all when none was pooled.
/// * Features that do not vary are left out and named in `constantFeatures`.
///
/// A value, learned by `init(learning:)` and kept in the model.
public struct LinearEncoder: Sendable, Equatable {
  /// How a number is bent before it is scaled.
  public enum Transform: Int, Sendable, Equatable, CaseIterable {
    /// As it is.
    case identity = 0
    /// log(1 + x), for non-negative values with a heavy right tail.
    case log1p = 1
    /// sign(x) log(1 + |x|), for heavy tails on both sides.
    case signedLog = 2
  }

  /// What was learned about one numeric feature.
  public struct NumericRule: Sendable, Equatable {
    /// How values are bent.
    public let transform: Transform
    /// The least transformed value let through.
    public let lower: Double
    /// The largest transformed value let through.
    public let upper: Double
    /// The mean of the transformed training values.
    public let mean: Double
    /// Their population standard deviation; 0 = the feature has no output.
    public let scale: Double

    /// Creates a rule from its parts.
    public init(
      transform: Transform, lower: Double, upper: Double, mean: Double, scale: Double
    ) {
      self.transform = transform
      self.lower = lower
      self.upper = upper
      self.mean = mean
      self.scale = scale
    }
  }

  /// What was learned about one categorical feature.
  public struct CategoricalRule: Sendable, Equatable {
    /// The levels with an output of their own, in output order.
    public let levels: [String]
    /// Whether an output for pooled levels follows.
    public let hasOther: Bool
    /// Whether an output for missing follows.
    public let hasMissing: Bool

    /// Creates a rule from its parts.
    public init(levels: [String], hasOther: Bool, hasMissing: Bool) {
      self.levels = levels
      self.hasOther = hasOther
      self.hasMissing = hasMissing
    }

    /// The number of outputs.
    var width: Int { levels.count + (hasOther ? 1 : 0) + (hasMissing ? 1 : 0) }
  }

  /// What was learned about one feature.
  public enum Rule: Sendable, Equatable {
    /// A quantity.
    case numeric(NumericRule)
    /// A category.
    case categorical(CategoricalRule)
  }

  /// A feature and its rule.
  public struct Feature: Sendable, Equatable {
    /// The feature's name.
    public let name: String
    /// What was learned about it.
    public let rule: Rule

    /// Creates a feature.
    public init(name: String, rule: Rule) {
      self.name = name
      self.rule = rule
    }

    /// The number of outputs, without the indicator.
    var width: Int {
      switch rule {
      case .numeric(let rule): rule.scale > 0 ? 1 : 0
      case .categorical(let rule): rule.width
      }
    }
  }

  /// The features, in the order of the training matrix.
  public let features: [Feature]
  /// The numbers (in `features`) of the features with an indicator, ascending.
  public let indicators: [Int]
  /// The training mean of each output; length *q*.
  public let outputMeans: [Double]

  /// Puts an encoder together from stored parts; `inconsistency` tells whether they fit.
  public init(features: [Feature], indicators: [Int], outputMeans: [Double]) {
    self.features = features
    self.indicators = indicators
    self.outputMeans = outputMeans
  }

  /// The number of outputs, *q*.
  public var outputCount: Int { features.reduce(indicators.count) { $0 + $1.width } }

  /// The features without any output, because they did not vary in training.
  public var constantFeatures: [String] {
    features.indices.filter { features[$0].width == 0 && !indicators.contains($0) }
      .map { features[$0].name }
  }

  /// Names of the outputs: `spend`, `plan=basic`, `plan=(other)`, `plan=(missing)`,
  /// `spend (missing)`; length *q*.
  public var outputNames: [String] {
    var names: [String] = []
    for feature in features {
      switch feature.rule {
      case .numeric(let rule): if rule.scale > 0 { names.append(feature.name) }
      case .categorical(let rule):
        names += rule.levels.map { "\(feature.name)=\($0)" }
        if rule.hasOther { names.append("\(feature.name)=(other)") }
        if rule.hasMissing { names.append("\(feature.name)=(missing)") }
      }
    }
    return names + indicators.map { "\(features[$0].name) (missing)" }
  }

  /// For each output the number of the feature it comes from; length *q*.
  public var outputFeatures: [Int] {
    features.indices.flatMap { Array(repeating: $0, count: features[$0].width) } + indicators
  }

  /// What keeps the parts from fitting together, or nil: a stored encoder must be asked before use.
  public var inconsistency: String? {
    var count = indicators.count
    for feature in features {
      switch feature.rule {
      case .numeric(let rule):
        let values = [rule.lower, rule.upper, rule.mean, rule.scale]
        guard values.allSatisfy(\.isFinite), rule.lower <= rule.upper, rule.scale >= 0 else {
          return "the scaling of feature \"\(feature.name)\" is not finite or not ordered"
        }
      case .categorical(let rule):
        guard Set(rule.levels.map { Array($0.utf8) }).count == rule.levels.count else {
          return "feature \"\(feature.name)\" has a level twice"
        }
      }
      count += feature.width
    }
    guard Set(features.map { Array($0.name.utf8) }).count == features.count else {
      return "a feature is there twice"
    }
    guard indicators.allSatisfy({ features.indices.contains($0) }),
      zip(indicators, indicators.dropFirst()).allSatisfy({ $0 < $1 })
    else { return "a missing-value indicator belongs to no feature" }
    guard outputMeans.count == count, outputMeans.allSatisfy(\.isFinite) else {
      return "\(outputMeans.count) output means for \(count) outputs, or one is not finite"
    }
    return nil
  }
}
