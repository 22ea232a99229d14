import Screens
import Testing

/// What Step and Compare show of a run without weights.
@Suite struct EmptyViewTests {
  private let bare = RunReference(path: "/runs/figures", name: "figures")
  private let reason = "/runs/figures: holds no checkpoint: only the figures were kept"
  private var subject: Subject { Subject(run: bare, step: nil, sample: Fixture.sample(17)) }

  private func requireWords(_ text: String, _ comment: Comment) {
    #expect(text.contains("nothing to show of figures"), comment)
    #expect(text.contains("✗ holds no checkpoint: only the figures were kept"), comment)
    #expect(text.contains(" 2  Watch shows its charts") && text.contains(" 4  the Library lists"), comment)
  }

  @Test func stepSaysWhyItIsEmptyUntilThereIsSomething() {
    var model = StepModel(Start(subject: subject, randomSeed: 0))
    _ = model.show(subject)
    _ = model.receive(.failed(.read(subject), reason: reason))
    requireWords(Fixture.frame(model, 80, 24).text, "at once")
    #expect(model.failure == reason)
    for key: Key in [
      .character(" "), .character("n"), .character("k"), .character("k"), .character("k"), .character("k"),
    ] {
      _ = model.press(key)
    }
    requireWords(Fixture.frame(model, 80, 24).text, "after keys")
    _ = model.show(Fixture.subject())
    #expect(!Fixture.frame(model, 80, 24).text.contains("nothing to show"))
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(Fixture.frame(model, 80, 24).text.contains("PROGRAM  1/8"))
  }

  @Test func anotherRunsProgramDoesNotStay() {
    var model = Fixture.model()
    _ = model.show(subject)
    _ = model.receive(.failed(.read(subject), reason: reason))
    let text = Fixture.frame(model, 80, 24).text
    requireWords(text, "in its place")
    #expect(!text.contains("PROGRAM") && !text.contains("fixture") && model.traced == nil)
  }

  @Test func theSameRunsProgramStays() {
    var model = Fixture.model()
    _ = model.press(.character("}"))
    var later = Fixture.subject()
    later.step = 20_000
    _ = model.receive(.failed(.read(later), reason: "gone"))
    let text = Fixture.frame(model, 80, 24).text
    #expect(text.contains("PROGRAM  1/8") && text.contains("✗ gone"))
  }

  @Test func compareSaysItToo() {
    var model = CompareModel(Start(subject: subject, randomSeed: 0))
    _ = model.show(subject)
    _ = model.receive(.failed(.read(subject), reason: reason))
    _ = model.press(.character("n"))
    requireWords(Fixture.frame(model, 80, 24).text, "after a key")
    _ = model.show(Fixture.subject())
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(!Fixture.frame(model, 80, 24).text.contains("nothing to show"))
  }

  @Test func theSmallestScreenHasRoomForIt() {
    var model = StepModel(Start(subject: subject, randomSeed: 0))
    _ = model.show(subject)
    _ = model.receive(.failed(.read(subject), reason: reason))
    let text = Fixture.frame(model, 38, 12).text
    #expect(text.contains("nothing to show of figures") && text.contains(" 4  the Library"))
  }
}
