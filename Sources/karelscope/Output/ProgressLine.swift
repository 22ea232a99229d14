import Foundation
import PlainText

/// Progress on standard error: on a terminal one line that renews itself, elsewhere a plain line now and then.
final class ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let interval: Duration
  private var lastShown: ContinuousClock.Instant?
  private var isOpen = false

  /// - Parameter plainInterval: The time between lines where there is no terminal.
  init(plainInterval: Duration = .seconds(15)) {
    interval = isTerminal ? .milliseconds(200) : plainInterval
  }

  /// Shows `text` until the next call, as far as the terminal is wide; calls that come too soon after one another are passed
  /// over.
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

  /// The terminal's width: a longer line would not renew itself.
  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }

  /// Takes the line away, if one is shown.
  func clear() {
    if isOpen { StandardError.control(ProgressLine.renewal) }
    isOpen = false
  }

  /// Writes `text` as a line to stay.
  func keep(_ text: String) {
    clear()
    StandardError.write(line: text)
  }

  /// Back to the line's beginning, and nothing on it.
  private static let renewal: StaticString = "\r\u{1B}[K"
}
