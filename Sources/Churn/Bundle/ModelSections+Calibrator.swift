internal import ChurnModels

extension ModelSections {
  static func append(_ calibrator: Calibrator, to writer: inout SectionWriter) {
    writer.append("calib.kind", strings: [calibrator.name])
    switch calibrator {
    case .identity: break
    case .platt(let scaling):
      writer.append("calib.platt", doubles: [scaling.slope, scaling.intercept])
    case .beta(let curve): writer.append("calib.beta", doubles: [curve.a, curve.b, curve.c])
    case .isotonic(let regression):
      writer.append("calib.x", doubles: regression.thresholds)
      writer.append("calib.y", doubles: regression.values)
    }
  }

  /// Reads the calibrator that turns the model's log-odds into probabilities.
  static func calibrator(from reader: SectionReader) throws(BundleError) -> Calibrator {
    let kind = try reader.strings("calib.kind", count: 1)
    switch kind[0] {
    case "identity": return .identity
    case "platt":
      let line = try reader.finiteDoubles("calib.platt", count: 2)
      return .platt(PlattScaling(slope: line[0], intercept: line[1]))
    case "beta":
      let parts = try reader.finiteDoubles("calib.beta", count: 3)
      guard let curve = BetaCalibration(a: parts[0], b: parts[1], c: parts[2]) else {
        throw .damaged(file: "model.bin", what: "its calibration falls where it should rise")
      }
      return .beta(curve)
    case "isotonic":
      let thresholds = try reader.finiteDoubles("calib.x")
      let values = try reader.finiteDoubles("calib.y", count: thresholds.count)
      guard let steps = IsotonicRegression(thresholds: thresholds, values: values) else {
        throw .damaged(file: "model.bin", what: "its calibration steps do not ascend")
      }
      return .isotonic(steps)
    default: throw .damaged(file: "model.bin", what: "a calibration of no known kind")
    }
  }
}
