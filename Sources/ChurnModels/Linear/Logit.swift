internal import Glibc

extension Double {
  /// The natural logarithm.
  var logarithm: Double { log(self) }
}

/// 1 / (1 + e^−x), without overflow at either end.
func logistic(_ logOdds: Double) -> Double {
  let e = exp(-abs(logOdds))
  return logOdds >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/// log(p / (1 − p)), with `p` kept 1e-15 away from 0 and 1.
func logOdds(_ probability: Double) -> Double {
  let p = min(max(probability, 1e-15), 1 - 1e-15)
  return log(p) - log1p(-p)
}

/// The log loss of one row at some log-odds, without overflow.
func rowLoss(_ logOdds: Double, churned: Bool) -> Double {
  let margin = churned ? logOdds : -logOdds
  return max(-margin, 0) + log1p(exp(-abs(margin)))
}
