import Screens
import Testing

@Suite struct LibraryTests {
  @Test func itLooksWheneverItComesToTheFront() {
    var model = LibraryModel(Start(subject: Fixture.subject(), randomSeed: 0))
    #expect(model.show(Fixture.subject()) == [.perform(.library)])
    #expect(Fixture.frame(model, 80, 24).text.contains("Looking for runs …"))
    _ = model.receive(.library(LibraryFixture.library))
    #expect(model.show(Fixture.subject()) == [.perform(.library)])
    #expect(Fixture.frame(model, 80, 24).text.contains("first"), "what was known stays meanwhile")
    _ = model.receive(.failed(.library, reason: "no folder"))
    #expect(Fixture.frame(model, 80, 24).text.contains("✗ no folder"))
  }

  @Test func runsAreReadAfterTheyAreListed() {
    func unread(_ entry: RunLibrary.Entry) -> RunLibrary.Entry {
      var entry = entry
      entry.content = .unread
      return entry
    }
    var found = LibraryFixture.library
    found.runs = found.runs.map(unread)
    let references = found.runs.map(\.reference)
    var model = LibraryModel(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = model.show(Fixture.subject())
    #expect(model.receive(.library(found)) == [.perform(.libraryEntries(references))])
    #expect(Fixture.frame(model, 80, 24).text.contains("▸ first  …"))
    #expect(model.press(.enter) == [], "what is not read yet cannot be opened")
    _ = model.press(.down)
    // The line at hand stays the same run while lines appear above it.
    #expect(
      model.receive(.libraryEntries(RunLibrary(folders: [], runs: [LibraryFixture.bundled]).contents)) == [
        .perform(.libraryEntries(Array(references.dropFirst())))
      ])
    #expect(model.selected == 3)
    let others = RunLibrary(folders: [], runs: [LibraryFixture.broken, LibraryFixture.young])
    #expect(model.receive(.libraryEntries(others.contents)) == [])
    let text = Fixture.frame(model, 80, 24).text
    #expect(text == Fixture.frame(LibraryFixture.model(keys: .down, .down, .down), 80, 24).text)
    // Looked at again, what was known stays until it has been read.
    #expect(model.receive(.library(found)) == [.perform(.libraryEntries(references))])
    #expect(Fixture.frame(model, 80, 24).text == text)
    _ = model.receive(.failed(.libraryEntries(references), reason: "gone"))
    #expect(model.unread.isEmpty && model.failure == "gone")
  }

