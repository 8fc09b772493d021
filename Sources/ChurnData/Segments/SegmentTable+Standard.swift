extension SegmentTable {
  /// The usual table: ten segments by how recently and how often, which cover all 25 cells.
  public static let standard: SegmentTable = {
    func entry(
      _ name: String, _ recency: ClosedRange<Int>, _ frequency: ClosedRange<Int>,
      _ meaning: String
    ) -> Entry {
      Entry(
        name: name, ranges: [.recency: recency, .frequency: frequency], meaning: meaning)
    }
    return SegmentTable(entries: [
      entry("champions", 5...5, 4...5, "order often, and did so lately"),
      entry("loyal", 3...4, 4...5, "order often, the last time not long ago"),
      entry("potential-loyal", 4...5, 2...3, "ordered lately, on a few days so far"),
      entry("recent", 5...5, 1...1, "ordered very lately and on the fewest days: mostly new"),
      entry("promising", 4...4, 1...1, "ordered lately and on the fewest days"),
      entry("needs-attention", 3...3, 3...3, "in the middle by both; could go either way"),
      entry("about-to-sleep", 3...3, 1...2, "seldom ordered, and not lately"),
      entry("cannot-lose", 1...2, 5...5, "ordered the most often, and have gone silent"),
      entry("at-risk", 1...2, 3...4, "ordered often, and have gone silent"),
      entry("hibernating", 1...2, 1...2, "seldom ordered, long ago"),
    ])
  }()
}
