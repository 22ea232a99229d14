import Dispatch
import Foundation
import Synchronization

/// Runs `body` once for each item in `0..<count`, on up to `threads` threads; returns when all are done.
///
/// Items are handed out in order as threads become free. `worker` (0..<threads) identifies the thread's scratch memory.
/// For results independent of the number of threads, what `body` writes must depend on `item` alone.
///
/// Here and in ``ThreadTeam``, work crosses threads unchecked by the compiler: `body` must touch only what belongs to
/// its `item` or its `worker`.
public func parallel(_ count: Int, threads: Int, _ body: (_ item: Int, _ worker: Int) -> Void) {
  guard threads > 1, count > 1 else {
    for item in 0..<count { body(item, 0) }
    return
  }
  withoutActuallyEscaping(body) { body in
    let work = Unchecked(body)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { worker in
      while true {
        let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard item < count else { return }
        work.value(item, worker)
      }
    }
  }
}

/// Maps each element with `transform` on up to `threads` threads; results are in the elements' order.
///
/// - Throws: The error of the first element that fails.
public func parallelMap<Elements: RandomAccessCollection, Result>(
  _ elements: Elements, threads: Int, _ transform: (_ element: Elements.Element, _ worker: Int) throws -> Result
) throws -> [Result] {
  var results = [Swift.Result<Result, any Error>?](repeating: nil, count: elements.count)
  results.withUnsafeMutableBufferPointer { results in
    parallel(elements.count, threads: threads) { item, worker in
      let element = elements[elements.index(elements.startIndex, offsetBy: item)]
      results[item] = Swift.Result { try transform(element, worker) }
    }
  }
  return try results.map { try $0!.get() }
}

private struct Unchecked<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// oneDNN parallelizes products with OpenMP; here each product must stay on the calling thread.
enum OpenMP {
  private typealias SetThreadCount = @convention(c) (CInt) -> Void

  private static let setThreadCount: SetThreadCount? = {
    // Looked up dynamically: builds of oneDNN without OpenMP do not have the symbol.
    guard let symbol = dlsym(dlopen(nil, RTLD_LAZY), "omp_set_num_threads") else { return nil }
    return unsafeBitCast(symbol, to: SetThreadCount.self)
  }()

  /// Restricts the calling thread's products to one thread.
  static func useOneThread() { setThreadCount?(1) }
}
