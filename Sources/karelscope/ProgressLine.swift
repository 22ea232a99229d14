import Foundation

/// Progress on standard error: on a terminal one line that renews itself, elsewhere a plain line now and then.
final class ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastShown: ContinuousClock.Instant?
  private var isOpen = false

  /// Shows `text` until the next call; calls that come too soon after one another are passed over.
  func show(_ text: @autoclosure () -> String) {
    let interval = isTerminal ? Duration.milliseconds(200) : .seconds(15)
    if let lastShown, ContinuousClock.now - lastShown < interval { return }
    lastShown = .now
    write(isTerminal ? "\r\u{1B}[K" + text() : text() + "\n")
    isOpen = isTerminal
  }

  /// Takes the line away, if one is shown.
  func clear() {
    if isOpen { write("\r\u{1B}[K") }
    isOpen = false
  }

  /// Writes `text` to stay.
  func keep(_ text: String) {
    clear()
    write(text + "\n")
  }

  private func write(_ text: String) {
    // Progress that nobody can read is no reason to stop.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
