internal import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import Logging

extension FeatureParameters {
  /// What features must know of the base, with a model of its purchases where one can be fitted.
  ///
  /// Learned from what lies strictly before a cutoff. Where the model cannot be fitted the reason is
  /// logged, and the features that ask for it are left out.
  static func learned(
    from log: PurchaseLog, before snapshot: Snapshot, threads: Int, logger: Logger
  ) -> FeatureParameters {
    let parameters = FeatureParameters(learnedFrom: log, before: snapshot, threads: threads)
    do {
      return parameters.with(
        purchases: try purchases(of: log, before: snapshot, threads: threads))
    } catch {
      logger.notice("The base's purchases could not be modelled (MBG/NBD). \(error)")
      return parameters
    }
  }

  /// The MBG/NBD model of all customers who bought before a cutoff.
  static func purchases(
    of log: PurchaseLog, before snapshot: Snapshot, threads: Int
  ) throws(FitError) -> MBGNBDParameters {
    try MBGNBD().fit(
      log.purchaseSummaries(before: snapshot, unitDays: purchaseUnitDays, threads: threads),
      threads: threads
    ).parameters
  }
}
