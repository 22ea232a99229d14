import Foundation
import Testing

/// Branches, typed programs, edited worlds and breakpoints on the bundled run, through the built program.
@Suite struct StepBranchCommandTests {
  /// The frame after keys.
  private func frame(_ view: String, _ script: String) throws -> String {
    let command = try Command.shell("LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", [view, "--script", script])
    #expect(command.errors.isEmpty && command.status == 0)
    return command.output
  }

  /// The ops of the list on screen.
  private func ops(_ frame: String) -> [String] {
    let names = ["pickMarker", "putMarker", "turnRight", "turnLeft", "move"]
    return frame.split(separator: "\n").compactMap { line in
      let words = line.dropFirst(42).prefix(14).split { !$0.isLetter }.map(String.init)
      return words.first.flatMap { names.contains($0) ? $0 : nil }
    }
  }

  @Test func theModelGoesOnFromAnOpThatIsTaken() throws {
    let own = ops(try frame("step", "space"))
    let other = own[2] == "putMarker" ? ("M", "move") : ("P", "putMarker")
    let branch = try frame("step", "space n n \(other.0)")
    #expect(Array(ops(branch).prefix(3)) == own.prefix(2) + [other.1])
    #expect(branch.contains("PROGRAM  3/") && branch.contains("op 3 forced") && branch.contains("3»\(other.1)"))
    #expect(ops(try frame("step", "space n n \(other.0) Home u")) == own)
    #expect(try frame("step", "space n n \(other.0) u") == frame("step", "space n n"))
    let earlier = try frame("step", "space n n \(other.0) {")
    #expect(ops(earlier)[2] == other.1 && earlier.contains("step 30,000"))
  }

  @Test func aPushChangesWhatIsWritten() throws {
    let own = try frame("step", "space n n")
    let pushed = try frame("step", "space n n >")
    #expect(pushed.contains("Steered as if after a turn right: ") && pushed.contains("steered right from op 3"))
    #expect(ops(pushed).prefix(2) == ops(own).prefix(2) && pushed.contains("3~"))
    #expect(try frame("step", "space n n > u") == own)
    #expect(try frame("step", "space n n >") == pushed, "a script says the same every time")
    let wrong = try Command.shell(
      "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["step", "--size", "120x40", "--script", "space :steer_left_2_6"])
    #expect((wrong.output + wrong.errors).contains("layer: found 6, expected 1 to 5"))
  }

  @Test func aTypedProgramIsForced() throws {
    let text = try frame("step", "space :program_turnLeft_move_move_pickMarker")
    #expect(ops(text) == ["turnLeft", "move", "move", "pickMarker"])
    #expect(text.contains("PROGRAM  1/4") && text.contains("forced program"))
    // But for the hints, which offer to undo it.
    let (given, own) = (try frame("step", "space :program_turnLeft :program"), try frame("step", "space"))
    #expect(given.split(separator: "\n").dropLast() == own.split(separator: "\n").dropLast())
    #expect(given.contains("u undo") && !own.contains("u undo"))
    #expect(try frame("step", "space :program_turnLeft u") == frame("step", "space"))
    #expect(
      try frame("step", ":program_jump").contains("✗ program: column 9: found 'jump', expected one of pickMarker"))
  }

  @Test func anEditedWorldIsAskedForByTheSamplesProgram() throws {
    let editing = try frame("step", "space w Right # Down + T")
    #expect(editing.contains("INPUT  example 1") && editing.contains("OUTPUT  asked for"))
    let edited = try frame("step", "space w Right # Down + T Enter")
    #expect(edited.contains("TRUTH  example 1") && edited.contains("seed 1 · edited"))
    #expect(try frame("step", "space w Right # Down + T Enter u") == frame("step", "space"))
    #expect(try frame("step", "space w Right # Down + T Esc") == frame("step", "space"))
  }

  @Test func breakpointsAreHonouredAtEverySpeed() throws {
    for speed in ["- -", "", "+ + + + + +"] {
      let text = try frame("step", "space :break_putMarker \(speed) space wait=60")
      let stop = try #require(ops(text).firstIndex(of: "putMarker"))
      #expect(text.contains("PROGRAM  \(stop + 1)/") && text.contains("● stopped: putMarker"))
    }
    let compared = try frame("compare", "n Home :break_putMarker space wait=60")
    #expect(compared.contains("● stopped: putMarker"))
  }

  @Test func typedSemanticsAreShownBesideTheOthers() throws {
    let text = try frame("step", ":semantics_put,pick,move,right,left")
    #expect(text.contains("ADVERSARIAL") && text.contains("TYPED") && text.contains("these ops"))
  }

  @Test func aPersonTakesABranchAndEditsAWorld() throws {
    let screen = try TmuxScreen(columns: 80, rows: 24)
    try screen.wait { $0.contains("PROGRAM") && $0.contains("NEXT OP") }
    try screen.press("Home")
    try screen.wait { $0.contains("PROGRAM  1/") && $0.contains("paused") }
    try screen.press("E")
    try screen.wait { $0.contains("a program has at least one op") }
    try screen.press("P")
    try screen.wait { $0.contains("op 1 forced") && $0.contains("1»putMarker") }
    try screen.press("u")
    try screen.wait { !$0.contains("op 1 forced") && !$0.contains("1»putMarker") && !$0.contains("reading") }
    try screen.press("w")
    try screen.wait { $0.contains("OUTPUT  asked for") && $0.contains("Esc give up") }
    try screen.press("t")
    try screen.press("Enter")
    try screen.wait { $0.contains("· edited") && $0.contains("TRUTH  example") }
    for character in [":", "b", "r", "e", "a", "k", "Space", "m", "o", "v", "e", "Enter"] {
      try screen.press(character)
    }
    try screen.wait { $0.contains("playback stops at ● move") }
    try screen.press("Q")
    try screen.wait { $0.contains("ended 0") && $0.contains("echo on") && !$0.contains("TRUTH") }
  }
}
