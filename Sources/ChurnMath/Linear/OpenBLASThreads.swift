internal import CBLAS

/// How many threads OpenBLAS starts of its own.
///
/// This package divides work itself, so that the split never shows in a result; threads of the
/// library inside those would only stand in each other's way.
public enum OpenBLASThreads {
  /// Tells OpenBLAS, for the whole process, to compute each call on the calling thread.
  public static func useOne() { _ = once }

  private static let once: Void = openblas_set_num_threads(1)
}
