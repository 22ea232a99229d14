import Screens
import Testing
import TextCanvas

/// Runs laid over the one that is watched: which they can be, and what is said of their curves.
@Suite struct WatchOverlayTests {
  private let body = Size(columns: 80, rows: 22)

  private func history(_ name: String, folder: String? = nil) -> TrainingHistory {
    var history = WatchFixture.history()
    (history.name, history.folder) = (name, folder)
    return history
  }

  /// The model with other runs over it, each known by its folder.
  private func overlaid(_ names: String...) -> WatchTab {
    var tab = WatchFixture.tab(history("fixture", folder: "/runs/fixture"))
    for name in names {
      _ = tab.overlay("/runs/\(name)")
      let run = RunReference(path: "/runs/\(name)", name: name)
      _ = tab.receive(.history(history(name, folder: run.path), of: run))
    }
    return tab
  }

  private func text(_ tab: WatchTab) -> String { Fixture.frame(tab, 80, 24).text }

  @Test func aRunIsNotLaidOverItselfUnderAnyPath() {
    var tab = overlaid("b")
    for (path, folder) in [("runs/fixture", "/runs/fixture"), ("link", "/runs/b")] {
      let run = RunReference(path: path, name: String(path.split(separator: "/").last ?? ""))
      #expect(tab.overlay(path).count == 2, "only a look at it tells")
      _ = tab.receive(.history(history("other", folder: folder), of: run))
      #expect(tab.overlays.map(\.run.name) == ["b"])
      #expect(tab.notice(body)?.text == "✗ other is already on screen; :overlay takes another run's folder")
    }
    // Nor does one stay that is then watched itself.
    var watched = overlaid("b")
    let subject = Subject(run: RunReference(path: "b", name: "b"), step: nil, sample: Fixture.sample(17))
    _ = watched.show(subject)
    _ = watched.receive(.history(history("b", folder: "/runs/b"), of: subject.run))
    #expect(watched.overlays.isEmpty)
  }

  @Test func itsKeyIsShownWithAnyNumberOfOverlays() {
    for names in [["b"], ["b", "c"], ["b", "c", "a-long-name"]] {
      var tab = WatchFixture.tab()
      for name in names {
        _ = tab.overlay("/runs/\(name)")
        _ = tab.receive(.history(history(name), of: RunReference(path: "/runs/\(name)", name: name)))
      }
      #expect(text(tab).split(separator: "\n").last?.contains("o curves") == true, "\(names)")
    }
    #expect(text(overlaid("paper", "quick")).contains("o curves  :overlay removes\n"))
    #expect(!text(WatchFixture.tab()).contains("o curves"))
  }

  @Test func theCurveOfOverlaysIsNamed() throws {
    var tab = overlaid("b", "c")
    for _ in 0..<3 { _ = tab.press(.character("c")) }
    for name in ["direction", "position", "markers"] {
      let pane = try #require(tab.panes(body).first)
      #expect(pane.title == "RIGHT IN ALL FIVE")
      let overlays = pane.explanations.filter { ["◆ b", "◇ c"].contains($0.name) }
      #expect(overlays.count == 2)
      #expect(overlays.last?.text == "an overlaid run: its \(name); o shows another curve")
      _ = tab.press(.character("o"))
      let next = ["direction": "position", "position": "markers", "markers": "direction"][name] ?? ""
      #expect(tab.notice(body)?.text == "RIGHT IN ALL FIVE: overlays show \(next)")
    }
  }

  @Test func theShareOfUniqueReferencesIsNamed() throws {
    #expect(text(WatchFixture.tab()).contains("┄ uniq refs 0.780"))
    let pane = try #require(WatchFixture.tab().panes(body).first)
    #expect(pane.explanations.contains { $0.name == "uniq refs" && $0.text.contains("not a baseline") })
  }

  @Test func aStoppedTrainingIsNoStalledOne() {
    let stopped = text(WatchFixture.tab(WatchFixture.history(checkpoints: 3, state: .stopped)))
    #expect(
      stopped.contains("fixture · stopped") && stopped.contains("stopped after step 400 of 1,200 · trained 3 min"))
    #expect(!stopped.contains("≈") && !stopped.contains("has it stopped?"))
    // It may go on.
    let tab = WatchFixture.tab(WatchFixture.history(checkpoints: 3, state: .stopped))
    #expect(tab.timeToNextChange == Duration.seconds(1))
  }
}
