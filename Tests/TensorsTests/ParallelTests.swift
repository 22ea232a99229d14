import Synchronization
import Tensors
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 2, 3, 7, 100, 1000], [1, 2, 3, 8, 33])
  func eachItemIsVisitedOnceByOneWorkerAtATime(_ count: Int, _ threads: Int) {
    let visits = Mutex([Int](repeating: 0, count: count))
    let busy = Mutex([Bool](repeating: false, count: threads))
    let isShared = Atomic(false)
    parallel(count, threads: threads) { item, worker in
      // A worker out of range would crash here.
      busy.withLock {
        if $0[worker] { isShared.store(true, ordering: .relaxed) }
        $0[worker] = true
      }
      visits.withLock { $0[item] += 1 }
      busy.withLock { $0[worker] = false }
    }
    let counts = visits.withLock { $0 }
    let wasShared = isShared.load(ordering: .relaxed)
    #expect(counts.allSatisfy { $0 == 1 })
    #expect(!wasShared, "two items had one worker's memory at the same time")
  }

  @Test func thereIsAtLeastOneThread() { #expect(defaultThreadCount >= 1) }
}
