/// Channel, device and place.
public enum PlaceFeature: String, Sendable, Hashable, CaseIterable {
  case channels = "n_channels"
  case mainChannelShare = "main_channel_share"
  case channelEntropy = "channel_entropy"
  case mobileShare = "mobile_share"
  case onlineShare = "online_share"
  case acquisitionChannel = "acquisition_channel"
  case region
}

extension PlaceFeature: FeatureFamily {
  var name: String { rawValue }

  var definition: String {
    switch self {
    case .channels: "distinct channels used"
    case .mainChannelShare: "share of orders in the strongest channel"
    case .channelEntropy: "entropy in nats of the channels of orders"
    case .mobileShare: "share of orders placed with a mobile device"
    case .onlineShare: "share of orders in online channels"
    case .acquisitionChannel: "channel of the first order"
    case .region: "region of the latest order that names one"
    }
  }

  var phrase: String {
    switch self {
    case .channels: "uses {value} channels"
    case .mainChannelShare: "{value} of orders in one channel"
    case .channelEntropy: "variety of channels {value}"
    case .mobileShare: "{value} of orders by mobile"
    case .onlineShare: "{value} of orders online"
    case .acquisitionChannel: "came through {value}"
    case .region: "region {value}"
    }
  }

  var unit: FeatureUnit {
    switch self {
    case .channels: .count
    case .mainChannelShare, .mobileShare, .onlineShare: .share
    default: .ratio
    }
  }

  var needs: [InputColumn] {
    switch self {
    case .mobileShare: [.device]
    case .region: [.region]
    default: [.channel]
    }
  }

  /// Words that make a channel an online one.
  static let onlineWords: Set<String> = [
    "web", "online", "app", "mobile", "internet", "site", "website", "webshop", "ecom",
    "ecommerce", "eshop", "desktop",
  ]
  /// Words that make a device a mobile one.
  static let mobileWords: Set<String> = [
    "mobile", "phone", "smartphone", "iphone", "android", "ios", "ipad", "tablet", "app",
  ]

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    switch self {
    case .channels: return Double(history.channels.entries.count)
    case .mainChannelShare: return history.channels.mainShare(of: \.orders)
    case .channelEntropy: return history.channels.entropy(of: \.orders)
    case .mobileShare: return share(history.devices, context.mobileDevices)
    case .onlineShare: return share(history.channels, context.onlineChannels)
    case .acquisitionChannel: return level(history.firstChannel)
    case .region: return level(history.lastRegion)
    }
  }

  private func share(_ tally: LevelTally, _ marked: [Bool]) -> Double {
    let all = tally.entries.reduce(0) { $0 + $1.orders }
    let chosen = tally.entries.reduce(0) { $0 + (marked[Int($1.code)] ? $1.orders : 0) }
    return ratio(Double(chosen), Double(all))
  }

  private func level(_ code: UInt32) -> Double {
    code == TextColumn.missing ? .nan : Double(code)
  }
}
