internal import ArgumentParser
internal import Churn

/// What the columns of an orders file mean.
struct OrderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Column of the customer. (default: found by name)", valueName: "column"))
  var customer: String?

  @OptionGroup var others: OtherOrderOptions

  /// The column of the time, which a ready table may have, too.
  var time: String? { others.time }

  /// Where orders are and how they are read; flags and `--mapping` replace a bundle's mapping in part.
  func source(
    _ paths: [String], format: FileFormatOptions, bundle kept: Manifest.Orders? = nil
  ) throws -> OrderBook.Source {
    try others.source(paths, customer: customer, format: format, bundle: kept)
  }
}

/// The same where `--customer` names a person and not a column.
struct ExplainedOrderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Column of the customer. (default: the bundle's)", valueName: "column"))
  var customerColumn: String?

  @OptionGroup var others: OtherOrderOptions

  /// The options as other commands have them.
  var plain: OrderOptions {
    var options = OrderOptions()
    options.customer = customerColumn
    options.others = others
    return options
  }
}

/// The columns of an orders file but that of the customer, and how orders are read.
struct OtherOrderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Column of the time; in a ready table none. (default: found by name)", valueName: "column"))
  var time: String?

  @Option(
    help: ArgumentHelp(
      "Column of the money of a line, or a product such as Quantity*UnitPrice; none leaves "
        + "money out. (default: found by name)",
      valueName: "column"))
  var amount: String?

  @Option(
    help: ArgumentHelp(
      "Column of the order, or none. (default: found by name)", valueName: "column"))
  var order: String?

  @Option(
    help: ArgumentHelp(
      "Column of the quantity, or none. (default: found by name)", valueName: "column"))
  var quantity: String?

  @Option(
    help: ArgumentHelp(
      "Column of the product, or none. (default: found by name)", valueName: "column"))
  var product: String?

  @Option(
    help: ArgumentHelp(
      "Column of the category, or none. (default: found by name)", valueName: "column"))
  var category: String?

  @Option(
    help: ArgumentHelp(
      "Column of the channel, or none. (default: found by name)", valueName: "column"))
  var channel: String?

  @Option(
    help: ArgumentHelp(
      "Column of the device, or none. (default: found by name)", valueName: "column"))
  var device: String?

  @Option(
    help: ArgumentHelp(
      "Column of the region, or none. (default: found by name)", valueName: "column"))
  var region: String?

  @Option(
    help: ArgumentHelp(
      "Column of the money taken off a line, or none. (default: found by name)", valueName: "column"
    ))
  var discount: String?

  @Option(
    help: ArgumentHelp(
      "Column of the money a line earned, or none. (default: found by name)", valueName: "column"))
  var margin: String?

  @Option(
    help: ArgumentHelp(
      "Column of the state of an order, or none. (default: found by name)", valueName: "column"))
  var status: String?

  @Option(help: ArgumentHelp("What amounts are in; a label. (default: none)", valueName: "text"))
  var currency: String?

  @Option(
    help: ArgumentHelp(
      "A mapping kept in a YAML file. (default: the bundle's, else found)", valueName: "file"))
  var mapping: String?

  @Option(
    help: ArgumentHelp(
      "Cancellations and returns: net (events of their own time), drop or keep. "
        + "(default: the bundle's, else net)",
      valueName: "policy"))
  var returns: ReturnsPolicy?

  @Option(help: ArgumentHelp("A customers file to join by id. (default: none)", valueName: "file"))
  var customers: String?

  @Option(
    help: ArgumentHelp(
      "Columns of the customers file to use whatever they are, such as age. (default: none)",
      valueName: "columns"))
  var attributes: String?

  /// Columns given by flags, by role.
  private func columns(customer: String?) -> [OrderRole: String] {
    let flags: [(OrderRole, String?)] = [
      (.customer, customer), (.time, time), (.amount, amount), (.order, order),
      (.quantity, quantity), (.product, product), (.category, category), (.channel, channel),
      (.device, device), (.region, region), (.discount, discount), (.margin, margin),
      (.status, status),
    ]
    var columns: [OrderRole: String] = [:]
    for (role, column) in flags where column != nil { columns[role] = column }
    return columns
  }

  /// Where orders are and how they are read; flags and `--mapping` replace a bundle's mapping in part.
  func source(
    _ paths: [String], customer: String?, format: FileFormatOptions, bundle kept: Manifest.Orders?
  ) throws -> OrderBook.Source {
    var given = OrderMapping.Given()
    given.columns = columns(customer: customer)
    given.file = format.options
    given.currency = currency
    given.returns = returns
    if let mapping {
      given.kept = try OrderMapping.read(mapping)
      if let kept { given.returns = returns ?? kept.mapping.returns }
    } else {
      given.kept = kept?.mapping
    }
    var source = OrderBook.Source(paths: paths, given: given)
    source.customersPath = customers
    source.requestedAttributes = CommaList.parts(attributes) + (kept?.attributes ?? [])
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    return source
  }
}

/// Lists such as `a,b,c`.
enum CommaList {
  /// The parts of a list, blanks around them removed; none for nil.
  static func parts(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
