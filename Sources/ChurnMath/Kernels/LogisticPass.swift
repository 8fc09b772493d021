// Loss, gradient and Gram matrix of a logistic regression in one pass over the rows.
//
// sign    +1 for a churned row, -1 for a retained one
// margin  intercept + Σ coefficient × value
// root    √(w p (1 − p)), by which a row is scaled in the Gram matrix
// chunk   a run of rows whose sums are kept apart; its size depends on n and p alone
//
// Steps: threads take chunks; a chunk is summed in blocks of 128 rows by the kernel of this
// processor; the chunks' sums are added in chunk order, so no bit depends on the threads.

internal import CBLAS
internal import CKernels

/// The sums of one pass at one point.
package struct LogisticSums: Sendable, Equatable {
  /// Σ w log-loss.
  package var loss: Double
  /// Σ w (p − y) x, the intercept last; length *p* + 1.
  package var gradient: [Double]
  /// Σ w p (1 − p) x xᵀ, lower triangle, column-major, the intercept last; (*p* + 1)², or empty.
  package var gram: [Double]

  /// Puts sums together.
  package init(loss: Double, gradient: [Double], gram: [Double]) {
    self.loss = loss
    self.gradient = gradient
    self.gram = gram
  }
}

/// What a pass reads: a design matrix with signs and weights.
package struct LogisticPass: Sendable {
  /// How the Gram matrix of a chunk is summed.
  package enum GramMethod: Sendable {
    /// In register tiles of the own kernel; fastest on thin matrices.
    case tiles
    /// By `dsyrk` of OpenBLAS.
    case blas
  }

  private let design: Matrix
  private let signs: [Double]
  private let weights: [Double]?
  private let level: SIMDLevel
  private let method: GramMethod
  /// The number of rows of a chunk, a multiple of the kernel's block.
  private let chunk: Int

  /// Beyond this many columns `dsyrk` sums the Gram matrix.
  ///
  /// Measured on AVX-512 with OpenBLAS on its best core: tiles take 0.52 of the time of `dsyrk` at 50
  /// columns, 0.65 at 120, 0.8 at 400, 0.9 at 600, and as long at 1,000, where the panels of a block
  /// outgrow the second cache.
  package static let wideColumns = 1_000

  /// Beyond this many columns the sums of a chunk are large, so there are fewer chunks.
  private static let largeColumns = 96

  /// Prepares passes over `design`, *n* × *p*, with `signs` and `weights` of length *n*.
  package init(
    design: Matrix, signs: [Double], weights: [Double]?, level: SIMDLevel = .current,
    method: GramMethod? = nil
  ) {
    precondition(signs.count == design.rows, "\(signs.count) signs for \(design.rows) rows")
    precondition(
      (weights?.count ?? design.rows) == design.rows,
      "\(weights?.count ?? 0) weights for \(design.rows) rows")
    self.design = design
    self.signs = signs
    self.weights = weights
    self.level = min(level, .supported)
    self.method = method ?? (design.columns > Self.wideColumns ? .blas : .tiles)
    // At most 64 partial sums, fewer when they are large, so that they take little memory.
    let most = design.columns > Self.wideColumns ? 4 : design.columns > Self.largeColumns ? 16 : 64
    let even = (design.rows + most - 1) / most
    chunk = max(16_384, (even + 2_047) / 2_048 * 2_048)
  }

  /// The sums at `coefficients` (*p* + 1, the intercept last).
  ///
  /// - Parameters:
  ///   - coefficients: Where to evaluate.
  ///   - gram: Whether to sum the Gram matrix as well.
  ///   - step: Of every `step` blocks of 128 rows only the first is taken; 1 takes all.
  ///   - threads: The most threads to use; the sums do not depend on it.
  /// - Returns: Loss, gradient and, if asked for, the Gram matrix.
  package func sums(
    at coefficients: [Double], gram: Bool, step: Int = 1, threads: Int
  ) -> LogisticSums {
    let p = design.columns
    precondition(coefficients.count == p + 1, "\(coefficients.count) coefficients, not \(p + 1)")
    let chunks = (design.rows + chunk - 1) / chunk
    if method == .blas { OpenBLASThreads.useOne() }
    let parts = mapIndices(chunks, threads: threads) { index in
      let first = index * chunk
      let last = min(design.rows, first + chunk)
      return part(first..<last, at: coefficients, gram: gram, step: max(1, step))
    }
    var total = LogisticSums(
      loss: 0, gradient: [Double](repeating: 0, count: p + 1),
      gram: [Double](repeating: 0, count: gram ? (p + 1) * (p + 1) : 0))
    for part in parts {
      total.loss += part.loss
      for j in 0...p { total.gradient[j] += part.gradient[j] }
      guard gram else { continue }
      let order = part.order
      for j in 0...p {
        // The kernel is row-major with the upper triangle: read as columns, the lower one.
        for i in j...p { total.gram[j * (p + 1) + i] += part.gram[j * order + i] }
      }
    }
    return total
  }

  /// The sums of one chunk; the Gram matrix in rows of `order`, upper triangle.
  private struct Part: Sendable {
    var loss = 0.0
    var gradient: [Double]
    var gram: [Double] = []
    var order = 0
  }

  private func part(
    _ rows: Range<Int>, at coefficients: [Double], gram: Bool, step: Int
  ) -> Part {
    let p = design.columns
    let order = churn_logistic_order(p)
    var part = Part(gradient: [Double](repeating: 0, count: p + 1))
    part.order = order
    let tiles = gram && method == .tiles
    if gram { part.gram = [Double](repeating: 0, count: order * order) }
    var roots = [Double](repeating: 0, count: gram && !tiles ? rows.count : 0)
    let scratchSize = churn_logistic_scratch(p)
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: scratchSize) { scratch in
      unsafe scratch.initialize(repeating: 0)
      unsafe withProblem(coefficients) { problem in
        unsafe part.gram.withUnsafeMutableBufferPointer { gramBuffer in
          unsafe roots.withUnsafeMutableBufferPointer { rootBuffer in
            unsafe churn_logistic_pass(
              Int32(level.rawValue), problem, rows.lowerBound, rows.upperBound, step,
              &part.gradient, tiles ? gramBuffer.baseAddress : nil, &part.loss,
              gram && !tiles ? rootBuffer.baseAddress : nil, scratch.baseAddress)
          }
        }
      }
    }
    if gram, !tiles { addGram(rows, roots: roots, step: step, to: &part) }
    return part
  }

  private func withProblem(
    _ coefficients: [Double], _ body: (UnsafePointer<churn_logistic_problem>) -> Void
  ) {
    unsafe design.values.withUnsafeBufferPointer { columns in
      unsafe signs.withUnsafeBufferPointer { signs in
        unsafe coefficients.withUnsafeBufferPointer { coefficients in
          func call(_ weights: UnsafePointer<Double>?) {
            var problem = unsafe churn_logistic_problem(
              columns: columns.baseAddress, rows: design.rows, column_count: design.columns,
              signs: signs.baseAddress, weights: weights, coefficients: coefficients.baseAddress)
            unsafe body(&problem)
          }
          if let weights {
            unsafe weights.withUnsafeBufferPointer { unsafe call($0.baseAddress) }
          } else {
            call(nil)
          }
        }
      }
    }
  }

  /// Adds the Gram matrix of `rows` by `dsyrk`, a slab of scaled rows at a time.
  private func addGram(_ rows: Range<Int>, roots: [Double], step: Int, to part: inout Part) {
    let p = design.columns
    let block = Int(CHURN_LOGISTIC_BLOCK)
    let height = step == 1 ? 4 * block : block
    var slab = [Double](repeating: 0, count: height * (p + 1))
    var first = rows.lowerBound
    while first < rows.upperBound {
      let count = min(height, rows.upperBound - first)
      for r in 0..<count { slab[p * height + r] = roots[first - rows.lowerBound + r] }
      for j in 0..<p {
        let source = j * design.rows + first
        for r in 0..<count {
          slab[j * height + r] = design.values[source + r] * roots[first - rows.lowerBound + r]
        }
      }
      unsafe cblas_dsyrk(
        CblasColMajor, CblasLower, CblasTrans, Int32(p + 1), Int32(count), 1, slab, Int32(height),
        1, &part.gram, Int32(part.order))
      first += step == 1 ? height : block * step
    }
  }
}
