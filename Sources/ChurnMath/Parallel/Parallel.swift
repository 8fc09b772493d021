// Running work on several threads without letting the threads show in the result.
//
// Work is numbered, workers take the next number, and every result is stored under its number, so
// that what comes out never depends on how many workers there were or which was fastest.

internal import Glibc
internal import Synchronization

/// Calls `body` once for every index in `0..<count`, on up to `threads` threads.
///
/// Indices are handed out in ascending order. `worker` is in `0..<threads` and no two calls with
/// one worker number overlap, so it can pick a scratch buffer. Returns when all calls have.
///
/// - Parameters:
///   - count: How many pieces of work there are; zero does nothing.
///   - threads: The most threads to use, the calling one included; values under 1 count as 1.
///   - body: The work; it must write only to places that belong to its index or worker.
public func forEachIndex(
  _ count: Int, threads: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void
) {
  let workers = max(1, min(threads, count))
  guard workers > 1 else {
    for index in 0..<max(0, count) { body(index, 0) }
    return
  }
  withoutActuallyEscaping(body) { body in
    let crew = Crew(count: count, body: body)
    var handles: [pthread_t] = []
    for worker in 1..<workers {
      var handle = pthread_t()
      let ticket = unsafe Unmanaged.passRetained(Crew.Ticket(crew: crew, worker: worker))
      let status = unsafe pthread_create(
        &handle, nil,
        { pointer in
          guard let pointer = unsafe pointer else { return nil }
          let ticket = unsafe Unmanaged<Crew.Ticket>.fromOpaque(pointer).takeRetainedValue()
          ticket.crew.run(worker: ticket.worker)
          return nil
        }, ticket.toOpaque())
      if status == 0 {
        handles.append(handle)
      } else {
        // The system grants no further thread: those that run do the work.
        unsafe ticket.release()
        break
      }
    }
    crew.run(worker: 0)
    for handle in handles { pthread_join(handle, nil) }
    crew.finish()
  }
}

/// The results of `body` for every index in `0..<count`, in index order, on up to `threads` threads.
public func mapIndices<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (_ index: Int) -> Result
) -> [Result] {
  guard count > 0 else { return [] }
  return unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    let slots = unsafe Slots(base: buffer.baseAddress)
    forEachIndex(count, threads: threads) { index, _ in
      unsafe slots.base?.advanced(by: index).initialize(to: body(index))
    }
    initialized = count
  }
}

/// The number of processors this process may use, at least 1.
public func availableProcessors() -> Int {
  max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

/// The threads of one call, sharing the counter that hands out the work.
private final class Crew: @unchecked Sendable {
  /// What a new thread is handed.
  final class Ticket: Sendable {
    let crew: Crew
    let worker: Int
    init(crew: Crew, worker: Int) {
      self.crew = crew
      self.worker = worker
    }
  }

  private let count: Int
  private var body: (@Sendable (Int, Int) -> Void)?
  private let next = Atomic<Int>(0)

  init(count: Int, body: @escaping @Sendable (Int, Int) -> Void) {
    self.count = count
    self.body = body
  }

  func run(worker: Int) {
    guard let body else { return }
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index, worker)
    }
  }

  /// Lets go of the borrowed closure once every thread has been joined.
  func finish() { body = nil }
}

/// Uninitialised results, each of which exactly one thread fills.
@safe struct Slots<Result>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Result>?
}
