import Foundation
import PlainText

/// Progress on standard error: a self-updating line on a terminal, otherwise occasional plain lines.
final class ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let interval: Duration
  private var lastShown: ContinuousClock.Instant?
  private var isOpen = false

  /// - Parameter plainInterval: The time between lines without a terminal.
  init(plainInterval: Duration = .seconds(15)) {
    interval = isTerminal ? .milliseconds(200) : plainInterval
  }

  /// Shows `text`, cut to the terminal's width, until the next call; calls in too quick succession are ignored.
  func show(_ text: @autoclosure () -> String) {
    if let lastShown, ContinuousClock.now - lastShown < interval { return }
    lastShown = .now
    let text = text().visible
    if isTerminal {
      StandardError.control(ProgressLine.renewal, text: String(text.prefix(ProgressLine.columns - 1)))
    } else {
      StandardError.write(line: text)
    }
    isOpen = isTerminal
  }

  /// The terminal's width: a longer line could not be overwritten.
  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }

  /// Clears the line, if one is shown.
  func clear() {
    if isOpen { StandardError.control(ProgressLine.renewal) }
    isOpen = false
  }

  /// Writes `text` as a permanent line.
  func keep(_ text: String) {
    clear()
    StandardError.write(line: text)
  }

  /// Returns to the start of the line and erases it.
  private static let renewal: StaticString = "\r\u{1B}[K"
}
