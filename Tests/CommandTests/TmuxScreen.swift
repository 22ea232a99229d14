import Foundation
import Testing

/// Karelscope on a terminal of its own, inside tmux; a shell around it says how it ended.
final class TmuxScreen {
  private let server = "karelscope-\(UUID().uuidString)"

  init(columns: Int, rows: Int) throws {
    // `echo on` is written only if the terminal echoes again.
    let script = """
      '\(try Command.program().path)' --seed 3; echo "ended $?"; \
      case "$(stty -a)" in *" -echo "*) ;; *) echo "echo on" ;; esac; exec sleep 600
      """
    try tmux([
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-s", "screen",
      "env LC_ALL=C.UTF-8 sh -c \(quoted(script))",
    ])
  }

  deinit {
    // Foundation starts its children with most signals blocked, and so tmux's server: asking politely is no use.
    guard let processes = try? tmux(["display-message", "-p", "-t", "screen", "#{pid} #{pane_pid}"]) else { return }
    _ = try? Command.shell("exec kill -KILL \(processes)")
  }

  /// Presses a key, by tmux's name for it.
  func press(_ key: String) throws { try tmux(["send-keys", "-t", "screen", key]) }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-t", "screen", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Sends a signal to the program under the shell.
  func kill(_ signal: String) throws {
    let shell = try tmux(["display-message", "-p", "-t", "screen", "#{pane_pid}"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    _ = try Command.shell("exec pkill \"$@\"", ["-\(signal)", "-P", shell, "karelscope"])
  }

  /// Waits until what is on screen is as it should be; the test fails with the screen if it does not become so.
  func wait(_ location: SourceLocation = #_sourceLocation, until holds: (String) -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(20)
    var content = ""
    while ContinuousClock.now < deadline {
      content = try tmux(["capture-pane", "-p", "-t", "screen"])
      if holds(content) { return }
      usleep(20_000)
    }
    Issue.record("the screen did not become what was expected:\n\(content)", sourceLocation: location)
    throw CancellationError()
  }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    // Foundation waits until nobody holds the descriptors it gave to its child, and tmux's server would hold them.
    let line = """
      for descriptor in /dev/fd/*; do
        number=${descriptor##*/}; [ "$number" -gt 2 ] && eval "exec $number>&-"
      done
      exec tmux "$@"
      """
    return try Command.shell(line, ["-L", server] + arguments).output
  }

  private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
