internal import ChurnData

extension SaveRates {
  private static let counts = ["contacts", "contacts_lost", "holdouts", "holdouts_lost"]
  private static let sums = ["contacted_sum", "heldout_sum", "variance_sum"]
  static let columns =
    ["level", "playbook", "segment", "save_rate", "lower", "upper", "observed_rate"] + counts
    + ["shrunk_to", "assumed"] + sums + ["campaigns"]

  /// Reads the rates of a file.
  ///
  /// A file made by hand needs `save_rate` and, to tell customers apart, `playbook` or `segment`; its
  /// rates hold until a campaign brings evidence. The other columns are written by ``write(to:)``.
  ///
  /// - Throws: `DataError`, `CampaignError`.
  public init(reading path: String) throws {
    var options = TableOptions()
    options.maxRejectShare = 0
    let wanted: [CampaignTable.Wanted] =
      [.text("playbook"), .text("segment"), .text("campaigns")]
      + [.number("save_rate", isRequired: true)]
      + (["lower", "upper", "shrunk_to", "assumed"] + Self.counts + Self.sums)
      .map { .number($0) }
    let table = try CampaignTable(
      reading: path, as: "file of save rates", wanted, options: options)
    var assumed = RetentionCosts.standard.saveRate
    var cells: [Cell] = []
    var campaigns: [String] = []
    for row in 0..<table.rowCount {
      let cell = try Self.cell(table, row)
      if cells.contains(where: { $0.playbook == cell.playbook && $0.segment == cell.segment }) {
        throw CampaignError.invalidField(
          file: table.file, row: row + 1, column: "playbook",
          found: [cell.playbook, cell.segment].joined(separator: " "),
          expected: "one row for each playbook and segment")
      }
      cells.append(cell)
      if let value = table.number("assumed", row) { assumed = value }
      if campaigns.isEmpty, let names = table.text("campaigns", row) {
        campaigns = names.split(separator: " ").map(String.init)
      }
    }
    self.init(assumed: assumed)
    self.cells = cells
    self.campaigns = campaigns
  }

  private static func cell(_ table: CampaignTable, _ row: Int) throws(CampaignError) -> Cell {
    var evidence = SaveEvidence()
    var found: [Int] = []
    for name in counts {
      let value = table.number(name, row) ?? 0
      guard value >= 0, value < 0x1p53, value == value.rounded() else {
        throw .invalidField(
          file: table.file, row: row + 1, column: name, found: "\(value)",
          expected: "a number of customers")
      }
      found.append(Int(value))
    }
    evidence.contacts = found[0]
    evidence.contactsLost = found[1]
    evidence.holdOuts = found[2]
    evidence.holdOutsLost = found[3]
    for (place, group) in [(1, 0), (3, 2)] where found[place] > found[group] {
      throw .invalidField(
        file: table.file, row: row + 1, column: counts[place], found: "\(found[place])",
        expected: "no more than \(counts[group]), \(found[group])")
    }
    for (name, path) in zip(
      sums, [\SaveEvidence.contactedSum, \.heldOutSum, \.varianceSum])
    {
      let value = table.number(name, row) ?? 0
      guard value >= 0, value.isFinite else {
        throw .invalidField(
          file: table.file, row: row + 1, column: name, found: "\(value)",
          expected: "a number of 0 or more")
      }
      evidence[keyPath: path] = value
    }
    var cell = Cell(
      playbook: table.text("playbook", row) ?? "", segment: table.text("segment", row) ?? "",
      evidence: evidence)
    guard let rate = table.number("save_rate", row), rate.isFinite, rate <= 1 else {
      throw .invalidField(
        file: table.file, row: row + 1, column: "save_rate",
        found: table.number("save_rate", row).map { "\($0)" } ?? "",
        expected: "a share of at most 1, such as 0.1 for 10 %")
    }
    cell.rate = rate
    cell.lower = table.number("lower", row)
    cell.upper = table.number("upper", row)
    cell.prior = table.number("shrunk_to", row)
    return cell
  }

  /// Writes all rates with what they come from; the same rates give the same bytes.
  public func write(to file: consuming AtomicFile) throws(OutputError) {
    var writer = CSVWriter(file)
    try writer.header(Self.columns)
    for cell in cells {
      writer.text(cell.level.rawValue)
      writer.text(cell.playbook)
      writer.text(cell.segment)
      writer.number(cell.rate)
      writer.number(cell.lower)
      writer.number(cell.upper)
      writer.number(cell.evidence.observedRate)
      writer.integer(cell.evidence.contacts)
      writer.integer(cell.evidence.contactsLost)
      writer.integer(cell.evidence.holdOuts)
      writer.integer(cell.evidence.holdOutsLost)
      writer.number(cell.prior)
      writer.number(assumed)
      writer.number(cell.evidence.contactedSum)
      writer.number(cell.evidence.heldOutSum)
      writer.number(cell.evidence.varianceSum)
      writer.text(campaigns.joined(separator: " "))
      try writer.endRow()
    }
    try writer.commit()
  }
}
