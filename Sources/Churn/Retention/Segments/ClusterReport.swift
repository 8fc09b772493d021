/// How a base was cut into clusters, and what sets each apart.
public struct ClusterReport: Sendable, Encodable {
  /// A quantity that customers are told apart by.
  public struct Input: Sendable, Equatable, Encodable {
    /// The column.
    public let name: String
    /// Whether its logarithm is taken, because few values are far larger than the others.
    public let isLogged: Bool
    /// Customers without a value, who are given the median.
    public let missing: Int
  }

  /// A number of clusters that was tried.
  public struct Trial: Sendable, Equatable, Encodable {
    /// The number.
    public let clusters: Int
    /// The mean silhouette, from −1 to 1.
    public let silhouette: Double
    /// The sum of squared distances to the nearest centre.
    public let inertia: Double
  }

  /// One cluster.
  public struct Profile: Sendable, Equatable, Encodable {
    /// Its name.
    public let name: String
    /// Its mean silhouette.
    public let silhouette: Double?
    /// What sets it apart, the most first.
    public let traits: [String]
    /// Where its centre lies, in standard deviations from the mean of the base, by input.
    public let centre: [Double]
  }

  /// What customers are told apart by.
  public let inputs: [Input]
  /// Columns that were left out because they do not vary.
  public let leftOut: [String]
  /// The numbers of clusters tried; one where it was given.
  public let trials: [Trial]
  /// The mean silhouette of the clusters.
  public let silhouette: Double
  /// Customers that silhouettes were reckoned on.
  public let silhouetteCustomers: Int
  /// The sum of squared distances to the nearest centre.
  public let inertia: Double
  /// The clusters, those who brought most first.
  public let profiles: [Profile]
}
