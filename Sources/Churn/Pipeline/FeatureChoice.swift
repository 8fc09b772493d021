internal import ChurnData
internal import Logging
internal import OrderedCollections

/// Which features are computed: all that the data can feed, or those asked for by name.
enum FeatureChoice {
  /// - Throws: `PipelineError.unknownFeature` for a name that is none, or that the data cannot feed.
  static func features(
    named names: [String]?, inputs: Set<InputColumn>, attributes: CustomerAttributes?,
    logger: Logger
  ) throws(PipelineError) -> [Feature] {
    var inputs = inputs
    if attributes != nil { inputs.insert(.customers) }
    let available = FeatureSet(
      inputs: inputs, attributes: attributes?.columns.map(\.name) ?? [])
    guard let names else {
      for input in InputColumn.allCases {
        let left = available.leftOut.filter { $0.missing == input }.map(\.name)
        guard !left.isEmpty else { continue }
        let verb = left.count == 1 ? "this is" : "these are"
        logger.notice(
          "Without \(lack(of: input)) \(verb) left out: \(left.joined(separator: ", ")).")
      }
      return available.features
    }
    var chosen: OrderedSet<Feature> = []
    for name in names {
      guard let feature = FeatureSet.feature(named: name),
        feature.needs.allSatisfy(inputs.contains), isThere(feature, attributes)
      else {
        throw .unknownFeature(name: name, nearest: NearestName.of(name, in: available.names))
      }
      chosen.append(feature)
    }
    guard !chosen.isEmpty else {
      throw .badOption(option: "--features", problem: "the list names no feature.")
    }
    return chosen.elements
  }

  /// Whether the customers file has the column of an attribute; true of every other feature.
  private static func isThere(_ feature: Feature, _ attributes: CustomerAttributes?) -> Bool {
    guard case .attribute(let attribute) = feature else { return true }
    return attributes?.columns.contains { $0.name == attribute.column } ?? false
  }

  /// What is not there, in words.
  private static func lack(of input: InputColumn) -> String {
    switch input {
    case .yearOfHistory: "a year of data before a year of cutoffs"
    case .purchaseModel: "a model of the base's purchases"
    case .customers: "a customers file"
    case .returns: "returns told apart (--returns net)"
    case .amount: "an amount column"
    default: "a \(input.rawValue) column"
    }
  }
}
