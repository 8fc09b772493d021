internal import ChurnData
internal import ChurnModels

/// The cells of one cohort, made of sums.
struct CohortCells: Sendable {
  private(set) var cells: [Double?] = []
  private(set) var shares: [Double?] = []
  private(set) var means: [Double?] = []
  private(set) var lower: [Double?] = []
  private(set) var upper: [Double?] = []
  private(set) var bases: [Int] = []
  private(set) var complete: [Bool?] = []

  /// What figures are made with.
  struct Scale: Sendable {
    let measure: CohortMeasure
    /// Units of money to the currency's.
    let money: Double
    /// Whether money is margin as found.
    let usesMargin: Bool
    /// What revenue is multiplied by.
    let rate: Double

    init(_ measure: CohortMeasure, _ log: PurchaseLog, usesMargin: Bool, rate: Double) {
      self.measure = measure
      self.usesMargin = usesMargin
      self.rate = rate
      money = usesMargin ? log.marginScale : log.amountScale
    }

    /// The measure's figure of sums, that of all customers together.
    func figure(_ cell: CohortTensor.Cell) -> Double {
      switch measure {
      case .retention: return Double(cell.active)
      case .orders: return Double(cell.orders)
      case .oneTime: return 0
      case .revenue, .margin, .value:
        return Double(usesMargin ? cell.margin : cell.revenue) / money * rate
      }
    }

    /// The sum of squares over customers of the measure's figure.
    fileprivate func squares(_ cell: CohortTensor.Cell) -> Double {
      guard measure.isMoney else { return Double(cell.squares) }
      return Double(cell.squares) / money / money * rate * rate
    }
  }

  /// The cells of the groups and joins of a cohort, for so many ages.
  init(
    _ parts: [(group: Int, join: Int)], _ tensor: CohortTensor, _ grid: PeriodGrid, columns: Int,
    _ scale: Scale
  ) {
    for age in 0..<columns {
      let reached = parts.filter { $0.join + age < grid.count }
      let whole = reached.filter { grid.isComplete($0.join + age) }
      // Everybody has a first period, so all speak there.
      let told = age == 0 || whole.isEmpty ? reached : whole
      guard !told.isEmpty else {
        append(nil, base: 0, complete: nil)
        continue
      }
      add(told, age, isComplete: told.count == whole.count, tensor, scale)
    }
  }

  private mutating func add(
    _ told: [(group: Int, join: Int)], _ age: Int, isComplete: Bool, _ tensor: CohortTensor,
    _ scale: Scale
  ) {
    let base = told.reduce(0) { $0 + tensor.size($1.group, $1.join) }
    var sum = CohortTensor.Cell()
    var first = CohortTensor.Cell()
    for part in told {
      sum += tensor.cell(part.group, part.join, age)
      first += tensor.cell(part.group, part.join, 0)
    }
    switch scale.measure {
    case .retention: append(count: sum.active, base: base, complete: isComplete)
    case .oneTime:
      let again = told.reduce(0) { total, part in
        (0...age).reduce(total) { $0 + tensor.cell(part.group, part.join, $1).second }
      }
      append(count: base - again, base: base, complete: isComplete)
    case .value:
      let total = told.reduce(0.0) { total, part in
        (0...age).reduce(total) { $0 + scale.figure(tensor.cell(part.group, part.join, $1)) }
      }
      let mean = total / Double(base)
      let start = scale.figure(first) / Double(base)
      append(
        mean, share: start > 0 ? mean / start : nil, mean: mean,
        spread: scale.squares(sum) / Double(base) - mean * mean, base: base, complete: isComplete)
    case .orders, .revenue, .margin:
      let total = scale.figure(sum)
      let start = scale.figure(first)
      let mean = total / Double(base)
      append(
        total, share: start > 0 ? total / start : nil, mean: mean,
        spread: scale.squares(sum) / Double(base) - mean * mean, base: base, complete: isComplete)
    }
  }

  private mutating func append(_ cell: Double?, base: Int, complete: Bool?) {
    cells.append(cell)
    shares.append(nil)
    means.append(nil)
    lower.append(nil)
    upper.append(nil)
    bases.append(base)
    self.complete.append(complete)
  }

  /// A cell that counts customers.
  private mutating func append(count: Int, base: Int, complete: Bool) {
    let share = Double(count) / Double(max(1, base))
    let interval = WilsonInterval(share: share, of: Double(base))
    cells.append(Double(count))
    shares.append(share)
    means.append(share)
    lower.append(interval.lower)
    upper.append(interval.upper)
    bases.append(base)
    self.complete.append(complete)
  }

  /// A cell of sums; `spread` is the variance over customers.
  private mutating func append(
    _ cell: Double, share: Double?, mean: Double, spread: Double, base: Int, complete: Bool
  ) {
    let count = Double(base)
    let error = (max(0, spread) / max(1, count - 1)).squareRoot() * 1.959963984540054
    cells.append(cell)
    shares.append(share)
    means.append(mean)
    lower.append(base > 1 && error.isFinite ? mean - error : nil)
    upper.append(base > 1 && error.isFinite ? mean + error : nil)
    bases.append(base)
    self.complete.append(complete)
  }
}
