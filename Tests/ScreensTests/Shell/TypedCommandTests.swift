import Karel
import Screens
import Testing

@Suite struct TypedCommandTests {
  @Test(arguments: [
    ("", TypedCommand.nothing), ("  ", .nothing), ("7", .jump(.number(7))), ("40%", .jump(.percent(40))),
    ("checkpoint 400", .checkpoint(400)), ("ch 400", .checkpoint(400)), ("checkpoint 54,000", .checkpoint(54_000)),
    ("30,000", .jump(.number(30_000))),
    ("1,000%", .jump(.percent(1000))), ("sample 1,706", .sample(1706)), ("seed 1,000,000", .seed(1_000_000)),
    ("sample 3", .sample(3)),
    ("seed 18446744073709551615", .seed(.max)), ("screenshot my frame.svg", .screenshot(file: "my frame.svg")),
    ("watch", .tab(WatchTab.name)), ("l", .tab(LibraryTab.name)), ("q", .quit),
    ("screenshot  my  two.svg ", .screenshot(file: "my  two.svg")), ("overlay a  b", .overlay(path: "a  b")),
    ("overlay runs/b", .overlay(path: "runs/b")), ("ov", .overlay(path: nil)),
  ])
  func aCommandIsRead(_ text: String, _ command: TypedCommand) {
    #expect((try? TypedCommand(parsing: text)) == command)
  }

  @Test(arguments: [
    ("x", "found 'x', expected one of checkpoint, sample, seed, screenshot, train, step, watch, compare, library"),
    ("s", "found 's', expected one of sample, seed, screenshot, step"),
    ("seed", "seed: found nothing after it, expected N"),
    ("checkpoint two", "checkpoint: found 'two', expected a whole number"),
    ("checkpoint 54,00", "checkpoint: found '54,00', expected a whole number"),
    ("30,00", "found '30,00', expected one of"),
    ("watch now", "watch: found 'now', expected nothing after it"), ("7 8", "found '7', expected one of"),
  ])
  func aLineThatIsNoneSaysWhy(_ text: String, _ reason: String) {
    do throws(TypedCommandError) {
      _ = try TypedCommand(parsing: text)
      Issue.record("'\(text)' was taken")
    } catch {
      #expect(error.description.hasPrefix(reason))
    }
  }
}

/// Commands about programs.
@Suite struct ProgramCommandTests {
  @Test(arguments: [
    ("program turnLeft move", TypedCommand.program([.turnLeft, .move])),
    ("prog left, turn_right() put;pick", .program([.turnLeft, .turnRight, .putMarker, .pickMarker])),
    ("program", .program([])),
    ("program  def run() { move() TURN_LEFT() put_beeper() }", .program([.move, .turnLeft, .putMarker])),
    ("program DEF run m( move turnLeft m)", .program([.move, .turnLeft])),
    ("program move // one\nturnLeft # two\n move", .program([.move, .turnLeft, .move])),
    ("program def run():\n    move() // one\n    turnLeft()\nrun()", .program([.move, .turnLeft])),
    ("break PUT_BEEPER", .breakpoints(.toggle(.op(.putMarker)))),
    ("steer left 1 1,000", .steer(TypedCommand.Steering(turn: .turnLeft, layer: 1000, strength: 1))),
    ("break", .breakpoints(.list)), ("break off", .breakpoints(.clear)),
    ("break move", .breakpoints(.toggle(.op(.move)))), ("b wrong position", .breakpoints(.toggle(.wrong(.position)))),
    ("break P(direction) < 0.5", .breakpoints(.toggle(.unsure(.direction, below: 0.5)))),
    ("steer right", .steer(TypedCommand.Steering(turn: .turnRight))), ("steer off", .steer(nil)),
    ("semantics flip", .semantics(.flip)), ("semantics", .semantics(nil)),
    ("sem put,pick,move,right,left", .semantics(try! Semantics(parsing: "put,pick,move,right,left"))),
    ("sem put pick  move right left", .semantics(try! Semantics(parsing: "put,pick,move,right,left"))),
  ])
  func aCommandIsRead(_ text: String, _ command: TypedCommand) {
    #expect((try? TypedCommand(parsing: text)) == command)
  }

  @Test(arguments: [
    ("program turnLeft jump", "program: column 18: found 'jump', expected one of pickMarker, putMarker, turnRight"),
    ("program " + String(repeating: "move ", count: 17), "program: found 17 ops, expected 16 at most"),
    ("  program  move while", "program: column 17: found the loop 'while', expected one op after the other"),
    ("program move // one\n turnLeft jump", "program: line 2, column 11: found 'jump', expected one of"),
    ("program import move", "program: found no op, expected at least one, or nothing at all"),
    ("break jump", "break: found 'jump', expected an op, wrong FEATURE, P(FEATURE) < 0.5, or off"),
    ("steer up", "steer: found 'up', expected right, left or off"),
    ("steer left 0", "steer: found strength '0', expected a number above 0 and up to 1000"),
    ("steer left 1 0", "steer: found layer '0', expected a number from 1"), ("steer", "steer: found nothing after it"),
    ("semantics put,pick", "semantics: found 'put,pick'; expected original, flip, adversarial, or"),
  ])
  func aLineThatIsNoneSaysWhy(_ text: String, _ reason: String) {
    do throws(TypedCommandError) {
      _ = try TypedCommand(parsing: text)
      Issue.record("'\(text)' was taken")
    } catch {
      #expect(error.description.hasPrefix(reason), "\(error.description)")
    }
  }
}
