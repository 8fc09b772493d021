import ChurnMath
import Testing

@Suite struct SIMDLevelTests {
  @Test("The level in use is one the processor has, and levels are ordered by width")
  func levelsAreOrdered() {
    #expect(SIMDLevel.current <= SIMDLevel.supported)
    #expect(SIMDLevel.baseline < .avx2 && SIMDLevel.avx2 < .avx512)
    #expect(SIMDLevel.allCases.map(\.description) == ["baseline", "avx2", "avx512"])
  }
}
