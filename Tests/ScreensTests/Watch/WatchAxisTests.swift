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
  private func axis(_ model: WatchModel, _ size: Size) -> Substring {
    let lines = Fixture.frame(model, size).text.split(separator: "\n")
    return lines.first { $0.contains("─") } ?? ""
  }

  @Test func theFirstPhasesDecideWhichAxisItIs() {
    var model = WatchFixture.model(long)
    #expect(model.isLogarithmic)
    let text = Fixture.frame(model, size).text
    #expect(text.contains(" log samples\n") && text.contains("l linear"))
    for phase in [" babbling ", " syn ", " semantics "] { #expect(axis(model, size).contains(phase)) }
    _ = model.press(.character("x"))
    #expect(Fixture.frame(model, size).text.contains(" log steps\n"))
    // A person who chose is not overruled.
    _ = model.press(.character("l"))
    #expect(!model.isLogarithmic && Fixture.frame(model, size).text.contains(" steps\n"))
    #expect(!Fixture.frame(model, size).text.contains("log steps"))
    _ = model.receive(.history(long, of: Fixture.reference))
    #expect(!model.isLogarithmic)
    _ = model.press(.character("l"))
    #expect(model.isLogarithmic)
  }

  @Test func aTrainingWithRoomForItsFirstPhasesHasALinearAxis() {
    for history in [WatchFixture.history(), WatchFixture.history(checkpoints: 2, state: .live), WatchFixture.empty] {
      let model = WatchFixture.model(history)
      #expect(!model.isLogarithmic && !Fixture.frame(model, size).text.contains("log samples"))
    }
    // Just a tenth, and just less.
    for (step, isLogarithmic) in [(8000, false), (8020, true)] {
      var history = WatchFixture.history()
      history.lines.append(WatchFixture.line(step))
      #expect(WatchFixture.model(history).isLogarithmic == isLogarithmic, "\(step)")
    }
  }

  @Test func anotherRunThatWentOnForLongerCounts() {
    var model = WatchFixture.model()
    _ = model.overlay("/runs/b")
    let other = RunReference(path: "/runs/b", name: "b")
    var history = long
    history.name = "b"
    _ = model.receive(.history(history, of: other))
    #expect(model.isLogarithmic)
  }

  @Test func thePhasesAreNamedWhereverTheCursorIs() {
    for size in [size, Size(columns: 120, rows: 40), Size(columns: 200, rows: 60), Size(columns: 40, rows: 12)] {
      for isFirst in [true, false] {
        var model = WatchFixture.model(isFirst ? WatchFixture.history() : long)
        _ = model.press(.home)
        for _ in WatchFixture.series {
          let axis = axis(model, size)
          let syntax = model.checkpoint?.phase == .syntax
          // In small charts the second phase may have but two columns on each side of the cursor.
          let isNarrow = syntax && !isFirst && [40, 120].contains(size.columns)
          for name in isNarrow ? ["bab", "sem"] : ["bab", "syn", "sem"] {
            #expect(axis.contains(name), "\(size): \(axis)")
          }
          _ = model.press(.right)
        }
      }
    }
  }

  @Test func aTimeOfNothingHasItsUnitButOnTheAxis() {
    var history = WatchFixture.history()
    for place in history.lines.indices { history.lines[place].seconds = 0 }
    for place in history.checkpoints.indices { history.checkpoints[place].seconds = 0 }
    #expect(Fixture.frame(WatchFixture.model(history), size).text.contains(" trained 0 s · n = 500"))
    let text = Fixture.frame(WatchFixture.model(keys: .character("x"), .character("x")), size).text
    #expect(text.split(separator: "\n").contains { $0.hasPrefix("     0   ") && $0.hasSuffix(" trained") })
  }

  @Test func shortNamesAreExplained() throws {
    #expect(Fixture.frame(WatchFixture.model(), Size(columns: 40, rows: 12)).text.contains("┴── sem ───┴"))
    var instrument = Fixture.instrument(WatchFixture.model(), size: Size(columns: 200, rows: 60))
    _ = instrument.update(.key(.character("?")))
    #expect(instrument.frame(Size(columns: 200, rows: 60)).text.contains("bab syn sem  the phases, in short"))
  }
}
