/// A logistic regression on one input, for calibration; targets may be any shares in [0, 1].
///
/// Newton's method with halved steps, as in Lin, Lin & Weng (2007), doi:10.1007/s10994-007-5018-6.
struct StraightLogistic: Sendable, Equatable {
  private(set) var slope: Double
  private(set) var intercept: Double
  private(set) var converged = false

  /// Fits the line; nil when the inputs (of some weight) are all equal or there are none.
  ///
  /// `start`, the line of nearly the same rows, saves steps and changes the result only within
  /// rounding. After `steps` steps the line is as good as they made it.
  init?(
    inputs: [Double], targets: [Double], weights: [Double], start: StraightLogistic? = nil,
    steps: Int = 100
  ) {
    var total = 0.0
    var sum = 0.0
    var share = 0.0
    for (k, weight) in weights.enumerated() {
      total += weight
      sum += weight * inputs[k]
      share += weight * targets[k]
    }
    guard total > 0 else { return nil }
    let mean = sum / total
    var spread = 0.0
    for (k, weight) in weights.enumerated() {
      spread += weight * (inputs[k] - mean) * (inputs[k] - mean)
    }
    let scale = (spread / total).squareRoot()
    guard scale > 1e-12 * max(1, abs(mean)), scale.isFinite else { return nil }
    // Centred and scaled, so that the two by two system is well conditioned.
    let x = inputs.map { ($0 - mean) / scale }
    var a = start.map { $0.slope * scale } ?? 0
    var b = start.map { $0.intercept + $0.slope * mean } ?? logOdds(share / total)
    var here = Self.pass(a, b, x, targets, weights)
    for _ in 0..<steps {
      let step = here.step
      guard step.a.isFinite, step.b.isFinite else { break }
      let size = max(abs(step.a) / (1 + abs(a)), abs(step.b) / (1 + abs(b)))
      if size < 1e-7 {
        // Newton's error is squared by each step, and the loss cannot tell such points apart.
        (a, b) = (a + step.a, b + step.b)
        converged = true
        break
      }
      var length = 1.0
      var improved = false
      for _ in 0..<40 {
        let trial = Self.pass(a + length * step.a, b + length * step.b, x, targets, weights)
        if trial.loss <= here.loss {
          (a, b, here) = (a + length * step.a, b + length * step.b, trial)
          improved = true
          break
        }
        length /= 2
      }
      if !improved { break }
    }
    slope = a / scale
    intercept = b - a * mean / scale
  }

  /// The loss at a line and the Newton step from there.
  private struct Pass {
    var loss = 0.0
    var step = (a: 0.0, b: 0.0)
  }

  private static func pass(
    _ a: Double, _ b: Double, _ x: [Double], _ targets: [Double], _ weights: [Double]
  ) -> Pass {
    var pass = Pass()
    var ga = 0.0
    var gb = 0.0
    var haa = 0.0
    var hab = 0.0
    var hbb = 0.0
    for (k, weight) in weights.enumerated() where weight > 0 {
      let z = a * x[k] + b
      let p = logistic(z)
      // t·log(1 + e^-z) + (1 - t)·log(1 + e^z), the two logarithms being z apart.
      pass.loss += weight * (rowLoss(z, churned: true) + (1 - targets[k]) * z)
      let residual = weight * (p - targets[k])
      let curvature = weight * p * (1 - p)
      ga += residual * x[k]
      gb += residual
      haa += curvature * x[k] * x[k]
      hab += curvature * x[k]
      hbb += curvature
    }
    let determinant = haa * hbb - hab * hab
    pass.step = ((hab * gb - hbb * ga) / determinant, (hab * ga - haa * gb) / determinant)
    return pass
  }
}
