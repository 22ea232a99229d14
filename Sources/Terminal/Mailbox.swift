import Foundation
import Screens
import Synchronization

/// The queue through which background work delivers responses, and signals their numbers, to the event loop. Both wake
/// the loop through a pipe, so that it can wait for them and for keys at once.
final class Mailbox: Sendable {
  /// Becomes readable when something has arrived.
  let readDescriptor: Int32
  /// Takes one byte: the number of a signal, or 0 for a response.
  let writeDescriptor: Int32

  private struct State {
    var responses: [Response] = []
    var isAbandoned = false
  }

  private let state = Mutex(State())

  init() throws(TerminalError) {
    var descriptors: [Int32] = [-1, -1]
    guard pipe(&descriptors) == 0 else { throw .noPipe(code: errno) }
    for descriptor in descriptors {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    readDescriptor = descriptors[0]
    writeDescriptor = descriptors[1]
  }

  deinit {
    close(readDescriptor)
    close(writeDescriptor)
  }

  /// Whether responses are no longer collected, so that pending work can be dropped.
  var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

  /// Stops the collection of responses.
  func abandon() { state.withLock { $0.isAbandoned = true } }

  /// Delivers a response and wakes the loop.
  func post(_ response: Response) {
    state.withLock { $0.responses.append(response) }
    var byte: UInt8 = 0
    // A full pipe wakes the loop as well.
    _ = write(writeDescriptor, &byte, 1)
  }

  /// Everything that has arrived: responses, and the numbers of signals, each in order of arrival.
  func collect() -> (responses: [Response], signals: [Int32]) {
    var signals: [Int32] = []
    var bytes = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(readDescriptor, &bytes, bytes.count)
      guard count > 0 else { break }
      signals += bytes.prefix(count).filter { $0 != 0 }.map(Int32.init)
    }
    let responses = state.withLock { state in
      defer { state.responses = [] }
      return state.responses
    }
    return (responses, signals)
  }
}
