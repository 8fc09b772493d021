/// A YAML file that names the features to use: a list, bare or under `features`.
public enum FeatureListFile {
  /// The names, in the order of the file.
  ///
  /// - Throws: `DataError.missingFile`; `.mapping` for a file that is malformed.
  public static func read(_ path: String) throws(DataError) -> [String] {
    let yaml: MappingYAML
    do { yaml = try MappingYAML(path: path, listKey: "features") } catch {
      if case .mapping(.missingFile) = error { throw .missingFile(path: path) }
      throw error
    }
    try yaml.allow(["features"])
    return try yaml.texts("features") ?? []
  }
}
