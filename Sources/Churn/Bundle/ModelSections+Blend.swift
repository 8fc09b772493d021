internal import ChurnModels

// A blend as one section for each member, which holds the sections of that member's own.

extension ModelSections {
  /// Appends the members and what they are mixed by.
  static func append(_ blend: Blend, to writer: inout SectionWriter) {
    writer.append("blend.kinds", strings: blend.members.map(\.name))
    writer.append("blend.weights", doubles: blend.mixture.weights)
    writer.append("blend.intercept", doubles: [blend.mixture.intercept])
    for (place, member) in blend.members.enumerated() {
      var inner = SectionWriter()
      append(member, to: &inner)
      writer.append(name(ofMember: place), uint8s: inner.bytes())
    }
  }

  /// Reads a blend.
  static func blend(from reader: SectionReader) throws(BundleError) -> Blend {
    let kinds = try reader.strings("blend.kinds")
    let weights = try reader.finiteDoubles("blend.weights", count: kinds.count)
    let intercept = try reader.finiteDoubles("blend.intercept", count: 1)[0]
    var members: [TrainedModel] = []
    for (place, kind) in kinds.enumerated() {
      guard kind != "blend" else {
        throw .damaged(file: "model.bin", what: "a blend is made of another blend")
      }
      let bytes = try reader.uint8s(name(ofMember: place))
      members.append(try model(kind, from: try SectionReader(bytes)))
    }
    guard let mixture = Blend.Mixture(weights: weights, intercept: intercept),
      let blend = Blend(members: members, mixture: mixture)
    else {
      throw .damaged(file: "model.bin", what: "the members of its blend do not fit together")
    }
    return blend
  }

  private static func name(ofMember place: Int) -> String { "blend.member\(place)" }
}
