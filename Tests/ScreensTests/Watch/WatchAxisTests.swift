import Screens
import Testing
import TextCanvas

/// The axis of Watch's charts: which it is if nobody chose, and the phases' names in it.
@Suite struct WatchAxisTests {
  private let size = Size(columns: 80, rows: 24)

  /// A training that goes on for long after its last phase began.
  private var long: TrainingHistory {
    var history = WatchFixture.history()
    history.lines.append(WatchFixture.line(20_000))
    return history
  }

  /// The line under the first chart.
  private func axis(_ tab: WatchTab, _ size: Size) -> Substring {
    let lines = Fixture.frame(tab, size).text.split(separator: "\n")
    return lines.first { $0.contains("─") } ?? ""
  }

  @Test func theFirstPhasesDecideWhichAxisItIs() {
    var tab = WatchFixture.tab(long)
    #expect(tab.isLogarithmic)
    let text = Fixture.frame(tab, size).text
    #expect(text.contains(" log samples\n") && text.contains("l linear"))
    for phase in [" babbling ", " syn ", " semantics "] { #expect(axis(tab, size).contains(phase)) }
    _ = tab.press(.character("x"))
    #expect(Fixture.frame(tab, size).text.contains(" log steps\n"))
    // The user who chose is not overruled.
    _ = tab.press(.character("l"))
    #expect(!tab.isLogarithmic && Fixture.frame(tab, size).text.contains(" steps\n"))
    #expect(!Fixture.frame(tab, size).text.contains("log steps"))
    _ = tab.receive(.history(long, of: Fixture.reference))
    #expect(!tab.isLogarithmic)
    _ = tab.press(.character("l"))
    #expect(tab.isLogarithmic)
  }

  @Test func aTrainingWithRoomForItsFirstPhasesHasALinearAxis() {
    for history in [WatchFixture.history(), WatchFixture.history(checkpoints: 2, state: .live), WatchFixture.empty] {
      let tab = WatchFixture.tab(history)
      #expect(!tab.isLogarithmic && !Fixture.frame(tab, size).text.contains("log samples"))
    }
    // Just a tenth, and just less.
    for (step, isLogarithmic) in [(8000, false), (8020, true)] {
      var history = WatchFixture.history()
      history.lines.append(WatchFixture.line(step))
      #expect(WatchFixture.tab(history).isLogarithmic == isLogarithmic, "\(step)")
    }
  }

  @Test func anotherRunThatWentOnForLongerCounts() {
    var tab = WatchFixture.tab()
    _ = tab.overlay("/runs/b")
    let other = RunReference(path: "/runs/b", name: "b")
    var history = long
    history.name = "b"
    _ = tab.receive(.history(history, of: other))
    #expect(tab.isLogarithmic)
  }

  @Test func thePhasesAreNamedWhereverTheCursorIs() {
    for size in [size, Size(columns: 120, rows: 40), Size(columns: 200, rows: 60), Size(columns: 40, rows: 12)] {
      for isFirst in [true, false] {
        var tab = WatchFixture.tab(isFirst ? WatchFixture.history() : long)
        _ = tab.press(.home)
        for _ in WatchFixture.series {
          let axis = axis(tab, size)
          let syntax = tab.checkpoint?.phase == .syntax
          // In small charts the second phase may have but two columns on each side of the cursor.
          let isNarrow = syntax && !isFirst && [40, 120].contains(size.columns)
          for name in isNarrow ? ["bab", "sem"] : ["bab", "syn", "sem"] {
            #expect(axis.contains(name), "\(size): \(axis)")
          }
          _ = tab.press(.right)
        }
      }
    }
  }

  @Test func aTimeOfNothingHasItsUnitButOnTheAxis() {
    var history = WatchFixture.history()
    for place in history.lines.indices { history.lines[place].seconds = 0 }
    for place in history.checkpoints.indices { history.checkpoints[place].seconds = 0 }
    #expect(Fixture.frame(WatchFixture.tab(history), size).text.contains(" trained 0 s · n = 500"))
    let text = Fixture.frame(WatchFixture.tab(keys: .character("x"), .character("x")), size).text
    #expect(text.split(separator: "\n").contains { $0.hasPrefix("     0   ") && $0.hasSuffix(" trained") })
  }

  @Test func shortNamesAreExplained() throws {
    #expect(Fixture.frame(WatchFixture.tab(), Size(columns: 40, rows: 12)).text.contains("┴── sem ───┴"))
    var instrument = Fixture.instrument(WatchFixture.tab(), size: Size(columns: 200, rows: 60))
    _ = instrument.update(.key(.character("?")))
    #expect(instrument.frame(Size(columns: 200, rows: 60)).text.contains("bab syn sem  the phases, in short"))
  }
}
