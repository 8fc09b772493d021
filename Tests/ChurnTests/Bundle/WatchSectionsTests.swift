import Foundation
import Testing

@testable import Churn

@Suite("What a bundle keeps of its training, on disk")
struct WatchSectionsTests {
  private typealias Fixture = PipelineFixture

  private func bytes(_ reference: TrainingReference) -> [UInt8] {
    var writer = SectionWriter()
    ModelSections.append(reference, to: &writer)
    return writer.bytes()
  }

  private func read(_ bytes: [UInt8], _ manifest: Manifest) throws -> TrainingReference? {
    try ModelSections.reference(of: manifest, from: SectionReader(bytes))
  }

  @Test("It comes back to the bit, for orders and for a table")
  func roundTrip() throws {
    for bundle in [try Fixture.trained.get().bundle, try ModelBundleTests.tableBundle.get()] {
      let reference = try #require(bundle.reference)
      let again = try read(bytes(reference), bundle.manifest)
      #expect(again == reference)
      try ModelBundleTests.withFolder(bundle) { folder in
        let back = try ModelBundle(reading: folder)
        #expect(back.reference == reference)
      }
      #expect(reference.inputs.map(\.feature) == bundle.manifest.features.map(\.name))
      #expect(reference.inputs.allSatisfy { (0...1).contains($0.missing) })
    }
  }

  @Test("Counts are those of the cutoffs, and the scores are those of the test")
  func content() throws {
    let result = try Fixture.trained.get()
    let reference = try #require(result.bundle.reference)
    let training = result.report.snapshots.filter { $0.role == "training" }
    #expect(reference.cutoffs.map(\.rows) == training.map(\.rows))
    #expect(reference.cutoffs.map(\.churners) == training.map(\.churners))
    #expect(reference.rows == training.reduce(0) { $0 + $1.rows })
    let test = try #require(result.report.snapshots.last { $0.role == "test" })
    #expect(reference.scores.rows == test.rows && reference.scores.churners == test.churners)
    #expect(abs(reference.scores.bands.reduce(0, +) - 1) < 1e-12)
  }

  @Test("A file without it has none")
  func absent() throws {
    let manifest = try ModelBundleTests.tableBundle.get().manifest
    var writer = SectionWriter()
    writer.append("other", doubles: [1])
    #expect(try read(writer.bytes(), manifest) == nil)
  }

  @Test("Any value exchanged under a right checksum is refused or harmless")
  func hostile() throws {
    let bundle = try ModelBundleTests.tableBundle.get()
    let book = try Fixture.table(Fixture.tableText(rows: 60, seed: 5))
    let good = bytes(try #require(bundle.reference))
    var random = RandomStream(seed: 11, stream: 0)
    var refused = 0
    let hostile: [[UInt8]] = [
      Array(repeating: 0, count: 8), Array(repeating: 255, count: 8),
      [0, 0, 0, 0, 0, 0, 0xF0, 0x7F], [0, 0, 0, 0, 0, 0, 0xF8, 0x7F],
      [0, 0, 0, 0, 0, 0, 0xF0, 0xBF], [255, 255, 255, 255, 255, 255, 0xEF, 0x7F],
    ]
    let start = SectionFormat.headerSize + 12 * SectionFormat.entrySize
    for _ in 0..<3_000 {
      var changed = good
      let place = start + random.below((good.count - start) / 8) * 8
      changed.replaceSubrange(place..<place + 8, with: hostile[random.below(hostile.count)])
      if changed == good { continue }
      changed.replaceSubrange(SectionFormat.digestRange, with: SectionFormat.digest(changed))
      do {
        var watched = bundle
        watched.reference = try read(changed, bundle.manifest)
        _ = try JSONValue(encoding: try Monitor(bundle: watched).report(book)).text
      } catch {
        #expect(error is BundleError, "\(error)")
        refused += 1
      }
    }
    #expect(refused > 2_000)
  }
}
