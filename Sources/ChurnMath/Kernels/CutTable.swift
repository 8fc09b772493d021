internal import CKernels

/// The cuts of a column, laid out for looking up many values.
///
/// A value is compared with 16 cuts at a time, rounded to single precision; rounding keeps the
/// order, so the exact cuts need asking only where it made two numbers equal.
package struct CutTable: Sendable {
  /// The most cuts whose bins fit a byte, bin 0 being that of missing values.
  package static let mostCuts = 254

  private let exact: [Double]
  private let rounded: [Float]
  private let pivots: [Float]

  /// A table of at most 254 ascending cuts, none of them NaN.
  package init(_ cuts: some Collection<Double>) {
    precondition(cuts.count <= Self.mostCuts, "\(cuts.count) cuts do not fit a byte")
    // No value is above infinity, so the filling is never counted.
    exact = cuts + [Double](repeating: .infinity, count: 256 - cuts.count)
    let rounded = exact.map { Float($0) }
    self.rounded = rounded
    pivots = (0..<16).map { $0 < 15 ? rounded[16 * $0 + 15] : .infinity }
  }

  /// The bin of each value: 0 for NaN, else 1 + the number of cuts below it.
  ///
  /// - Parameters:
  ///   - values: Any numbers.
  ///   - bins: Where the bins go, from `start` on.
  ///   - start: The place of the first bin.
  ///   - level: The instruction set; the bins are the same on all.
  package func bin(
    _ values: Span<Double>, into bins: inout MutableSpan<UInt8>, at start: Int = 0,
    level: SIMDLevel = .current
  ) {
    precondition(
      start >= 0 && bins.count - start >= values.count,
      "\(bins.count) bins for \(values.count) values from \(start)")
    let level = min(level, .supported)
    unsafe exact.withUnsafeBufferPointer { exact in
      unsafe rounded.withUnsafeBufferPointer { rounded in
        unsafe pivots.withUnsafeBufferPointer { pivots in
          var cuts = unsafe churn_cuts(
            pivots: pivots.baseAddress, rounded: rounded.baseAddress, exact: exact.baseAddress)
          unsafe values.withUnsafeBufferPointer { values in
            unsafe bins.withUnsafeMutableBufferPointer { bins in
              unsafe churn_bin_values(
                Int32(level.rawValue), &cuts, values.baseAddress, values.count,
                bins.baseAddress?.advanced(by: start))
            }
          }
        }
      }
    }
  }
}

/// Copies bins less one, so that missing values, in bin 0, come to stand above all others.
///
/// - Parameters:
///   - bins: Where both columns are.
///   - source: The place of the first bin.
///   - target: Where its copy goes; may be the same place.
///   - count: The number of bins.
package func lowerBins(
  _ bins: inout MutableSpan<UInt8>, from source: Int, to target: Int, count: Int
) {
  precondition(
    min(source, target, count) >= 0 && bins.count - max(source, target) >= count,
    "\(bins.count) bins for \(count) from \(source) and \(target)")
  unsafe bins.withUnsafeMutableBufferPointer { bins in
    guard let start = bins.baseAddress else { return }
    unsafe churn_lower_bins(start.advanced(by: source), count, start.advanced(by: target))
  }
}
