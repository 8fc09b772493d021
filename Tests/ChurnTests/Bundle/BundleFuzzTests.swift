import Foundation
import Testing

@testable import Churn

/// Bundles that were changed at random: unsealed ones are always refused; those whose checksums were
/// computed anew are refused or load, and nothing traps on the way to a score.
@Suite("Changed bundles")
struct BundleFuzzTests {
  private typealias Fixture = PipelineFixture

  private static let rounds = 2000

  /// A few customers of the simulated shop, so that scoring is quick.
  private static let book = Result { () -> OrderBook in
    let lines = Fixture.simulatedOrders.split(separator: "\n")
    return try Fixture.book(
      ([lines[0]] + lines.dropFirst().suffix(400)).joined(separator: "\n") + "\n")
  }

  private static let rows = Result { try Fixture.table(Fixture.tableText(rows: 40, seed: 9)) }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// Flips, cuts, doubles or overwrites some bytes; never gives back what it was given.
  private func changed(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var changed = bytes
    switch random.below(5) {
    case 0: changed[random.below(changed.count)] ^= UInt8(1 << random.below(8))
    case 1: changed.removeLast(1 + random.below(changed.count))
    case 2: changed.insert(UInt8(random.below(256)), at: random.below(changed.count))
    case 3: changed.remove(at: random.below(changed.count))
    default:
      let start = random.below(changed.count)
      for place in start..<min(changed.count, start + 8) {
        changed[place] = UInt8(random.below(256))
      }
    }
    if changed == bytes { changed.append(0) }
    return changed
  }

  @Test(
    "A byte changed without its checksum never loads", arguments: ["model.bin", "manifest.json"])
  func unsealed(name: String) throws {
    let bundle = try Fixture.trained.get().bundle
    try ModelBundleTests.withFolder(bundle) { folder in
      let path = folder + "/" + name
      let bytes = try OpenFile.read(path)
      var random = RandomStream(seed: 1, stream: UInt64(name.utf8.count))
      for _ in 0..<Self.rounds {
        try write(changed(bytes, &random), path)
        #expect(throws: BundleError.self) { try ModelBundle(reading: folder) }
      }
      try write(bytes, path)
      #expect(throws: Never.self) { try ModelBundle(reading: folder) }
    }
  }

  /// Scores with whatever has loaded; an error is fine, a trap is not.
  ///
  /// Evaluation takes long, with its bootstrap, so only some rounds come to it.
  private func use(_ bundle: ModelBundle, round: Int) throws {
    let evaluates = round % 50 == 0
    if bundle.manifest.kind == .orders {
      _ = try? Scorer(bundle: bundle).score(Self.book.get())
      if evaluates { _ = try? Evaluator(bundle: bundle).evaluate(Self.book.get()) }
    } else {
      _ = try? Scorer(bundle: bundle).score(Self.rows.get())
      if evaluates { _ = try? Evaluator(bundle: bundle).evaluate(Self.rows.get()) }
    }
  }

  private func reseal(_ folder: String, _ manifest: [String: Any]) throws {
    var manifest = manifest
    manifest[ManifestSeal.key] = nil
    let data = try JSONSerialization.data(withJSONObject: manifest, options: [.sortedKeys])
    try AtomicFile.write(
      ManifestSeal.seal(String(decoding: data, as: UTF8.self)), to: folder + "/manifest.json")
  }

