internal import Churn

/// The segment that `--segment` asks for.
enum SegmentName {
  /// Refuses a name that neither a candidate nor the lifecycle knows; a list of nobody would follow.
  static func check(_ name: String, in candidates: [AtRiskList.Candidate]) throws {
    let present = Set(candidates.map(\.segment)).subtracting([""])
    let known = LifecycleStage.allCases.map(\.rawValue)
    guard !present.contains(name), !known.contains(name) else { return }
    let all = known + present.subtracting(known).sorted()
    throw UsageError(
      "--segment: no segment \"\(name)\"."
        + (NearestName.of(name, in: all).map { " Did you mean \"\($0)\"?" } ?? "")
        + " The segments are \(all.joined(separator: ", ")).")
  }
}
