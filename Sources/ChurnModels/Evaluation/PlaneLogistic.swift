/// A logistic regression on two inputs, for calibration; targets may be any shares in [0, 1].
///
/// Newton's method with halved steps, like `StraightLogistic`.
struct PlaneLogistic: Sendable, Equatable {
  private(set) var a: Double
  private(set) var b: Double
  private(set) var intercept: Double
  private(set) var converged = false

  /// Fits the plane; nil when an input is constant, or the two are all but multiples of each other.
  init?(_ first: [Double], _ second: [Double], targets: [Double], weights: [Double]) {
    guard let (x, mean1, scale1) = Self.standardised(first, weights),
      let (raw, mean2, scale2) = Self.standardised(second, weights)
    else { return nil }
    var total = 0.0
    var shared = 0.0
    var share = 0.0
    for (k, weight) in weights.enumerated() {
      total += weight
      shared += weight * x[k] * raw[k]
      share += weight * targets[k]
    }
    shared /= total
    // What the second input says beyond the first, so that the system is well conditioned.
    guard let (y, mean3, scale3) = Self.standardised(zip(x, raw).map { $1 - shared * $0 }, weights),
      scale3 > 1e-5
    else { return nil }
    var point = [0, 0, logOdds(share / total)]
    var here = Pass(point, x, y, targets, weights)
    for _ in 0..<100 {
      let step = here.step
      guard step.allSatisfy(\.isFinite) else { break }
      let size = zip(step, point).map { abs($0) / (1 + abs($1)) }.max() ?? 0
      if size < 1e-7 {
        point = zip(point, step).map { $0 + $1 }
        converged = true
        break
      }
      var length = 1.0
      var improved = false
      for _ in 0..<40 {
        let trial = zip(point, step).map { $0 + length * $1 }
        let there = Pass(trial, x, y, targets, weights)
        if there.loss <= here.loss {
          (point, here, improved) = (trial, there, true)
          break
        }
        length /= 2
      }
      if !improved { break }
    }
    // y = ((second − mean2) / scale2 − shared · x − mean3) / scale3, undone from the inside out.
    let slope = point[1] / scale3
    b = slope / scale2
    a = (point[0] - slope * shared) / scale1
    intercept = point[2] - slope * mean3 - a * mean1 - b * mean2
  }

  /// An input centred and scaled; nil when it is constant or out of range.
  private static func standardised(
    _ inputs: [Double], _ weights: [Double]
  ) -> (values: [Double], mean: Double, scale: Double)? {
    var total = 0.0
    var sum = 0.0
    for (k, weight) in weights.enumerated() {
      total += weight
      sum += weight * inputs[k]
    }
    guard total > 0 else { return nil }
    let mean = sum / total
    var spread = 0.0
    for (k, weight) in weights.enumerated() {
      spread += weight * (inputs[k] - mean) * (inputs[k] - mean)
    }
    let scale = (spread / total).squareRoot()
    guard scale > 1e-12 * max(1, abs(mean)), scale.isFinite else { return nil }
    return (inputs.map { ($0 - mean) / scale }, mean, scale)
  }

  /// The loss at a plane and the Newton step from there.
  private struct Pass {
    var loss = 0.0
    var step = [0.0, 0.0, 0.0]

    init(
      _ point: [Double], _ x: [Double], _ y: [Double], _ targets: [Double], _ weights: [Double]
    ) {
      let (a, b, c) = (point[0], point[1], point[2])
      var (ga, gb, gc) = (0.0, 0.0, 0.0)
      var (haa, hab, hac, hbb, hbc, hcc) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
      for (k, weight) in weights.enumerated() where weight > 0 {
        let z = a * x[k] + b * y[k] + c
        let p = logistic(z)
        loss += weight * (rowLoss(z, churned: true) + (1 - targets[k]) * z)
        let residual = weight * (p - targets[k])
        let curvature = weight * p * (1 - p)
        ga += residual * x[k]
        gb += residual * y[k]
        gc += residual
        haa += curvature * x[k] * x[k]
        hab += curvature * x[k] * y[k]
        hac += curvature * x[k]
        hbb += curvature * y[k] * y[k]
        hbc += curvature * y[k]
        hcc += curvature
      }
      // Cofactors of the symmetric three by three second derivative.
      let (caa, cab, cac) = (hbb * hcc - hbc * hbc, hac * hbc - hab * hcc, hab * hbc - hac * hbb)
      let (cbb, cbc, ccc) = (haa * hcc - hac * hac, hab * hac - haa * hbc, haa * hbb - hab * hab)
      let determinant = haa * caa + hab * cab + hac * cac
      step = [
        -(caa * ga + cab * gb + cac * gc) / determinant,
        -(cab * ga + cbb * gb + cbc * gc) / determinant,
        -(cac * ga + cbc * gb + ccc * gc) / determinant,
      ]
    }
  }
}
