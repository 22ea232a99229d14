import Screens
import Testing
import TextCanvas

@Suite struct KeyBindingTests {
  /// Checks a tab's table, and that with the shared keys every action it knows has a key.
  private func check<Shown: Tab>(_: Shown.Type) where Shown.Action: CaseIterable {
    let keys = Shown.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count, "\(Shown.name.rawValue): every key asks for one thing")
    #expect(Set(Shown.bindings.map(\.action)) == Set(Shown.Action.allCases), "\(Shown.name.rawValue)")
    let names = Shown.keyTexts.flatMap(\.keys)
    #expect(Set(names).count == names.count, "\(Shown.name.rawValue): help names a key once")
    for key in ["?", "q", "Q", "Tab", "1", ":", "i", "f", "Ctrl-L", "Ctrl-Z"] { #expect(names.contains(key)) }
  }

  @Test func everyActionHasItsKeys() {
    check(StepTab.self)
    check(WatchTab.self)
    check(CompareTab.self)
    check(LibraryTab.self)
  }

  /// Help of the tab with this number, from its first line or scrolled through.
  private func help(_ place: Int, _ size: Size, scrolling: Bool) -> String {
    var instrument = Instrument(
      Start(subject: Fixture.subject(), randomSeed: 0), showing: Instrument.tabs[place].name)
    _ = instrument.update(.resized(size))
    _ = instrument.update(.key(.character("?")))
    var seen = instrument.frame(size).text
    if scrolling {
      for _ in 0..<200 {
        _ = instrument.update(.key(.down))
        seen += instrument.frame(size).text
      }
    }
    return seen
  }

  @Test(arguments: Instrument.tabs.indices)
  func helpShowsEveryKeyAndItsExplanation(_ place: Int) {
    for (size, scrolling) in [
      (Size(columns: 80, rows: 24), true), (Size(columns: 200, rows: 60), false), (Size(columns: 40, rows: 12), true),
    ] {
      let lines = help(place, size, scrolling: scrolling).split(separator: "\n")
      for text in Instrument.tabs[place].keyTexts {
        let names = text.keys.joined(separator: " ")
        #expect(lines.contains { $0.contains(names) && $0.hasSuffix(text.explanation) }, "\(names) at \(size)")
      }
    }
  }

  @Test(arguments: Instrument.tabs.indices)
  func theKeysStandInOneColumn(_ place: Int) {
    let lines = help(place, Size(columns: 80, rows: 24), scrolling: true).split(separator: "\n")
    for text in Instrument.tabs[place].keyTexts {
      let entry = text.keys.joined(separator: " ")
      #expect(lines.contains { $0.dropFirst(46).hasPrefix(entry + " ") }, "\(entry): what is left of it is too long")
    }
  }

  @Test func hintsAlwaysShowHelpAndQuit() {
    for columns in StepLayout.minimum.columns...200 {
      let hints = Fixture.frame(Fixture.tab(), columns, 24).text.split(separator: "\n").last ?? ""
      #expect(hints.hasSuffix("? help  q quit"))
    }
  }
}
