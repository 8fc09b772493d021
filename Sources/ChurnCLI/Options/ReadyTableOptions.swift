internal import ArgumentParser
internal import Churn

/// What the columns of a ready table mean: one row a customer.
struct ReadyTableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Column of the outcome; makes the data a ready table, one row a customer. (default: none)",
      valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "The value of the label that means churn. (default: found for yes/no, 1/0 and the like)",
      valueName: "value"))
  var positive: String?

  @Option(
    help: ArgumentHelp(
      "Column of the customer's id in a ready table. (default: the number of the row)",
      valueName: "column"))
  var id: String?

  @Option(
    help: ArgumentHelp(
      "Columns of a ready table or the customers file to leave out. (default: none)",
      valueName: "columns"))
  var drop: String?

  @Option(
    help: ArgumentHelp(
      "Column of the money a customer is worth, or none. (default: the bundle's, else none)",
      valueName: "column"))
  var value: String?

  @Option(
    help: ArgumentHelp(
      "Columns to read as categories. (default: by content)", valueName: "columns"))
  var categorical: String?

  @Option(
    help: ArgumentHelp("Columns to read as numbers. (default: by content)", valueName: "columns"))
  var numeric: String?

  /// The flags as the schema takes them; `time` is that of `--time`, which orders share.
  func flags(time: String?) -> TableSchema.Flags {
    var flags = TableSchema.Flags(label: label)
    flags.positive = positive
    flags.id = id
    flags.drop = CommaList.parts(drop)
    flags.value = value == "none" ? nil : value
    flags.time = time
    flags.categorical = CommaList.parts(categorical)
    flags.numeric = CommaList.parts(numeric)
    return flags
  }

  /// Where a ready table is and how it is read, for training or inspection.
  func source(
    _ paths: [String], time: String?, format: FileFormatOptions
  ) -> TableBook.Source {
    var source = TableBook.Source(paths: paths, flags: flags(time: time))
    source.file = format.options
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    return source
  }

  /// The same for a table that a bundle is applied to, with or without the outcome.
  func source(
    _ paths: [String], bundle: Manifest.Table, features: [String], format: FileFormatOptions,
    withLabel: Bool
  ) -> TableBook.Source {
    var flags = TableSchema.Flags(label: withLabel ? label ?? bundle.label : nil)
    flags.positive = withLabel ? positive ?? bundle.positive : nil
    flags.id = id ?? bundle.id
    flags.value = value == "none" ? nil : value ?? bundle.value
    flags.time = withLabel ? bundle.time : nil
    flags.categorical = bundle.categorical
    flags.numeric = bundle.numeric
    var source = TableBook.Source(paths: paths, flags: flags)
    source.file = format.options == FileOptions() ? bundle.file : format.options
    source.expected = features
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    return source
  }
}
