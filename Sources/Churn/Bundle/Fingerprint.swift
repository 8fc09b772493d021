internal import ChurnData
internal import ChurnMath

/// A checksum of the usable rows, the same whatever the order of the file's rows.
enum Fingerprint {
  /// SHA-256 over every customer's id and lines in the order of the log.
  static func of(_ log: PurchaseLog) -> String {
    var sum = RunningChecksum()
    var bytes: [UInt8] = []
    for scale in [log.amountScale, log.quantityScale, log.discountScale, log.marginScale] {
      append(scale.bitPattern, to: &bytes)
    }
    for customer in 0..<log.customerCount {
      append(log.customerIDs.bytes(customer), to: &bytes)
      for line in log.lines(of: customer) {
        append(UInt64(bitPattern: log.times[line]), to: &bytes)
        append(UInt64(log.orders[line]), to: &bytes)
        if let isReturn = log.isReturn { bytes.append(isReturn[line] ? 1 : 0) }
        for column in [log.amounts, log.quantities, log.discounts, log.margins] {
          if let column { append(UInt64(bitPattern: column[line]), to: &bytes) }
        }
        for column in [log.products, log.categories, log.channels, log.devices, log.regions] {
          if let column { append(UInt64(column.codes[line]), to: &bytes) }
        }
      }
      if bytes.count > 1 << 16 {
        sum.update(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    for column in [log.products, log.categories, log.channels, log.devices, log.regions] {
      guard let column else { continue }
      for level in 0..<column.levels.count { append(column.levels.bytes(level), to: &bytes) }
    }
    sum.update(bytes)
    return sum.text
  }

  /// SHA-256 over rows of a ready table, given by their ids in order and their values.
  static func of(ids: [[UInt8]], features: FeatureMatrix, labels: [Bool]) -> String {
    var sum = RunningChecksum()
    var bytes: [UInt8] = []
    for row in ids.indices {
      append(ids[row], to: &bytes)
      bytes.append(labels[row] ? 1 : 0)
      for column in features.columns {
        let value = column.values[row]
        if case .categorical(let levels) = column.kind, !value.isNaN {
          append(Array(levels[Int(value)].utf8), to: &bytes)
        } else {
          append(value.isNaN ? Double.nan.bitPattern : value.bitPattern, to: &bytes)
        }
      }
      if bytes.count > 1 << 16 {
        sum.update(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    sum.update(bytes)
    return sum.text
  }

  private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
    append(UInt64(text.count), to: &bytes)
    bytes += text
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }
}
