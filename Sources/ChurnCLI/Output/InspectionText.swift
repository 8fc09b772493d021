internal import Churn

/// What `churn inspect` prints.
enum InspectionText {
  static func text(_ inspection: OrderInspection) -> String {
    let quality = inspection.quality
    var text = "Columns\n" + inspection.mappingLines.map { "  \($0)\n" }.joined() + "\n"
    var counts = TextTable([.left("rows"), .right("number")])
    for (name, value) in figures(inspection) {
      if let value { counts.append([name, HumanNumber.grouped(value)]) }
    }
    if let total = inspection.totalQuantity {
      counts.append(["sum of quantities", HumanNumber.fixed(total)])
    }
    if let total = inspection.totalAmount {
      counts.append(["sum of amounts", HumanNumber.fixed(total)])
    }
    text += counts.text() + "\n"
    let usable = inspection.usable
    text +=
      "Usable (returns: \(inspection.mapping.returns.rawValue)): "
      + "\(HumanNumber.count(usable.customers, "customer")), "
      + "\(HumanNumber.count(usable.orders, "order")), "
      + "\(HumanNumber.count(usable.oneTimeCustomers, "customer")) with one order"
      + (usable.revenue.map { ", revenue \(HumanNumber.fixed($0))" } ?? "") + ".\n\n"
    for finding in quality.findings {
      text += "[\(finding.severity.rawValue)] \(finding.topic): \(finding.finding)\n"
      text += "    \(finding.meaning)\n"
    }
    for suspect in inspection.leakSuspects { text += "[leak?] \(suspect)\n" }
    return text
  }

  private static func figures(_ inspection: OrderInspection) -> [(String, Int?)] {
    let quality = inspection.quality
    return [
      ("data rows", quality.rows),
      ("rows that cannot be used", quality.rejectedRows),
      ("exact duplicates of an earlier row", quality.duplicateRows),
      ("customers", quality.customers),
      ("rows with a blank customer", quality.blankCustomers),
      ("cancellation and return rows", quality.returnedLines),
      ("rows of cancelled orders (C...)", quality.markedLines),
      ("rows with quantity of zero or less", quality.nonPositiveQuantities),
      ("rows with a zero amount", quality.zeroAmounts),
      ("rows with a negative amount", quality.negativeAmounts),
      ("outlying amounts", quality.outliers?.rows),
    ]
  }

  static func json(_ inspection: OrderInspection) -> JSONValue {
    let quality = inspection.quality
    func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
    var members: [String: JSONValue] = [
      "rows": number(quality.rows),
      "rejectedRows": number(quality.rejectedRows),
      "duplicateRows": number(quality.duplicateRows),
      "customers": number(quality.customers),
      "blankCustomers": number(quality.blankCustomers),
      "returnRows": number(quality.returnedLines),
      "cancellations": number(quality.markedLines),
      "nonPositiveQuantities": number(quality.nonPositiveQuantities),
      "unmarkedNonPositiveQuantities": number(quality.unmarkedNonPositiveQuantities),
      "zeroAmounts": number(quality.zeroAmounts),
      "negativeAmounts": number(quality.negativeAmounts),
      "zeroPrices": number(quality.zeroPrices),
      "negativePrices": number(quality.negativePrices),
      "outliers": number(quality.outliers?.rows),
      "totalAmount": inspection.totalAmount.map(JSONValue.number) ?? .null,
      "totalQuantity": inspection.totalQuantity.map(JSONValue.number) ?? .null,
      "firstDay": quality.calendar.map { .string($0.firstDay.description) } ?? .null,
      "lastDay": quality.calendar.map { .string($0.lastDay.description) } ?? .null,
      "returns": .string(inspection.mapping.returns.rawValue),
    ]
    var mapping: [String: JSONValue] = [:]
    for role in inspection.mapping.roles {
      mapping[role.rawValue] = inspection.mapping[role].map(JSONValue.string) ?? .null
    }
    members["mapping"] = .object(mapping)
    members["leakSuspects"] = .array(inspection.leakSuspects.map { .string($0) })
    members["usable"] = try? JSONValue(encoding: inspection.usable)
    members["findings"] = .array(
      quality.findings.map { finding in
        .object([
          "topic": .string(finding.topic), "severity": .string(finding.severity.rawValue),
          "finding": .string(finding.finding), "meaning": .string(finding.meaning),
        ])
      })
    return .object(members)
  }

  static func text(_ inspection: TableInspection) -> String {
    var table = TextTable([
      .left("column"), .left("kind"), .right("missing"), .right("least"), .right("median"),
      .right("largest"), .right("levels"),
    ])
    for column in inspection.columns {
      table.append([
        column.name, column.kind, HumanNumber.grouped(column.missing),
        HumanNumber.fixed(column.minimum), HumanNumber.fixed(column.median),
        HumanNumber.fixed(column.maximum), column.levels.map(HumanNumber.grouped) ?? "–",
      ])
    }
    var text =
      "\(HumanNumber.count(inspection.rows, "row")), "
      + "\(HumanNumber.grouped(inspection.churners)) churned (\(inspection.positive), "
      + "\(HumanNumber.percent(Double(inspection.churners) / Double(max(1, inspection.rows))))).\n\n"
    text += table.text() + "\n"
    for suspect in inspection.leakSuspects { text += "[leak?] \(suspect)\n" }
    if !inspection.protectedColumns.isEmpty {
      text += "Protected attributes: \(inspection.protectedColumns.joined(separator: ", "))."
      text += " Pass --drop to leave them out.\n"
    }
    return text
  }
}
