import Foundation
import Testing

/// The Step view of the bundled run, through the built program.
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
  ])
  func whatCannotBeShownIsSaid(_ arguments: [String], _ error: String) throws {
    let command = try Command(arguments)
    #expect(command.output.isEmpty)
    #expect(command.errors.contains(error))
    #expect(command.status != 0)
  }

  @Test func aPersonStepsThroughAProgram() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("TRUTH") && $0.contains("PROGRAM  1/") }
    try screen.press("n")
    try screen.wait { $0.contains("PROGRAM  2/") }
    try screen.press("N")
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.press("?")
    try screen.wait { !$0.contains("TRUTH  example") && $0.contains("quit") }
    try screen.press("Escape")
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.resize(columns: 120, rows: 40)
    try screen.wait { $0.contains("EXAMPLE 5") }
    try screen.resize(columns: 20, rows: 5)
    try screen.wait { !$0.contains("TRUTH  example") }
    try screen.resize(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.press("End")
    try screen.wait { $0.contains("PROGRAM  end") }
    try screen.press("r")
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.press("q")
    // The shell's own screen is back, with its modes.
    try screen.wait { $0.contains("ended 0") && $0.contains("echo on") && !$0.contains("TRUTH") }
  }

  @Test(arguments: ["TERM", "INT", "HUP"])
  func aSignalGivesTheTerminalBack(_ signal: String) throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM  1/") }
    try screen.kill(signal)
    try screen.wait { $0.contains("ended") && $0.contains("echo on") && !$0.contains("TRUTH") }
  }
}
