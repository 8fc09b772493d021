extension JSONValue {
  /// The document that a value encodes itself as.
  ///
  /// Unlike Foundation's encoder it keeps every name: an absent optional is `null`, and so is a
  /// figure that is not finite.
  ///
  /// - Throws: What the value's own `encode(to:)` throws; the types of this package throw nothing.
  public init(encoding value: some Encodable) throws {
    let slot = Slot()
    try value.encode(to: JSONTreeEncoder(slot: slot, codingPath: []))
    self = slot.value
  }
}

/// A place in the tree that is being built.
private final class Slot {
  private enum Content {
    case value(JSONValue)
    case array([Slot])
    case object([String: Slot])
  }

  private var content: Content = .value(.null)

  var value: JSONValue {
    switch content {
    case .value(let value): value
    case .array(let slots): .array(slots.map(\.value))
    case .object(let slots): .object(slots.mapValues(\.value))
    }
  }

  var count: Int {
    if case .array(let slots) = content { slots.count } else { 0 }
  }

  func set(_ value: JSONValue) { content = .value(value) }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  func becomeObject() {
    if case .object = content { return }
    content = .object([:])
  }

  func appended() -> Slot {
    let slot = Slot()
    if case .array(var slots) = content {
      content = .value(.null)
      slots.append(slot)
      content = .array(slots)
    }
    return slot
  }

  func member(_ name: String) -> Slot {
    let slot = Slot()
    if case .object(var slots) = content {
      content = .value(.null)
      slots[name] = slot
      content = .object(slots)
    }
    return slot
  }

  func encode(_ value: some Encodable, codingPath: [any CodingKey]) throws {
    if let value = value as? JSONValue {
      set(value)
    } else {
      try value.encode(to: JSONTreeEncoder(slot: self, codingPath: codingPath))
    }
  }
}

extension JSONValue: Encodable {
  /// Encodes the document; used inside of documents, where it is taken over as it is.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value): try value.encode(to: encoder)
    case .integer(let value): try value.encode(to: encoder)
    case .natural(let value): try value.encode(to: encoder)
    case .number(let value): try value.encode(to: encoder)
    case .string(let value): try value.encode(to: encoder)
    case .array(let values): try values.encode(to: encoder)
    case .object(let values): try values.encode(to: encoder)
    }
  }
}

private struct JSONTreeEncoder: Encoder {
  let slot: Slot
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.becomeObject()
    return KeyedEncodingContainer(KeyedTree<Key>(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.becomeArray()
    return ListTree(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleTree(slot: slot, codingPath: codingPath)
  }
}

private struct SingleTree: SingleValueEncodingContainer {
  let slot: Slot
  let codingPath: [any CodingKey]

  mutating func encodeNil() { slot.set(.null) }
  mutating func encode(_ value: Bool) { slot.set(.bool(value)) }
  mutating func encode(_ value: String) { slot.set(.string(value)) }
  mutating func encode(_ value: Double) { slot.set(.number(value)) }
  // The shortest digits of the float, not of the double that it becomes.
  mutating func encode(_ value: Float) {
    slot.set(.number(Double(value.description) ?? Double(value)))
  }
  mutating func encode(_ value: Int) { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int8) { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int16) { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int32) { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int64) { slot.set(.integer(value)) }
  mutating func encode(_ value: UInt) { slot.set(.natural(UInt64(value))) }
  mutating func encode(_ value: UInt8) { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt16) { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt32) { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt64) { slot.set(.natural(value)) }
  mutating func encode(_ value: some Encodable) throws {
    try slot.encode(value, codingPath: codingPath)
  }
}

private struct ListTree: UnkeyedEncodingContainer {
  let slot: Slot
  let codingPath: [any CodingKey]
  var count: Int { slot.count }

  mutating func encodeNil() { slot.appended().set(.null) }
  mutating func encode(_ value: some Encodable) throws {
    try slot.appended().encode(value, codingPath: codingPath)
  }
  mutating func nestedContainer<Nested>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    JSONTreeEncoder(slot: slot.appended(), codingPath: codingPath).container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONTreeEncoder(slot: slot.appended(), codingPath: codingPath).unkeyedContainer()
  }
  mutating func superEncoder() -> any Encoder {
    JSONTreeEncoder(slot: slot.appended(), codingPath: codingPath)
  }
}

private struct KeyedTree<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: Slot
  let codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) { member(key).set(.null) }
  mutating func encode(_ value: some Encodable, forKey key: Key) throws {
    try member(key).encode(value, codingPath: codingPath + [key])
  }
  mutating func nestedContainer<Nested>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    nested(key).container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key).unkeyedContainer()
  }
  mutating func superEncoder() -> any Encoder {
    JSONTreeEncoder(slot: slot.member("super"), codingPath: codingPath)
  }
  mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

  // What the compiler makes for optionals calls these; the standard ones would drop the name.
  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try keep(value, key) }
  mutating func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws {
    try keep(value, key)
  }

  private func keep(_ value: (some Encodable)?, _ key: Key) throws {
    let slot = member(key)
    guard let value else { return slot.set(.null) }
    try slot.encode(value, codingPath: codingPath + [key])
  }

  private func member(_ key: Key) -> Slot { slot.member(key.stringValue) }

  private func nested(_ key: Key) -> JSONTreeEncoder {
    JSONTreeEncoder(slot: member(key), codingPath: codingPath + [key])
  }
}
