public import ChurnModels
internal import Foundation

/// A trained model with everything needed to use it: the content of a bundle folder.
public struct ModelBundle: Sendable {
  /// What it was trained on and what its numbers mean.
  public let manifest: Manifest
  /// The fitted model.
  public let model: TrainedModel
  /// What turns the model's log-odds into probabilities.
  public let calibrator: Calibrator
  /// What customers are explained by; nil in bundles made before there was any.
  public var explanation: ExplanationBasis?
  /// The champion's tree, or a small one beside it, as rules; nil in bundles made before there was any.
  public var rules: RuleSet?
  /// What later data are compared with; nil in bundles made before there was any.
  public var reference: TrainingReference?
  /// When customers order next and are called lost; nil of ready tables, of histories too short to
  /// tell, and of bundles made before there was any.
  public var horizons: HorizonModel?
  /// The figures on the test, as JSON.
  public let metrics: JSONValue
  /// The text for people.
  public let modelCard: String
  /// What has been edited without harm; only of a bundle that was read.
  public let warnings: [String]

  /// Puts a bundle together.
  public init(
    manifest: Manifest, model: TrainedModel, calibrator: Calibrator, metrics: JSONValue,
    modelCard: String
  ) {
    self.manifest = manifest
    self.model = model
    self.calibrator = calibrator
    self.metrics = metrics
    self.modelCard = modelCard
    warnings = []
  }

  /// The risk bands of its training base.
  public var bands: RiskBands? { RiskBands(cuts: manifest.bandLimits) }

  /// The bytes of `model.bin`.
  var modelFile: [UInt8] {
    var writer = SectionWriter()
    ModelSections.append(model, calibrator, to: &writer)
    if let explanation { ModelSections.append(explanation, to: &writer) }
    if let rules { ModelSections.append(rules, to: &writer) }
    if let reference { ModelSections.append(reference, to: &writer) }
    if let horizons { ModelSections.append(horizons, to: &writer) }
    return writer.bytes()
  }

  /// Writes the bundle, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: The folder to make.
  ///   - isForced: Whether a bundle that stands there is replaced.
  ///   - report: The page `report.html`; nil = none.
  /// - Throws: `OutputError`.
  public func write(to path: String, isForced: Bool, report: String? = nil) throws {
    var files: [(name: String, bytes: [UInt8])] = [
      ("model.bin", modelFile),
      ("metrics.json", Array(metrics.text.utf8)),
      ("MODEL_CARD.md", Array(modelCard.utf8)),
    ]
    if let report { files.append(("report.html", Array(report.utf8))) }
    var manifest = manifest
    manifest.files = BundleFolder.sums(of: files)
    try BundleFolder.write(
      to: path, isForced: isForced, files: files,
      manifest: try JSONValue(encoding: manifest).text)
  }

  /// Reads a bundle and checks every part of it.
  ///
  /// - Throws: `BundleError`.
  public init(reading path: String) throws(BundleError) {
    let folder = try BundleFolder(reading: path)
    let file = path + "/manifest.json"
    do {
      manifest = try JSONDecoder().decode(Manifest.self, from: Data(folder.manifest))
    } catch {
      throw .damaged(file: file, what: "a part of it is missing or of another kind")
    }
    if let reason = manifest.inconsistency {
      throw .damaged(file: file, what: "it contradicts itself in \(reason)")
    }
    let reader = try SectionReader(folder.model)
    model = try ModelSections.model(manifest.champion, from: reader)
    calibrator = try ModelSections.calibrator(from: reader)
    guard model.featureNames == manifest.features.map(\.name) else {
      throw .damaged(file: file, what: "its features are not those of model.bin")
    }
    explanation = try ModelSections.explanation(of: model, from: reader)
    rules = try ModelSections.rules(about: manifest.features.map(\.name), from: reader)
    if let rules, abs(rules.churnRate - manifest.trainingChurnRate) > 1e-9 {
      throw .damaged(file: file, what: "its rules have another churn rate than its training rows")
    }
    reference = try ModelSections.reference(of: manifest, from: reader)
    horizons = try ModelSections.horizons(
      about: manifest.features.map(\.name), from: reader)
    // Metrics are only shown to people again; a document that is no JSON is shown as none.
    metrics = .null
    modelCard = ""
    warnings = folder.warnings
  }
}
