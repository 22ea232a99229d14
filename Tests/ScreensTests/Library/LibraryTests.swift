import Screens
import Testing
import TextCanvas

@Suite struct LibraryTests {
  @Test func itLooksWheneverItComesToTheFront() {
    var tab = LibraryTab(Start(subject: Fixture.subject(), randomSeed: 0))
    #expect(tab.show(Fixture.subject()) == [.request(.library)])
    #expect(Fixture.frame(tab, 80, 24).text.contains("Looking for runs …"))
    _ = tab.receive(.library(LibraryFixture.library))
    #expect(tab.show(Fixture.subject()) == [.request(.library)])
    #expect(Fixture.frame(tab, 80, 24).text.contains("first"), "what was known stays meanwhile")
    _ = tab.receive(.failed(.library, reason: "no folder"))
    #expect(Fixture.frame(tab, 80, 24).text.contains("✗ no folder"))
  }

  @Test func runsAreReadAfterTheyAreListed() {
    func unread(_ entry: RunCatalog.Entry) -> RunCatalog.Entry {
      var entry = entry
      entry.content = .unread
      return entry
    }
    var found = LibraryFixture.library
    found.runs = found.runs.map(unread)
    let references = found.runs.map(\.reference)
    var tab = LibraryTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    #expect(tab.receive(.library(found)) == [.request(.catalogEntries(references))])
    #expect(Fixture.frame(tab, 80, 24).text.contains("▸ first  …"))
    #expect(tab.press(.enter) == [], "what is not read yet cannot be opened")
    _ = tab.press(.down)
    // The current line stays the same run while lines appear above it.
    #expect(
      tab.receive(.catalogEntries(RunCatalog(folders: [], runs: [LibraryFixture.bundled]).contents)) == [
        .request(.catalogEntries(Array(references.dropFirst())))
      ])
    #expect(tab.selected == 3)
    let others = RunCatalog(folders: [], runs: [LibraryFixture.broken, LibraryFixture.young])
    #expect(tab.receive(.catalogEntries(others.contents)) == [])
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text == Fixture.frame(LibraryFixture.tab(keys: .down, .down, .down), 80, 24).text)
    // Looked at again, what was known stays until it has been read.
    #expect(tab.receive(.library(found)) == [.request(.catalogEntries(references))])
    #expect(Fixture.frame(tab, 80, 24).text == text)
    _ = tab.receive(.failed(.catalogEntries(references), reason: "gone"))
    #expect(tab.unread.isEmpty && tab.failure == "gone")
  }

  @Test func theLineAtHandOpensWhereItBelongs() {
    let run = LibraryFixture.bundled.reference
    func subject(_ step: Int?) -> Subject {
      Subject(run: run, step: step, sample: SampleReference(split: .test, index: 17, seed: 1))
    }
    var tab = LibraryFixture.tab()
    #expect(tab.press(.enter) == [.open(subject(nil), in: WatchTab.name)])
    _ = tab.press(.down)
    #expect(tab.press(.enter) == [.open(subject(100), in: StepTab.name)])
    #expect(tab.press(.character("c")) == [.open(subject(100), in: CompareTab.name)])
    #expect(tab.press(.character("w")) == [.open(subject(100), in: WatchTab.name)])
    _ = tab.press(.down)
    _ = tab.press(.down)
    #expect(tab.press(.enter) == [], "what cannot be read cannot be opened")
    _ = tab.press(.down)
    #expect(
      tab.press(.character("s")) == [
        .open(
          Subject(
            run: LibraryFixture.young.reference, step: nil, sample: SampleReference(split: .test, index: 17, seed: 7)),
          in: StepTab.name)
      ])
  }

  @Test func theLineMovesBetweenBothEnds() {
    var tab = LibraryFixture.tab(keys: .up)
    #expect(tab.selected == 0)
    for (key, line) in [
      (Key.down, 1), (.character("n"), 2), (.character("N"), 1), (.pageDown, 4), (.down, 4), (.pageUp, 0), (.end, 4),
      (.home, 0),
    ] {
      _ = tab.press(key)
      #expect(tab.selected == line)
    }
    _ = tab.press(.end)
    _ = tab.receive(.library(RunCatalog(folders: [], runs: [LibraryFixture.broken])))
    #expect(tab.selected == 0, "fewer lines than before")
  }

  @Test func theFilterLeavesWhatContainsIt() {
    var tab = LibraryFixture.tab(keys: .end)
    func names() -> [String] {
      let lines = Fixture.frame(tab, 80, 24).text.split(separator: "\n")
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
      tab.filter = filter
      #expect(names() == expected, "\(filter)")
      #expect(tab.selected == 0)
    }
    #expect(Fixture.frame(tab, 80, 24).text.contains("No line contains ‘nowhere’."))
  }

  @Test func aRunThatCannotBeReadSaysWhyInsteadOfOpening() {
    var tab = LibraryFixture.tab(LibraryFixture.library, keys: .end, .up)
    #expect(tab.press(.enter) == [])
    let size = Size(columns: 80, rows: 22)
    #expect(tab.notice(size)?.text == "✗ cannot be opened: preset: no such field")
    _ = tab.press(.up)
    #expect(tab.notice(size) == nil)
  }

  @Test func aRunThatIsTrainedIsLive() {
    guard case .run(var facts) = LibraryFixture.young.content else { return }
    facts.isLive = true
    var young = LibraryFixture.young
    young.content = .run(facts)
    let tab = LibraryFixture.tab(RunCatalog(folders: [], runs: [young]))
    #expect(Fixture.frame(tab, 80, 24).text.contains("young  live "))
    #expect(!Fixture.frame(LibraryFixture.tab(), 80, 24).text.contains("live"))
  }

  @Test func theFilterIsTypedAtTheFoot() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(LibraryFixture.tab(), size: size)
    for key: Key in [.character("/"), .character("y"), .character("o")] { _ = instrument.update(.key(key)) }
    #expect(instrument.frame(size).text.contains("\n /yo"))
    #expect(instrument.tabs[3].filter == "yo", "it works while one types")
    #expect(instrument.update(.key(.enter)) == [])
    #expect(instrument.tabs[3].filter == "yo" && instrument.line == nil)
    _ = instrument.update(.key(.character("/")))
    #expect(instrument.line?.text == "yo")
    _ = instrument.update(.key(.backspace))
    #expect(instrument.tabs[3].filter == "y")
    _ = instrument.update(.key(.escape))
    #expect(instrument.tabs[3].filter == "" && instrument.line == nil)
    #expect(instrument.update(.key(.character("q"))) == [.quit])
  }

  @Test func noRunsIsAState() {
    let text = Fixture.frame(LibraryFixture.tab(RunCatalog(folders: ["/empty"], runs: [])), 80, 24).text
    #expect(text.contains("No runs here.") && text.contains("searched: /empty"))
  }

  @Test func aRunWithoutCheckpointsShowsWhatItKeeps() throws {
    let figures = RunCatalog.Entry(
      reference: RunReference(path: "/runs/figures", name: "figures"), isBundled: false,
      content: .run(
        RunCatalog.Facts(
          preset: "turns", seed: 1, model: "CodeGen", stepsDone: 2225, steps: 3600, samples: 71_200, accuracy: 0.7,
          checkpoints: [])))
    let text = Fixture.frame(LibraryFixture.tab(RunCatalog(folders: [], runs: [figures])), 80, 24).text
    let row = try #require(text.split(separator: "\n").first { $0.contains("figures") })
    #expect(
      row.split(separator: " ").map(String.init)
        == ["▸", "figures", "71.2k", "–", "70.0%", "2,225", "of", "3,600", "steps"])
  }

  @Test func library80x24() {
    #expect(
      Fixture.frame(LibraryFixture.tab(keys: .down), 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library       3 runs · 2 checkpoints
         Runs and their checkpoints. Enter opens runs in Watch, checkpoints in Step.

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
      Fixture.frame(LibraryFixture.tab(keys: .down), 40, 12).text == """
         1 Step  2 Watch  3 Compare  4 Library
         Runs and their checkpoints.

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
