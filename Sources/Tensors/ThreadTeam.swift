import Dispatch
import Foundation
import Synchronization

/// Threads that stay awake between short pieces of work: they begin and end one within a microsecond, where
/// ``parallel(_:threads:_:)`` takes ten or more.
///
/// Work is cut into as many parts as there are members, and a part goes to the same member each time, so that what it reads
/// stays in that processor's cache. Where a member comes late, because its processor does something else, the caller does its
/// part. Members that are left without work fall asleep soon.
///
/// One caller at a time. As with ``parallel(_:threads:_:)``, a part must touch only what belongs to it.
public final class ThreadTeam {
  /// Members, the caller among them; at least 1.
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
      board.forget()
    }
  }
}

/// What the members of a crew share.
private final class Board: Sendable {
  /// The number of the round, and below it a bit for each part that somebody has taken.
  private let claims = Atomic<UInt>(0)
  /// Parts of the round that are done.
  let finished = Atomic(0)
  /// The round's work; nothing once the crew is gone. Written before a round begins, read by who has taken a part of it.
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

  /// Begins a round, or sends everybody home.
  func publish(_ body: ((Int) -> Void)?) {
    precondition(self.body == nil, "a crew has one caller at a time, and no part of a round begins another")
    self.body = body
    finished.store(0, ordering: .relaxed)
    claims.store((round + 1) << Board.bitsForParts, ordering: .sequentiallyConsistent)
    for sleeper in sleepers where sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
      sleeper.alarm.signal()
    }
  }

  /// Lets go of the work of a round that is done.
  func forget() { body = nil }

  /// Does a part of this round, unless somebody has taken it.
  func claim(_ part: Int) { _ = claim(part, in: round) }

  /// Does a part of a round, unless somebody has taken it or the round is over.
  ///
  /// - Returns: False when there will be no other round.
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

  /// Does a part, and holds on to the work no longer than that.
  ///
  /// - Returns: False if there is no work.
  @inline(never)
  private func run(_ part: Int) -> Bool {
    guard let body else { return false }
    body(part)
    return true
  }

  /// What a member does all its life: its part of every round that it is in time for.
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

  /// Waits without spinning for the round after `last`.
  private func sleep(_ part: Int, since last: UInt) {
    let sleeper = sleepers[part]
    sleeper.isAsleep.store(true, ordering: .sequentiallyConsistent)
    // A round that began before the flag was seen has not called; one that was just about to call must be heard.
    if round != last, sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
    sleeper.alarm.wait()
  }
}

/// A wait that reads memory at first, and then lets other threads of this processor go first between two looks.
private struct Wait {
  private var looks = 0

  private static let patience = 2000

  var isLong: Bool { looks > Wait.patience + 200 }

  mutating func spin() {
    looks += 1
    if looks > Wait.patience { sched_yield() }
  }
}
