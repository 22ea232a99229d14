import Foundation
import Testing

/// The instrument on the bundled run, through the built program.
@Suite struct StepCommandTests {
  @Test func itOpensOnTheBundledRunFromAnywhere() throws {
    for arguments in [["--once"], ["step", "--once"]] {
      let command = try Command.shell("cd / && LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", arguments)
      let lines = command.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(command.status == 0 && command.errors.isEmpty)
      #expect(lines.count == 24 && lines.allSatisfy { $0.count <= 80 })
      for heading in ["TRUTH", "BELIEF", "PROGRAM", "NEXT OP", "direction", "position", "obstacle"] {
        #expect(command.output.contains(heading))
      }
    }
  }

  /// The default specification shows turns, moves and a marker, and its beliefs are correct.
  @Test func theFirstSpecificationIsWellChosen() throws {
    let command = try Command.shell("LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["step", "--once", "--size", "200x60"])
    #expect(command.output.contains("EXAMPLES 1 ✓") && !command.output.contains("✗"), "all examples are solved")
    let names = ["pickMarker", "putMarker", "turnRight", "turnLeft", "move"]
    // The lines of the program: an op, and a verdict and a probability for each feature.
    let lines = command.output.split(separator: "\n").compactMap { line -> (op: String, verdicts: [String])? in
      let words = line.dropFirst(105).prefix(38).split(separator: " ").map(String.init)
      guard let place = words.firstIndex(where: names.contains) else { return nil }
      return (words[place], words[(place + 1)...].filter { $0 == "=" || $0 == "≠" })
    }
    #expect((6...9).contains(lines.count))
    #expect(lines.allSatisfy { $0.verdicts.count == 3 })
    #expect(lines.count { $0.op.hasPrefix("turn") } >= 2 && lines.count { $0.op == "move" } >= 2)
    #expect(lines.contains { $0.op.hasSuffix("Marker") })
    #expect(lines.dropLast().allSatisfy { !$0.verdicts.contains("≠") }, "right wherever probes have learned")
    #expect(lines.last?.verdicts.contains("≠") == true, "and one sees what it looks like where belief is wrong")
  }

  @Test func theFrameIsPlainASCIIWhereTheLocaleIs() throws {
    let command = try Command.shell(
      "LC_ALL=C exec \"$0\" \"$@\"", ["step", "--once", "--size", "120x40"])
    #expect(command.output.utf8.allSatisfy { $0 < 128 })
    #expect(command.output.contains("TRUTH"))
    #expect(command.status == 0)
  }

  @Test(arguments: [
    (["step"], "standard input is not a terminal; run in a terminal, or use --once"),
    (["step", "--run", "/nowhere"], "/nowhere: holds no run"),
    (["step", "--checkpoint", "7"], "has no checkpoint '7'; expected latest or one of"),
    (["step", "--size", "80by24"], "--size"),
    (["step", "--index", "10000"], "--index: found 10000, expected 0 to 9999"),
    (["step", "--frame", "a.txt"], "--frame: found no --once or --script, expected one of them"),
    (["step", "--script", "n nn"], "--script: found 'nn', expected a character, a key's name"),
  ])
  func whatCannotBeShownIsSaid(_ arguments: [String], _ error: String) throws {
    let command = try Command(arguments)
    #expect(command.output.isEmpty)
    #expect(command.errors.contains(error))
    #expect(command.status != 0)
  }

  // MARK: Scripts

  /// The frame after keys.
  private func frame(_ view: String, _ script: String, _ arguments: String...) throws -> String {
    let command = try Command.shell(
      "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", [view, "--script", script] + arguments)
    #expect(command.errors.isEmpty && command.status == 0)
    return command.output
  }

  @Test func aScriptIsReplayedExactly() throws {
    let script = "space ] p { :50% r wait=1 space wait=1.2"
    let first = try frame("step", script)
    #expect(try frame("step", script) == first)
    #expect(try frame("step", "space").contains("PROGRAM  1/"))
    #expect(try frame("step", "space n").contains("PROGRAM  2/"))
    #expect(try frame("step", "wait=0.6").contains("PROGRAM  2/"), "it plays by itself")
    #expect(try frame("step", "size=120x40").split(separator: "\n", omittingEmptySubsequences: false).count == 41)
  }

  @Test func checkpointsAndProbesChangeAtTheSameStep() throws {
    let text = try frame("step", "space n n { p", "--size", "120x40")
    #expect(text.contains("step 30,000") && text.contains("PROGRAM  3/") && text.contains("linear·grid"))
    #expect(try frame("step", "space :checkpoint_100").contains("step 100"))
  }

  @Test func numbersAreTakenAsScreensShowThem() throws {
    let command = try Command(["step", "--checkpoint", "54,000", "--index", "1,706", "--seed", "1,000", "--once"])
    #expect(command.output.contains("step 54,000") && command.output.contains("test 1706"), "\(command.errors)")
    #expect(try frame("step", "space :checkpoint_30,000").contains("step 30,000"))
    #expect(try frame("step", "space :sample_1,000").contains("test 1000"))
    #expect(try frame("watch", ":30,000").contains("step 30,000"))
  }

  @Test func specificationsOfAFileAreWalkedThrough() throws {
    let lines = try Command(["corpus", "--seed", "9", "--count", "3"]).output
    try withFolder { folder in
      let path = folder.appending(path: "specs.jsonl").path
      try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
      for view in ["step", "compare"] {
        #expect(try frame(view, "space", "--specs", path).contains("specs.jsonl 0"))
        #expect(try frame(view, "space :sample_2", "--specs", path).contains("specs.jsonl 2"))
        #expect(try frame(view, "space :sample_3", "--specs", path).contains("✗ sample: found 3, expected 0 to 2"))
      }
      #expect(try frame("step", "4 Enter 1", "--specs", path, "--index", "1").contains("specs.jsonl 1"))
      // The reference program is known if the line has one.
      #expect(try frame("step", "space w", "--specs", path, "--size", "120x40").contains("by "))
      let wrong = try Command(["step", "--specs", path, "--index", "3", "--once"])
      #expect(
        wrong.errors == "error: --index: found 3, expected 0 to 2, the specifications of \(path)\n"
          && wrong.output.isEmpty)
    }
    let none = try Command(["step", "--specs", "/no/such/file", "--once"])
    #expect(none.errors.hasPrefix("error: /no/such/file: found no such file, expected a file; "))
  }