  @Test func theLineAtHandOpensWhereItBelongs() {
    let run = LibraryFixture.bundled.reference
    func subject(_ step: Int?) -> Subject {
      Subject(run: run, step: step, sample: SampleReference(split: .test, index: 17, seed: 1))
    }
    var model = LibraryFixture.model()
    #expect(model.press(.enter) == [.open(subject(nil), in: WatchModel.name)])
    _ = model.press(.down)
    #expect(model.press(.enter) == [.open(subject(100), in: StepModel.name)])
    #expect(model.press(.character("c")) == [.open(subject(100), in: CompareModel.name)])
    #expect(model.press(.character("w")) == [.open(subject(100), in: WatchModel.name)])
    _ = model.press(.down)
    _ = model.press(.down)
    #expect(model.press(.enter) == [], "what cannot be read cannot be opened")
    _ = model.press(.down)
    #expect(
      model.press(.character("s")) == [
        .open(
          Subject(
            run: LibraryFixture.young.reference, step: nil, sample: SampleReference(split: .test, index: 17, seed: 7)),
          in: StepModel.name)
      ])
  }

  @Test func theLineMovesBetweenBothEnds() {
    var model = LibraryFixture.model(keys: .up)
    #expect(model.selected == 0)
    for (key, line) in [
      (Key.down, 1), (.character("n"), 2), (.character("N"), 1), (.pageDown, 4), (.down, 4), (.pageUp, 0), (.end, 4),
      (.home, 0),
    ] {
      _ = model.press(key)
      #expect(model.selected == line)
    }
    _ = model.press(.end)
    _ = model.receive(.library(RunLibrary(folders: [], runs: [LibraryFixture.broken])))
    #expect(model.selected == 0, "fewer lines than before")
  }

  @Test func theFilterLeavesWhatContainsIt() {
    var model = LibraryFixture.model(keys: .end)
    func names() -> [String] {
      let lines = Fixture.frame(model, 80, 24).text.split(separator: "\n")
      return ["first", "step     100", "step   6,000", "broken", "young"].filter { name in
        lines.contains { $0.dropFirst(3).hasPrefix(name) || $0.dropFirst(5).hasPrefix(name) }
      }
    }
    #expect(names().count == 5)
    for (filter, expected) in [
      ("YOUNG", ["young"]), ("turns", ["first", "step     100", "step   6,000"]),
      ("linear·grid", ["first", "step   6,000"]), ("/runs/", ["broken", "young"]),
      // What lines say as well: step with its signs, share solved, bundled, the number of probes.
      ("6,000", ["first", "step   6,000"]), ("60.3%", ["first", "step   6,000"]), ("BUNDLED", ["first"]),
      ("2 probes", ["first", "step   6,000"]), ("0 of 9,000", ["young"]),
      ("nowhere", []),
    ] {
      model.filter = filter
      #expect(names() == expected, "\(filter)")
      #expect(model.selected == 0)
    }
    #expect(Fixture.frame(model, 80, 24).text.contains("No line contains ‘nowhere’."))
  }

  @Test func aRunThatCannotBeReadSaysWhyInsteadOfOpening() {
    var model = LibraryFixture.model(LibraryFixture.library, keys: .end, .up)
    #expect(model.press(.enter) == [])
    let size = Size(columns: 80, rows: 22)
    #expect(model.notice(size)?.text == "✗ cannot be opened: preset: no such field")
    _ = model.press(.up)
    #expect(model.notice(size) == nil)
  }

  @Test func aRunThatIsTrainedIsLive() {
    guard case .run(var facts) = LibraryFixture.young.content else { return }
    facts.isLive = true
    var young = LibraryFixture.young
    young.content = .run(facts)
    let model = LibraryFixture.model(RunLibrary(folders: [], runs: [young]))
    #expect(Fixture.frame(model, 80, 24).text.contains("young  live "))
    #expect(!Fixture.frame(LibraryFixture.model(), 80, 24).text.contains("live"))
  }

  @Test func theFilterIsTypedAtTheFoot() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(LibraryFixture.model(), size: size)
    for key: Key in [.character("/"), .character("y"), .character("o")] { _ = instrument.update(.key(key)) }
    #expect(instrument.frame(size).text.contains("\n /yo"))
    #expect(instrument.views[3].filter == "yo", "it works while one types")
    #expect(instrument.update(.key(.enter)) == [])
    #expect(instrument.views[3].filter == "yo" && instrument.line == nil)
    _ = instrument.update(.key(.character("/")))
    #expect(instrument.line?.text == "yo")
    _ = instrument.update(.key(.backspace))
    #expect(instrument.views[3].filter == "y")
    _ = instrument.update(.key(.escape))
    #expect(instrument.views[3].filter == "" && instrument.line == nil)
    #expect(instrument.update(.key(.character("q"))) == [.quit])
  }

  @Test func noRunsIsAState() {
    let text = Fixture.frame(LibraryFixture.model(RunLibrary(folders: ["/empty"], runs: [])), 80, 24).text
    #expect(text.contains("No runs here.") && text.contains("searched: /empty"))
  }

  @Test func aRunWithoutCheckpointsShowsWhatItKeeps() throws {
    let figures = RunLibrary.Entry(
      reference: RunReference(path: "/runs/figures", name: "figures"), isBundled: false,
      content: .run(
        RunLibrary.Facts(
          preset: "turns", seed: 1, model: "CodeGen", stepsDone: 2225, steps: 3600, samples: 71_200, accuracy: 0.7,
          checkpoints: [])))
    let text = Fixture.frame(LibraryFixture.model(RunLibrary(folders: [], runs: [figures])), 80, 24).text
    let row = try #require(text.split(separator: "\n").first { $0.contains("figures") })
    #expect(
      row.split(separator: " ").map(String.init)
        == ["▸", "figures", "71.2k", "–", "70.0%", "2,225", "of", "3,600", "steps"])
  }

  @Test func library80x24() {
    #expect(
      Fixture.frame(LibraryFixture.model(keys: .down), 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library       3 runs · 2 checkpoints
         Trainings and what they kept. Enter opens runs in Watch, checkpoints in Step.

         RUNS                         samples     size  solves   steps; probes
           first  bundled                384k   4.8 MB   60.3%   6,000 of 6,000 steps
         ▸   step     100                6.4k   2.4 MB       –   –
           ● step   6,000                384k   2.4 MB   60.3%   2 probes
           broken  ✗ preset: no such field
           young                            –        –       –   0 of 9,000 steps









         AT HAND
         path    /assets/first
         model   CodeGen, width 128
         run     preset turns · seed 1 · 6,000 of 6,000 steps · 2 checkpoints
         probes  none
         Enter open  ↓ down  ↑ up  / filter  c compare  f focus  i info  ? help  q quit

        """)
  }

  @Test func library40x12() {
    #expect(
      Fixture.frame(LibraryFixture.model(keys: .down), 40, 12).text == """
         1 Step  2 Watch  3 Compare  4 Library
         Trainings and what they kept.

         RUNS                            solves
           first                          60.3%
         ▸   step     100                     –
           ● step   6,000                 60.3%
           broken  ✗ preset: no such field
           young                              –


         Enter open  ↓ down  ? help  q quit

        """)
  }
}
