internal import CKernels
internal import Glibc

/// Tells OpenBLAS which processor it runs on, which older releases cannot find out themselves.
///
/// Debian's OpenBLAS 0.3.21 does not know recent processors and falls back to its slowest core, at
/// about a quarter of the speed. It reads `OPENBLAS_CORETYPE` while it is being loaded, before any
/// code of ours runs, so the variable must be set before the process starts. Executables call
/// ``reexecuteIfNeeded()`` first thing; users of the library set the variable themselves.
public enum OpenBLASCore {
  /// The variable that OpenBLAS reads its core from.
  static let coreVariable = "OPENBLAS_CORETYPE"

  /// Set by the first start, so that a process can never start itself twice.
  static let guardVariable = "CHURN_REEXECUTED"

  /// Starts this executable once more with OpenBLAS told about the processor.
  ///
  /// Sets `OPENBLAS_CORETYPE` (`SKYLAKEX` where there is AVX-512, `HASWELL` where there is AVX2) and
  /// `OPENBLAS_NUM_THREADS=1` (threads are ours, outside of OpenBLAS), then replaces the process by
  /// itself with the same arguments and open files. Does nothing when the variable is set already,
  /// on other processors, or after the first time; when the system refuses, the process goes on
  /// and is merely slower.
  public static func reexecuteIfNeeded() {
    let level = Int(churn_simd_level())
    let isCoreSet = unsafe getenv(coreVariable) != nil
    let isSecondStart = unsafe getenv(guardVariable) != nil
    guard
      let core = coreToSet(simdLevel: level, isCoreSet: isCoreSet, isSecondStart: isSecondStart)
    else { return }
    // Without the guard there must be no second start: it could loop.
    guard unsafe setenv(guardVariable, "1", 1) == 0 else { return }
    guard unsafe setenv(coreVariable, core, 1) == 0 else { return }
    unsafe setenv("OPENBLAS_NUM_THREADS", "1", 1)
    _ = unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
  }

  /// The core to name, or nil when the process should go on as it is.
  ///
  /// `simdLevel` is 0 for the baseline, 1 for AVX2 and 2 for AVX-512.
  static func coreToSet(simdLevel: Int, isCoreSet: Bool, isSecondStart: Bool) -> String? {
    guard !isCoreSet, !isSecondStart else { return nil }
    switch simdLevel {
    case 2: return "SKYLAKEX"
    case 1: return "HASWELL"
    default: return nil
    }
  }
}
