import Foundation
import Synchronization
import Tensors
import Testing

@Suite struct ThreadTeamTests {
  @Test(arguments: [1, 2, 3, 8]) func everyPartRunsOncePerRound(size: Int) {
    let crew = ThreadTeam(size: size)
    var rounds = [Int](repeating: 0, count: size)
    rounds.withUnsafeMutableBufferPointer { rounds in
      for round in 0..<20_000 {
        crew.run { part in rounds[part] += part == 0 || rounds[part] == round ? 1 : 1_000_000 }
        for done in rounds where done != round + 1 { Issue.record("part done \(done) times after \(round + 1) rounds") }
      }
    }
  }

  @Test func aRoundSeesThePreviousRoundsWrites() {
    let crew = ThreadTeam(size: 4)
    var numbers = [1, 2, 3, 4]
    var copy = numbers
    var expected = numbers
    numbers.withUnsafeMutableBufferPointer { numbers in
      copy.withUnsafeMutableBufferPointer { copy in
        for _ in 0..<5000 {
          crew.run { part in copy[part] = numbers[(part + 1) % 4] + 3 * numbers[(part + 2) % 4] }
          crew.run { part in numbers[part] = (copy[(part + 3) % 4] + 5 * copy[part] + part) % 1_000_003 }
          let before = expected.indices.map { expected[($0 + 1) % 4] + 3 * expected[($0 + 2) % 4] }
          expected = expected.indices.map { (before[($0 + 3) % 4] + 5 * before[$0] + $0) % 1_000_003 }
        }
      }
    }
    // One number that was not seen in time changes all later ones.
    #expect(numbers == expected)
  }

  @Test func sleepingMembersAreWoken() {
    let crew = ThreadTeam(size: 3)
    for _ in 0..<20 {
      let done = Atomic(0)
      crew.run { _ in done.wrappingAdd(1, ordering: .relaxed) }
      #expect(done.load(ordering: .relaxed) == 3)
      // Long enough for the other members to go to sleep; the compiler leaves no atomic operation out.
      let spin = Atomic(0)
      for _ in 0..<300_000 { spin.wrappingAdd(1, ordering: .relaxed) }
    }
  }

  #if os(Linux)
    @Test func aDeallocatedTeamLeavesNoThreads() throws {
      func threads() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count }
      for _ in 0..<200 { ThreadTeam(size: 4).run { _ in } }
      // Members exit at their next poll; other tests have threads of their own.
      let deadline = ContinuousClock.now + .seconds(60)
      while try threads() > 150, ContinuousClock.now < deadline { sched_yield() }
      #expect(try threads() <= 150, "the teams had 600")
    }
  #endif
}
