import Screens
import Testing

@Suite struct TypedCommandTests {
  @Test(arguments: [
    ("", TypedCommand.nothing), ("  ", .nothing), ("7", .jump(.number(7))), ("40%", .jump(.percent(40))),
    ("checkpoint 400", .checkpoint(400)), ("ch 400", .checkpoint(400)), ("sample 3", .sample(3)),
    ("seed 18446744073709551615", .seed(.max)), ("screenshot my frame.svg", .screenshot(file: "my frame.svg")),
    ("watch", .view(WatchModel.name)), ("l", .view(LibraryModel.name)), ("q", .quit),
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
