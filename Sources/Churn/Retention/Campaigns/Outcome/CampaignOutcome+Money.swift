internal import ChurnData
internal import ChurnMath
internal import ChurnModels

extension CampaignOutcome {
  /// What differences come to over all contacted customers.
  static func gains(
    _ outcomes: [OutcomeComparison], contacts: Int, costs: Double
  ) -> OutcomeReport.Gains? {
    func total(_ name: String, sign: Double = 1) -> Estimate? {
      outcomes.first { $0.name == name }.map { $0.best.scaled(by: sign * Double(contacts)) }
    }
    guard let saved = total("lost", sign: -1), let orders = total("orders") else { return nil }
    let margin = total("margin")
    return OutcomeReport.Gains(
      customersSaved: saved, saveRate: saveRate(outcomes), orders: orders,
      revenue: total("revenue"), margin: margin, costs: costs,
      netGain: margin.map { $0.shifted(by: -costs) })
  }

  /// One less the ratio of churn, by the figure that counts.
  private static func saveRate(_ outcomes: [OutcomeComparison]) -> Estimate? {
    outcomes.first { $0.name == "lost" }?.bestRatio.map { ratio in
      Estimate(value: 1 - ratio.value, lower: 1 - ratio.upper, upper: 1 - ratio.lower)
    }
  }

  /// What the campaign cost, and where that is known from.
  func costs(_ list: CampaignList, _ deeds: [Deeds]) -> (money: Double, notes: [String]) {
    var sum = 0.0
    var unknown = 0
    var isStated = false
    var accepted = 0
    for (row, deed) in zip(list.rows, deeds) where row.isContacted {
      if let cost = contactCost ?? row.cost {
        sum += cost
        isStated = true
      } else {
        unknown += 1
      }
      if deed.orders > 0 { accepted += 1 }
    }
    var notes: [String] = []
    if !isStated, incentive == 0 {
      notes.append(
        "No cost is known, so that net gain is margin gained: pass --contact-cost, or a list with "
          + "a column contact_cost.")
    } else if unknown > 0, isStated {
      notes.append("\(unknown) contacted customers have no cost on the list; theirs counts as 0.")
    }
    if incentive > 0 {
      notes.append(
        "The incentive counts for the \(accepted) contacted customers who ordered in the window.")
    }
    return (sum + incentive * Double(accepted), notes)
  }

  /// What the campaign shows of save rates: counts by playbook, segment and stratum.
  func saved(_ list: CampaignList, _ deeds: [Deeds]) -> [SaveRates.Cell] {
    struct Key: Hashable {
      let playbook: String
      let segment: String
      let stratum: String
    }
    var counts: [Key: [Int]] = [:]
    for (row, deed) in zip(list.rows, deeds) {
      let key = Key(playbook: row.playbook, segment: row.segment, stratum: row.stratum)
      var count = counts[key] ?? [0, 0, 0, 0]
      count[row.isContacted ? 0 : 2] += 1
      if deed.orders == 0 { count[row.isContacted ? 1 : 3] += 1 }
      counts[key] = count
    }
    let keys = counts.keys.sorted {
      ($0.playbook, $0.segment, $0.stratum) < ($1.playbook, $1.segment, $1.stratum)
    }
    var cells: [SaveRates.Cell] = []
    for key in keys {
      guard let count = counts[key] else { continue }
      let last = cells.indices.last {
        cells[$0].playbook == key.playbook && cells[$0].segment == key.segment
      }
      if last == nil {
        cells.append(
          SaveRates.Cell(playbook: key.playbook, segment: key.segment, evidence: SaveEvidence()))
      }
      cells[last ?? cells.count - 1].evidence.add(
        contacts: count[0], lost: count[1], holdOuts: count[2], lost: count[3])
    }
    return cells
  }

  /// A name that a campaign always has: its day and a hash of who was on the list.
  ///
  /// The window is no part of it: the same customers of the same campaign must not be counted twice,
  /// however long they were watched.
  public func campaignName(_ list: CampaignList) -> String {
    var bytes: [UInt8] = []
    for row in list.rows {
      bytes.append(contentsOf: row.id.utf8)
      bytes.append(row.isContacted ? 1 : 0)
    }
    let digits = String(StableHash.hash(bytes, seed: 0), radix: 16)
    return "\(after)#\(digits)"
  }

  /// What the reader of the figures must know.
  func notes(
    _ list: CampaignList, _ window: OutcomeReport.Window, hasMoney: Bool, book: OrderBook
  ) -> [String] {
    var notes: [String] = []
    if until == nil, days == nil {
      notes.append(
        "The window runs to the end of the data; pass --days or --until to compare campaigns over "
          + "windows of one length.")
    }
    if !hasMoney {
      notes.append("The orders hold no money, so nothing is said of revenue, margin and gain.")
    } else if book.log.margins == nil {
      notes.append(
        "Margin is \(PlainNumber.fixed(marginRate * 100, decimals: 1) ?? "–") % of revenue: the "
          + "orders have no margin column.")
    }
    if holdOutShare == nil {
      notes.append(
        "Whether the hold-out is as large as it was meant to be is not known: pass --holdout SHARE."
      )
    }
    return notes
  }
}
