import Foundation
import Testing

/// What a terminal and its user may expect of the program, each on a real terminal.
@Suite struct CitizenshipTests {
  /// The status of a shell after a signal, by its name.
  private static let numbers = [
    "TERM": 15, "INT": 2, "HUP": 1, "QUIT": 3, "USR1": 10, "ALRM": 14, "XCPU": 24, "ABRT": 6, "SEGV": 11, "ILL": 4,
    "TRAP": 5,
  ]

  private func expectRestored(_ screen: TmuxScreen, status: Int) throws {
    try screen.wait { $0.contains("ended \(status)") && $0.contains("echo on") && !$0.contains("TRUTH") }
    for (variable, value) in [
      ("alternate_on", "0"), ("cursor_flag", "1"), ("mouse_any_flag", "0"), ("keypad_flag", "0"),
    ] {
      #expect(try screen.state(variable) == value, "\(variable)")
    }
  }

  // MARK: Extents

  @Test func altAndAKeyAreNotEscapeAndTheKey() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM") && $0.contains("NEXT OP") }
    for chord in ["M-x", "M-2"] { try screen.press(chord) }
    try screen.press("3")
    try screen.wait { $0.contains("ORIGINAL") }
    try screen.press("Escape")
    try screen.wait { !$0.contains("ORIGINAL") }
  }

  @Test func theLayoutFollowsTheWindow() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("NEXT OP") && $0.contains("FEATURES") }
    // Full, compact, minimal, too small, and back.
    try screen.resize(columns: 120, rows: 40)
    try screen.wait { $0.contains("EXAMPLES 1") }
    try screen.resize(columns: 60, rows: 20)
    try screen.wait { $0.contains("BELIEF") && !$0.contains("NEXT OP") }
    try screen.resize(columns: 40, rows: 12)
    try screen.wait { $0.contains("BELIEF") && $0.contains("dir ") && !$0.contains("PROGRAM") }
    try screen.resize(columns: 20, rows: 5)
    try screen.wait { $0.contains("too small: 20x5") && $0.contains("needs 38x12") && $0.contains("q quits") }
    try screen.resize(columns: 80, rows: 24)
    try screen.wait { $0.contains("NEXT OP") && !$0.contains("too small") }
    try screen.press("?")
    try screen.wait { $0.contains("WHAT YOU SEE") }
    try screen.resize(columns: 20, rows: 5)
    try screen.wait { $0.contains("too small") }
    try screen.press("q")
    try expectRestored(screen, status: 0)
  }

  // MARK: Ends

  @Test(arguments: ["TERM", "INT", "HUP", "QUIT", "USR1", "ALRM", "XCPU", "ABRT", "SEGV", "ILL", "TRAP"])
  func theTerminalIsRestoredAfterASignal(_ signal: String) throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "TERM=xterm-256color")
    try screen.wait { $0.contains("PROGRAM") }
    #expect(try screen.state("alternate_on") == "1")
    #expect(try screen.state("mouse_any_flag") == "1")
    try screen.kill(signal)
    try expectRestored(screen, status: 128 + Self.numbers[signal]!)
  }

  /// Swift tells where a crash was, and does not end a process to which somebody else sent the signal.
  @Test func aSignalFromOutsideEndsWhatSaysWhereItCrashed() throws {
    let screen = try TmuxScreen(
      columns: 80, rows: 24, environment: "SWIFT_BACKTRACE=enable=yes,interactive=no,color=no,limit=1,threads=crashed")
    try screen.wait { $0.contains("PROGRAM") }
    try screen.kill("SEGV")
    try expectRestored(screen, status: 128 + 11)
  }

  @Test func whatIsPastedIsNoKeys() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM") && $0.contains("NEXT OP") }
    try screen.paste("qqQ")
    try screen.wait { $0.contains("pasted text is ignored here") }
    try screen.press(":")
    try screen.paste("sample 5\n")
    try screen.wait { $0.contains("\n :sample 5") }
    try screen.press("Enter")
    try screen.wait { $0.contains(" test 5 · seed ") }
    try screen.press("q")
    try expectRestored(screen, status: 0)
  }

  /// Keys for which ncurses has no name are none of the marks; and marks that come in pieces are marks.
  @Test func marksOfPastedTextAreToldFromKeys() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "TERM=linux")
    try screen.wait { $0.contains("PROGRAM") && $0.contains("NEXT OP") }
    // Back tab; then the marks, the second in two pieces.
    try screen.send("\u{1B}[Z")
    try screen.press(":")
    try screen.wait { $0.contains("\n : \n") || $0.hasSuffix("\n :\n") || $0.contains("\n :\n") }
    for piece in ["\u{1B}[200~sample", " 6\u{1B}", "[201~"] { try screen.send(piece) }
    try screen.wait { $0.contains("\n :sample 6") }
    try screen.press("Enter")
    try screen.wait { $0.contains(" test 6 · seed ") }
    // One that never ends does not take the keys for good.
    try screen.send("\u{1B}[200~qqq")
    try screen.wait { $0.contains("pasted text is ignored here") }
    try screen.press("q")
    try screen.wait { $0.contains("ended 0") && $0.contains("echo on") }
  }

  /// Whoever started the program may have blocked signals, and a program inherits that.
  @Test(
    .enabled(if: (try? Command.shell("env --block-signal=TERM true").status) == 0),
    arguments: ["TERM", "INT", "QUIT", "SEGV"])
  func signalsThatWereBlockedAreHeard(_ signal: String) throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "--block-signal")
    try screen.wait { $0.contains("PROGRAM") }
    try screen.resize(columns: 120, rows: 40)
    try screen.wait { $0.contains("EXAMPLES 1") }
    try screen.kill(signal)
    try expectRestored(screen, status: 128 + Self.numbers[signal]!)
  }

  #if os(Linux)
    /// What is written to standard error meanwhile, as by a trap, is seen when the screen has gone.
    @Test(arguments: ["q", "SEGV"])
    func whatWasSaidIsSeenAfterTheScreen(_ end: String) throws {
      let screen = try TmuxScreen(columns: 80, rows: 24)
      try screen.wait { $0.contains("PROGRAM") }
      let program = try screen.program()
      _ = try Command.shell("echo 'what went wrong' > /proc/\(program)/fd/2")
      try screen.press("End")
      try screen.wait { $0.contains("PROGRAM  end") && !$0.contains("what went wrong") }
      if end == "q" { try screen.press(end) } else { try screen.kill(end) }
      try screen.wait { $0.contains("what went wrong") && $0.contains("echo on") && !$0.contains("TRUTH") }
    }
  #endif

  /// Nobody can prepare for SIGSTOP; what the terminal shows afterwards may be anything.
  @Test func itGoesOnAfterAStopThatItCouldNotNotice() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM") }
    try screen.kill("STOP")
    try screen.resize(columns: 120, rows: 40)
    try screen.kill("CONT")
    try screen.wait { $0.contains("EXAMPLES 1") }
    try screen.press("q")
    try expectRestored(screen, status: 0)
  }

  @Test func theKeyboardEndsTheProgram() throws {
    for (key, status) in [("q", 0), ("Q", 0), ("C-c", 130), ("C-\\", 131)] {
      let screen = try TmuxScreen(columns: 80, rows: 24)
      try screen.wait { $0.contains("PROGRAM") }
      try screen.press(key)
      try expectRestored(screen, status: status)
    }
  }

  @Test(.enabled(if: (try? Command.shell("bash -c true").status) == 0))
  func aShellStopsItAndGoesOnWithIt() throws {
    let screen = try TmuxScreen(
      columns: 80, rows: 24, script: "cd /; PS1='ready> ' exec bash --norc --noprofile -i")
    try screen.wait { $0.contains("ready>") }
    try screen.type("'\(try Command.program().path)' --seed 3\n")
    try screen.wait { $0.contains("PROGRAM") }
    for way in ["C-z", "TSTP"] {
      if way == "C-z" { try screen.press(way) } else { try screen.kill(way) }
      try screen.wait { $0.contains("Stopped") && !$0.contains("TRUTH") }
      #expect(try screen.state("alternate_on") == "0")
      // The shell's modes are back.
      try screen.type("clear; stty -a | tr ' ;' '\\n\\n' | grep -x -e icanon -e echo | xargs\n")
      try screen.wait { $0.contains("icanon echo") }
      try screen.type("fg\n")
      try screen.wait { $0.contains("PROGRAM") && !$0.contains("icanon") }
      #expect(try screen.state("alternate_on") == "1")
      try screen.press("End")
      try screen.wait { $0.contains("PROGRAM  end") }
      try screen.press("Home")
      try screen.wait { $0.contains("PROGRAM  1/") }
    }
    try screen.press("q")
    try screen.wait { !$0.contains("TRUTH") && $0.contains("ready>") }
    try screen.type("echo status $?\n")
    try screen.wait { $0.contains("status 0") }
  }

  @Test(.enabled(if: (try? Command.shell("bash -c true").status) == 0))
  func whatAShellWroteMeanwhileStaysAfterTheEnd() throws {
    let screen = try TmuxScreen(
      columns: 80, rows: 24, script: "cd /; PS1='ready> ' exec bash --norc --noprofile -i")
    try screen.wait { $0.contains("ready>") }
    try screen.type("clear\n")
    try screen.type("'\(try Command.program().path)' --seed 3\n")
    try screen.wait { $0.contains("PROGRAM") }
    try screen.press("C-z")
    try screen.wait { $0.contains("Stopped") && !$0.contains("TRUTH") }
    try screen.type("seq 1001 1006\n")
    try screen.wait { $0.contains("1006\nready>") }
    try screen.type("fg\n")
    try screen.wait { $0.contains("PROGRAM") }
    try screen.press("End")
    try screen.wait { $0.contains("PROGRAM  end") }
    try screen.press("q")
    try screen.wait { !$0.contains("TRUTH") && $0.contains("ready>") }
    try screen.type("echo status $?\n")
    let content = try screen.wait { $0.contains("status 0") }
    #expect(content.contains("1001\n1002\n1003\n1004\n1005\n1006\nready> fg\n"), "\(content)")
    let after = try #require(content.range(of: "ready> fg")).upperBound
    #expect(content[after...].contains("status 0"), "what follows stands below it: \(content)")
  }

  @Test func aScriptThatIsEndedLeavesNothingHalfDone() throws {
    try withFolder { folder in
      let command = try Command.shell(
        """
        cd "$1" || exit 99
        "$0" watch --script ":train_quick wait=3600 wait=3600 wait=3600 wait=3600 wait=3600" --picture frame.txt &
        until [ -e quick-seed1/run.json ]; do sleep 0.05; done
        kill -TERM $!
        wait $!
        echo "ended $?"
        """, [folder.path])
      #expect(command.output.contains("ended 143"))
      let left = try files(folder)
      #expect(!left.contains { $0.contains(".partial") || $0.contains("frame.txt") }, "\(left)")
      // The training was saved, and goes on from there.
      #expect(try Command(["info", "--run", folder.path + "/quick-seed1"]).status == 0)
    }
  }

  // MARK: Colours and characters

  @Test(arguments: [
    ("TERM=xterm-256color COLORTERM=truecolor", "38;2;86;180;233"),
    ("TERM=tmux-256color COLORTERM=24bit", "38;2;86;180;233"), ("TERM=xterm COLORTERM=truecolor", "38;2;86;180;233"),
    ("TERM=xterm-256color COLORTERM=", "38;5;74"),
    ("TERM=xterm COLORTERM=", "[36m"), ("TERM=vt100 COLORTERM=", nil),
    ("TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1", nil),
  ])
  func coloursAreThoseOfTheTerminal(_ environment: String, _ truth: String?) throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: environment)
    try screen.wait { $0.contains("NEXT OP") }
    let content = try screen.contentInColor()
    if let truth {
      #expect(content.contains(truth))
    } else {
      #expect(content.firstMatch(of: /\[(\d+;)*(3[0-8]|9\d)[;m]/) == nil, "no colour")
      #expect(content.contains("\u{1B}[1m"), "bold says what colour would")
    }
  }

  @Test func optionsDecideOverTheEnvironment() throws {
    for (arguments, environment, isColored) in [
      ("--color always", "NO_COLOR=1 TERM=xterm-256color", true), ("--color never", "TERM=xterm-256color", false),
      ("--color auto", "NO_COLOR= TERM=xterm-256color", true),
    ] {
      let screen = try TmuxScreen(columns: 80, rows: 24, arguments: arguments, environment: environment)
      try screen.wait { $0.contains("NEXT OP") }
      #expect(try screen.contentInColor().contains("[38;") == isColored)
    }
    let light = try TmuxScreen(
      columns: 80, rows: 24, arguments: "--theme light", environment: "TERM=xterm-256color COLORTERM=truecolor")
    try light.wait { $0.contains("NEXT OP") }
    #expect(try light.contentInColor().contains("38;2;0;114;178"))
  }

  /// The terminal says what its background is, unless the environment or the user has.
  @Test(arguments: [
    ("white", "", "", true), ("black", "", "", false), ("white", "'COLORFGBG=15;0'", "", false),
    ("white", "", "--theme dark", false),
  ])
  func colorsAreChosenForTheBackgroundThatTheTerminalHas(
    _ background: String, _ environment: String, _ arguments: String, _ isLight: Bool
  ) throws {
    let screen = try TmuxScreen(
      columns: 80, rows: 24,
      script: """
        export NO_COLOR=; tmux set -w window-style bg=\(background); \
        env TERM=xterm-256color COLORTERM=truecolor \(environment) '\(try Command.program().path)' --seed 3 \(arguments); \
        echo "ended $?"; exec sleep 600
        """)
    try screen.wait { $0.contains("NEXT OP") }
    // Keys are keys beside the answer, and the answer is none.
    try screen.press("n")
    try screen.wait { $0.contains("paused") && $0.contains(" test 1706 · seed ") }
    let (light, dark) = ("38;2;0;114;178", "38;2;86;180;233")
    try screen.wait { _ in try screen.contentInColor().contains(isLight ? light : dark) }
    try screen.press("e")
    let content = try screen.wait { $0.contains("TRUTH  example 2") }
    #expect(content.contains("TRUTH") && content.contains(" test 1706 · seed "))
    #expect(try !screen.contentInColor().contains(isLight ? dark : light))
    try screen.press("Escape")
    try screen.wait { $0.contains("ended 0") }
  }

  @Test func asciiIsDrawnWhereNothingElseIsShown() throws {
    for (arguments, environment) in [("--ascii", ""), ("", "LC_ALL=C")] {
      let screen = try TmuxScreen(columns: 80, rows: 24, arguments: arguments, environment: environment)
      let content = try screen.wait { $0.contains("NEXT OP") }
      #expect(content.allSatisfy { $0.isASCII })
    }
  }

  @Test(arguments: ["dumb", "no-such-terminal", ""])
  func aTerminalThatCannotShowAScreenIsNamed(_ term: String) throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "TERM=\(term)")
    let content = try screen.wait { $0.contains("ended 1") && $0.contains("echo on") }
    #expect(content.contains("'\(term)'") && content.contains("xterm-256color"))
    // A frame needs no terminal.
    #expect(try Command.shell("TERM=\(term) exec \"$0\" --once").status == 0)
  }

  @Test func whatIsNoTerminalGetsNoControlSequences() throws {
    for arguments in [["--once"], ["watch", "--script", "c c"], ["--once", "--color", "always"]] {
      let command = try Command(arguments)
      #expect(command.status == 0 && !command.output.contains("\u{1B}"))
    }
    let command = try Command(["library"])
    #expect(command.status != 0 && command.output.isEmpty && command.errors.contains("is not a terminal"))
  }

  // MARK: Mouse

  @Test func theMousePressesTabsAndLines() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, environment: "TERM=xterm-256color")
    let content = try screen.wait { $0.contains("NEXT OP") }
    let tabs = try #require(content.split(separator: "\n").first { $0.contains("2 Watch") })
    let x = tabs.distance(from: tabs.startIndex, to: try #require(tabs.firstRange(of: "4 Library")).lowerBound)
    try screen.click(x: x + 2, y: 0)
    let list = try screen.wait { $0.contains("RUNS") && $0.contains("step     100") }
    let rows = list.split(separator: "\n", omittingEmptySubsequences: false)
    let y = try #require(rows.firstIndex { $0.contains("step     100") })
    try screen.click(x: 10, y: y)
    try screen.wait { $0.contains("▸   step     100") }
    try screen.click(x: 10, y: y)
    try screen.wait { $0.contains("TRUTH") && $0.contains("step 100") }
  }

  @Test func theMouseCanBeLeftAlone() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24, arguments: "--no-mouse", environment: "TERM=xterm-256color")
    try screen.wait { $0.contains("NEXT OP") }
    #expect(try screen.state("mouse_any_flag") == "0")
  }

  // MARK: Records

  /// The events of a recording, each line of which must be JSON.
  private func events(_ file: URL) throws -> [[Any]] {
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    let lines = try text.split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
    let header = try #require(lines.first as? [String: Any])
    #expect(header["version"] as? Int == 2)
    let events = lines.dropFirst().compactMap { $0 as? [Any] }
    #expect(events.count == lines.count - 1)
    let times = events.compactMap { $0.first as? Double }
    #expect(times.count == events.count && times == times.sorted())
    return events
  }

  @Test func whatIsShownIsRecordedFrameByFrame() throws {
    try withFolder { folder in
      let file = folder.appending(path: "session.cast")
      let screen = try TmuxScreen(columns: 80, rows: 24, arguments: "--seed 3 --record '\(file.path)'")
      try screen.wait { $0.contains("NEXT OP") }
      try screen.press("End")
      try screen.wait { $0.contains("PROGRAM  end") }
      let before = try events(file).count
      // Keys that change nothing are answered by nothing.
      for _ in 0..<5 { try screen.press("End") }
      try screen.press("Home")
      try screen.wait { $0.contains("PROGRAM  1/") }
      #expect(try events(file).count == before + 1)
      try screen.resize(columns: 120, rows: 40)
      try screen.wait { $0.contains("EXAMPLES 1") }
      try screen.kill("KILL")
      try screen.wait { _ in try screen.program().isEmpty }
      let all = try events(file)
      #expect(all.contains { $0[1] as? String == "r" && $0[2] as? String == "120x40" })
      for event in all where event[1] as? String == "o" {
        let text = try #require(event[2] as? String)
        #expect(text.hasPrefix("\u{1B}[?2026h") && text.hasSuffix("\u{1B}[?2026l"))
        #expect(text.split(separator: "\u{1B}[?2026h").count == 1, "one synchronized update a frame")
      }
    }
  }

  @Test func aScriptIsRecordedOnItsOwnClock() throws {
    try withFolder { folder in
      var recordings: [Data] = []
      for name in ["a.cast", "b.cast"] {
        let file = folder.appending(path: name)
        let command = try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"",
          ["step", "--script", "space n wait=2 n size=120x40", "--record", file.path])
        #expect(command.status == 0 && command.errors.isEmpty)
        let events = try events(file)
        #expect(events.first?[0] as? Double == 0 && events.last?[0] as? Double == 2)
        recordings.append(try Data(contentsOf: file))
      }
      #expect(recordings[0] == recordings[1])
    }
  }

  @Test(arguments: ["svg", "gif"])
  func aSessionIsRecordedAsAnAnimatedPicture(_ format: String) throws {
    try withFolder { folder in
      var recordings: [Data] = []
      for name in ["a", "b"] {
        let file = folder.appending(path: "\(name).\(format)")
        let command = try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"",
          ["step", "--script", "space n wait=2 n wait=3", "--size", "80x24", "--record", file.path])
        #expect(command.status == 0 && command.errors.isEmpty)
        recordings.append(try Data(contentsOf: file))
      }
      #expect(recordings[0] == recordings[1], "time is the script's")
      if format == "svg" {
        let text = String(decoding: recordings[0], as: UTF8.self)
        #expect(text.contains("viewBox=\"0 0 800 480\"") && text.contains("animation:5000ms step-end infinite"))
        #expect(text.contains("@keyframes") && text.hasSuffix("</svg>\n"))
      } else {
        #expect(
          recordings[0].starts(with: Array("GIF89a".utf8) + [0xC0, 0x03, 0x40, 0x02]) && recordings[0].last == 0x3B)
      }
    }
  }

  @Test func aRecordingThatCannotBeBegunIsNamed() throws {
    let command = try Command(["step", "--once", "--record", "/no/such/folder/a.cast"])
    #expect(command.status != 0 && command.errors.contains("cannot record into /no/such/folder/a.cast"))
  }

  /// Opening a pipe would wait for a reader.
  @Test(arguments: ["--record", "--log"])
  func onlyAFileIsWrittenTo(_ option: String) throws {
    try withFolder { folder in
      let pipe = folder.appending(path: "pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      for (path, kind) in [(pipe.path, "pipe"), ("/dev/full", "device"), (folder.path, "folder")] {
        let command = try Command.shell("exec \"$0\" step --once \"$@\"", [option, path], limit: 20)
        #expect(command.status == 1 && command.output.isEmpty)
        #expect(
          command.errors.contains("\(path): found a \(kind), expected a file; choose a name that is not a \(kind)"),
          "\(command.errors)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pipe"])
    }
  }

  @Test func aRecordingTakesNoOtherFilesPlace() throws {
    try withFolder { folder in
      let file = folder.appending(path: "a.cast")
      try Data("mine".utf8).write(to: file)
      for arguments in [["--once"], ["--script", "n"], []] {
        let command = try Command(["step"] + arguments + ["--record", file.path])
        #expect(command.status != 0 && command.output.isEmpty)
        #expect(command.errors.contains("cannot record into \(file.path): found a file that is not empty"))
        #expect(command.errors.contains("choose another"))
        #expect(try Data(contentsOf: file) == Data("mine".utf8))
      }
      try Data().write(to: file)
      #expect(try Command(["step", "--once", "--record", file.path]).status == 0, "nothing is lost")
      #expect(try !Data(contentsOf: file).isEmpty)
    }
  }

  @Test func screenshotsAreTakenInEveryFormat() throws {
    try withFolder { folder in
      let signatures: [(String, [UInt8])] = [
        ("a.png", [0x89, 0x50, 0x4E, 0x47]), ("a.svg", Array("<svg".utf8)), ("a.txt", [0x20]),
      ]
      for (name, signature) in signatures {
        let file = folder.appending(path: name)
        let command = try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["step", "--script", "space :screenshot_\(file.path)"])
        #expect(command.output.contains("wrote \(file.path)"))
        #expect(try Data(contentsOf: file).starts(with: signature))
        let again = try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["step", "--script", "space :screenshot_\(file.path)"])
        #expect(again.output.contains("replaced \(file.path)") && !again.output.contains("wrote"))
      }
    }
  }

  // MARK: Settings

  @Test func settingsAreRead() throws {
    try withFolder { folder in
      let config = folder.appending(path: "karelscope")
      try FileManager.default.createDirectory(at: config, withIntermediateDirectories: true)
      let file = config.appending(path: "settings.json")
      func frame(_ settings: String, _ arguments: [String] = ["step", "--script", ""]) throws -> String {
        try Data(settings.utf8).write(to: file)
        let command = try Command.shell(
          "LC_ALL=C.UTF-8 XDG_CONFIG_HOME=\"$1\" exec \"$0\" \"${@:2}\"", [folder.path] + arguments)
        #expect(command.status == 0 && command.errors.isEmpty)
        return command.output
      }
      #expect(try frame("{\"speed\": 8}").contains("8 steps a second"))
      #expect(try frame("{\"ascii\": true}").allSatisfy { $0.isASCII })
      #expect(try frame("{\"probe\": \"linear-grid\"}").contains("linear·grid"))
      // What cannot be taken is clamped or left out, and said.
      let clamped = try frame("{\"speed\": 100}")
      #expect(clamped.contains("30 steps a second"))
      #expect(clamped.contains("settings: speed: found 100, using 30 of 1, 2, 4, 8, 15, 30"))
      let unknown = try frame(
        "{\"colour\": 1, \"mouse\": 1, \"theme\": \"pink\"}", ["step", "--once", "--size", "120x40"])
      let remarks = [
        "found colour, expected theme, color, ascii, mouse, speed, probe", "mouse: found 1, expected true or false",
        "theme: found pink, expected auto, dark, light",
      ]
      let words = unknown.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("settings: " + remarks.joined(separator: "; ")), "\(unknown)")
      let told = try frame("{\"colour\": 1, \"mouse\": 1, \"theme\": \"pink\"}", ["info"])
      for remark in remarks { #expect(told.contains("  \(remark)\n"), "\(told)") }
      #expect(try frame("{\"theme\":").contains("settings: found no JSON object"))
      let later = try frame("{\"theme\":", ["step", "--script", "n"])
      #expect(!later.contains("settings:"), "it is said until the first key")
      let info = try frame("{}", ["info"])
      #expect(info.contains("  \(file.path)\n"))
    }
    let missing = try Command.shell("XDG_CONFIG_HOME=/nowhere exec \"$0\" info")
    #expect(missing.output.contains("/nowhere/karelscope/settings.json, not there"))
  }

  // MARK: Under load

  @Test func keysAreAnsweredWhileAModelIsTrainedOnEveryProcessor() throws {
    try withFolder { folder in
      let screen = try TmuxScreen(columns: 80, rows: 24, arguments: "watch", folder: folder)
      try screen.wait { $0.contains("WRITTEN") }
      try screen.press("t")
      try screen.wait { $0.contains("t again trains quick") }
      try screen.press("t")
      try screen.wait { $0.contains("training here") && $0.contains("training into ./quick-seed1") }
      for _ in 0..<5 {
        try screen.press("?")
        try screen.wait { $0.contains("WHAT YOU SEE") }
        try screen.press("?")
        try screen.wait { !$0.contains("WHAT YOU SEE") }
      }
      try screen.press("Q")
      // Saved before the end.
      try screen.wait { $0.contains("ended 0") && $0.contains("--resume") && $0.contains("echo on") }
    }
  }

  // MARK: Pages

  @Test func theManualPageHasEveryPart() throws {
    let page = try Command(["manual"])
    #expect(page.status == 0 && page.errors.isEmpty)
    let titles = [
      "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "KEYS", "SCRIPTS", "FILES", "ENVIRONMENT", "EXIT STATUS",
    ]
    for title in titles {
      #expect(page.output.contains("\n.SH \(title)\n"))
    }
    #expect(page.output.contains(try Command(["keys", "--format", "man"]).output))
    for line in page.lines where line.first == "." || line.first == "'" {
      #expect([".TH ", ".SH ", ".SS ", ".TP", ".PP", ".B "].contains { line.hasPrefix($0) }, "\(line)")
    }
  }

  /// Help is what a user believes: what it lists, the page has.
  @Test(arguments: [
    ["step"], ["watch"], ["compare"], ["library"], ["train"], ["probe"], ["report"], ["steer"], ["eval"], ["metrics"],
    ["generate"], ["corpus"], ["run"], ["export"], ["info"], ["keys"], ["manual"], ["bench"], ["bench", "train"],
    ["bench", "probe"], ["bench", "infer"], ["bench", "interpreter"], ["bench", "corpus"], ["bench", "frame"],
  ])
  func theManualPageHasEveryOption(_ command: [String]) throws {
    let page = try Self.manual.get()
    let title = ".SS karelscope " + command.joined(separator: " ") + "\n"
    let start = try #require(page.range(of: title)?.upperBound)
    let end = try #require(page.range(of: "\n.S", range: start..<page.endIndex)?.lowerBound)
    var section = page[start..<end]
    if let other = section.firstMatch(of: /The options are those of (.+)\./) {
      let start = try #require(page.range(of: ".SS \(other.1)\n")?.upperBound)
      let end = try #require(page.range(of: "\n.S", range: start..<page.endIndex)?.lowerBound)
      section = page[start..<end]
    }
    let found = section.matches(of: /\n\.B (.+)/).flatMap { Self.names($0.1.replacing("\\-", with: "-")) }
    let help = try Command(["help"] + command).output
    let listed = help.matches(of: /\n  (-.*?)(?=\n|  )/).flatMap { Self.names($0.1) }
    #expect(found == listed.filter { !["--version", "--help"].contains($0) })
  }

  /// The long names of options in a text.
  private static func names(_ text: some StringProtocol) -> [String] {
    String(text).matches(of: /--[a-z-]+/).map { String($0.0) }
  }

  private static let manual = Result { try Command(["manual"]).output }

  @Test(.enabled(if: (try? Command.shell("command -v groff").status) == 0))
  func groffHasNothingToSayOfTheManualPage() throws {
    let command = try Command.shell("set -o pipefail; \"$0\" manual | groff -K utf8 -man -ww -T utf8")
    #expect(command.status == 0 && command.errors.isEmpty)
    #expect(command.output.contains("karelscope"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func shellsCompleteTheCommands(_ shell: String) throws {
    let command = try Command(["--generate-completion-script", shell])
    #expect(command.status == 0 && command.errors.isEmpty)
    for name in ["library", "bench", "--no-mouse", "--record"] {
      #expect(command.output.contains(shell == "fish" ? String(name.drop { $0 == "-" }) : name))
    }
    if shell == "bash" { #expect(try Command.shell("bash -n", input: command.output).status == 0) }
  }
}
