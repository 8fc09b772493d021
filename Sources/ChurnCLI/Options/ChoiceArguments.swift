public import ArgumentParser
public import Churn
public import ChurnData

extension ReturnsPolicy: ExpressibleByArgument {}

extension ChampionMetric: ExpressibleByArgument {}

extension RuleSet.Order: ExpressibleByArgument {}
