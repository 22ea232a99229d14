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
    var sums = [Int](repeating: 1, count: 4)
    var copy = sums
    sums.withUnsafeMutableBufferPointer { sums in
      copy.withUnsafeMutableBufferPointer { copy in
        for _ in 0..<5000 {
          crew.run { part in copy[part] = sums.reduce(0, &+) }
          crew.run { part in sums[part] = copy[part] &+ copy[(part + 1) % 4] }
        }
      }
    }
    // Every round multiplies all numbers by 8; 64-bit integers wrap around the same way everywhere.
    #expect(sums == [0, 0, 0, 0])
    #expect(Set(copy).count == 1)
  }

  @Test func sleepingMembersAreWoken() {
    let crew = ThreadTeam(size: 3)
    for _ in 0..<20 {
      let done = Atomic(0)
      crew.run { _ in done.wrappingAdd(1, ordering: .relaxed) }
      #expect(done.load(ordering: .relaxed) == 3)
      // Long enough for the other members to go to sleep.
      var spin = 0
      for step in 0..<300_000 { spin = spin &* 31 &+ step }
      #expect(spin != 1)
    }
  }

  #if os(Linux)
    @Test func aDeallocatedTeamLeavesNoThreads() throws {
      func threads() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count }
      for _ in 0..<200 { ThreadTeam(size: 4).run { _ in } }
      // Members exit at their next poll; other tests have threads of their own.
      while try threads() > 150 { sched_yield() }
    }
  #endif
}
