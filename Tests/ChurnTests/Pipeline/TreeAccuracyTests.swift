import ChurnMath
import ChurnModels
import Foundation
import TestSupport
import Testing

@testable import Churn

/// Trees against those of LightGBM and scikit-learn on public tables.
///
/// Figures are the mean ROC-AUC over five stratified folds of LightGBM 4.7 and scikit-learn 1.9 with
/// default settings (a forest of 200 trees); folds of another draw move it by some 0.002.
@Suite struct TreeAccuracyTests {
  struct Table: Sendable, CustomStringConvertible {
    var file: String
    var label: String
    var id: String?
    var boosting: Double
    var forest: Double

    var description: String { file }
  }

  static let tables = [
    Table(
      file: "telco/Telco-Customer-Churn.csv", label: "Churn", id: "customerID", boosting: 0.8365,
      forest: 0.8239),
    Table(
      file: "churn-mlc/churn_mlc.csv", label: "churn", boosting: 0.9211, forest: 0.9197),
    Table(file: "saas/churn.csv", label: "churned", boosting: 0.9259, forest: 0.9141),
  ]

  private func samples(_ table: Table) throws -> TrainingSamples {
    let url = try #require(SharedFolder.url("data/" + table.file))
    let book = try PipelineFixture.table(path: url.path) { flags in
      flags.label = table.label
      flags.id = table.id
    }
    return TrainingSamples(features: book.features, labels: try #require(book.labels))
  }

  /// Rows dealt into five parts, each outcome evenly.
  private func parts(_ labels: [Bool]) -> [[Int]] {
    var stream = RandomStream(seed: 0, stream: 5)
    var parts = [[Int]](repeating: [], count: 5)
    for outcome in [true, false] {
      let rows = labels.indices.filter { labels[$0] == outcome }.shuffled(using: &stream)
      for (place, row) in rows.enumerated() { parts[place % 5].append(row) }
    }
    return parts
  }

  private func meanAUC(
    _ samples: TrainingSamples, _ risks: (TrainingSamples, FeatureMatrix) throws -> [Double]
  ) throws -> Double {
    let parts = parts(samples.labels)
    var sum = 0.0
    for part in parts {
      let isTest = Set(part)
      let training = samples.selecting(rows: samples.labels.indices.filter { !isTest.contains($0) })
      let test = samples.selecting(rows: part)
      let ranked = try RankedScores(
        labels: test.labels, scores: try risks(training, test.features))
      sum += try #require(RocAUC.value(of: ranked))
    }
    return sum / 5
  }

  @Test(
    "Boosting with the defaults of LightGBM is as good as LightGBM",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"), arguments: tables)
  func boosting(table: Table) throws {
    let auc = try meanAUC(samples(table)) { training, features in
      try GradientBoosting(rounds: 100).fit(training, threads: 2).predict(features)
    }
    #expect(auc > table.boosting - 0.005, "the mean is \(auc)")
  }

  @Test(
    "A forest is as good as that of scikit-learn",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"), arguments: tables)
  func forest(table: Table) throws {
    let auc = try meanAUC(samples(table)) { training, features in
      try RandomForest().fit(training, threads: 2).predict(features)
    }
    #expect(auc > table.forest - 0.01, "the mean is \(auc)")
  }
}
