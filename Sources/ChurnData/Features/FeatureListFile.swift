/// A YAML file that names the features to use: a list under `features`.
public enum FeatureListFile {
  /// The names, in the order of the file.
  ///
  /// - Throws: `DataError.mapping` for a file that is absent, malformed or without such a list.
  public static func read(_ path: String) throws(DataError) -> [String] {
    let yaml = try MappingYAML(path: path)
    try yaml.allow(["features"])
    return try yaml.texts("features") ?? []
  }
}
