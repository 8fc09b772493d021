import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Calibration in a bundle")
struct CalibratorSectionsTests {
  private func written(_ body: (inout SectionWriter) -> Void) throws -> SectionReader {
    var writer = SectionWriter()
    body(&writer)
    return try SectionReader(writer.bytes())
  }

  @Test("Every kind comes back as it was")
  func roundTrip() throws {
    let kinds: [Calibrator] = [
      .identity, .platt(PlattScaling(slope: 0.7, intercept: -0.2)),
      .beta(try #require(BetaCalibration(a: 0.3, b: 0, c: -1e-9))),
      .isotonic(try #require(IsotonicRegression(thresholds: [-1, 2], values: [0.1, 0.8]))),
    ]
    for kind in kinds {
      let reader = try written { ModelSections.append(kind, to: &$0) }
      #expect(try ModelSections.calibrator(from: reader) == kind)
    }
  }

  @Test("A curve that would fall, is not finite or has other parts is refused")
  func damagedCurves() throws {
    for parts in [[-0.1, 1, 0], [1, -1e-9, 0], [1, .nan, 0], [1, 1, .infinity], [1, 1], []] {
      let reader = try written { writer in
        writer.append("calib.kind", strings: ["beta"])
        writer.append("calib.beta", doubles: parts)
      }
      #expect(throws: BundleError.self) { try ModelSections.calibrator(from: reader) }
    }
    let absent = try written { $0.append("calib.kind", strings: ["beta"]) }
    #expect(throws: BundleError.self) { try ModelSections.calibrator(from: absent) }
  }
}
