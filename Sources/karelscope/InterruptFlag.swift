import Dispatch
import Foundation
import Synchronization

/// Notes the first SIGINT or SIGTERM, so that work can end cleanly; a second one ends the program at once.
final class InterruptFlag: Sendable {
  private let count = Atomic(0)
  nonisolated(unsafe) private var sources: [any DispatchSourceSignal] = []

  var isRaised: Bool { count.load(ordering: .relaxed) > 0 }

  init() {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [weak self] in
        guard let self else { return }
        if count.wrappingAdd(1, ordering: .relaxed).oldValue > 0 { _exit(128 + number) }
      }
      source.resume()
      return source
    }
  }
}
