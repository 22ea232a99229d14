import Screens
import Testing

/// What Step and Compare show of a run without weights.
@Suite struct EmptyViewTests {
  private let bare = RunReference(path: "/runs/figures", name: "figures")
  private let reason = "/runs/figures: holds no checkpoint: only the figures were kept"
  private var subject: Subject { Subject(run: bare, step: nil, sample: Fixture.sample(17)) }

  private func requireWords(_ text: String, _ comment: Comment) {
    #expect(text.contains("nothing to show for figures"), comment)
    #expect(text.contains("✗ holds no checkpoint: only the figures were kept"), comment)
    #expect(text.contains(" 2  Watch shows its charts") && text.contains(" 4  the Library lists"), comment)
  }

  @Test func stepSaysWhyItIsEmptyUntilThereIsSomething() {
    var tab = StepTab(Start(subject: subject, randomSeed: 0))
    _ = tab.show(subject)
    _ = tab.receive(.failed(.read(subject), reason: reason))
    requireWords(Fixture.frame(tab, 80, 24).text, "at once")
    #expect(tab.failure == reason)
    for key: Key in [
      .character(" "), .character("n"), .character("k"), .character("k"), .character("k"), .character("k"),
    ] {
      _ = tab.press(key)
    }
    requireWords(Fixture.frame(tab, 80, 24).text, "after keys")
    _ = tab.show(Fixture.subject())
    #expect(!Fixture.frame(tab, 80, 24).text.contains("nothing to show"))
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(Fixture.frame(tab, 80, 24).text.contains("PROGRAM  1/8"))
  }

  @Test func anotherRunsProgramDoesNotStay() {
    var tab = Fixture.tab()
    _ = tab.show(subject)
    _ = tab.receive(.failed(.read(subject), reason: reason))
    let text = Fixture.frame(tab, 80, 24).text
    requireWords(text, "in its place")
    #expect(!text.contains("PROGRAM") && !text.contains("fixture") && tab.traced == nil)
  }

  @Test func theSameRunsProgramStays() {
    var tab = Fixture.tab()
    _ = tab.press(.character("}"))
    var later = Fixture.subject()
    later.step = 20_000
    _ = tab.receive(.failed(.read(later), reason: "gone"))
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text.contains("PROGRAM  1/8") && text.contains("✗ gone"))
  }

  @Test func compareSaysItToo() {
    var tab = CompareTab(Start(subject: subject, randomSeed: 0))
    _ = tab.show(subject)
    _ = tab.receive(.failed(.read(subject), reason: reason))
    _ = tab.press(.character("n"))
    requireWords(Fixture.frame(tab, 80, 24).text, "after a key")
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(!Fixture.frame(tab, 80, 24).text.contains("nothing to show"))
  }

  @Test func theSmallestScreenHasRoomForIt() {
    var tab = StepTab(Start(subject: subject, randomSeed: 0))
    _ = tab.show(subject)
    _ = tab.receive(.failed(.read(subject), reason: reason))
    let text = Fixture.frame(tab, 38, 12).text
    #expect(text.contains("nothing to show for figures") && text.contains(" 4  the Library"))
  }
}
