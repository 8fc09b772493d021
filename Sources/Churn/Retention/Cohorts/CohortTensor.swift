// What customers did in each period since their first one.
//
// group   what customers are put together by besides time, numbered; one where there is nothing
// join    the period of a customer's first order
// age     periods since then, 0 for the first itself
//
// All sums are whole numbers, so neither threads nor the order of rows show.

internal import ChurnData
internal import ChurnMath

/// Sums of customers by group, join and age.
struct CohortTensor: Sendable {
  /// The sums of one place.
  struct Cell: Sendable, Equatable {
    /// Customers with an order.
    var active = 0
    /// Orders.
    var orders = 0
    /// Customers whose second order lies here.
    var second = 0
    /// Net revenue, in amount units.
    var revenue: Int128 = 0
    /// Margin, in margin units.
    var margin: Int128 = 0
    /// Squares over customers of the measure's figure, for its interval.
    var squares: Int128 = 0

    static func += (left: inout Cell, right: Cell) {
      left.active += right.active
      left.orders += right.orders
      left.second += right.second
      left.revenue += right.revenue
      left.margin += right.margin
      left.squares += right.squares
    }
  }

  let periods: Int
  let groups: Int
  /// Customers of each group and join; the place is group · periods + join.
  private(set) var sizes: [Int]
  /// For each group and join the ages from 0 to the last period.
  private var cells: [Cell]
  /// The measure's figure of the customer at hand, by age.
  private var figures: [(age: Int, money: Int128)] = []

  /// Cells beyond which memory would not do.
  static let mostCells = 500_000

  init(groups: Int, periods: Int) {
    self.groups = groups
    self.periods = periods
    sizes = [Int](repeating: 0, count: groups * periods)
    cells = [Cell](repeating: Cell(), count: groups * Self.triangle(periods))
  }

  /// How many pairs of join and age there are.
  static func triangle(_ periods: Int) -> Int {
    periods.multipliedReportingOverflow(by: periods + 1).partialValue / 2
  }

  private func place(_ group: Int, _ join: Int, _ age: Int) -> Int {
    // Earlier joins have `periods`, `periods - 1`, ... ages.
    group * Self.triangle(periods) + join * periods - join * (join - 1) / 2 + age
  }

  /// The sums of a group, join and age within the periods.
  func cell(_ group: Int, _ join: Int, _ age: Int) -> Cell { cells[place(group, join, age)] }

  /// Customers of a group and join.
  func size(_ group: Int, _ join: Int) -> Int { sizes[group * periods + join] }

  /// Adds the sums over other customers.
  mutating func add(_ other: CohortTensor) {
    for place in sizes.indices { sizes[place] += other.sizes[place] }
    for place in cells.indices { cells[place] += other.cells[place] }
  }

  /// Figures beyond this are squared as if they were no more; the sum over customers stays in range.
  private static let mostSquared = Int128(1) << 43

  private static func square(_ value: Int128) -> Int128 {
    let clamped = min(max(value, -mostSquared), mostSquared)
    return clamped * clamped
  }

  /// Adds a customer.
  ///
  /// - Parameters:
  ///   - kept: What was ordered; without an order nothing is added.
  ///   - group: The number of the customer's group.
  ///   - grid: The periods.
  ///   - measure: Of which figure squares are summed.
  ///   - usesMargin: Whether value is margin rather than revenue.
  mutating func add(
    _ kept: KeptOrders, group: Int, _ grid: PeriodGrid, measure: CohortMeasure, usesMargin: Bool
  ) {
    guard let first = kept.orders.first else { return }
    let join = grid.place(of: first.day)
    sizes[group * periods + join] += 1
    let row = place(group, join, 0)
    for loss in kept.losses {
      // A loss before the first kept order stands with it.
      let age = max(0, grid.place(of: loss.day) - join)
      cells[row + age].revenue -= Int128(loss.value)
    }
    if kept.orders.count > 1 { cells[row + grid.place(of: kept.orders[1].day) - join].second += 1 }
    figures.removeAll(keepingCapacity: true)
    var place = 0
    while place < kept.orders.count {
      let period = grid.place(of: kept.orders[place].day)
      var (orders, revenue, margin) = (0, Int128(0), Int128(0))
      while place < kept.orders.count, kept.orders[place].day < grid.edges[period + 1] {
        orders += 1
        revenue += Int128(kept.orders[place].value)
        margin += Int128(kept.orders[place].margin)
        place += 1
      }
      let age = period - join
      cells[row + age].active += 1
      cells[row + age].orders += orders
      cells[row + age].revenue += revenue
      cells[row + age].margin += margin
      switch measure {
      case .retention, .oneTime: break
      case .orders: figures.append((age, Int128(orders)))
      case .revenue: figures.append((age, revenue))
      case .margin: figures.append((age, margin))
      case .value: figures.append((age, usesMargin ? margin : revenue))
      }
    }
    if measure == .revenue || (measure == .value && !usesMargin) {
      for loss in kept.losses { take(Int128(loss.value), max(0, grid.place(of: loss.day) - join)) }
    }
    if measure == .value { addRunning(row, ages: periods - join) } else { addSquares(row) }
  }

  /// Takes a loss off the figure of its age.
  private mutating func take(_ loss: Int128, _ age: Int) {
    let place = figures.partitionPoint { $0.age < age }
    if place < figures.count, figures[place].age == age {
      figures[place].money -= loss
    } else {
      figures.insert((age, -loss), at: place)
    }
  }

  private mutating func addSquares(_ row: Int) {
    for figure in figures { cells[row + figure.age].squares += Self.square(figure.money) }
  }

  /// Adds the square of what was brought so far at every age.
  private mutating func addRunning(_ row: Int, ages: Int) {
    var total = Int128(0)
    var next = 0
    for figure in figures {
      let square = Self.square(total)
      while next < figure.age {
        cells[row + next].squares += square
        next += 1
      }
      total += figure.money
    }
    let square = Self.square(total)
    while next < ages {
      cells[row + next].squares += square
      next += 1
    }
  }
}
