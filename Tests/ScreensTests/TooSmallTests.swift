import Screens
import Testing

@Suite struct TooSmallTests {
  @Test func quittingNeedsOneKeyWhereNothingIsSeen() {
    for keys: [Key] in [[], [.character("?")], [.character("f"), .enter, .character("i")], [.character(":")]] {
      for key: Key in [.character("q"), .escape] {
        var instrument = Fixture.instrument(Fixture.model(), size: Size(columns: 80, rows: 24), keys: keys)
        _ = instrument.update(.resized(Size(columns: 20, rows: 5)))
        #expect(instrument.update(.key(key)) == [.quit])
      }
    }
  }
}
