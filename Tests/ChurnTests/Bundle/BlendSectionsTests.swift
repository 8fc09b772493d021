import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Blends in model.bin")
struct BlendSectionsTests {
  private static let blend = Result { () -> Blend in
    let contest = try LessonFixture.contest(
      LessonFixture.lesson(LessonFixture.samples(rows: 600, isLine: false)),
      kinds: [.logistic, .boosting])
    let mixture = try #require(Blend.Mixture(weights: [0.5, 0.75], intercept: 0.125))
    return try #require(Blend(members: contest.models.map(\.model), mixture: mixture))
  }

  private func bytes(_ change: (inout SectionWriter, Blend) -> Void) throws -> SectionReader {
    var writer = SectionWriter()
    change(&writer, try Self.blend.get())
    return try SectionReader(writer.bytes())
  }

  @Test("A blend comes back as it was written")
  func roundTrip() throws {
    let reader = try bytes { writer, blend in ModelSections.append(blend, to: &writer) }
    #expect(try ModelSections.model("blend", from: reader) == .blend(Self.blend.get()))
  }

  @Test("Weights below 0, kinds that do not fit, blends of blends and lost members are refused")
  func damaged() throws {
    func refused(_ kinds: [String], _ weights: [Double], members: Int) throws -> Bool {
      let reader = try bytes { writer, blend in
        writer.append("blend.kinds", strings: kinds)
        writer.append("blend.weights", doubles: weights)
        writer.append("blend.intercept", doubles: [0])
        for place in 0..<members {
          var inner = SectionWriter()
          ModelSections.append(blend.members[place], to: &inner)
          writer.append("blend.member\(place)", uint8s: inner.bytes())
        }
      }
      do {
        _ = try ModelSections.blend(from: reader)
        return false
      } catch { return true }
    }
    #expect(try !refused(["logistic", "boosting"], [1, 1], members: 2))
    #expect(try refused(["logistic", "boosting"], [1, -1], members: 2))
    #expect(try refused(["logistic", "boosting"], [1], members: 2))
    #expect(try refused(["logistic", "boosting"], [1, .infinity], members: 2))
    #expect(try refused(["boosting", "logistic"], [1, 1], members: 2))
    #expect(try refused(["logistic", "blend"], [1, 1], members: 2))
    #expect(try refused(["logistic", "boosting"], [1, 1], members: 1))
    #expect(try refused([], [], members: 0))
  }
}
