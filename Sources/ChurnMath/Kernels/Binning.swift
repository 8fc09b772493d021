/// The bin of each value: 0 for NaN, else 1 + the number of `cuts` below it.
///
/// - Parameters:
///   - values: Any numbers.
///   - cuts: At most 254, ascending.
///   - bins: As long as `values`.
package func binValues(_ values: [Double], cuts: [Double], into bins: inout MutableSpan<UInt8>) {
  precondition(bins.count == values.count, "\(bins.count) bins for \(values.count) values")
  CutTable(cuts).bin(values.span, into: &bins)
}
