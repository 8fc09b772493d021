public import ArgumentParser
public import Churn
public import ChurnData
public import ChurnModels

extension ReturnsPolicy: ExpressibleByArgument {}

extension ChampionMetric: ExpressibleByArgument {}

extension RuleSet.Order: ExpressibleByArgument {}

extension PurchaseModel.Kind: ExpressibleByArgument {}

extension ValueTimeUnit: ExpressibleByArgument {}

extension BandScale: ExpressibleByArgument {}

extension OrderLifetimes.Ending: ExpressibleByArgument {}

extension OrderLifetimes.Dating: ExpressibleByArgument {}

extension CoxRegression.Ties: ExpressibleByArgument {}

extension UpliftAnalysis.Method: ExpressibleByArgument {}

extension OutcomeLearner.Kind: ExpressibleByArgument {}

extension BasketItem: ExpressibleByArgument {}

extension BasketAnalysis.Order: ExpressibleByArgument {}

extension SequenceAnalysis.Order: ExpressibleByArgument {}

extension CohortMeasure: ExpressibleByArgument {}
