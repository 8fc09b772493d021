extension AtRiskList {
  /// The same list with the reasons of its rows.
  ///
  /// - Parameter reasons: The reasons of customers by id, in the order of the ids.
  /// - Returns: The list, otherwise the same.
  /// - Throws: What `reasons` throws.
  public func adding(reasons: (_ ids: [String]) throws -> [[String]]) rethrows -> AtRiskList {
    let found = try reasons(rows.map(\.candidate.id))
    let explained = zip(rows, found).map { row, reasons in
      var candidate = row.candidate
      candidate.reasons = reasons
      return Row(
        candidate: candidate, group: row.group, expectedNetValue: row.expectedNetValue,
        cumulativeNetValue: row.cumulativeNetValue, play: row.play)
    }
    return AtRiskList(rows: explained, summary: summary, absentees: absentees)
  }
}
