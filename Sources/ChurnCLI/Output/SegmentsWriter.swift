internal import Churn

/// Writes the customers with their scores and segments, as CSV.
struct SegmentsWriter {
  private let result: SegmentResult
  private let isRawText: Bool

  init(_ result: SegmentResult, isRawText: Bool) {
    self.result = result
    self.isRawText = isRawText
  }

  private var hasMoney: Bool { result.report.revenue != nil }
  private var hasClusters: Bool { result.report.clusters != nil }
  private var hasSaved: Bool { !result.report.saved.isEmpty }

  /// The columns, in order.
  var columns: [String] {
    ["customer_id", "r", "f"] + (hasMoney ? ["m"] : [])
      + ["rfm_score", "rfm_segment", "stage", "value_tier", "behaviours"]
      + (hasSaved ? ["saved"] : []) + (hasClusters ? ["cluster"] : []) + result.groupNames
      + ["recency_days", "purchase_days"] + (hasMoney ? ["revenue", "clv"] : [])
  }

  func write(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(columns)
    for customer in result.customers {
      if writer.isClosedByReader { break }
      writer.text(customer.id)
      writer.integer(customer.scores.r)
      writer.integer(customer.scores.f)
      if hasMoney { writer.integer(customer.scores.m) }
      writer.text(customer.score)
      writer.text(customer.segment)
      writer.text(customer.stage)
      writer.text(customer.tier)
      // Several in one field, none of which has a bar in its name.
      writer.text(customer.habits.joined(separator: "|"))
      if hasSaved { writer.text(customer.saved.joined(separator: "|")) }
      if hasClusters { writer.text(customer.cluster) }
      for group in customer.groups { writer.text(group) }
      writer.integer(customer.recencyDays)
      writer.integer(customer.purchaseDays)
      if hasMoney {
        writer.number(customer.revenue)
        writer.number(customer.value)
      }
      try writer.endRow()
    }
    try writer.commit()
  }
}
