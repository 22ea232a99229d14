import Screens
import Testing

@Suite struct KeyBindingTests {
  @Test func everyKeyAsksForOneThing() {
    for table in [KeyBinding.step, KeyBinding.watch] {
      let keys = table.flatMap(\.keys)
      #expect(Set(keys).count == keys.count)
      for binding in table {
        for key in binding.keys { #expect(table.action(of: key) == binding.action) }
      }
    }
  }

  @Test func everyActionHasAKey() {
    #expect(Set((KeyBinding.step + KeyBinding.watch).map(\.action)) == Set(Action.allCases))
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)])
  func helpShowsEveryKeyAndItsExplanation(_ size: Size) {
    var model = Fixture.model(size: size)
    _ = model.update(.key(.character("?")))
    let lines = model.frame(size).text.split(separator: "\n")
    for binding in KeyBinding.step {
      let names = binding.keys.map(\.name).joined(separator: " ")
      #expect(lines.contains { $0.contains(names) && $0.hasSuffix(binding.explanation) }, "\(names)")
    }
  }

  @Test func narrowHelpShowsEveryKeyWhenScrolled() {
    let size = StepLayout.minimum
    var model = Fixture.model(size: size)
    _ = model.update(.key(.character("?")))
    var seen = ""
    for _ in 0..<100 {
      seen += model.frame(size).text
      _ = model.update(.key(.down))
    }
    for binding in KeyBinding.step { #expect(seen.contains(binding.explanation + "\n"), "\(binding.explanation)") }
  }

  @Test func hintsAlwaysShowHelpAndQuit() {
    for columns in StepLayout.minimum.columns...200 {
      let size = Size(columns: columns, rows: 24)
      let hints = Fixture.model(size: size).frame(size).text.split(separator: "\n").last ?? ""
      #expect(hints.hasSuffix("? help  q quit"))
    }
  }
}