  private func manifest(_ folder: String) throws -> [String: Any] {
    let data = Data(try OpenFile.read(folder + "/manifest.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test(
    "model.bin with checksums made anew is refused or used, and never traps",
    arguments: [true, false])
  func resealedModel(isTable: Bool) throws {
    let bundle =
      isTable ? try ModelBundleTests.tableBundle.get() : try Fixture.trained.get().bundle
    try ModelBundleTests.withFolder(bundle) { folder in
      let bytes = try OpenFile.read(folder + "/model.bin")
      var manifest = try manifest(folder)
      var files = try #require(manifest["files"] as? [String: String])
      var random = RandomStream(seed: 2, stream: isTable ? 1 : 0)
      var loaded = 0
      for round in 0..<Self.rounds {
        var changed = changed(bytes, &random)
        if changed.count >= SectionFormat.headerSize {
          if random.below(4) > 0 {
            // Mostly keep the length field right, so that deeper checks are reached.
            for (place, shift) in zip(16..<24, stride(from: 0, to: 64, by: 8)) {
              changed[place] = UInt8(truncatingIfNeeded: changed.count >> shift)
            }
          }
          changed.replaceSubrange(SectionFormat.digestRange, with: SectionFormat.digest(changed))
        }
        try write(changed, folder + "/model.bin")
        files["model.bin"] = Checksums.sha256(changed)
        manifest["files"] = files
        try reseal(folder, manifest)
        do {
          try use(ModelBundle(reading: folder), round: round)
          loaded += 1
        } catch {
          #expect(error is BundleError, "\(error)")
        }
      }
      // Some numbers may be changed without contradiction; most changes are found.
      #expect(loaded < Self.rounds)
    }
  }

  /// Something else in the place of one value of a document.
  private func edited(_ value: Any, _ random: inout RandomStream) -> Any {
    if var object = value as? [String: Any], !object.isEmpty, random.below(12) > 0 {
      let key = object.keys.sorted()[random.below(object.count)]
      if random.below(12) == 0 {
        object[key] = nil
      } else {
        object[key] = edited(object[key] ?? NSNull(), &random)
      }
      return object
    }
    if var list = value as? [Any], !list.isEmpty, random.below(6) > 0 {
      let place = random.below(list.count)
      if random.below(8) == 0 {
        list.remove(at: place)
      } else {
        list[place] = edited(list[place], &random)
      }
      return list
    }
    let others: [Any] = [
      NSNull(), 0, -1, 1, 2, 90, 1e300, -1e300, 1e-300, 0.5, Int64.max, Int64.min, UInt64.max, "",
      "x", "orders", "table", "2011-09-01", "9999-12-31", "0001-01-01", "orders_36500", true,
      [Any](), [String: Any](), [1, 2, 3], ["a": 1], String(repeating: "9", count: 400),
    ]
    return others[random.below(others.count)]
  }

  @Test(
    "A manifest with any value changed and sealed anew is refused or used, and never traps",
    arguments: [true, false])
  func resealedManifest(isTable: Bool) throws {
    let bundle =
      isTable ? try ModelBundleTests.tableBundle.get() : try Fixture.trained.get().bundle
    try ModelBundleTests.withFolder(bundle) { folder in
      let original = try manifest(folder)
      var random = RandomStream(seed: 3, stream: isTable ? 1 : 0)
      var refused = 0
      for round in 0..<Self.rounds {
        guard let changed = edited(original, &random) as? [String: Any] else { continue }
        try reseal(folder, changed)
        do {
          try use(ModelBundle(reading: folder), round: round)
        } catch {
          #expect(error is BundleError, "\(error)")
          refused += 1
        }
      }
      #expect(refused > Self.rounds / 4)
    }
  }

  @Test("A newer format is refused by its number, whatever else stands there")
  func newerFormat() throws {
    try ModelBundleTests.withFolder(try ModelBundleTests.tableBundle.get()) { folder in
      var manifest = try manifest(folder)
      manifest["formatVersion"] = 4
      manifest["engineVersion"] = "8.0"
      try reseal(folder, manifest)
      #expect(throws: BundleError.newerFormat(found: 4, supported: 3, madeBy: "8.0")) {
        try ModelBundle(reading: folder)
      }
    }
  }

  @Test("A bundle with a model of another bundle is refused")
  func exchangedModel() throws {
    try ModelBundleTests.withFolder(try ModelBundleTests.tableBundle.get()) { folder in
      var manifest = try manifest(folder)
      var files = try #require(manifest["files"] as? [String: String])
      let other = try Fixture.files(of: try Fixture.trained.get().bundle)
      let bytes = Array(try #require(other["model.bin"]))
      try write(bytes, folder + "/model.bin")
      #expect(throws: BundleError.self) { try ModelBundle(reading: folder) }
      files["model.bin"] = Checksums.sha256(bytes)
      manifest["files"] = files
      try reseal(folder, manifest)
      let error = try #require(throws: BundleError.self) { try ModelBundle(reading: folder) }
      #expect("\(error)".contains("features"))
    }
  }
}
