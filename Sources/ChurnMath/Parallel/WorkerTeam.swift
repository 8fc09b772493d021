// Threads that stand ready, for work that comes in many thousands of small rounds.
//
// round   one call of `run`: all its indices are done before it returns
// spin    waiting in a loop for the next round, which costs a microsecond instead of the fifty of
//         starting a thread; a worker that has waited long gives its turn away, and then sleeps

internal import CKernels
internal import Glibc
internal import Synchronization

/// Runs `body` with a team of up to `threads` threads, the calling one included.
///
/// - Parameters:
///   - threads: The most threads to use; values under 1 count as 1, and no more than there are
///     processors are started.
///   - body: What is done with the team; it must not keep it.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws.
public func withWorkerTeam<Result, Failure: Error>(
  threads: Int, _ body: (WorkerTeam) throws(Failure) -> Result
) throws(Failure) -> Result {
  let team = WorkerTeam(threads: threads)
  defer { team.dismiss() }
  return try body(team)
}

/// Threads that run numbered pieces of work, round after round.
///
/// One thread at a time may call `run`, and not from within a piece of work.
public final class WorkerTeam: @unchecked Sendable {
  private var handles: [pthread_t] = []
  private var job: (@Sendable (Int) -> Void)?
  private var count = 0
  private var isDismissed = false
  private let round = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let bed = Bed()

  /// The number of threads that work, the calling one included.
  public var size: Int { handles.count + 1 }

  /// Pauses before a waiting thread gives its turn away, and turns before it sleeps.
  private static let pauses = 20_000
  private static let turns = 200

  /// What a new thread is handed.
  private final class Ticket: Sendable {
    let team: WorkerTeam
    let worker: Int
    init(team: WorkerTeam, worker: Int) {
      self.team = team
      self.worker = worker
    }
  }

  fileprivate init(threads: Int) {
    // More threads than processors would only wait for each other.
    for worker in 1..<max(1, min(threads, availableProcessors())) {
      var handle = pthread_t()
      let ticket = unsafe Unmanaged.passRetained(Ticket(team: self, worker: worker))
      let status = unsafe pthread_create(
        &handle, nil,
        { pointer in
          guard let pointer = unsafe pointer else { return nil }
          let ticket = unsafe Unmanaged<Ticket>.fromOpaque(pointer).takeRetainedValue()
          ticket.team.work(as: ticket.worker)
          return nil
        }, ticket.toOpaque())
      guard status == 0 else {
        // The system grants no further thread: those that run do the work.
        unsafe ticket.release()
        break
      }
      handles.append(handle)
    }
  }

  fileprivate func dismiss() {
    isDismissed = true
    announce()
    for handle in handles { pthread_join(handle, nil) }
  }

  /// Calls `body` once for every index in `0..<count`; returns when all calls have.
  ///
  /// Indices are dealt to the threads in turn, the same way in every round, so that what a piece of
  /// work left in a processor's cache is still there in the next.
  public func run(_ count: Int, _ body: @Sendable (_ index: Int) -> Void) {
    guard count > 1, !handles.isEmpty else {
      for index in 0..<max(0, count) { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      job = body
      self.count = count
      finished.store(0, ordering: .relaxed)
      announce()
      for index in stride(from: 0, to: count, by: size) { body(index) }
      var waited = 0
      while finished.load(ordering: .acquiring) < handles.count { Self.wait(&waited) }
      job = nil
    }
  }

  /// The results of `body` for every index in `0..<count`, in index order.
  public func map<Result: Sendable>(
    _ count: Int, _ body: @Sendable (_ index: Int) -> Result
  ) -> [Result] {
    guard count > 0 else { return [] }
    return unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      let slots = unsafe Slots(base: buffer.baseAddress)
      run(count) { index in
        unsafe slots.base?.advanced(by: index).initialize(to: body(index))
      }
      initialized = count
    }
  }

  /// Begins a round and wakes who sleeps.
  private func announce() {
    round.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { bed.wakeAll() }
  }

  private func work(as worker: Int) {
    var seen = 0
    while true {
      var waited = 0
      while round.load(ordering: .acquiring) == seen {
        if waited < Self.pauses + Self.turns {
          Self.wait(&waited)
        } else {
          sleepers.add(1, ordering: .sequentiallyConsistent)
          bed.sleep { round.load(ordering: .sequentiallyConsistent) == seen }
          sleepers.subtract(1, ordering: .sequentiallyConsistent)
        }
      }
      seen &+= 1
      guard !isDismissed else { return }
      if let job { for index in stride(from: worker, to: count, by: size) { job(index) } }
      finished.add(1, ordering: .releasing)
    }
  }

  private static func wait(_ waited: inout Int) {
    if waited < pauses { churn_pause() } else { sched_yield() }
    waited &+= 1
  }
}

/// Where threads sleep until they are woken.
@safe private final class Bed: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe condition.initialize(to: pthread_cond_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Sleeps as long as `isIdle` holds; it is asked before every nap.
  func sleep(while isIdle: () -> Bool) {
    unsafe pthread_mutex_lock(mutex)
    while isIdle() { unsafe pthread_cond_wait(condition, mutex) }
    unsafe pthread_mutex_unlock(mutex)
  }

  func wakeAll() {
    unsafe pthread_mutex_lock(mutex)
    unsafe pthread_cond_broadcast(condition)
    unsafe pthread_mutex_unlock(mutex)
  }
}
