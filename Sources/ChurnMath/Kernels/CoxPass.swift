// Log partial likelihood, gradient and information of a Cox regression in linear time.
//
// risk       weight × exp(row · coefficients)
// S₀, S₁     sums of risk, and of risk × row, over those at risk; E₀, E₁ over those who leave now
// mean       S₁ / S₀, or with the k-th of d ties taken out (S₁ − k/d E₁) / (S₀ − k/d E₀)
// hazard     Σ weight / S₀ of one time
//
// The information is Σ S₂/S₀ − mean meanᵀ over the exits. Exchanging the sums, its first part is
// Σ risk × (hazard while at risk) × row rowᵀ over the rows, so that both parts are Gram matrices and
// no sum of squares has to be carried along.
//
// Steps: 1. risks. 2. sums of each chunk; from these the sums at each chunk's start. 3. walk through
// each chunk: likelihood, gradient, hazards, second part. 4. hazards added up. 5. first part.
// Chunks depend on the rows alone, and are added in order: threads change no bit.

internal import Glibc

/// What a pass sums up at one point.
package struct CoxSums: Sendable, Equatable {
  /// The log partial likelihood; not finite where risks overflow.
  package var logLikelihood: Double
  /// Its derivative; length *p*.
  package var gradient: [Double]
  /// Its negative second derivative; lower triangle, column-major; *p*².
  package var information: [Double]
}

/// How times at which several leave are counted.
package enum CoxTies: Sendable, Equatable {
  /// Those who leave at one time are taken out one after the other, in the mean over all orders.
  case efron
  /// All who leave at one time face all others at risk.
  case breslow
}

