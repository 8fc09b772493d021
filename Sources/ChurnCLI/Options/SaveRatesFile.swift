internal import Churn
internal import Foundation

/// The file of save rates that outcomes are added to.
enum SaveRatesFile {
  /// Adds what a campaign showed and writes the file, which is made where there is none.
  static func update(
    _ path: String, with saved: [SaveRates.Cell], campaign: String, messages: Messages
  ) throws {
    var rates =
      FileManager.default.fileExists(atPath: path) ? try SaveRates(reading: path) : SaveRates()
    guard rates.add(saved, campaign: campaign) else {
      messages.note(
        "\(path): this campaign is in already, so nothing was added. Save rates count each "
          + "campaign once.")
      return
    }
    try rates.write(to: try AtomicFile(path))
    let overall = rates.cells.first { $0.level == .all }?.rate
    messages.say(
      "Save rates of \(HumanNumber.count(rates.campaigns.count, "campaign")) written to \(path): "
        + "\(HumanNumber.percent(overall)) over all, shrunk to what was assumed.")
  }
}
