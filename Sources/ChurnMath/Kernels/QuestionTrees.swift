// Small trees over many rows: every question is put to all rows of a block at once.
//
// A tree is a list of questions. All rows start at leaf 0; question i is put to the rows that stand
// at one leaf, and those that answer no move to leaf i + 1. So a block of rows needs no branch and
// no look-up until its leaves are known: one compare with the leaf, one with the byte, one masked
// move for 16 to 64 rows.

internal import CKernels

/// Trees of at most 256 leaves, laid out for scoring blocks of rows.
package struct QuestionTrees: Sendable {
  /// The most leaves of a tree: their numbers are bytes.
  package static let mostLeaves = 256

  /// The number of rows of a block.
  package static let block = Int(CHURN_TREE_BLOCK)

  private var questions: [churn_question] = []
  private var starts = [0]
  private var values: [Double] = []
  private var sets: [UInt8] = []
  private var setStarts: [Int] = []
  private var columns = 0

  /// No trees yet.
  package init() {}

  /// Whether there are no trees.
  package var isEmpty: Bool { setStarts.isEmpty }

  /// Adds a tree.
  ///
  /// - Parameters:
  ///   - tests: The questions; number *i* makes leaf *i* + 1 of those who answer no.
  ///   - asked: For each question, the leaf whose rows are asked, at most *i*.
  ///   - values: The value of each leaf, one more than there are questions.
  package mutating func append(tests: [ByteTest], asked: [Int], values: [Double]) {
    precondition(
      values.count == tests.count + 1 && asked.count == tests.count
        && values.count <= Self.mostLeaves,
      "\(values.count) leaves for \(tests.count) questions to \(asked.count) leaves")
    let firstSet = sets.count / 32
    for (number, test) in tests.enumerated() {
      precondition(asked[number] <= number, "question \(number) asks leaf \(asked[number])")
      var set = 0
      if test.set != nil {
        sets += test.setBytes
        set = sets.count / 32 - firstSet
      }
      columns = max(columns, test.column + 1)
      questions.append(
        churn_question(
          column: UInt32(test.column), set: UInt16(set), threshold: test.threshold,
          asked: UInt8(asked[number])))
    }
    self.values += values
    starts.append(questions.count)
    setStarts.append(firstSet)
  }

  /// Adds the trees' values, in their order, to the sums of some rows.
  ///
  /// - Parameters:
  ///   - bins: The columns of bytes, each `stride` long.
  ///   - stride: From one column to the next; at least `rows`.
  ///   - rows: How many; a multiple of `block`.
  ///   - sums: One a row.
  ///   - level: The instruction set; the sums are the same on all.
  package func add(
    bins: Span<UInt8>, stride: Int, rows: Int, to sums: inout MutableSpan<Double>,
    level: SIMDLevel = .current
  ) {
    precondition(
      rows % Self.block == 0 && rows >= 0 && sums.count >= rows && stride >= rows
        && bins.count >= columns * stride,
      "\(bins.count) bins for \(columns) columns of \(rows) rows")
    let level = min(level, .supported)
    unsafe questions.withUnsafeBufferPointer { questions in
      unsafe starts.withUnsafeBufferPointer { starts in
        unsafe values.withUnsafeBufferPointer { values in
          unsafe sets.withUnsafeBufferPointer { sets in
            unsafe setStarts.withUnsafeBufferPointer { setStarts in
              var trees = unsafe churn_question_trees(
                trees: setStarts.count, questions: questions.baseAddress,
                starts: starts.baseAddress,
                values: values.baseAddress, sets: sets.baseAddress,
                set_starts: setStarts.baseAddress)
              unsafe bins.withUnsafeBufferPointer { bins in
                unsafe sums.withUnsafeMutableBufferPointer { sums in
                  unsafe churn_add_questions(
                    Int32(level.rawValue), &trees, bins.baseAddress, stride, rows,
                    sums.baseAddress)
                }
              }
            }
          }
        }
      }
    }
  }
}
