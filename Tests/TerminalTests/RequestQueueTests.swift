import Corpus
import Dispatch
import Screens
import Synchronization
import Terminal
import Testing

/// Requests in the background: reads one after another, jobs beside them. What is done for them is made up here.
@Suite struct RequestQueueTests {
  private static let run = RunReference(path: "/runs/a", name: "a")

  private static func subject(_ step: Int) -> Subject {
    Subject(run: run, step: step, sample: SampleReference(split: .test, index: 0, seed: 1))
  }

  private static let probe = Request.probe(ProbeTrainingRequest(run: run, step: 1, probes: []))

  /// A queue whose requests are recorded when they begin, and whose responses are waited for.
  private final class Harness: Sendable {
    private let begun = Mutex<[Request]>([])
    private let responses = Mutex<[Response]>([])
    private let arrivals = DispatchSemaphore(value: 0)
    private let queue = Mutex<RequestQueue?>(nil)

    init(_ work: @escaping @Sendable (Request) -> RequestWork) {
      let queue = RequestQueue { [self] request in
        begun.withLock { $0.append(request) }
        return work(request)
      } post: { [self] response in
        responses.withLock { $0.append(response) }
        arrivals.signal()
      }
      self.queue.withLock { $0 = queue }
    }

    var requests: RequestQueue { queue.withLock { $0! } }
    var allBegun: [Request] { begun.withLock { $0 } }
    var titles: [String] { responses.withLock { $0.map(title) } }

    /// Waits for the next response.
    func next(_ location: SourceLocation = #_sourceLocation) {
      if arrivals.wait(timeout: .now() + 60) == .timedOut {
        Issue.record("found no response within a minute", sourceLocation: location)
      }
    }

    /// Waits for the end of everything, and breaks the cycle of references.
    func end() {
      requests.end()
      requests.wait()
      queue.withLock { $0 = nil }
    }
  }

  /// A response in a word.
  private static func title(_ response: Response) -> String {
    switch response {
    case .failed(.read(let subject), _): "read \(subject.step ?? -1)"
    case .failed(_, let reason): reason
    case .preparing(_, let done, let total): "\(done) of \(total)"
    case .cancelled(.probe): "cancelled probe"
    case .cancelled(.read(let subject)): "cancelled read \(subject.step ?? -1)"
    default: "another"
    }
  }

  private static func done(_ request: Request) -> RequestWork { .done(.failed(request, reason: "done")) }

  @Test func requestsAreDoneInTheirOrder() {
    let harness = Harness(Self.done)
    let requests = (1...20).map { Request.read(Self.subject($0)) }
    for request in requests { harness.requests.add(request) }
    for _ in requests { harness.next() }
    #expect(harness.allBegun == requests)
    #expect(harness.titles == (1...20).map { "read \($0)" })
    harness.end()
  }

  @Test func readsAreAnsweredWhileAJobRuns() {
    let mayEnd = DispatchSemaphore(value: 0)
    let harness = Harness { request in
      guard case .probe = request else { return Self.done(request) }
      return .job(
        RequestJob(.probing) { control in
          control.post(.preparing(Self.subject(1), done: 1, total: 2))
          mayEnd.wait()
          return .failed(request, reason: "trained")
        })
    }
    harness.requests.add(Self.probe)
    harness.next()
    #expect(harness.titles == ["1 of 2"], "progress is posted by the job")
    for step in 1...3 {
      harness.requests.add(.read(Self.subject(step)))
      harness.next()
    }
    #expect(harness.titles.suffix(3) == ["read 1", "read 2", "read 3"])
    mayEnd.signal()
    harness.next()
    #expect(harness.titles.last == "trained")
    harness.end()
  }

  @Test func aCancelledJobStopsAndSaysSo() {
    let harness = Harness { request in
      .job(
        RequestJob(.probing) { control in
          control.post(.preparing(Self.subject(1), done: 0, total: 1))
          while !control.isCancelled() {}
          throw CancellationError()
        })
    }
    harness.requests.add(Self.probe)
    harness.next()
    harness.requests.cancel(.probe(ProbeTrainingRequest(run: Self.run, step: 2, probes: [])))
    harness.requests.cancel(Self.probe)
    harness.next()
    #expect(harness.titles == ["0 of 1", "cancelled probe"])
    harness.end()
  }

