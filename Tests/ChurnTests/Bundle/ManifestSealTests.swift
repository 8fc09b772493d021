import Testing

@testable import Churn

@Suite("The seal of a manifest")
struct ManifestSealTests {
  static let manifest = """
    {
      "formatVersion": 1,
      "name": "shop żółw"
    }

    """

  @Test("A sealed manifest carries its sum last and passes")
  func sealAndVerify() throws {
    let sealed = ManifestSeal.seal(Self.manifest)
    let bytes = Array(sealed.utf8)
    #expect(try ManifestSeal.verify(bytes) == bytes)
    let lines = sealed.split(separator: "\n")
    #expect(lines.last == "}")
    #expect(lines.dropLast().last?.hasPrefix("  \"manifestSHA256\": \"") == true)
    // The sum that `grep -v manifestSHA256 | sha256sum` gives.
    let others = lines.filter { !$0.contains("manifestSHA256") }.map { $0 + "\n" }.joined()
    #expect(sealed.contains("\"\(Checksums.sha256(others))\""))
  }

  @Test("Any change of a byte, also of white space and in the seal, is refused")
  func everyByteCounts() {
    let bytes = Array(ManifestSeal.seal(Self.manifest).utf8)
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        #expect(throws: BundleError.self) { try ManifestSeal.verify(changed) }
      }
      var shorter = bytes
      shorter.remove(at: index)
      if shorter != bytes {
        #expect(throws: BundleError.self) { try ManifestSeal.verify(shorter) }
      }
      for added in [UInt8(ascii: " "), UInt8(ascii: "\n"), 0] {
        var longer = bytes
        longer.insert(added, at: index)
        #expect(throws: BundleError.self) { try ManifestSeal.verify(longer) }
      }
      #expect(throws: BundleError.self) { try ManifestSeal.verify(Array(bytes[..<index])) }
    }
    #expect(throws: BundleError.self) { try ManifestSeal.verify(bytes + [UInt8(ascii: "\n")]) }
    #expect(throws: BundleError.self) { try ManifestSeal.verify(Array(Self.manifest.utf8)) }
  }

  @Test("An empty object can be sealed")
  func emptyObject() throws {
    try ManifestSeal.verify(Array(ManifestSeal.seal("{}").utf8))
  }

  /// NIST FIPS 180-2, appendix B.1, and the sum of no bytes.
  @Test("SHA-256 gives the published sums, in pieces too")
  func publishedSums() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(Checksums.sha256("abc") == abc)
    #expect(
      Checksums.sha256([])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    var running = RunningChecksum()
    running.update(Array("a".utf8))
    running.update(Array("bc".utf8))
    #expect(running.text == abc)
  }
}
