internal import Synchronization

/// A progress bar on the standard error, for work that takes over a second.
///
///     let progress = Progress("scoring", total: 1_000, messages: messages)
///     progress.advance(by: 64)   // from any thread
///     progress.finish()
///
/// It shows itself only on a terminal, after one second, ten times a second at most, and goes away
/// at the end.
final class Progress: Sendable {
  private struct State {
    var done = 0
    var lastDrawn: Duration?
    var isFinished = false
  }

  private let label: String
  private let total: Int
  private let messages: Messages
  private let elapsed: @Sendable () -> Duration
  private let state = Mutex(State())

  /// Work that starts now.
  ///
  /// `label` says what is done, and `total` how much there is to do, 0 when that is not known.
  convenience init(_ label: String, total: Int, messages: Messages) {
    let start = ContinuousClock.now
    self.init(label, total: total, messages: messages) { ContinuousClock.now - start }
  }

  /// Work whose time is told by `elapsed`.
  init(
    _ label: String, total: Int, messages: Messages, elapsed: @escaping @Sendable () -> Duration
  ) {
    self.label = label
    self.total = total
    self.messages = messages
    self.elapsed = elapsed
  }

  /// Notes that more is done.
  func advance(by count: Int = 1) {
    guard messages.isInteractive else { return }
    state.withLock { state in
      state.done = state.done.addingReportingOverflow(count).partialValue
      guard !state.isFinished else { return }
      let now = elapsed()
      guard now >= .seconds(1) else { return }
      if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
      state.lastDrawn = now
      messages.show(status: Self.bar(label, done: state.done, total: total))
    }
  }

  /// Takes the bar away.
  func finish() {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      if state.lastDrawn != nil { messages.show(status: "") }
    }
  }

  /// The bar as text, 30 cells wide.
  static func bar(_ label: String, done: Int, total: Int) -> String {
    guard total > 0 else { return "\(label) … \(HumanNumber.grouped(done))" }
    let share = min(max(Double(done) / Double(total), 0), 1)
    let cells = 30
    let filled = Int(share * Double(cells))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
    return "\(label) \(bar) \(Int(share * 100)) %"
  }
}
