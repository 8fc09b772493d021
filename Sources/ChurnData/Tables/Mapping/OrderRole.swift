/// What a column of an orders file can mean.
///
/// The raw value is the word used everywhere: in options (`--customer`), mapping files and messages.
/// The order of the cases is the order in which roles are printed and requested from the reader.
public enum OrderRole: String, Sendable, CaseIterable, Codable {
  /// Who bought; required.
  case customer

  /// When; required.
  case time

  /// The money of the line; a column or a product of two.
  case amount

  /// The order, invoice or basket that the line belongs to.
  case order

  /// How many pieces.
  case quantity

  /// What was bought.
  case product

  /// The kind of product.
  case category

  /// How the order came in.
  case channel

  /// On what device.
  case device

  /// Where the customer is.
  case region

  /// The money taken off the price.
  case discount

  /// The money earned after costs.
  case margin

  /// Whether the line was completed, cancelled, returned.
  case status

  /// The option that names the column, such as `--customer`.
  public var option: String { "--" + rawValue }

  /// Whether an orders file is useless without it.
  public var isRequired: Bool { self == .customer || self == .time }

  /// One phrase for people, as in mapping files.
  public var phrase: String {
    switch self {
    case .customer: "who bought (kept byte for byte)"
    case .time: "when, as a date or a date and a time"
    case .amount: "value of the line: a column, or a product such as Quantity*UnitPrice"
    case .order: "order, invoice or basket id"
    case .quantity: "number of pieces"
    case .product: "what was bought"
    case .category: "kind of product"
    case .channel: "how the order came in"
    case .device: "device it was ordered on"
    case .region: "where the customer is"
    case .discount: "money taken off the price"
    case .margin: "money earned after costs"
    case .status: "completed, cancelled, returned ..."
    }
  }
}
