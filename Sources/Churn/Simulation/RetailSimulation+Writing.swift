public import FoundationEssentials

extension RetailSimulation {
  /// Plays every life and writes the shop's files, and the truth, into a folder.
  ///
  /// * `orders.csv`: a row for each line of an order. A return is an order of its own, whose id is
  ///   that of the first with a leading `C`, with negative quantity and money.
  /// * `customers.csv`, `events.csv`, `campaign.csv`: what else the shop knows.
  /// * `truth.csv`: what it does not.
  ///
  /// Rows stand in the order of time, then id; `campaign.csv` and `truth.csv` in that of id. All
  /// files are written beside their places before the first one is moved. The folder is made if it
  /// is not there.
  ///
  /// - Parameters:
  ///   - directory: Where the files go; files of these names are replaced.
  ///   - threads: The most threads to use; the bytes written do not depend on it.
  /// - Throws: `SimulationError.invalidParameter`, `.output`.
  /// - Complexity: O(*n* log *n*) in the number of lines and events, about 16 bytes a line and 24
  ///   an order held in memory.
  public func write(to directory: URL, threads: Int = 1) throws(SimulationError) {
    try validate()
    let folder = directory.path
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw .output(.cannotCreate(path: folder, reason: "the folder cannot be made there"))
    }
    let calendar = RetailCalendar(startDay: startDay, days: days, growth: growth)
    let base = SimulatedBase(self, calendar: calendar, threads: threads)
    let writer = SimulatedBaseWriter(base: base, calendar: calendar)
    do {
      var orders = try writer.orders(at: folder + "/orders.csv")
      var customers = try writer.customers(at: folder + "/customers.csv")
      var events = try writer.events(at: folder + "/events.csv")
      var campaign = try writer.campaign(at: folder + "/campaign.csv")
      var truth = try writer.truth(at: folder + "/truth.csv")
      try orders.commit()
      try customers.commit()
      try events.commit()
      try campaign.commit()
      try truth.commit()
    } catch {
      throw .output(error)
    }
  }
}
