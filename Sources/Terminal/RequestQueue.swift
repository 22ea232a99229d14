import Dispatch
import Screens
import Synchronization

/// Does a screen's requests in the background: one after another, and long ones as jobs beside the others.
public final class RequestQueue: Sendable {
  /// A request that is being done.
  private final class Activity: Sendable {
    let request: Request
    let isJob = Atomic(false)
    let isCancelled = Atomic(false)

    init(_ request: Request) {
      self.request = request
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }
  }

  private struct State {
    /// Not begun yet, the oldest first.
    var pending: [Request] = []
    var active: [Activity] = []
    var hasEnded = false

    /// Whether an equal request has not begun, or is a job's that goes on: a new one would find nothing else.
    func isUnderWay(_ request: Request) -> Bool {
      pending.contains(request)
        || active.contains { activity in
          activity.request == request && activity.isJob.load(ordering: .relaxed)
            && !activity.isCancelled.load(ordering: .relaxed)
        }
    }
  }

  private let state = Mutex(State())
  private let begin: @Sendable (Request) -> RequestWork
  private let deliver: @Sendable (Response) -> Void
  private let requests = DispatchQueue(label: "requests")
  private let jobs = Dictionary(
    uniqueKeysWithValues: RequestJob.Kind.allCases.map { ($0, DispatchQueue(label: "\($0)", qos: .utility)) })
  private let work = DispatchGroup()

  /// - Parameters:
  ///   - begin: Does a request, one at a time, or says which job does it.
  ///   - post: Receives responses and progress, on any thread.
  public init(
    begin: @escaping @Sendable (Request) -> RequestWork, post: @escaping @Sendable (Response) -> Void
  ) {
    self.begin = begin
    deliver = post
  }

  /// Adds a request; a read joins an equal one that has not begun, or that a job does.
  public func add(_ request: Request) {
    let isNew = state.withLock { state in
      guard !state.hasEnded, !(request.isRead && state.isUnderWay(request)) else { return false }
      state.pending.append(request)
      return true
    }
    if isNew { requests.async(group: work) { [self] in doNext() } }
  }

  /// Calls off a request: one that has not begun is dropped and reported as cancelled; a job is asked to stop.
  public func cancel(_ request: Request) {
    let wasPending = state.withLock { state in
      for activity in state.active where activity.request == request { activity.cancel() }
      let count = state.pending.count
      state.pending.removeAll { $0 == request }
      return state.pending.count < count
    }
    if wasPending { post(.cancelled(request)) }
  }

  /// Drops requests that nobody waits for any more: those that have not begun, and jobs, which are asked to stop.
  public func drop(unless isAwaited: (Request) -> Bool) {
    state.withLock { state in
      state.pending.removeAll { !isAwaited($0) }
      for activity in state.active where !isAwaited(activity.request) { activity.cancel() }
    }
  }

  /// Begins and delivers nothing more, and asks jobs to stop.
  public func end() {
    state.withLock { state in
      state.hasEnded = true
      state.pending = []
      for activity in state.active { activity.cancel() }
    }
  }

  /// Returns when nothing is being done.
  public func wait() { work.wait() }

  /// Does the oldest request; nothing if it has been dropped.
  private func doNext() {
    let next = state.withLock { state -> Activity? in
      guard !state.pending.isEmpty else { return nil }
      let activity = Activity(state.pending.removeFirst())
      state.active.append(activity)
      return activity
    }
    guard let activity = next else { return }
    let work = begin(activity.request)
    guard case .job(let job) = work else { return finish(activity, work) }
    activity.isJob.store(true, ordering: .relaxed)
    jobs[job.kind]?.async(group: self.work) { [self] in finish(activity, work) }
  }

  /// Finishes a request, and delivers its response unless it was dropped.
  private func finish(_ activity: Activity, _ work: RequestWork) {
    let control = JobControl {
      activity.isCancelled.load(ordering: .relaxed)
    } post: { [self] in
      post($0)
    }
    let wasCalledOff = activity.isJob.load(ordering: .relaxed) && control.isCancelled()
    let response = wasCalledOff ? .cancelled(activity.request) : work.response(to: activity.request, control)
    state.withLock { $0.active.removeAll { $0 === activity } }
    post(response)
  }

  private func post(_ response: Response) {
    if !state.withLock({ $0.hasEnded }) { deliver(response) }
  }
}

extension Request {
  fileprivate var isRead: Bool { if case .read = self { true } else { false } }
}
