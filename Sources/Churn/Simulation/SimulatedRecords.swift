// What the simulation remembers, in few bytes a record; a million customers fit into memory.
//
// time     days since the first recorded day, with a fraction
// second   the same in seconds, as the shop writes it down
// order    lines bought at one time; a return is an order of its own with negative lines

/// One line of an order.
struct SimulatedLine: Sendable, Equatable {
  var product: UInt16
  /// Negative when sent back.
  var quantity: Int16
  /// Percent off the list price.
  var discountPercent: UInt8
}

/// An order or a return, with its lines in the chunk that holds it.
struct SimulatedOrder: Sendable, Equatable {
  /// Seconds since the first recorded midnight.
  var second: UInt32
  var customer: UInt32
  var channel: UInt8
  var firstLine: Int
  var lineCount: Int
  /// Place in the chunk of the order that a return belongs to; -1 for an order.
  var returns: Int
}

/// Something a customer did beside ordering.
struct SimulatedEvent: Sendable, Equatable {
  enum Kind: UInt8, CaseIterable, Sendable {
    case visit, emailOpen, emailClick, ticket

    var name: String {
      switch self {
      case .visit: "visit"
      case .emailOpen: "email_open"
      case .emailClick: "email_click"
      case .ticket: "ticket"
      }
    }
  }

  var second: UInt32
  var customer: UInt32
  var kind: Kind
  /// Pages seen in a visit, severity 1 to 3 of a ticket, else 1.
  var value: UInt8
}

/// Who a customer is and what became of him.
struct SimulatedCustomer: Sendable, Equatable {
  enum Group: UInt8, Sendable { case untouched, contact, holdout }

  var index: UInt32
  var region: UInt8
  var acquisition: UInt8
  var ageBand: UInt8
  var newsletter: Bool
  var joinTime: Double
  /// Orders a day while alive, before the season's factor.
  var rate: Double
  /// Probability of leaving after an order.
  var dropout: Double
  /// Probability that an order of his is at a discount.
  var discountTaste: Double
  /// Shares of the categories; add up to 1.
  var tastes: [Double]
  var group = Group.untouched
  /// When he left for good within the recorded days.
  var leavingTime: Double?
  /// When he would have left without the campaign; equals `leavingTime` unless he was saved.
  var leavingTimeWithoutCampaign: Double?
  /// Whether the campaign gave him another life.
  var isSaved: Bool { leavingTimeWithoutCampaign != leavingTime }
}

/// What several customers left behind; pieces of work for one thread.
struct SimulatedChunk: Sendable, Equatable {
  var customers: [SimulatedCustomer] = []
  var orders: [SimulatedOrder] = []
  var lines: [SimulatedLine] = []
  var events: [SimulatedEvent] = []
}