/// What passes over the rows of a Cox regression read.
package struct CoxPass: Sendable {
  /// The rows.
  package let rows: CoxRows
  /// How ties are counted.
  package let ties: CoxTies
  /// Groups that are summed together.
  private let chunks: [Range<Int>]
  /// The rows of the chunks.
  private let pieces: [Range<Int>]

  /// Prepares passes over `rows`.
  package init(rows: CoxRows, ties: CoxTies) {
    self.rows = rows
    self.ties = ties
    OpenBLASThreads.useOne()
    // At most 64 chunks, each with sums of its own, fewer when these are large.
    let most = rows.columns > 96 ? 8 : 64
    let size = max(4_096, rows.count / most + 1)
    var chunks: [Range<Int>] = []
    var pieces: [Range<Int>] = []
    var first = 0
    for (index, group) in rows.groups.enumerated()
    where group.end - rows.groups[first].start >= size || index == rows.groups.count - 1 {
      chunks.append(first..<index + 1)
      pieces.append(rows.groups[first].start..<group.end)
      first = index + 1
      if first == rows.groups.count { break }
    }
    self.chunks = chunks
    self.pieces = pieces
  }

  /// Row times coefficients, for each row.
  package func margins(at coefficients: [Double], threads: Int) -> [Double] {
    let p = rows.columns
    precondition(coefficients.count == p, "\(coefficients.count) coefficients, not \(p)")
    return fillPieces(pieces, initial: 0, threads: threads) { piece, span in
      let values = rows.values.span
      let coefficients = coefficients.span
      var place = pieces[piece].lowerBound * p
      for row in span.indices {
        var margin = 0.0
        for j in 0..<p { margin += values[place &+ j] * coefficients[j] }
        span[row] = margin
        place &+= p
      }
    }
  }

  /// Weight times the exponential of the margin, for each row.
  package func risks(_ margins: [Double], threads: Int) -> [Double] {
    fillPieces(pieces, initial: 0, threads: threads) { piece, span in
      let first = pieces[piece].lowerBound
      for row in span.indices { span[row] = rows.weights[first + row] * exp(margins[first + row]) }
    }
  }

  /// The sums at `coefficients`.
  ///
  /// - Parameters:
  ///   - coefficients: Where to evaluate; length *p*.
  ///   - multipliers: What the information of each group is multiplied by, not negative; nil = 1.
  ///     Likelihood and gradient stay as they are.
  ///   - threads: The most threads to use; the sums do not depend on it.
  /// - Returns: Likelihood, gradient and information.
  /// - Complexity: O(*n p*² + *d p*²) with *d* exits.
  package func sums(
    at coefficients: [Double], multipliers: [Double]? = nil, threads: Int
  ) -> CoxSums {
    let p = rows.columns
    let margins = margins(at: coefficients, threads: threads)
    let risks = risks(margins, threads: threads)
    let starts = chunkStarts(risks, threads: threads)
    let walks = mapIndices(chunks.count, threads: threads) { chunk in
      walk(chunk, from: starts[chunk], margins, risks, multipliers: multipliers)
    }
    let hazards = SummedHazards(walks.map(\.hazards), groups: rows.groups)
    let grams = mapIndices(chunks.count, threads: threads) { chunk in
      gram(chunk, risks, hazards, rebates: walks[chunk].rebates)
    }
    var total = CoxSums(
      logLikelihood: 0, gradient: [Double](repeating: 0, count: p),
      information: [Double](repeating: 0, count: p * p))
    for (walk, gram) in zip(walks, grams) {
      total.logLikelihood += walk.logLikelihood
      for j in 0..<p { total.gradient[j] += walk.gradient[j] }
      for place in total.information.indices {
        total.information[place] += gram[place] + walk.means[place]
      }
    }
    return total
  }

  /// The sums over those at risk just before each chunk is walked through.
  private func chunkStarts(_ risks: [Double], threads: Int) -> [RiskSums] {
    let empty = RiskSums(columns: rows.columns, isCompensated: rows.leaving != nil)
    let own = mapIndices(chunks.count, threads: threads) { chunk in
      let values = rows.values.span
      let p = rows.columns
      var sums = empty
      var opens = false
      for index in chunks[chunk] {
        let group = rows.groups[index]
        if group.opensStratum {
          sums.reset()
          opens = true
        }
        takeOut(index, risks, from: &sums)
        for row in group.start..<group.end { sums.add(risks[row], values, from: row &* p) }
      }
      return (sums: sums, opens: opens)
    }
    var starts = [empty]
    for chunk in own.dropLast() {
      var next = starts[starts.count - 1]
      if chunk.opens { next.reset() }
      next.add(chunk.sums)
      starts.append(next)
    }
    return starts
  }

  /// Takes those out who are not yet under observation at a group.
  func takeOut(_ group: Int, _ risks: [Double], from sums: inout RiskSums) {
    guard rows.leaving != nil else { return }
    let values = rows.values.span
    for place in Int(rows.leaverStarts[group])..<Int(rows.leaverStarts[group + 1]) {
      let row = Int(rows.leavers[place])
      sums.add(-risks[row], values, from: row * rows.columns)
    }
  }

  /// What walking through one chunk gives.
  private struct Walk: Sendable {
    var logLikelihood = 0.0
    var gradient: [Double]
    /// −Σ mean meanᵀ.
    var means: [Double] = []
    /// Of each group, times its multiplier.
    var hazards: [Double] = []
    /// What those who leave at a group with ties are not exposed to.
    var rebates: [Double] = []
  }

  private func walk(
    _ chunk: Int, from start: RiskSums, _ margins: [Double], _ risks: [Double],
    multipliers: [Double]?
  ) -> Walk {
    let p = rows.columns
    let values = rows.values.span
    var walk = Walk(gradient: [Double](repeating: 0, count: p))
    walk.hazards = [Double](repeating: 0, count: chunks[chunk].count)
    walk.rebates = walk.hazards
    var atRisk = start
    var leaving = RiskSums(columns: p, isCompensated: false)
    var gram = GramSum(columns: p, sign: -1)
    for (place, index) in chunks[chunk].enumerated() {
      let group = rows.groups[index]
      if group.opensStratum { atRisk.reset() }
      takeOut(index, risks, from: &atRisk)
      for row in group.leftEnd..<group.end { atRisk.add(risks[row], values, from: row &* p) }
      let count = group.leftEnd - group.start
      if count == 0 { continue }
      leaving.reset()
      var weight = 0.0
      for row in group.start..<group.leftEnd {
        let own = rows.weights[row]
        weight += own
        walk.logLikelihood += own * margins[row]
        leaving.add(risks[row], values, from: row &* p)
        for j in 0..<p { walk.gradient[j] += own * values[row &* p &+ j] }
      }
      let steps = ties == .efron ? count : 1
      let stepWeight = weight / Double(steps)
      let multiplier = multipliers?[index] ?? 1
      let root = (stepWeight * multiplier).squareRoot()
      for step in 0..<steps {
        let outside = Double(step) / Double(steps)
        let share = 1 - outside
        let sum = atRisk.whole + share * leaving.total
        let inverse = 1 / sum
        walk.logLikelihood -= stepWeight * log(sum)
        let hazard = stepWeight * inverse * multiplier
        walk.hazards[place] += hazard
        walk.rebates[place] += outside * hazard
        for j in 0..<p {
          walk.gradient[j] -=
            stepWeight * inverse * (atRisk.whole(j) + share * leaving.sums[j])
        }
        gram.add(root * inverse) { atRisk.whole($0) + share * leaving.sums[$0] }
      }
      atRisk.add(leaving)
    }
    gram.flush()
    walk.means = gram.sum
    return walk
  }

  /// Σ risk × hazard × row rowᵀ over the rows of a chunk.
  private func gram(
    _ chunk: Int, _ risks: [Double], _ hazards: SummedHazards, rebates: [Double]
  ) -> [Double] {
    let p = rows.columns
    let values = rows.values.span
    var gram = GramSum(columns: p, sign: 1)
    for (place, index) in chunks[chunk].enumerated() {
      let group = rows.groups[index]
      for row in group.start..<group.end {
        var hazard = hazards.faced(from: index, until: rows.leaving?[row] ?? -1)
        if row < group.leftEnd { hazard -= rebates[place] }
        gram.add((risks[row] * max(0, hazard)).squareRoot()) { values[row &* p &+ $0] }
      }
    }
    gram.flush()
    return gram.sum
  }
}

/// The hazards of a stratum added up from its first time on, in two parts.
package struct SummedHazards: Sendable {
  private let sums: [Double]
  private let rests: [Double]

  /// Adds up the hazards of `groups`, which are given in consecutive parts.
  package init(_ parts: [[Double]], groups: [CoxRows.Group]) {
    var sums = [Double](repeating: 0, count: groups.count)
    var rests = sums
    var index = groups.count
    var sum = 0.0
    var rest = 0.0
    for part in parts.reversed() {
      for hazard in part.reversed() {
        index -= 1
        RiskSums.add(hazard, to: &sum, &rest)
        sums[index] = sum
        rests[index] = rest
        if groups[index].opensStratum {
          sum = 0
          rest = 0
        }
      }
    }
    self.sums = sums
    self.rests = rests
  }

  /// What a row faced that ended with group `group` and came under observation after the times of
  /// group `leaving` (−1 = was there from the first time of its stratum).
  @inline(__always)
  package func faced(from group: Int, until leaving: Int32) -> Double {
    guard leaving >= 0 else { return sums[group] + rests[group] }
    let end = Int(leaving)
    return (sums[group] - sums[end]) + (rests[group] - rests[end])
  }
}
