import Foundation
import Testing

/// What a terminal sends, and how large it may be, each on a real terminal.
@Suite struct InputCommandTests {
  private static let light = "38;2;0;114;178"

  @Test func aResponseThatIsTornAfterItsEscapeIsNoEscape() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "TERM=xterm-256color COLORTERM=truecolor")
    try screen.wait { $0.contains("NEXT OP") }
    // Two sends are two reads: the program sleeps in between. The decoder's tests have the pause to the millisecond.
    try screen.send("\u{1B}")
    try screen.send("]11;rgb:ffff/ffff/ffff\u{1B}\\")
    try screen.wait { _ in try screen.contentInColor().contains(Self.light) }
    // Others, and late ones, are nothing; the keys beside them are keys.
    try screen.send("\u{1B}]11;rgb:0000/0000/0000\u{7}\u{1B}]4;1;rgb:q/q/q\u{1B}\\\u{1B}P>|qQ\u{1B}\\n")
    try screen.wait { $0.contains("paused") && $0.contains("NEXT OP") }
    #expect(try screen.contentInColor().contains(Self.light))
    try screen.press("Escape")
    try screen.wait { $0.contains("ended 0") }
  }

  @Test(arguments: ["xterm-256color", "linux", "vt100"])
  func homeAndEndAreKnownInAllSpellings(_ term: String) throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "TERM=\(term)")
    try screen.wait { $0.contains("NEXT OP") }
    for (home, end) in [("[1~", "[4~"), ("[7~", "[8~"), ("[H", "[F"), ("OH", "OF")] {
      try screen.send("\u{1B}" + end)
      try screen.wait { $0.contains("PROGRAM  end") }
      try screen.send("\u{1B}" + home)
      try screen.wait { $0.contains("PROGRAM  1/") }
    }
    try screen.press("q")
    try screen.wait { $0.contains("ended 0") }
  }

  #if os(Linux)
    /// More columns than numbers of 16 bits with a sign have, from the beginning and later.
    @Test func aHugeTerminalIsDrawnInItsCorner() throws {
      try withFolder { folder in
        let file = folder.appending(path: "session.cast")
        let screen = try TmuxScreen(
          columns: 80, rows: 24,
          script: """
            stty cols 40000 rows 30; '\(try Command.program().path)' --seed 3 --record '\(file.path)'; echo "ended $?"
            exec sleep 600
            """)
        func waitForRecord(_ text: String) throws {
          try screen.wait { _ in (try? String(contentsOf: file, encoding: .utf8))?.contains(text) ?? false }
        }
        try waitForRecord("\"width\": 1000, \"height\": 30")
        let terminal = try screen.state("pane_tty")
        for (columns, rows, drawn) in [(2000, 2000, "1000x1000"), (100, 30, "100x30"), (65_535, 24, "1000x24")] {
          _ = try Command.shell("stty -F \(terminal) cols \(columns) rows \(rows)")
          try waitForRecord("\"\(drawn)\"")
        }
        _ = try Command.shell("stty -F \(terminal) cols 80 rows 24")
        try screen.wait { $0.contains("NEXT OP") }
        try screen.press("q")
        try screen.wait { $0.contains("ended 0") }
      }
    }

    @Test(arguments: ["0", "-1", "32767", "99999999999", "wide"])
    func absurdVariablesAreNoExtent(_ value: String) throws {
      let screen = try TmuxScreen(
        columns: 80, rows: 24,
        script: """
          ulimit -v 8000000; export COLUMNS=\(value) LINES=\(value); '\(try Command.program().path)' --seed 3
          echo "ended $?"; exec sleep 600
          """)
      try screen.wait { $0.contains("NEXT OP") && $0.contains("FEATURES") }
      try screen.press("q")
      try screen.wait { $0.contains("ended 0") }
    }
  #endif

  @Test func aLocaleThatIsNotInstalledIsDrawnForInUTF8() throws {
    #expect(try Command.shell("LC_ALL=xx_XX.UTF-8 exec \"$0\" step --once").output.contains("█"))
    #expect(try Command.shell("LC_ALL= LC_CTYPE= LANG=xx_XX.utf8 exec \"$0\" step --once").output.contains("█"))
    #expect(try Command.shell("LC_ALL=xx_XX exec \"$0\" step --once").output.allSatisfy(\.isASCII))
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "LC_ALL=xx_XX.UTF-8")
    try screen.wait { $0.contains("NEXT OP") && $0.contains("█") }
  }

  @Test func aScriptTypesEveryCharacter() throws {
    try withFolder { folder in
      let command = try Command.shell(
        "cd \"$1\" && \"$0\" step --script ':screenshot_my_first.txt :screenshot_my\\_second.txt :screenshot_a\\ \\ b.txt'",
        [folder.path])
      #expect(command.status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(Set(names) == ["my first.txt", "my_second.txt", "a  b.txt"])
    }
  }

  @Test func aScriptThatIsNoneLeavesNothing() throws {
    try withFolder { folder in
      let file = folder.appending(path: "a.cast").path
      let command = try Command(["step", "--script", "n n foo", "--record", file])
      #expect(command.status == 64 && command.output.isEmpty && command.errors.contains("found 'foo'"))
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }

  @Test func aCommandToCopyHasTheRunsOwnName() throws {
    try withFolder { folder in
      let command = try Command.shell(
        """
        cd "$1" || exit 99
        "$0" train --out 日本 --preset tiny --seed 3 --steps 100000 --threads 1 2> /dev/null & process=$!
        until [ -s 日本/metrics.jsonl ]; do kill -0 $process || exit 98; sleep 0.02; done
        kill -INT $process; wait $process
        LC_ALL=C.UTF-8 "$0" watch --once --size 120x40 --run 日本
        """, [folder.path])
      #expect(command.output.contains("karelscope train --out './日本' --resume"), "\(command.output)")
      #expect(command.output.contains("日本 · stopped"), "\(command.output)")
    }
  }
}
