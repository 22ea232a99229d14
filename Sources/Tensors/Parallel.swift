import Dispatch
import Foundation
import Synchronization

/// Runs `body` once for each item in `0..<count`, on up to `threads` threads; returns when all are done.
///
/// Items are handed out in order as threads become free. `worker` (0..<threads) names the thread's own scratch memory. For
/// results that do not depend on the number of threads, what `body` writes must depend on `item` alone.
///
/// Here and in ``ThreadTeam`` work leaves its thread without the compiler's check: `body` must touch only what belongs to
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

/// `transform` of each element, computed on up to `threads` threads; in the elements' order.
///
/// - Throws: The error of the first element that has one.
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

/// oneDNN's products open OpenMP threads of their own; here each must stay on the thread that asks for it.
enum OpenMP {
  private typealias SetThreadCount = @convention(c) (CInt) -> Void

  private static let setThreadCount: SetThreadCount? = {
    // Not linked by name: builds of oneDNN without OpenMP have nothing to turn off.
    guard let symbol = dlsym(dlopen(nil, RTLD_LAZY), "omp_set_num_threads") else { return nil }
    return unsafeBitCast(symbol, to: SetThreadCount.self)
  }()

  /// Keeps the products of the calling thread on it.
  static func useOneThread() { setThreadCount?(1) }
}
