internal import ChurnModels

// When customers order next and are lost, as sections:
//
//     horizon.silence   days after which a customer is called lost
//     horizon.next.*    the hazard model of the next order
//     horizon.later.*   that of a later silence, if there is one
//
// and of each hazard model
//
//     .grid    the first day, then the ends of the intervals
//     .scale   the slope, then the intercepts of the intervals
//     .kind    the kind of classifier
//     .model   the sections of the classifier

extension ModelSections {
  private static let file = "model.bin"

  /// Appends the model of all horizons.
  static func append(_ model: HorizonModel, to writer: inout SectionWriter) {
    writer.append("horizon.silence", uint32s: [UInt32(clamping: model.silenceDays)])
    append(model.nextOrder, "horizon.next", to: &writer)
    if let later = model.laterSilence { append(later, "horizon.later", to: &writer) }
  }

  private static func append(
    _ model: DiscreteHazard.Model, _ name: String, to writer: inout SectionWriter
  ) {
    writer.append(
      "\(name).grid", uint32s: ([model.grid.start] + model.grid.ends).map { UInt32(clamping: $0) })
    writer.append("\(name).scale", doubles: [model.scale.slope] + model.scale.intercepts)
    writer.append("\(name).kind", strings: [model.classifier.name])
    var inner = SectionWriter()
    append(model.classifier, to: &inner)
    writer.append("\(name).model", uint8s: inner.bytes())
  }

  /// Reads the model of all horizons over the features of a bundle; nil when there is none.
  static func horizons(
    about features: [String], from reader: SectionReader
  ) throws(BundleError) -> HorizonModel? {
    guard reader.contains("horizon.silence") else { return nil }
    let silence = Int(try reader.uint32s("horizon.silence", count: 1)[0])
    let later =
      reader.contains("horizon.later.grid") ? try hazard("horizon.later", from: reader) : nil
    guard
      let model = HorizonModel(
        silenceDays: silence, nextOrder: try hazard("horizon.next", from: reader),
        laterSilence: later), model.nextOrder.featureNames == features
    else { throw .damaged(file: file, what: "the parts of its horizons do not fit together") }
    return model
  }

  private static func hazard(
    _ name: String, from reader: SectionReader
  ) throws(BundleError) -> DiscreteHazard.Model {
    let days = try reader.uint32s("\(name).grid").map { Int($0) }
    let kinds = try reader.strings("\(name).kind")
    guard let start = days.first, days.count <= longestGrid, let kind = kinds.first,
      let grid = HazardGrid(start: start, ends: Array(days.dropFirst()))
    else { throw .damaged(file: file, what: "the intervals of its horizons do not ascend") }
    let numbers = try reader.finiteDoubles("\(name).scale", count: grid.count + 1)
    let classifier = try model(
      kind, from: try SectionReader(try reader.uint8s("\(name).model")))
    guard HazardScale.slopes.contains(numbers[0]),
      let model = DiscreteHazard.Model(
        grid: grid, classifier: classifier,
        scale: HazardScale(slope: numbers[0], intercepts: Array(numbers.dropFirst())))
    else { throw .damaged(file: file, what: "the scale of its horizons makes no sense") }
    return model
  }

  /// More intervals than any history of days could fill.
  private static let longestGrid = 10_000
}
