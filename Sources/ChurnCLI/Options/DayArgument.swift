public import ArgumentParser
public import ChurnData

extension Day: ExpressibleByArgument {
  /// Reads `2011-09-01`.
  public init?(argument: String) { self.init(iso: argument) }
}
