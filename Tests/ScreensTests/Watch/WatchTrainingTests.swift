import Screens
import Testing
import TextCanvas

/// Training that goes on beside the Watch tab.
@Suite struct WatchTrainingTests {
  private func makeTab(_ session: TrainingHistory.Session?, state: TrainingHistory.State = .live) -> WatchTab {
    var history = WatchFixture.history(state: state)
    history.session = session
    history.scale = TrainingHistory.Scale(trainingLengths: 1...4, testLengths: 1...4, parameters: 254_578)
    return WatchFixture.tab(history)
  }

  private func frame(_ tab: WatchTab) -> String {
    let start = Start(subject: tab.target, randomSeed: 0)
    var instrument = Instrument(start, showing: tab)
    _ = instrument.update(.resized(Size(columns: 120, rows: 24)))
    return instrument.frame(Size(columns: 120, rows: 24)).text
  }

  @Test func keysAskForWhatTheySay() {
    for (session, key, control): (TrainingHistory.Session, Character, TrainingControl) in [
      (.training, "p", .pause), (.paused, "p", .resume), (.training, "w", .save), (.paused, "w", .save),
      (.training, "S", .stop), (.paused, "S", .stop),
    ] {
      var tab = makeTab(session)
      #expect(tab.press(.character(key)) == [.request(.control(tab.target.run, control))])
    }
  }

  @Test func aRunThatIsNotTrainedHereIsLeftAlone() {
    for session: TrainingHistory.Session? in [nil, .ended, .failed(reason: "disk full")] {
      for key: Character in ["p", "w", "S"] {
        var tab = makeTab(session)
        #expect(tab.press(.character(key)) == [])
        #expect(frame(tab).contains("✗ this run is not being trained here; t starts one"))
        _ = tab.press(.home)
        #expect(!frame(tab).contains("t starts one"))
      }
      var tab = makeTab(session)
      // A key pressed by chance begins nothing.
      #expect(tab.press(.character("t")) == [])
      #expect(frame(tab).contains(" t again trains quick on all processors, into a new folder here"))
      _ = tab.press(.home)
      #expect(tab.press(.character("t")) == [])
      #expect(tab.press(.character("t")) == [.request(.train(preset: "quick"))])
    }
  }

  /// What is to be copied is what the shell must read, whatever the screen can show.
  @Test func aCommandToBeCopiedHoldsTheRealName() {
    var history = WatchFixture.history(checkpoints: 3, state: .stopped)
    history.resumption = "./日本"
    for (drawsASCII, word) in [(false, "'./日本'"), (true, #"$'./\xe6\x97\xa5\xe6\x9c\xac'"#)] {
      var tab = WatchTab(Start(subject: Fixture.subject(), randomSeed: 0, drawsASCII: drawsASCII))
      tab.resize(Size(columns: 118, rows: 38))
      _ = tab.receive(.history(history, of: tab.target.run))
      let canvas = Fixture.frame(tab, 120, 40)
      #expect((drawsASCII ? canvas.inASCII : canvas).text.contains("train --out \(word) --resume"))
    }
  }

  @Test func aStoppedRunIsTakenUpAgain() {
    var history = WatchFixture.history(checkpoints: 3, state: .stopped)
    history.resumption = "./fixture"
    for session: TrainingHistory.Session? in [nil, .ended] {
      history.session = session
      var tab = WatchFixture.tab(history)
      let text = frame(tab)
      #expect(text.contains(" p resumes here, or") || text.contains("Resume with p here, or"))
      #expect(text.contains("  karelscope train --out ./fixture --resume\n") && text.contains("p resume  t train"))
      #expect(tab.press(.character("p")) == [.request(.control(tab.target.run, .resume))])
      #expect(Fixture.frame(tab, 80, 24).text.contains("\n p resumes here, or  karelscope train --out "))
    }
    history.session = .training
    var tab = WatchFixture.tab(history)
    #expect(tab.press(.character("p")) == [.request(.control(tab.target.run, .pause))])
  }

  @Test func whatItDoesIsToldInWords() {
    #expect(frame(makeTab(.training)).contains("· training here"))
    #expect(frame(makeTab(.paused)).contains("· paused"))
    #expect(frame(makeTab(.ended)).contains("· stopped"))
    #expect(frame(makeTab(.ended, state: .finished)).contains("· finished"))
    #expect(frame(makeTab(nil)).contains("· live"))
    #expect(frame(makeTab(.failed(reason: "disk full"))).contains("✗ disk full"))
    #expect(!frame(makeTab(.paused, state: .stale(silentSeconds: 540))).contains("has it stopped?"))
    #expect(frame(makeTab(nil, state: .stale(silentSeconds: 540))).contains("has it stopped?"))
    #expect(!frame(makeTab(.training)).contains("tokens/s"), "of runs that did not note them")
    var history = WatchFixture.history(checkpoints: 3, state: .live)
    for place in history.lines.indices { history.lines[place].tokens = 25_000 }
    #expect(frame(WatchFixture.tab(history)).contains("left · 2,500 tokens/s · n = "))
    #expect(frame(makeTab(.training)).contains("trained on 1–4 ops · 254,578 parameters"))
  }
}
