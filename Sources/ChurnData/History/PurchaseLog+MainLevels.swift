internal import ChurnMath

extension PurchaseLog {
  /// What the main level of a customer is reckoned by.
  public enum LevelWeight: Sendable {
    /// Distinct orders that hold the level.
    case orders
    /// Gross value of its lines; without amounts as by lines.
    case value
  }

  /// The level of a column that each of some customers has most of, strictly before a day.
  ///
  /// Lines that take goods back do not count. Of equal levels the first by name is taken.
  ///
  /// - Parameters:
  ///   - column: Channels, categories or the like of this log.
  ///   - customers: Numbers of customers.
  ///   - day: Lines on or after it do not count.
  ///   - weight: What levels are reckoned by.
  ///   - threads: The most threads to use.
  /// - Returns: A code for each customer; missing (`NaN`) without a named line.
  public func mainLevels(
    of column: LevelColumn, customers: [Int], before day: Day, by weight: LevelWeight,
    threads: Int = 1
  ) -> [Double] {
    let pieces = evenPieces(customers.count, max(1, threads) * 4)
    let limit = day.startSeconds
    return mapIndices(pieces.count, threads: threads) { piece in
      var seen: [UInt64] = []
      var values: [(code: UInt32, value: Int64)] = []
      return pieces[piece].map { place in
        seen.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        for line in lines(of: customers[place]) {
          guard times[line] < limit else { break }
          let code = column.codes[line]
          guard code != TextColumn.missing, isReturn?[line] != true else { continue }
          switch weight {
          case .orders: seen.append(UInt64(code) << 32 | UInt64(orders[line]))
          case .value: values.append((code, max(0, amounts?[line] ?? 1)))
          }
        }
        if weight == .orders {
          seen.sort()
          for (place, pair) in seen.enumerated() where place == 0 || pair != seen[place - 1] {
            values.append((UInt32(truncatingIfNeeded: pair >> 32), 1))
          }
        } else {
          values.sort { $0.code < $1.code }
        }
        return Self.heaviest(values)
      }
    }.flatMap { $0 }
  }

  /// The code with the largest sum, of equal ones the first; codes ascend.
  private static func heaviest(_ values: [(code: UInt32, value: Int64)]) -> Double {
    var best: (code: UInt32, value: Int64)?
    var current: (code: UInt32, value: Int64)?
    func close() {
      guard let closed = current else { return }
      if let known = best, known.value >= closed.value { return }
      best = closed
    }
    for item in values {
      if let sum = current, sum.code == item.code {
        let (value, isTooLarge) = sum.value.addingReportingOverflow(item.value)
        current = (sum.code, isTooLarge ? .max : value)
      } else {
        close()
        current = item
      }
    }
    close()
    return best.map { Double($0.code) } ?? .nan
  }
}
