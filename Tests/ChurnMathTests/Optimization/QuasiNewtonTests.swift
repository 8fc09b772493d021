import Foundation
import Testing

@testable import ChurnMath

@Suite("Quasi-Newton search")
struct QuasiNewtonTests {
  /// Rosenbrock (1960): a bent valley, least at (1, 1).
  private func valley(_ point: [Double]) -> QuasiNewton.Slope {
    let (x, y) = (point[0], point[1])
    let bend = y - x * x
    return (
      100 * bend * bend + (1 - x) * (1 - x), [-400 * x * bend - 2 * (1 - x), 200 * bend]
    )
  }

  @Test("Follows a bent valley to its end")
  func rosenbrock() {
    let found = QuasiNewton().minimise(from: [-1.2, 1], valley)
    #expect(found.isConverged)
    #expect(abs(found.point[0] - 1) < 1e-8)
    #expect(abs(found.point[1] - 1) < 1e-8)
    #expect(found.iterations < 60)
  }

  @Test("Starts at the minimum without a step")
  func nothingToDo() {
    let found = QuasiNewton().minimise(from: [1, 1], valley)
    #expect(found.isConverged)
    #expect(found.iterations == 0)
  }

  @Test("A function without a minimum ends at the limit of steps, or where it is told to stop")
  func unbounded() {
    func slide(_ point: [Double]) -> QuasiNewton.Slope { (exp(-point[0]), [-exp(-point[0])]) }
    let stopped = QuasiNewton(tolerance: 1e-300).minimise(
      from: [0], stops: { $0[0] > 13 }, slide)
    #expect(!stopped.isConverged)
    #expect(stopped.point[0] > 13)
    let limited = QuasiNewton(tolerance: 0, maxIterations: 5).minimise(from: [0], slide)
    #expect(limited.iterations <= 5)
    #expect(!limited.isConverged)
  }

  @Test("A function that is no number anywhere, or beyond a wall, does not trap the search")
  func notANumber() {
    let nowhere = QuasiNewton().minimise(from: [1, 2]) { _ in (.nan, [.nan, .nan]) }
    #expect(!nowhere.isConverged)
    #expect(nowhere.point == [1, 2])
    // −ln x + x is least at 1 and undefined from 0 down.
    let walled = QuasiNewton().minimise(from: [30]) { point in
      point[0] > 0 ? (point[0] - log(point[0]), [1 - 1 / point[0]]) : (.nan, [.nan])
    }
    #expect(walled.isConverged)
    #expect(abs(walled.point[0] - 1) < 1e-8)
  }

  /// By hand: the second derivatives of the valley at (1, 1) are 802, −400 and 200.
  @Test("Second derivatives and their inverse")
  func curvature() throws {
    let matrix = Curvature.matrix(at: [1, 1]) { valley($0).gradient }
    for (found, expected) in zip(matrix, [802.0, -400, -400, 200]) {
      #expect(abs(found - expected) < 1e-4)
    }
    // Determinant 400: the inverse is (200, 400, 400, 802) / 400.
    let inverse = try #require(Curvature.inverse([802, -400, -400, 200], order: 2))
    for (found, expected) in zip(inverse, [0.5, 1, 1, 2.005]) {
      #expect(abs(found - expected) < 1e-12)
    }
    #expect(Curvature.inverse([1, 2, 2, 1], order: 2) == nil)
    #expect(Curvature.inverse([.nan, 0, 0, 1], order: 2) == nil)
  }
}
