import Screens
import Testing

/// Training that goes on beside the Watch view.
@Suite struct WatchTrainingTests {
  private func model(_ session: TrainingHistory.Session?, state: TrainingHistory.State = .live) -> WatchModel {
    var history = WatchFixture.history(state: state)
    history.session = session
    history.scale = TrainingHistory.Scale(trainingLengths: 1...4, testLengths: 1...4, parameters: 254_578)
    return WatchFixture.model(history)
  }

  private func frame(_ model: WatchModel) -> String {
    let start = Start(subject: model.target, randomSeed: 0)
    var instrument = Instrument(start, showing: model)
    _ = instrument.update(.resized(Size(columns: 120, rows: 24)))
    return instrument.frame(Size(columns: 120, rows: 24)).text
  }

  @Test func keysAskForWhatTheySay() {
    for (session, key, control): (TrainingHistory.Session, Character, TrainingControl) in [
      (.training, "p", .pause), (.paused, "p", .resume), (.training, "w", .save), (.paused, "w", .save),
      (.training, "S", .stop), (.paused, "S", .stop),
    ] {
      var model = model(session)
      #expect(model.press(.character(key)) == [.perform(.control(model.target.run, control))])
    }
  }

  @Test func aRunThatIsNotTrainedHereIsLeftAlone() {
    for session: TrainingHistory.Session? in [nil, .ended, .failed(reason: "disk full")] {
      for key: Character in ["p", "w", "S"] {
        var model = model(session)
        #expect(model.press(.character(key)) == [])
        #expect(frame(model).contains("✗ this run is not being trained here; t begins a training"))
        _ = model.press(.home)
        #expect(!frame(model).contains("t begins a training"))
      }
      var model = model(session)
      // A key pressed by chance begins nothing.
      #expect(model.press(.character("t")) == [])
      #expect(frame(model).contains(" t once more trains quick on every processor, into a new folder here"))
      _ = model.press(.home)
      #expect(model.press(.character("t")) == [])
      #expect(model.press(.character("t")) == [.perform(.train(preset: "quick"))])
    }
  }

  /// What is to be copied is what the shell must read, whatever the screen can show.
  @Test func aCommandToBeCopiedHoldsTheRealName() {
    var history = WatchFixture.history(checkpoints: 3, state: .stopped)
    history.resumption = "./日本"
    for (drawsASCII, word) in [(false, "'./日本'"), (true, #"$'./\xe6\x97\xa5\xe6\x9c\xac'"#)] {
      var model = WatchModel(Start(subject: Fixture.subject(), randomSeed: 0, drawsASCII: drawsASCII))
      model.resize(Size(columns: 118, rows: 38))
      _ = model.receive(.history(history, of: model.target.run))
      let canvas = Fixture.frame(model, 120, 40)
      #expect((drawsASCII ? canvas.inASCII : canvas).text.contains("train --out \(word) --resume"))
    }
  }

  @Test func aStoppedRunIsTakenUpAgain() {
    var history = WatchFixture.history(checkpoints: 3, state: .stopped)
    history.resumption = "./fixture"
    for session: TrainingHistory.Session? in [nil, .ended] {
      history.session = session
      var model = WatchFixture.model(history)
      let text = frame(model)
      #expect(text.contains(" p goes on here, or") || text.contains("goes on with p here, or"))
      #expect(text.contains("  karelscope train --out ./fixture --resume\n") && text.contains("p resume  t train"))
      #expect(model.press(.character("p")) == [.perform(.control(model.target.run, .resume))])
      #expect(Fixture.frame(model, 80, 24).text.contains("\n p goes on here, or  karelscope train --out "))
    }
    history.session = .training
    var model = WatchFixture.model(history)
    #expect(model.press(.character("p")) == [.perform(.control(model.target.run, .pause))])
  }

  @Test func whatItDoesIsToldInWords() {
    #expect(frame(model(.training)).contains("· training here"))
    #expect(frame(model(.paused)).contains("· paused"))
    #expect(frame(model(.ended)).contains("· stopped"))
    #expect(frame(model(.ended, state: .finished)).contains("· finished"))
    #expect(frame(model(nil)).contains("· live"))
    #expect(frame(model(.failed(reason: "disk full"))).contains("✗ disk full"))
    #expect(!frame(model(.paused, state: .stale(silentSeconds: 540))).contains("has it stopped?"))
    #expect(frame(model(nil, state: .stale(silentSeconds: 540))).contains("has it stopped?"))
    #expect(!frame(model(.training)).contains("tokens/s"), "of runs that did not note them")
    var history = WatchFixture.history(checkpoints: 3, state: .live)
    for place in history.lines.indices { history.lines[place].tokens = 25_000 }
    #expect(frame(WatchFixture.model(history)).contains("left · 2,500 tokens/s · n = "))
    #expect(frame(model(.training)).contains("trained on 1–4 ops · 254,578 parameters"))
  }
}
