public import ChurnData

// Who was contacted when, and who was left alone on purpose.
//
// contact   one row: a customer, a day, and whether he was contacted or held out
// history   all rows of one file or several, whatever order they came in

/// Contacts and hold-outs of earlier campaigns, by customer.
///
///     let history = try ContactHistory(reading: "contacts.csv", threads: 4)
///     history.contacts(of: "C-1042").last?.day
///
/// A file is a table with a column `customer_id` and one of days (`day`, `date`, `time`,
/// `contacted_at` or `sent_at`). Read where they are there: `group` (contact or holdout; without it
/// everybody was contacted), `playbook` (else `action`), `channel` and `cost`. The list that
/// `at-risk` writes with playbooks is such a file. Ids are compared byte for byte.
public struct ContactHistory: Sendable, Equatable {
  /// One row of a history.
  public struct Contact: Sendable, Equatable {
    /// The customer's id.
    public let id: String
    /// The day of the contact, or of the list that the customer was held out of.
    public let day: Day
    /// Whether he was contacted; false = held out on purpose.
    public let isContacted: Bool
    /// The playbook or whatever else was done; nil where that is not known.
    public let action: String?
    /// By what way; nil where that is not known.
    public let channel: String?
    /// Money that the contact cost; nil where that is not known.
    public let cost: Double?

    /// A contact of a customer.
    public init(
      id: String, day: Day, isContacted: Bool = true, action: String? = nil,
      channel: String? = nil, cost: Double? = nil
    ) {
      self.id = id
      self.day = day
      self.isContacted = isContacted
      self.action = action
      self.channel = channel
      self.cost = cost
    }
  }

  /// All contacts by the bytes of the id, those of one customer by day.
  public let contacts: [Contact]
  private let rangeOfID: [[UInt8]: Range<Int>]

  /// Nobody was ever contacted.
  public static let none = ContactHistory([])

  /// A history of some contacts; rows that are the same in every column count once.
  public init(_ contacts: [Contact]) {
    var sorted: [Contact] = []
    sorted.reserveCapacity(contacts.count)
    for contact in contacts.map(Keyed.init).sorted() where sorted.last != contact.contact {
      sorted.append(contact.contact)
    }
    var ranges: [[UInt8]: Range<Int>] = [:]
    var start = 0
    for place in sorted.indices {
      let isLast = place + 1 == sorted.count || !sorted[place + 1].id.hasSameBytes(sorted[place].id)
      guard isLast else { continue }
      ranges[Array(sorted[place].id.utf8)] = start..<place + 1
      start = place + 1
    }
    self.contacts = sorted
    rangeOfID = ranges
  }

  /// Whether there is no contact at all.
  public var isEmpty: Bool { contacts.isEmpty }

  /// The contacts of a customer, the earliest first; none for somebody unknown.
  public func contacts(of id: String) -> ArraySlice<Contact> {
    guard !contacts.isEmpty, let range = rangeOfID[Array(id.utf8)] else { return [] }
    return contacts[range]
  }

  /// The same without what came after a day, which a list of that day could not know.
  public func known(on day: Day?) -> ContactHistory {
    guard let day else { return self }
    return ContactHistory(contacts.filter { $0.day <= day })
  }

  /// This history and another one.
  public func merging(_ other: ContactHistory) -> ContactHistory {
    ContactHistory(contacts + other.contacts)
  }

  /// A contact with what it is sorted by: every column, so that the order of rows never matters.
  private struct Keyed: Comparable {
    let contact: Contact
    let id: [UInt8]

    init(_ contact: Contact) {
      self.contact = contact
      id = Array(contact.id.utf8)
    }

    static func < (left: Keyed, right: Keyed) -> Bool {
      if left.id != right.id { return left.id.lexicographicallyPrecedes(right.id) }
      let (a, b) = (left.contact, right.contact)
      if a.day != b.day { return a.day < b.day }
      if a.isContacted != b.isContacted { return a.isContacted }
      if a.action != b.action { return (a.action ?? "") < (b.action ?? "") }
      if a.channel != b.channel { return (a.channel ?? "") < (b.channel ?? "") }
      return (a.cost ?? 0) < (b.cost ?? 0)
    }
  }
}

extension String {
  /// Whether two texts are the same byte for byte, where `==` knows but letters.
  fileprivate func hasSameBytes(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