  @Test func everyTabIsReachedFromEveryOther() throws {
    for (keys, sign) in [
      ("2", "WRITTEN"), ("3", "ADVERSARIAL"), ("4", "RUNS"), ("4 1", "TRUTH"), ("Tab Tab Tab", "RUNS"),
    ] {
      #expect(try frame("step", keys).contains(sign))
    }
    #expect(try frame("watch", ":checkpoint_100 s").contains("step 100"))
    #expect(try frame("library", "Down Enter").contains("step 100"))
  }

  @Test func aFrameIsWrittenIntoAFile() throws {
    try withFolder { folder in
      for name in ["frame.txt", "frame.svg"] {
        let file = folder.appending(path: name)
        let command = try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["step", "--script", "space n", "--frame", file.path])
        #expect(command.status == 0 && command.output.isEmpty)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(name == "frame.txt" ? "PROGRAM  2/" : "<svg xmlns="))
      }
      let file = folder.appending(path: "shot.txt")
      #expect(try frame("step", "space :screenshot_\(file.path)").contains("wrote \(file.path)"))
      #expect(try String(contentsOf: file, encoding: .utf8).contains("PROGRAM  1/"))
    }
  }

  @Test func aPersonStepsThroughAProgram() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("TRUTH") && $0.contains("PROGRAM") }
    // It plays by itself, and the first key only pauses.
    try screen.press("n")
    try screen.wait { $0.contains("paused") }
    try screen.press("Home")
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.press("n")
    try screen.wait { $0.contains("PROGRAM  2/") }
    try screen.press("N")
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.press("?")
    try screen.wait { !$0.contains("TRUTH  example") && $0.contains("WHAT YOU SEE") }
    try screen.press("Escape")
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.resize(columns: 120, rows: 40)
    try screen.wait { $0.contains("EXAMPLES 1") }
    try screen.resize(columns: 20, rows: 5)
    try screen.wait { !$0.contains("TRUTH  example") }
    try screen.resize(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.press("End")
    try screen.wait { $0.contains("PROGRAM  end") }
    try screen.press("r")
    try screen.wait { $0.contains("PROGRAM  1/") }
    for (key, sign) in [("2", "WRITTEN"), ("3", "ADVERSARIAL"), ("4", "RUNS"), ("Tab", "PROGRAM  1/")] {
      try screen.press(key)
      try screen.wait { $0.contains(sign) }
    }
    try screen.press("f")
    try screen.wait { $0.contains("»TRUTH") }
    try screen.press("i")
    try screen.wait { $0.contains("the robot's start, its path") }
    try screen.press("Escape")
    try screen.wait { !$0.contains("the robot's start, its path") }
    try screen.press("Enter")
    try screen.wait { $0.contains("TRUTH") && !$0.contains("BELIEF") }
    try screen.press("Escape")
    try screen.wait { $0.contains("BELIEF") }
    try screen.press("Escape")
    try screen.wait { !$0.contains("»TRUTH") }
    try screen.press(":")
    try screen.press("2")
    try screen.press("Enter")
    try screen.wait { $0.contains("PROGRAM  2/") || $0.contains("PROGRAM  end") }
    try screen.press("q")
    // The shell's own screen is back, with its modes.
    try screen.wait { $0.contains("ended 0") && $0.contains("echo on") && !$0.contains("TRUTH") }
  }

  @Test(arguments: ["TERM", "INT", "HUP"])
  func aSignalGivesTheTerminalBack(_ signal: String) throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM") }
    try screen.kill(signal)
    try screen.wait { $0.contains("ended") && $0.contains("echo on") && !$0.contains("TRUTH") }
  }
}
