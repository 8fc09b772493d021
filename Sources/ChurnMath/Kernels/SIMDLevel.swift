internal import CKernels
internal import Glibc

/// The instruction sets the dispatched kernels exist for.
///
/// Chosen once, by what the processor reports; the environment variable `CHURN_SIMD` (`baseline`,
/// `avx2` or `avx512`) lowers it, so that tests and benchmarks can compare.
public enum SIMDLevel: Int, Sendable, CaseIterable, Comparable {
  /// What every x86-64 processor has.
  case baseline = 0
  /// AVX2 and fused multiply-add.
  case avx2 = 1
  /// AVX-512 F, DQ, VL and BW.
  case avx512 = 2

  /// The highest level this processor can run.
  public static let supported = SIMDLevel(rawValue: Int(churn_simd_level())) ?? .baseline

  /// The level in use: the highest supported one, or a lower one that `CHURN_SIMD` asks for.
  public static let current: SIMDLevel = {
    guard let pointer = unsafe getenv("CHURN_SIMD") else { return supported }
    let name = unsafe String(cString: pointer)
    let wanted = allCases.first { $0.description == name }
    return min(wanted ?? supported, supported)
  }()

  /// Orders levels by the width of their registers.
  public static func < (a: SIMDLevel, b: SIMDLevel) -> Bool { a.rawValue < b.rawValue }
}

extension SIMDLevel: CustomStringConvertible {
  /// The name `CHURN_SIMD` takes.
  public var description: String {
    switch self {
    case .baseline: "baseline"
    case .avx2: "avx2"
    case .avx512: "avx512"
    }
  }
}
