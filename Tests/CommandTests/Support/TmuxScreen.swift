import Foundation
import Testing

/// Karelscope on a terminal of its own, inside tmux; a shell around it says how it ended.
final class TmuxScreen {
  private let server = "karelscope-\(UUID().uuidString)"

  /// - Parameters:
  ///   - arguments: Words of a shell.
  ///   - environment: What `env` is told before the program: variables, options.
  ///   - folder: The program's current folder.
  convenience init(
    columns: Int, rows: Int, arguments: String = "--seed 3", environment: String = "", folder: URL? = nil
  ) throws {
    // Whoever runs the tests may have turned colours off. `echo on` is written only if the terminal echoes again.
    try self.init(
      columns: columns, rows: rows,
      script: """
        ulimit -c 0; trap : INT QUIT; export NO_COLOR=; cd '\((folder ?? FileManager.default.temporaryDirectory).path)'; \
        export SWIFT_BACKTRACE=enable=no; env \(environment) '\(try Command.program().path)' \(arguments); echo "ended $?"; \
        case "$(stty -a)" in *" -echo "*) ;; *) echo "echo on" ;; esac; exec sleep 600
        """)
  }

  /// Runs a script of `sh`.
  init(columns: Int, rows: Int, script: String) throws {
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

  /// Types text as it is.
  func type(_ text: String) throws { try tmux(["send-keys", "-t", "screen", "-l", text]) }

  /// Pastes text, between a terminal's marks if the program asked for them.
  func paste(_ text: String) throws {
    try tmux(["set-buffer", "--", text])
    try tmux(["paste-buffer", "-p", "-t", "screen"])
  }

  /// Sends the program what a terminal sends for the first button on a cell, counted from 0, in SGR's way.
  func click(x: Int, y: Int) throws {
    try send("\u{1B}[<0;\(x + 1);\(y + 1)M\u{1B}[<0;\(x + 1);\(y + 1)m")
  }

  /// Sends the program these bytes in one go, as a terminal would.
  func send(_ text: String) throws {
    try tmux(["send-keys", "-t", "screen", "-H"] + text.utf8.map { String($0, radix: 16) })
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-t", "screen", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Sends a signal to the program under the shell.
  func kill(_ signal: String) throws {
    _ = try Command.shell("exec pkill \"$@\"", ["-\(signal)", "-P", state("pane_pid"), "karelscope"])
  }

  /// The number of the process of the program under the shell; empty if it has ended.
  func program() throws -> String {
    try Command.shell("exec pgrep \"$@\"", ["-P", state("pane_pid"), "karelscope"]).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What is on screen, with its colours as control sequences.
  func contentInColor() throws -> String { try tmux(["capture-pane", "-p", "-e", "-t", "screen"]) }

  /// What tmux says of the pane, by the name of one of its variables.
  func state(_ variable: String) throws -> String {
    try tmux(["display-message", "-p", "-t", "screen", "#{\(variable)}"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Waits until what is on screen is as it should be; the test fails with the screen if it does not become so.
  @discardableResult
  func wait(_ location: SourceLocation = #_sourceLocation, until holds: (String) throws -> Bool) throws -> String {
    let deadline = ContinuousClock.now + .seconds(120)
    var content = ""
    while ContinuousClock.now < deadline {
      content = try tmux(["capture-pane", "-p", "-t", "screen"])
      if try holds(content) { return content }
      usleep(20_000)
    }
    Issue.record("the screen did not become what was expected:\n\(content)", sourceLocation: location)
    throw CancellationError()
  }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    // Foundation waits until its child's descriptors are closed, and tmux's server would keep them open.
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
