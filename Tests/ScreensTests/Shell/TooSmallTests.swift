import Screens
import Testing
import TextCanvas

@Suite struct TooSmallTests {
  @Test func everyTabIsWholeAtTheLeastSize() {
    for columns in [38, 39, 40, 41, 60, 61, 62, 80] {
      let size = Size(columns: columns, rows: 12)
      let top = Fixture.frame(WatchFixture.tab(), size).text.split(separator: "\n")[0]
      for tab in ["1 Step", "2 Watch", "3 Compare", "4 Library"] { #expect(top.contains(tab), "\(columns)") }
    }
  }

  @Test func quittingNeedsOneKeyWhereNothingIsSeen() {
    for keys: [Key] in [[], [.character("?")], [.character("f"), .enter, .character("i")], [.character(":")]] {
      for key: Key in [.character("q"), .escape] {
        var instrument = Fixture.instrument(Fixture.tab(), size: Size(columns: 80, rows: 24), keys: keys)
        _ = instrument.update(.resized(Size(columns: 20, rows: 5)))
        #expect(instrument.update(.key(key)) == [.quit])
      }
    }
  }
}
