public import ChurnMath

/// Turns a purchase log into one row of features for each eligible customer and cutoff.
///
/// Each customer's lines are read once, in the order of time, for all cutoffs together. A row is
/// computed when every line before its cutoff, and none after it, has been taken in.
public struct FeatureBuilder: Sendable {
  /// What to compute.
  public let features: [Feature]
  /// What was learned from the base.
  public let parameters: FeatureParameters
  /// The label window that the features are to foretell.
  public let horizon: Horizon

  /// Creates a builder.
  public init(features: [Feature], parameters: FeatureParameters, horizon: Horizon) {
    self.features = features
    self.parameters = parameters
    self.horizon = horizon
  }

  /// Computes the rows of some cutoffs.
  ///
  /// - Parameters:
  ///   - log: The purchases.
  ///   - attributes: The customers file, joined to the log; nil when there is none.
  ///   - snapshots: The cutoffs, ascending.
  ///   - eligibility: Who gets a row.
  ///   - threads: The most threads to use; the rows do not depend on it.
  /// - Returns: Rows cutoff by cutoff, customers ascending within each.
  /// - Complexity: O(lines + rows × features × log orders).
  public func rows(
    of log: PurchaseLog, attributes: CustomerAttributes? = nil, at snapshots: [Snapshot],
    eligibility: Eligibility, threads: Int = 1
  ) -> SnapshotRows {
    precondition(snapshots == snapshots.sorted(), "cutoffs must ascend")
    let context = FeatureContext(
      parameters: parameters, horizon: horizon,
      onlineChannels: Self.marks(log.channels, PlaceFeature.onlineWords),
      mobileDevices: Self.marks(log.devices, PlaceFeature.mobileWords),
      peakMonths: Set(parameters.peakMonths), seasonIndex: seasonIndex(snapshots),
      attributes: attributes)
    let pieces = log.customerPieces(max(1, threads) * 8)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      collect(log, pieces[piece], snapshots, eligibility, context)
    }
    return assembled(parts, log, attributes, snapshots, threads)
  }

  private func collect(
    _ log: PurchaseLog, _ customers: Range<Int>, _ snapshots: [Snapshot],
    _ eligibility: Eligibility, _ context: FeatureContext
  ) -> [CutoffRows] {
    var parts = snapshots.map { _ in CutoffRows(width: features.count) }
    var history = PurchaseHistory(log)
    for customer in customers {
      history.begin(customer: customer)
      for place in snapshots.indices {
        history.advance(to: snapshots[place].day)
        let standing = eligibility.standing(history)
        parts[place].count(standing)
        guard standing == .eligible else { continue }
        parts[place].append(customer) { values, first in
          for column in features.indices {
            values[first + column] = features[column].value(history, context)
          }
        }
      }
    }
    for place in parts.indices { parts[place].finish() }
    return parts
  }

  private func assembled(
    _ parts: [[CutoffRows]], _ log: PurchaseLog, _ attributes: CustomerAttributes?,
    _ snapshots: [Snapshot], _ threads: Int
  ) -> SnapshotRows {
    var customers: [Int] = []
    var cutoffs: [Int] = []
    var standings: [[Eligibility.Standing: Int]] = []
    customers.reserveCapacity(parts.reduce(0) { $0 + $1.reduce(0) { $0 + $1.customers.count } })
    for place in snapshots.indices {
      var counts: [Eligibility.Standing: Int] = [:]
      for part in parts {
        customers += part[place].customers
        counts.merge(part[place].standings, uniquingKeysWith: +)
      }
      cutoffs += repeatElement(place, count: customers.count - cutoffs.count)
      standings.append(counts)
    }
    let rowCount = customers.count
    let columns = mapIndices(features.count, threads: threads) { column in
      var values: [Double] = []
      values.reserveCapacity(rowCount)
      for place in snapshots.indices {
        for part in parts { part[place].append(column: column, to: &values) }
      }
      return FeatureMatrix.Column(
        name: features[column].name, kind: kind(of: features[column], log, attributes),
        values: values)
    }
    return SnapshotRows(
      features: FeatureMatrix(columns: columns, rowCount: rowCount), customers: customers,
      cutoffs: cutoffs, standings: standings)
  }

  private func kind(
    of feature: Feature, _ log: PurchaseLog, _ attributes: CustomerAttributes?
  ) -> FeatureMatrix.Kind {
    func levels(_ column: PurchaseLog.LevelColumn?) -> FeatureMatrix.Kind {
      let names = column?.levels
      return .categorical(levels: (0..<(names?.count ?? 0)).map { names?[$0] ?? "" })
    }
    return switch feature {
    case .place(.acquisitionChannel): levels(log.channels)
    case .place(.region): levels(log.regions)
    case .attribute(let attribute): attributes?.kind(of: attribute.column) ?? .numeric
    default: .numeric
    }
  }

  /// The season index of the label window of each cutoff, the same for every customer.
  private func seasonIndex(_ snapshots: [Snapshot]) -> [Day: Double] {
    var index: [Day: Double] = [:]
    for snapshot in snapshots {
      index[snapshot.day] = parameters.seasonIndex(horizon.start(from: snapshot), horizon.days)
    }
    return index
  }

  /// Which levels of a column have one of some words in their names.
  private static func marks(_ column: PurchaseLog.LevelColumn?, _ words: Set<String>) -> [Bool] {
    guard let levels = column?.levels else { return [] }
    return (0..<levels.count).map { !words.isDisjoint(with: ColumnWords(levels[$0]).words) }
  }
}

/// Feature rows with where each comes from; cutoff by cutoff, customers ascending within each.
public struct SnapshotRows: Sendable {
  /// *n* × *p*.
  public let features: FeatureMatrix
  /// The number of each row's customer in the log; length *n*.
  public let customers: [Int]
  /// The place of each row's cutoff among those asked for; length *n*.
  public let cutoffs: [Int]
  /// For each cutoff, how many customers of the log stood where.
  public let standings: [[Eligibility.Standing: Int]]
}
