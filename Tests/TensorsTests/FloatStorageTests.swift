import Foundation
import Tensors
import Testing

/// Blocks of floats: small ones on the heap, large ones memory-mapped.
@Suite struct FloatStorageTests {
  @Test(arguments: [0, 1, 1000, (1 << 18) - 1, 1 << 18, (1 << 18) + 5])
  func aBlockIsZeroAndAligned(_ count: Int) {
    let storage = FloatStorage(count: count)
    #expect(storage.count == count)
    #expect(storage.floats.allSatisfy { $0 == 0 })
    #expect(UInt(bitPattern: storage.base) % 64 == 0)
    storage.matrix(rows: 1, columns: count).fill(3)
    #expect(storage.floats.allSatisfy { $0 == 3 })
    storage.clear()
    #expect(storage.floats.allSatisfy { $0 == 0 })
  }

  #if os(Linux)
    /// Large blocks are returned to the system even with small ones between them, and however often they are allocated.
    @Test func largeBlocksAreReturnedToTheSystem() throws {
      /// The mapped address ranges of this process.
      func mapped() throws -> [Range<UInt>] {
        try String(contentsOfFile: "/proc/self/maps", encoding: .utf8).split(separator: "\n").map { line in
          let ends = line.prefix { $0 != " " }.split(separator: "-").map { UInt($0, radix: 16)! }
          return ends[0]..<ends[1]
        }
      }
      var kept: [[Int]] = []
      for _ in 1...3 {
        var blocks: [FloatStorage] = []
        for number in 0..<50 {
          blocks.append(FloatStorage(count: (3 << 18) + number * 1024))
          kept.append([Int](repeating: number, count: 100))
        }
        let addresses = blocks.map { UInt(bitPattern: $0.base) }
        // The list is read in pieces while other threads change it, so retry until one reading is consistent.
        #expect(
          try (1...10).contains { _ in
            let before = try mapped()
            return addresses.allSatisfy { address in before.contains { $0.contains(address) } }
          })
        blocks = []
        // Other threads may have mapped some of these addresses in the meantime.
        let after = try mapped()
        #expect(addresses.count { address in !after.contains { $0.contains(address) } } > 25)
      }
      #expect(kept.count == 150)
    }
  #endif
}