  @Test func whatHasNotBegunIsCancelledAtOnce() {
    let mayGoOn = DispatchSemaphore(value: 0)
    let harness = Harness { request in
      if case .read = request { mayGoOn.wait() }
      return Self.done(request)
    }
    harness.requests.add(.read(Self.subject(1)))
    harness.requests.add(Self.probe)
    harness.requests.cancel(Self.probe)
    harness.next()
    #expect(harness.titles == ["cancelled probe"])
    mayGoOn.signal()
    harness.next()
    #expect(harness.titles.last == "read 1")
    harness.end()
    #expect(!harness.allBegun.contains(Self.probe))
  }

  @Test func whatNobodyAwaitsIsDropped() {
    let (hasBegun, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let harness = Harness { request in
      if request == .read(Self.subject(1)) {
        hasBegun.signal()
        mayGoOn.wait()
      }
      return Self.done(request)
    }
    for step in 1...4 { harness.requests.add(.read(Self.subject(step))) }
    hasBegun.wait()
    harness.requests.drop { $0 == .read(Self.subject(4)) }
    mayGoOn.signal()
    harness.next()
    harness.next()
    #expect(harness.titles == ["read 1", "read 4"], "what has begun is finished")
    #expect(harness.allBegun == [.read(Self.subject(1)), .read(Self.subject(4))])
    harness.end()
  }

  @Test func aJobThatNobodyAwaitsStops() {
    let harness = Harness { request in
      .job(
        RequestJob(.steering) { control in
          control.post(.preparing(Self.subject(1), done: 0, total: 1))
          while !control.isCancelled() {}
          throw CancellationError()
        })
    }
    harness.requests.add(.read(Self.subject(1)))
    harness.next()
    harness.requests.drop { _ in true }
    harness.requests.drop { _ in false }
    harness.next()
    #expect(harness.titles == ["0 of 1", "cancelled read 1"])
    // A new request of the same is not taken for the one that was dropped.
    harness.requests.add(.read(Self.subject(1)))
    harness.next()
    #expect(harness.titles.last == "0 of 1" && harness.allBegun.count == 2)
    harness.end()
  }

  @Test func aReadJoinsTheOneThatIsUnderWay() {
    let mayGoOn = DispatchSemaphore(value: 0)
    let harness = Harness { request in
      if case .history = request { mayGoOn.wait() }
      guard case .read(let subject) = request, subject.step == 2 else { return Self.done(request) }
      return .job(
        RequestJob(.steering) { control in
          control.post(.preparing(subject, done: 0, total: 1))
          mayGoOn.wait()
          return .failed(request, reason: "")
        })
    }
    harness.requests.add(.history(Self.run))
    harness.requests.add(.read(Self.subject(1)))
    harness.requests.add(.read(Self.subject(1)))
    harness.requests.add(.read(Self.subject(2)))
    mayGoOn.signal()
    for _ in 0..<3 { harness.next() }
    #expect(harness.titles == ["done", "read 1", "0 of 1"], "it had not begun")
    harness.requests.add(.read(Self.subject(2)))
    harness.requests.add(.history(Self.run))
    mayGoOn.signal()
    mayGoOn.signal()
    harness.next()
    harness.next()
    harness.end()
    #expect(harness.allBegun.count { $0 == .read(Self.subject(2)) } == 1, "a job does it")
    #expect(harness.titles.count == 5)
  }

  @Test func anErrorOfAJobIsAFailure() {
    struct Trouble: Error, CustomStringConvertible { let description = "no such checkpoint" }
    let harness = Harness { _ in .job(RequestJob(.probing) { _ in throw Trouble() }) }
    harness.requests.add(Self.probe)
    harness.next()
    #expect(harness.titles == ["no such checkpoint"])
    harness.end()
  }

  @Test func nothingIsBegunOrPostedAfterTheEnd() {
    let harness = Harness { request in
      .job(
        RequestJob(.probing) { control in
          control.post(.preparing(Self.subject(1), done: 0, total: 1))
          while !control.isCancelled() {}
          control.post(.preparing(Self.subject(1), done: 1, total: 1))
          throw CancellationError()
        })
    }
    let queue = harness.requests
    queue.add(Self.probe)
    harness.next()
    queue.end()
    queue.add(.read(Self.subject(1)))
    queue.wait()
    #expect(harness.titles == ["0 of 1"])
    #expect(harness.allBegun == [Self.probe])
    harness.end()
  }
}
