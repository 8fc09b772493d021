internal import Churn

/// What `churn monitor` prints: a verdict, then promises, scores, inputs and the base.
struct MonitorText {
  private let report: MonitorReport
  private let mostFeatures: Int

  /// New names printed at most for one feature.
  private static let mostLevels = 5

  init(_ report: MonitorReport, mostFeatures: Int) {
    self.report = report
    self.mostFeatures = mostFeatures
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let parts = [
      TextStyle.bold.applied(to: report.headline, isColored: isColored) + "\n",
      promises(isColored), scores(isColored), inputs(isColored), base,
      report.notes.map { "Note: \($0)\n" }.joined(),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func title(_ text: String, _ isColored: Bool) -> String {
    TextStyle.bold.applied(to: text, isColored: isColored) + "\n"
  }

  private static func signed(_ then: Double?, _ now: Double?) -> String {
    "\(then.map(HumanNumber.short(_:)) ?? "–") → \(now.map(HumanNumber.short(_:)) ?? "–")"
  }
}

extension MonitorText {
  // MARK: - Promises

  private func promises(_ isColored: Bool) -> String {
    guard let promises = report.promises, !promises.isEmpty else { return "" }
    var table = TextTable([
      .left("promised on"), .left("due on"), .right("customers"), .right("promised"),
      .right("left"), .right("95 % band"), .left("verdict"),
    ])
    for promise in promises {
      table.append([
        promise.at?.description ?? promise.file, promise.matures?.description ?? "–",
        HumanNumber.grouped(promise.all?.customers ?? promise.customers),
        HumanNumber.fixed(promise.all?.promised, decimals: 0),
        promise.all.map { HumanNumber.grouped($0.left) } ?? "–",
        promise.all.map(Self.band) ?? "–", Self.words(promise.standing),
      ])
    }
    let last = promises.last { $0.standing == .kept || $0.standing == .broken }
    return Self.title("Promises", isColored) + table.text()
      + (last.map { details($0, isColored) } ?? "")
  }

  private func details(_ promise: PromiseCheck, _ isColored: Bool) -> String {
    var figures: [String] = []
    if let slope = promise.calibrationSlope {
      figures.append("Calibration slope \(Self.figure(slope)); 1 is perfect.")
    }
    if let auc = promise.rocAUC { figures.append("ROC-AUC \(Self.figure(auc)).") }
    let parts: [(String, [LeaverCount])] = [
      ("tenth, riskiest first", promise.deciles), ("segment", promise.segments),
      ("risk band", promise.bands),
    ]
    let tables = parts.filter { !$0.1.isEmpty }.map { name, counts in
      "\n" + Self.table(name, counts).text()
    }
    return "\n\(promise.at.map { "\($0): " } ?? "")\(promise.sentence)\n"
      + (figures.isEmpty ? "" : figures.joined(separator: " ") + "\n") + tables.joined()
  }

  private static func table(_ name: String, _ counts: [LeaverCount]) -> TextTable {
    var table = TextTable([
      .left(name), .right("customers"), .right("promised"), .right("left"), .right("95 % band"),
      .left(""),
    ])
    for count in counts {
      table.append([
        count.name, HumanNumber.grouped(count.customers),
        HumanNumber.fixed(count.promised, decimals: 0), HumanNumber.grouped(count.left),
        band(count), count.holds ? "" : Double(count.left) > count.promised ? "more" : "fewer",
      ])
    }
    return table
  }

  private static func band(_ count: LeaverCount) -> String {
    "\(HumanNumber.grouped(count.lower)) to \(HumanNumber.grouped(count.upper))"
  }

  private static func figure(_ figure: PromiseCheck.Figure) -> String {
    let interval =
      figure.lower.flatMap { lower in
        figure.upper.map { upper in
          " (95 %: \(HumanNumber.fixed(lower)) to \(HumanNumber.fixed(upper)))"
        }
      } ?? ""
    return HumanNumber.fixed(figure.value) + interval
  }

  private static func words(_ standing: PromiseCheck.Standing) -> String {
    switch standing {
    case .kept: "kept"
    case .broken: "broken"
    case .notDue: "not due yet"
    case .notFound: "nobody found"
    }
  }
}

extension MonitorText {
  // MARK: - Scores

  private func scores(_ isColored: Bool) -> String {
    guard let scores = report.scores else { return "" }
    var table = TextTable([.left("customers"), .right("at the test"), .right("now")])
    table.append([
      "mean probability", HumanNumber.percent(scores.meanThen), HumanNumber.percent(scores.meanNow),
    ])
    for band in scores.bands {
      table.append([
        "\(band.band.rawValue) risk", HumanNumber.percent(band.then), HumanNumber.percent(band.now),
      ])
    }
    return Self.title("Scores: \(scores.verdict.words)", isColored) + table.text()
      + "PSI \(HumanNumber.fixed(scores.psi, decimals: 3)) "
      + "(by chance \(HumanNumber.fixed(scores.psiByChance, decimals: 3))), "
      + "KS \(HumanNumber.fixed(scores.ks, decimals: 3)).\n"
  }

  // MARK: - Inputs

  private func inputs(_ isColored: Bool) -> String {
    guard let inputs = report.inputs else { return "" }
    let counted = inputs.muchMoved + inputs.moved + inputs.steady
    let head =
      "\(HumanNumber.count(counted, "feature")) that the model leans on: "
      + "\(HumanNumber.grouped(inputs.muchMoved)) much moved, "
      + "\(HumanNumber.grouped(inputs.moved)) moved, "
      + "\(HumanNumber.grouped(inputs.steady)) steady.\n"
    return Self.title("Inputs: \(inputs.verdict.words)", isColored) + head
      + features(inputs, isColored) + levels(inputs)
  }

  private func features(_ inputs: InputDrift, _ isColored: Bool) -> String {
    let shown = inputs.features.prefix(mostFeatures)
    guard !shown.isEmpty else { return "" }
    var table = TextTable([
      .left("feature"), .left("verdict"), .right("PSI"), .right("by chance"), .right("KS"),
      .right("median"), .right("missing"), .right("out of range"), .left(""),
    ])
    for feature in shown {
      let isMissing = max(feature.missingThen, feature.missingNow) > 0
      table.append([
        feature.feature, feature.verdict.words, HumanNumber.fixed(feature.psi, decimals: 3),
        HumanNumber.fixed(feature.psiByChance, decimals: 3),
        HumanNumber.fixed(feature.ks, decimals: 3),
        feature.kind == "numbers" ? Self.signed(feature.medianThen, feature.medianNow) : "",
        isMissing
          ? "\(HumanNumber.percent(feature.missingThen)) → \(HumanNumber.percent(feature.missingNow))"
          : "",
        feature.outsideRange.map { $0 > 0 ? HumanNumber.percent($0) : "" } ?? "",
        feature.nature?.rawValue ?? (feature.counts ? "" : "hardly used by the model"),
      ])
    }
    let rest = inputs.features.count - shown.count
    return "\n" + table.text(isColored: isColored)
      + (rest > 0
        ? "\(HumanNumber.count(rest, "more feature has", "more features have")) moved less; --json has all.\n"
        : "")
  }

  private func levels(_ inputs: InputDrift) -> String {
    let lines = inputs.features.filter { !$0.newLevels.isEmpty }.map { feature in
      let shown = feature.newLevels.prefix(Self.mostLevels).map { level in
        "\"\(TextTable.cleaned(level.name))\" (\(HumanNumber.percent(level.share)))"
      }
      let rest = feature.newLevels.count - shown.count
      return "\(feature.feature) has new values: \(shown.joined(separator: ", "))"
        + (rest > 0 ? " and \(HumanNumber.grouped(rest)) more" : "") + ".\n"
    }
    return lines.joined()
  }

  // MARK: - Base

  private var base: String {
    guard let base = report.base else { return "" }
    let training = base.before.filter { $0.role == "training" }.map(\.customers)
    let test = base.before.last { $0.role == "test" }?.customers
    let least = training.min() ?? 0
    let most = training.max() ?? 0
    let span =
      least == most
      ? HumanNumber.grouped(least)
      : "\(HumanNumber.grouped(least)) to \(HumanNumber.grouped(most)) a cutoff"
    return "Base: \(HumanNumber.count(base.customers, "customer")) now; \(span) at training"
      + (test.map { ", \(HumanNumber.grouped($0)) at the test" } ?? "") + ".\n"
  }
}
