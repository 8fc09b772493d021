import ChurnMath

/// Gradient boosting as a textbook has it: numbers as they are, every split tried, best leaf first.
struct NaiveBoosting {
  var rounds: Int
  var rate: Double
  var maxLeaves: Int
  var minLeafRows: Int
  var l2: Double

  private struct Leaf {
    var rows: [Int]
    var gain = 0.0
    var left: [Int] = []
    var right: [Int] = []
  }

  /// The log-odds of the training rows after all rounds.
  func scores(_ columns: [[Double]], labels: [Bool]) -> [Double] {
    let share = Double(labels.count { $0 }) / Double(labels.count)
    var scores = [Double](repeating: naturalLog(share / (1 - share)), count: labels.count)
    for _ in 0..<rounds {
      let p = scores.map { 1 / (1 + power(-$0)) }
      let g = zip(p, labels).map { $0 - ($1 ? 1 : 0) }
      let h = p.map { $0 * (1 - $0) }
      var leaves = [best(Array(labels.indices), columns, g, h)]
      while leaves.count < maxLeaves {
        let gain = leaves.map(\.gain).max() ?? 0
        guard gain > 1e-9, let place = leaves.firstIndex(where: { $0.gain > gain - 1e-9 }) else {
          break
        }
        let leaf = leaves.remove(at: place)
        leaves.append(best(leaf.left, columns, g, h))
        leaves.append(best(leaf.right, columns, g, h))
      }
      for leaf in leaves {
        let value =
          -rate * leaf.rows.reduce(0) { $0 + g[$1] } / (leaf.rows.reduce(0) { $0 + h[$1] } + l2)
        for row in leaf.rows { scores[row] += value }
      }
    }
    return scores
  }

  /// What a leaf of some rows takes off twice the loss.
  func quality(_ rows: [Int], _ g: [Double], _ h: [Double]) -> Double {
    let first = rows.reduce(0) { $0 + g[$1] }
    return first * first / (rows.reduce(0) { $0 + h[$1] } + l2)
  }

  /// The most that a split of some rows gains.
  func bestGain(_ rows: [Int], _ columns: [[Double]], _ g: [Double], _ h: [Double]) -> Double {
    best(rows, columns, g, h).gain
  }

  private func best(
    _ rows: [Int], _ columns: [[Double]], _ g: [Double], _ h: [Double]
  ) -> Leaf {
    var best = Leaf(rows: rows)
    let alone = quality(rows, g, h)
    for column in columns {
      let values = Set(rows.map { column[$0] }.filter { !$0.isNaN }).sorted()
      let hasMissing = rows.contains { column[$0].isNaN }
      for cut in values {
        for missingLeft in hasMissing ? [false, true] : [false] {
          let left = rows.filter { column[$0].isNaN ? missingLeft : column[$0] <= cut }
          let right = rows.filter { column[$0].isNaN ? !missingLeft : column[$0] > cut }
          guard min(left.count, right.count) >= max(1, minLeafRows) else { continue }
          let gain = quality(left, g, h) + quality(right, g, h) - alone
          // The first of equals, whatever their last bits.
          if gain > best.gain + 1e-9 {
            best = Leaf(rows: rows, gain: gain, left: left, right: right)
          }
        }
      }
    }
    return best
  }
}
