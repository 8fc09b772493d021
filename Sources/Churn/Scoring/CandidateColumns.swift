public import ChurnData
public import ChurnMath
public import Logging

/// What conditions on candidates can ask for, one row a candidate.
///
/// Columns of the score come first (`churn_probability`, `risk_band`, `value_at_risk`,
/// `margin_expected`, `days_since_last`, `stage` and `segment`, which are the same), then the features
/// as the bundle computes them, then whatever else a ``CustomerTable`` has.
public struct CandidateColumns: Sendable {
  /// *n* rows: the columns that were wanted and are there.
  public let matrix: FeatureMatrix
  /// The names of all columns that could be asked for.
  public let knownNames: [String]

  /// Columns as they stand.
  public init(_ matrix: FeatureMatrix) {
    self.matrix = matrix
    knownNames = matrix.columnNames
  }

  /// The wanted columns of the customers of a base, in their order.
  ///
  /// - Parameters:
  ///   - base: The scored customers.
  ///   - wanted: Names as conditions give them; what is not there is passed over.
  ///   - book: The orders that were scored; nil for a ready table.
  ///   - day: The day of the scores; nil = the end of the data.
  ///   - threads: The most threads to use.
  ///   - logger: Where what cannot be computed is said.
  /// - Throws: What ``CustomerTable`` throws.
  public init(
    _ base: ScoredBase, wanted: [String], book: OrderBook?, at day: Day?, threads: Int,
    logger: Logger
  ) throws {
    var columns = Self.scoreColumns(base)
    var names = columns.map(\.name)
    let rows = base.rows(of: base.customers.map(\.id))
    func isThere(_ name: String) -> Bool {
      columns.contains { $0.name == name || $0.name == AttributeFeature.prefix + name }
    }
    for column in base.features.columns {
      names.append(column.name)
      guard
        wanted.contains(where: { column.name == $0 || column.name == AttributeFeature.prefix + $0 }
        ),
        !columns.contains(where: { $0.name == column.name })
      else { continue }
      columns.append(
        FeatureMatrix.Column(
          name: column.name, kind: column.kind,
          values: rows.map { $0.map { column.values[$0] } ?? .nan }))
    }
    let missing = Set(wanted.filter { !isThere($0) })
    if let book, !missing.isEmpty {
      let day = day ?? book.end
      var settings = CustomerTable.Settings()
      if let orders = base.bundle.manifest.orders { settings.horizonDays = orders.horizon.days }
      names += CustomerTable.columns(of: book, at: day, settings: settings).map(\.name)
      let table = try CustomerTable(
        book, at: day, columns: missing, settings: settings, threads: threads, logger: logger)
      var rowOfCustomer: [Int: Int] = [:]
      for (row, customer) in table.customers.enumerated() { rowOfCustomer[customer] = row }
      let places = base.customers.map { customer in
        book.log.customerIDs.index(of: customer.id).flatMap { rowOfCustomer[$0] }
      }
      for column in table.matrix.columns where !columns.contains(where: { $0.name == column.name })
      {
        columns.append(
          FeatureMatrix.Column(
            name: column.name, kind: column.kind,
            values: places.map { $0.map { column.values[$0] } ?? .nan }))
      }
    }
    matrix = FeatureMatrix(columns: columns, rowCount: base.customers.count)
    knownNames = names.indices.filter { !names[..<$0].contains(names[$0]) }.map { names[$0] }
  }

  private static func scoreColumns(_ base: ScoredBase) -> [FeatureMatrix.Column] {
    let customers = base.customers
    let bands = RiskBands.Band.allCases
    let stages = LifecycleStage.allCases
    func levels<Value: Equatable>(
      _ name: String, _ all: [Value], _ text: (Value) -> String, _ of: (ScoredCustomer) -> Value?
    ) -> FeatureMatrix.Column {
      FeatureMatrix.Column(
        name: name, kind: .categorical(levels: all.map(text)),
        values: customers.map { customer in
          of(customer).flatMap { all.firstIndex(of: $0) }.map(Double.init) ?? .nan
        })
    }
    func numbers(_ name: String, _ of: (ScoredCustomer) -> Double?) -> FeatureMatrix.Column {
      FeatureMatrix.Column(name: name, values: customers.map { of($0) ?? .nan })
    }
    var columns = [
      numbers("churn_probability") { $0.probability },
      levels("risk_band", bands, \.rawValue) { $0.band },
    ]
    if customers.contains(where: { $0.valueAtRisk != nil }) {
      columns.append(numbers("value_at_risk") { $0.valueAtRisk })
      columns.append(numbers("margin_expected") { $0.marginExpected })
    }
    if customers.contains(where: { $0.stage != nil }) {
      columns.append(numbers("days_since_last") { $0.daysSinceLast.map(Double.init) })
      columns.append(levels("stage", stages, \.rawValue) { $0.stage })
      columns.append(levels("segment", stages, \.rawValue) { $0.stage })
    }
    return columns
  }

  /// What to offer each customer of a base: an item that goes with what he has bought.
  ///
  /// Categories are offered where the orders have them, else products.
  ///
  /// - Returns: `garden (bought with kitchen)` for each customer, nil for one with no such item; nil
  ///   where the orders name neither categories nor products.
  /// - Throws: What ``CrossSell`` throws.
  public static func items(
    _ base: ScoredBase, book: OrderBook, at day: Day?, threads: Int
  ) throws -> [String?]? {
    let log = book.log
    guard log.categories != nil || log.products != nil else { return nil }
    let offers = try CrossSell(
      log, at: day ?? book.end, kind: log.categories != nil ? .category : .product,
      threads: threads)
    let customers = base.customers
    let pieces = evenPieces(customers.count, max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].map { place -> String? in
        guard let customer = log.customerIDs.index(of: customers[place].id),
          let offer = offers.offer(customer: customer)
        else { return nil }
        let reasons = offer.because.joined(separator: " and ")
        return "\(offer.item) (bought \(offer.isLater ? "after" : "with") \(reasons))"
      }
    }.flatMap { $0 }
  }
}
