internal import Logging

/// Brings what the library logs to people: notes and warnings on the standard error.
struct MessageLogHandler: LogHandler {
  var logLevel: Logger.Level = .info
  var metadata: Logger.Metadata = [:]

  private let messages: Messages

  /// A handler that writes to `messages`.
  init(_ messages: Messages) { self.messages = messages }

  /// A logger of the library that writes to `messages`.
  static func logger(_ messages: Messages) -> Logger {
    Logger(label: "churn") { _ in MessageLogHandler(messages) }
  }

  func log(event: LogEvent) {
    let text = event.message.description
    switch event.level {
    case .trace, .debug: break
    case .info, .notice: messages.note(text)
    case .warning: messages.warn(text)
    case .error, .critical: messages.fail(text)
    }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
}
