extension ScoreBin {
  /// The rows by probability, in twenty ranges of equal width, empty ones too.
  static func bins(_ rows: JudgedRows, count: Int = 20) -> [ScoreBin] {
    let count = max(1, count)
    let scale = Double(count)
    var retained = [Int](repeating: 0, count: count)
    var churned = retained
    for (row, p) in rows.probabilities.enumerated() where p >= 0 && p <= 1 {
      var bin = min(count - 1, Int(p * scale))
      // The product is rounded; the borders decide.
      if bin + 1 < count, p >= Double(bin + 1) / scale { bin += 1 }
      if bin > 0, p < Double(bin) / scale { bin -= 1 }
      if rows.labels[row] { churned[bin] += 1 } else { retained[bin] += 1 }
    }
    return (0..<count).map { bin in
      ScoreBin(
        lower: Double(bin) / scale, upper: Double(bin + 1) / scale, retained: retained[bin],
        churned: churned[bin])
    }
  }
}
