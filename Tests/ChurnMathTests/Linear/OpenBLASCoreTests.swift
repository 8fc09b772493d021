import Testing

@testable import ChurnMath

@Suite("Telling OpenBLAS about the processor")
struct OpenBLASCoreTests {
  @Test("Wider instructions name the newer core")
  func coreFollowsTheProcessor() {
    func core(_ level: Int) -> String? {
      OpenBLASCore.coreToSet(simdLevel: level, isCoreSet: false, isSecondStart: false)
    }
    #expect(core(2) == "SKYLAKEX")
    #expect(core(1) == "HASWELL")
    #expect(core(0) == nil)
  }

  @Test("A chosen core is left alone and a second start never leads to a third")
  func startsAtMostOnce() {
    for level in 0...2 {
      for (isSet, isSecond) in [(true, false), (false, true), (true, true)] {
        let core = OpenBLASCore.coreToSet(
          simdLevel: level, isCoreSet: isSet, isSecondStart: isSecond)
        #expect(core == nil)
      }
    }
  }
}
