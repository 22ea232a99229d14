import Dispatch
import Foundation
import Synchronization

/// Threads that spin between short pieces of work: starting and finishing one takes about a microsecond, against ten or
/// more with ``parallel(_:threads:_:)``.
///
/// Work is split into as many parts as there are members, and a part goes to the same member each time, so that the
/// data it reads stay in that processor's cache. If a member is late because its processor is busy, the caller does its
/// part. Idle members soon go to sleep.
///
/// One caller at a time. As with ``parallel(_:threads:_:)``, a part must touch only what belongs to it.
public final class ThreadTeam {
  /// The number of members, including the caller; at least 1.
  public let size: Int
  private let board: Board

  public init(size: Int) {
    self.size = max(1, size)
    board = Board(size: self.size)
    for part in 1..<self.size { Thread.detachNewThread { [board] in board.serve(part) } }
  }

  deinit { board.publish(nil) }

  /// Runs `body` once for each part in `0..<size`; returns when all are done.
  public func run(_ body: (_ part: Int) -> Void) {
    guard size > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      board.publish(body)
      for part in 0..<size { board.claim(part) }
      var wait = Wait()
      while board.finished.load(ordering: .acquiring) < size { wait.spin() }
      board.releaseWork()
    }
  }
}

/// The state shared by a team's members.
private final class Board: Sendable {
  /// The number of the round in the high bits; in the low bits, one bit for each part that has been claimed.
  private let claims = Atomic<UInt>(0)
  /// Parts of the round that are done.
  let finished = Atomic(0)
  /// The round's work; nil between rounds and once the team is gone. Written before a round begins, read only after
  /// claiming a part of it.
  private nonisolated(unsafe) var body: ((Int) -> Void)?
  private let sleepers: [Sleeper]

  private final class Sleeper: Sendable {
    let isAsleep = Atomic(false)
    let alarm = DispatchSemaphore(value: 0)
  }

  private static let bitsForParts = UInt(32)

  init(size: Int) {
    precondition(size <= Board.bitsForParts)
    sleepers = (0..<size).map { _ in Sleeper() }
  }

  private var round: UInt { claims.load(ordering: .sequentiallyConsistent) >> Board.bitsForParts }

  /// Begins a round; nil ends all members' threads.
  func publish(_ body: ((Int) -> Void)?) {
    precondition(self.body == nil, "a team has one caller at a time, and rounds do not nest")
    self.body = body
    finished.store(0, ordering: .relaxed)
    claims.store((round + 1) << Board.bitsForParts, ordering: .sequentiallyConsistent)
    for sleeper in sleepers where sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
      sleeper.alarm.signal()
    }
  }

  /// Releases the work of a finished round.
  func releaseWork() { body = nil }

  /// Runs a part of the current round, unless it has been claimed.
  func claim(_ part: Int) { _ = claim(part, in: round) }

  /// Runs a part of a round, unless it has been claimed or the round is over.
  ///
  /// - Returns: False if there will be no further round.
  private func claim(_ part: Int, in round: UInt) -> Bool {
    let bit = UInt(1) << UInt(part)
    var found = claims.load(ordering: .acquiring)
    while found >> Board.bitsForParts == round, found & bit == 0 {
      let (isTaken, now) = claims.compareExchange(
        expected: found, desired: found | bit, ordering: .acquiringAndReleasing)
      if isTaken {
        guard run(part) else { return false }
        finished.wrappingAdd(1, ordering: .acquiringAndReleasing)
        return true
      }
      found = now
    }
    return true
  }

  /// Runs a part, and retains the work no longer than that.
  ///
  /// - Returns: False if there is no work.
  @inline(never)
  private func run(_ part: Int) -> Bool {
    guard let body else { return false }
    body(part)
    return true
  }

  /// A member's loop: runs its part of every round that it is in time for.
  func serve(_ part: Int) {
    var last = UInt(0)
    repeat {
      var wait = Wait()
      while round == last {
        if !wait.isLong { wait.spin() } else { sleep(part, since: last) }
      }
      last = round
    } while claim(part, in: last)
  }

  /// Blocks until the round after `last`.
  private func sleep(_ part: Int, since last: UInt) {
    let sleeper = sleepers[part]
    sleeper.isAsleep.store(true, ordering: .sequentiallyConsistent)
    // If a round has begun, its publisher either has not seen the flag, and will not signal, or has cleared it, and its
    // signal must be consumed.
    if round != last, sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
    sleeper.alarm.wait()
  }
}

/// A wait that first spins, then yields to other threads between polls.
private struct Wait {
  private var polls = 0

  private static let spinLimit = 2000

  var isLong: Bool { polls > Wait.spinLimit + 200 }

  mutating func spin() {
    polls += 1
    if polls > Wait.spinLimit { sched_yield() }
  }
}
