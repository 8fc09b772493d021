internal import ChurnData
internal import ChurnMath
internal import Logging

/// A customers file that was read: attributes for features, and columns that figures are broken down by.
struct CustomersFile: Sendable {
  /// The columns that are used as attributes, joined to the log.
  let attributes: CustomerAttributes
  /// For each column of `--groups`, the group of each customer of the log.
  let groups: [(name: String, names: [String?])]

  /// Reads the customers file of a source; nil when it has none.
  ///
  /// - Parameters:
  ///   - source: Where the file is, and what of it is wanted.
  ///   - log: Whose customers are wanted.
  ///   - customer: The name of the customer column in the orders.
  ///   - options: How the orders were read; delimiter and date format are found anew.
  ///   - logger: Where what is left out is said.
  /// - Throws: `DataError`; `PipelineError.badOption` for groups or dropped columns without a file.
  init?(
    _ source: OrderBook.Source, log: PurchaseLog, customer: String, options: TableOptions,
    logger: Logger
  ) throws {
    guard let path = source.customersPath else {
      if !source.groups.isEmpty {
        throw PipelineError.badOption(
          option: "--groups",
          problem: "groups of customers are columns of a file: pass --customers.")
      }
      return nil
    }
    var options = options
    options.delimiter = nil
    options.dateFormat = nil
    let table = try TableFile(paths: [path], options: options)
    let asked = source.groups
    let groupNames = asked.indices.filter { !asked[..<$0].contains(asked[$0]) }.map { asked[$0] }
    for (option, names) in [("--groups", groupNames), ("--drop", source.droppedAttributes)] {
      for name in names where !table.columnNames.contains(name) {
        throw DataError.mapping(
          .unknownColumn(
            option: option, name: name, nearest: NearestName.of(name, in: table.columnNames),
            columns: table.columnNames))
      }
    }
    var found = try CustomerMapping.find(
      columnNames: table.columnNames, sample: table.sample, orderCustomer: customer,
      requested: source.requestedAttributes.filter { !source.droppedAttributes.contains($0) })
    found.mapping.attributes.removeAll(where: source.droppedAttributes.contains)
    for note in found.notes { logger.notice("\(path): \(note)") }
    if groupNames.contains(found.mapping.customer) {
      throw PipelineError.badOption(
        option: "--groups",
        problem: "column \"\(found.mapping.customer)\" is the customer; name another.")
    }
    let extra = groupNames.filter { !found.mapping.attributes.contains($0) }
    var requests = try found.mapping.requests(columnNames: table.columnNames)
    requests += extra.compactMap { name in
      table.columnNames.firstIndex(of: name).map { ColumnRequest(column: $0, meaning: .automatic) }
    }
    var columns = try table.read(requests)
    guard case .text(let ids) = columns.takeColumn(0) else {
      throw PipelineError.emptyTable(what: "\(path) has no customer column")
    }
    let read = (found.mapping.attributes + extra).enumerated().map { place, name in
      FeatureMatrix.Column(name: name, columns.takeColumn(place + 1))
    }
    let used = Array(read.prefix(found.mapping.attributes.count))
    attributes = try CustomerAttributes(log: log, ids: ids, columns: used)
    let byGroup = try CustomerAttributes(
      log: log, ids: ids,
      columns: groupNames.compactMap { name in read.first { $0.name == name } })
    groups = byGroup.columns.map { ($0.name, GroupNames.names(of: $0)) }
    if attributes.absentCustomers > 0 {
      logger.notice("\(path): \(attributes.absentCustomers) customers of the orders are not in it.")
    }
  }
}
