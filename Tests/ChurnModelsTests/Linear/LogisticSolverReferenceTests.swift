import ChurnMath
import ChurnModels
import Testing
import TestSupport

/// Expected numbers: `reference/03_logistic.json` (statsmodels 0.15.0, scikit-learn 1.9.1, glmnet
/// 4.1-6), with the tolerances stated there: coefficients 1e-6 relative, standard errors 1e-5,
/// log likelihood 1e-6, elastic net coefficients 1e-4 absolute.
@Suite(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
struct LogisticSolverReferenceTests {
  let cases: Reference
  let separation: Reference
  let spector: ReferenceTable
  let cancer: ReferenceTable

  init() throws {
    let file = try Reference.file("03_logistic.json")
    cases = file.cases
    separation = file.separation
    spector = try ReferenceTable("spector.csv")
    cancer = try ReferenceTable("breast_cancer.csv")
  }

  private func labels(_ table: ReferenceTable, _ column: String) -> [Bool] {
    (table.columns[column] ?? []).map { $0 > 0.5 }
  }

  private func expect(
    _ solution: LogisticSolution, _ expected: Reference, errors: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = [solution.intercept] + solution.coefficients
    for (a, b) in zip(found, expected.coef.numbers) {
      #expect(abs(a - b) <= 1e-6 * abs(b) + 1e-12, sourceLocation: sourceLocation)
    }
    #expect(found.count == expected.coef.numbers.count, sourceLocation: sourceLocation)
    let se = [solution.interceptStandardError ?? .nan] + solution.standardErrors
    for (a, b) in zip(se, expected[errors].numbers) {
      #expect(abs(a - b) <= 1e-5 * b, sourceLocation: sourceLocation)
    }
    let logLikelihood = expected.loglik.number
    if !logLikelihood.isNaN {
      #expect(abs(solution.logLikelihood - logLikelihood) <= 1e-6, sourceLocation: sourceLocation)
    }
    #expect(solution.converged, sourceLocation: sourceLocation)
  }

  @Test func unpenalisedSpectorAgreesWithStatsmodels() throws {
    let solution = try LogisticSolver(tolerance: 1e-10).solve(
      spector.matrix(["GPA", "TUCE", "PSI"]), labels: labels(spector, "GRADE"))
    expect(solution, cases.spector_unpenalised, errors: "se")
  }

  private let five = [
    "mean_radius", "mean_texture", "mean_smoothness", "mean_compactness", "mean_symmetry",
  ]

  @Test func unpenalisedBreastCancerAgreesWithStatsmodels() throws {
    let solution = try LogisticSolver(tolerance: 1e-10).solve(
      cancer.matrix(five), labels: labels(cancer, "target"))
    expect(solution, cases.breast_cancer_5feat_unpenalised, errors: "se")
  }

  @Test func frequencyWeightsAgreeWithStatsmodels() throws {
    let target = labels(cancer, "target")
    let solution = try LogisticSolver(tolerance: 1e-10).solve(
      cancer.matrix(five), labels: target, weights: target.indices.map { Double(1 + $0 % 3) })
    expect(solution, cases.breast_cancer_5feat_freq_weights, errors: "se")
  }

  @Test(
    "Ridge agrees at three strengths", arguments: [("0.01", 100.0), ("1.0", 1), ("100.0", 0.01)])
  func ridgeAgrees(name: String, lambda: Double) throws {
    let target = labels(cancer, "target")
    let solution = try LogisticSolver(penalty: lambda / Double(target.count), tolerance: 1e-12)
      .solve(cancer.standardised(30), labels: target)
    expect(solution, cases["breast_cancer_30std_L2_C\(name)"], errors: "se_bayes")
  }

  @Test func ridgeOnRawColumnsAgrees() throws {
    let target = labels(spector, "GRADE")
    let solution = try LogisticSolver(penalty: 1 / Double(target.count), tolerance: 1e-12)
      .solve(spector.matrix(["GPA", "TUCE", "PSI"]), labels: target)
    expect(solution, cases.spector_L2_lambda1_raw, errors: "se_bayes")
  }

  @Test(
    "Elastic net agrees with glmnet and SAGA",
    arguments: [
      ("l10.5_C0.1", 10.0, 0.5), ("l10.5_C1.0", 1, 0.5), ("l11.0_C0.1", 10, 1),
      ("l11.0_C1.0", 1, 1),
    ])
  func elasticNetAgrees(name: String, lambda: Double, ratio: Double) throws {
    let target = labels(cancer, "target")
    let solution = try LogisticSolver(
      penalty: lambda / Double(target.count), l1Ratio: ratio, tolerance: 1e-9
    ).solve(cancer.standardised(30), labels: target)
    let expected = cases["breast_cancer_30std_elasticnet_\(name)"]
    let found = [solution.intercept] + solution.coefficients
    for (a, b) in zip(found, expected.coef.numbers) { #expect(abs(a - b) <= 1e-4) }
    #expect(solution.coefficients.count { $0 == 0 } == Int(expected.n_zero.number))
    #expect(abs(solution.objective * Double(target.count) - expected.objective.number) <= 1e-6)
    #expect(solution.converged)
    #expect(solution.standardErrors.isEmpty)
  }

  @Test(
    "Separation is named without a penalty and harmless with one", arguments: ["complete", "quasi"])
  func separationIsNamed(kind: String) throws {
    let data = separation[kind]
    let matrix = Matrix(rows: 8, columns: [data.x.numbers])
    let labels = data.y.numbers.map { $0 > 0.5 }
    #expect(throws: FitError.separated(feature: "dose")) {
      try LogisticSolver().solve(matrix, labels: labels, names: ["dose"])
    }
    // The reference's lambda 1 is on the sum over eight rows.
    let solution = try LogisticSolver(penalty: 1.0 / 8, tolerance: 1e-12)
      .solve(matrix, labels: labels)
    expect(solution, data.L2_lambda1, errors: "se_bayes")
  }
}
