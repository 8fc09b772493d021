public import ChurnData
public import ChurnMath
public import Logging

/// One row for each customer of a base at a day: features, attributes, scores, segment and habits.
///
///     let filter = try CustomerFilter("recency_days > 60 and rfm_segment = 'champions'")
///     let table = try CustomerTable(
///       book, at: day, columns: Set(filter.columnNames), threads: 2, logger: logger)
///     let isMet = try filter.matches(table.matrix)
///
/// Everything is told from what lies strictly before the day. Rows are the customers with a purchase
/// that was kept by then, ascending by id. Besides every feature of `churn features --list` and
/// the attributes of the customers file (`customer.age`, or `age` for short) there are
///
/// * `r_score`, `f_score`, `m_score`: fifths by days since the last order (5 = most recently), by
///   distinct days with an order, and by net revenue, see ``Quintiles``;
/// * `rfm_segment`: the name in the ``SegmentTable``;
/// * `stage`: the ``LifecycleStage``;
/// * `clv`: the value expected, and `value_tier`, the tier by it, see ``ExpectedValues``;
/// * `behaviour_...`: habits, 1 or 0, see ``Behaviour``;
/// * `main_channel`, `main_category`: what most orders, or most money, went through.
public struct CustomerTable: Sendable {
  /// The day at whose first second the table stands.
  public let day: Day
  /// The numbers of the customers in the log, ascending; length *n*.
  public let customers: [Int]
  /// *n* × *p*.
  public let matrix: FeatureMatrix
  /// The cut points of the scores, by the column of the score; empty where none was asked for.
  public let quintiles: [SegmentTable.Score: Quintiles]
  /// What value tiers go by; nil where neither tier nor value was asked for.
  public let valueBasis: ExpectedValues.Basis?
  /// What a reader must know, a sentence each.
  public let notes: [String]

  /// What a table's columns depend on besides the data.
  public struct Settings: Sendable {
    /// Days of silence that count as churn, for stages.
    public var horizonDays = 90
    /// Segments, thresholds and tiers.
    public var segments = SegmentTable.standard
    /// How far ahead value is reckoned, and at what discount.
    public var schedule = DiscountSchedule(months: 12, yearlyRate: 0.1)
    /// Margin as a share of revenue; nil = by the margin column, else 1.
    public var marginRate: Double?

    /// The usual settings.
    public init() {}
  }

  /// Computes a table.
  ///
  /// - Parameters:
  ///   - book: The orders, and the customers file if there is one.
  ///   - day: Nothing on or after it is looked at.
  ///   - columns: The columns wanted; nil = all that the data can feed. Names that are no column of
  ///     the data are passed over: a filter that asks for one says so itself.
  ///   - settings: Horizon, segments, thresholds and value.
  ///   - threads: The most threads to use; the table does not depend on it.
  ///   - logger: Where what cannot be computed is said.
  /// - Throws: `PipelineError.cutoffOutsideData`, `.noCustomerActive`; `FilterError` for a segment whose
  ///   condition asks for what is not there.
  /// - Complexity: O(lines + customers × features).
  public init(
    _ book: OrderBook, at day: Day, columns: Set<String>? = nil, settings: Settings = Settings(),
    threads: Int = 1, logger: Logger
  ) throws {
    let plan = CustomerTablePlan(book, at: day, columns: columns, settings: settings)
    let base = try plan.base(book, threads: threads, logger: logger)
    var making = CustomerTableMaking(plan, book, base: base, threads: threads)
    try making.derive()
    self.day = day
    customers = base.customers
    matrix = FeatureMatrix(columns: making.chosen, rowCount: base.customers.count)
    quintiles = making.quintiles
    valueBasis = making.valueBasis
    notes = making.notes
  }

  /// The columns that a table of some data has, for checking conditions before anything is computed.
  ///
  /// - Parameters:
  ///   - book: The orders, and the customers file if there is one.
  ///   - day: The day of the table; some features need a year of data before it.
  ///   - wanted: Names that are to be there if they can: windows of any length, such as `orders_45`,
  ///     are columns only where somebody asks for them.
  ///   - settings: Segments and tiers, whose names are levels.
  /// - Returns: Names, and what the columns hold.
  public static func columns(
    of book: OrderBook, at day: Day, wanted: [String] = [], settings: Settings = Settings()
  ) -> [(name: String, kind: FeatureMatrix.Kind)] {
    CustomerTablePlan(book, at: day, columns: nil, settings: settings).kinds(book, wanted: wanted)
  }

  /// Those of some names that are columns of a customers file, and so must be asked for when it is read:
  /// protected columns, such as age, are read only then.
  ///
  /// - Throws: `DataError` when the file cannot be read.
  public static func attributes(
    _ names: [String], ofCustomersFile path: String?
  ) throws(DataError) -> [String] {
    guard let path else { return [] }
    let known = try TableFile(paths: [path], options: TableOptions()).columnNames
    let bare = names.map { name in
      name.hasPrefix(AttributeFeature.prefix)
        ? String(name.dropFirst(AttributeFeature.prefix.count)) : name
    }
    return known.filter(bare.contains)
  }

  /// A column by name; nil when there is none.
  public func column(_ name: String) -> FeatureMatrix.Column? {
    matrix.columns.first { $0.name == name }
  }

  /// The names in a column, one a customer; nil where missing, and for a column of numbers.
  public func names(_ column: String) -> [String?] {
    guard let found = self.column(column), case .categorical(let levels) = found.kind else {
      return Array(repeating: nil, count: customers.count)
    }
    return found.values.map { $0.isNaN ? nil : levels[Int($0)] }
  }
}
