internal import ChurnMath

internal import Glibc

extension CoxRegression {
  /// Coefficients, how sure they are, and the hazard that they raise or lower.
  public struct Model: Sendable, Equatable {
    /// One column's effect.
    public struct Coefficient: Sendable, Equatable {
      /// The column's name.
      public let name: String
      /// The change of the log hazard a unit of the column makes, *β*.
      public let estimate: Double
      /// From the second derivative of the likelihood.
      public let standardError: Double
      /// From the rows' influence, summed by cluster; holds also where the model does not.
      public let robustStandardError: Double?
      /// Estimate over standard error, the robust one if there is one.
      public let z: Double
      /// The chance of so large a *z* if the column had no effect.
      public let p: Double
      /// *exp(β)*.
      public let hazardRatio: Double
      /// The lower end of the 95 % interval of the hazard ratio.
      public let lower: Double
      /// The upper end.
      public let upper: Double
    }

    /// A test of all coefficients against none.
    public struct Test: Sendable, Equatable {
      /// The statistic, chi-square distributed.
      public let chiSquare: Double
      /// The degrees of freedom.
      public let degreesOfFreedom: Int
      /// The chance of so large a statistic if no column had an effect.
      public let p: Double

      init(chiSquare: Double, degreesOfFreedom: Int) {
        self.chiSquare = chiSquare
        self.degreesOfFreedom = degreesOfFreedom
        p = GammaDistribution.chiSquare(above: chiSquare, degreesOfFreedom: degreesOfFreedom)
      }
    }

    /// How ties were counted.
    public let ties: Ties
    /// How features become columns.
    public let design: CoxDesign
    /// *β*; length *p*.
    public let estimates: [Double]
    /// The weighted means of the columns; length *p*.
    public let means: [Double]
    /// Which columns hold nothing but −1, 0 and 1; length *p*.
    public let indicators: [Bool]
    /// The deviations of the columns within strata, which a penalty is measured in; length *p*.
    public let deviations: [Double]
    /// The covariance of the estimates, the inverse of the information; *p*².
    public let covariance: [Double]
    /// The covariance from the rows' influence; *p*².
    public let robustCovariance: [Double]?
    /// The log partial likelihood, without the penalty.
    public let logLikelihood: Double
    /// That of no effect.
    public let nullLogLikelihood: Double
    /// The statistic of the score test.
    let scoreStatistic: Double
    /// The hazards of the strata, ascending by label.
    public let baselines: [CoxBaseline]
    /// The rows learned from, *n*.
    public let rowCount: Int
    /// How many of them left (with a weight above 0).
    public let exitCount: Int
    /// What they weigh together.
    public let exitWeight: Double
    /// Steps taken.
    public let iterations: Int

    /// The columns' effects, with 95 % intervals.
    public var coefficients: [Coefficient] {
      let z95 = NormalDistribution.deviations(level: 0.95)
      let p = estimates.count
      return zip(design.columnNames, estimates).enumerated().map { j, column in
        let (name, estimate) = column
        let plain = max(0, covariance[j * p + j]).squareRoot()
        let robust = robustCovariance.map { max(0, $0[j * p + j]).squareRoot() }
        let error = robust ?? plain
        let z = estimate / error
        return Coefficient(
          name: name, estimate: estimate, standardError: plain, robustStandardError: robust, z: z,
          p: 2 * NormalDistribution.share(above: abs(z)), hazardRatio: exp(estimate),
          lower: exp(estimate - z95 * error), upper: exp(estimate + z95 * error))
      }
    }

    /// Twice the gain in log likelihood.
    public var likelihoodRatioTest: Test {
      Test(
        chiSquare: 2 * (logLikelihood - nullLogLikelihood), degreesOfFreedom: estimates.count)
    }

    /// *βᵀ V⁻¹ β*, by the robust covariance if there is one.
    public var waldTest: Test {
      let p = estimates.count
      var statistic = Double.nan
      if let factor = try? Cholesky(robustCovariance ?? covariance, order: p),
        let step = try? factor.solve(estimates)
      {
        statistic = zip(step, estimates).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return Test(chiSquare: statistic, degreesOfFreedom: p)
    }

    /// *Uᵀ I⁻¹ U* at no effect; with one column of 0 and 1 and no ties, the log-rank test.
    public var scoreTest: Test {
      Test(chiSquare: scoreStatistic, degreesOfFreedom: estimates.count)
    }

    /// −2 log likelihood + 2 *p*.
    public var aic: Double { -2 * logLikelihood + 2 * Double(estimates.count) }
    /// −2 log likelihood + *p* log(exits).
    public var bic: Double {
      -2 * logLikelihood + Double(estimates.count) * log(Double(exitCount))
    }
  }
}
