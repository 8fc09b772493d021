import ChurnMath
import ChurnModels
import Foundation
import Testing

@Suite struct NelsonAalenTests {
  /// R 4.2.2, survival 3.5-3: survfit(Surv(time, why > 0) ~ 1, weights = w), then with ctype = 2.
  @Test("Weighted hazards agree with R, ties corrected or not")
  func weights() throws {
    let table = try RiskTable(Fourteen.lifetimes(isTruncated: false, weights: Fourteen.w))
    let plain = NelsonAalen(table).steps
    let hazards = [
      0.04, 0.0816666666666667, 0.168623188405797, 0.326517925247902, 0.451517925247902,
      0.618184591914569, 0.718184591914569, 0.718184591914569, 1.71818459191457,
    ]
    let tied = [
      0.04, 0.0816666666666667, 0.170599472990777, 0.328494209832883, 0.453494209832883,
      0.627736634075307, 0.727736634075307, 0.727736634075307, 1.72773663407531,
    ]
    #expect(agree(plain.map(\.cumulativeHazard), hazards, within: 1e-13))
    let corrected = NelsonAalen(table, ties: .flemingHarrington).steps
    #expect(agree(corrected.map(\.cumulativeHazard), tied, within: 1e-13))
  }

  /// R: the same without weights, std.chaz of ctype 1 and 2.
  @Test("Errors agree with R, ties corrected or not")
  func errors() throws {
    let table = try RiskTable(Fourteen.lifetimes(isTruncated: true))
    let plain = NelsonAalen(table)
    let tied = NelsonAalen(table, ties: .flemingHarrington)
    // By hand from the numbers at risk 6 7 8 6 8 6 4 2 1 and exits 1 1 2 1 1 2 1 0 1.
    let atTie = 1.0 / 36 + 1.0 / 49
    #expect(abs(plain.steps[2].variance - (atTie + 2.0 / 64)) < 1e-14)
    #expect(abs(tied.steps[2].variance - (atTie + 1.0 / 64 + 1.0 / 49)) < 1e-14)
    let hazard = plain.cumulativeHazard(at: 4)
    #expect(abs(hazard - (1.0 / 6 + 1.0 / 7 + 2.0 / 8)) < 1e-14)
    #expect(abs(plain.steps[2].survival - exp(-hazard)) < 1e-14)
    let band = NelsonAalen.band(of: plain.steps[2])
    #expect(abs(band.lower * band.upper - hazard * hazard) < 1e-12 && band.lower < hazard)
  }

  @Test("No exits give no hazard")
  func noExits() throws {
    let none = NelsonAalen(try RiskTable(Lifetimes(durations: [], exits: [])))
    #expect(none.cumulativeHazard(at: 5) == 0 && none.steps.isEmpty)
    let kept = NelsonAalen(
      try RiskTable(Lifetimes(durations: [2], exits: [0])), ties: .flemingHarrington)
    #expect(kept.steps.map(\.cumulativeHazard) == [0])
    #expect(NelsonAalen.band(of: kept.steps[0]).upper == 0)
  }
}
