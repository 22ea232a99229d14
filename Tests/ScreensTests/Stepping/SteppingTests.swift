import Screens
import Testing

/// Step and Compare step alike: by the same keys, through the same states.
@Suite struct SteppingTests {
  /// The keys and hints of the actions that all tabs that step have.
  private func texts<Stepped: SteppingTab>(_: Stepped.Type) -> [KeyText] {
    let actions: [Stepped.Action] = [
      .playOrPause, .next, .back, .first, .last, .nextDisagreement, .previousDisagreement, .faster, .slower,
      .toggleBreakpoint, .nextCheckpoint, .previousCheckpoint, .newSpecification, .nextProbe, .trainProbes,
    ]
    return actions.compactMap { action in Stepped.bindings.first { $0.action == action }?.text }
  }

  @Test func theKeysOfSteppingAreTheSame() {
    let (step, compare) = (texts(StepTab.self), texts(CompareTab.self))
    #expect(step.count == 15 && step.map(\.keys) == compare.map(\.keys) && step.map(\.hint) == compare.map(\.hint))
  }

  @Test func theSameKeysLeadToTheSameSteps() {
    var step = Fixture.tab()
    var compare = CompareTab(Start(subject: Fixture.subject(), randomSeed: 1))
    _ = compare.show(Fixture.subject())
    _ = compare.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    _ = step.press(.home)
    _ = step.press(.home)
    let keys: [Key] = [
      .right, .right, .character("b"), .left, .end, .home, .character("+"),
      .character(" "), .character(" "), .character("-"), .character("n"), .end, .right, .character("N"),
      .character("b"),
    ]
    for (place, key) in keys.enumerated() {
      let effects = (step.press(key), compare.press(key))
      #expect(effects.0 == effects.1, "\(place): \(key.name)")
      #expect(step.step == compare.step && step.isPlaying == compare.isPlaying && step.speed == compare.speed)
      #expect(step.breakpoints == compare.breakpoints && step.stop == compare.stop, "\(place): \(key.name)")
    }
  }
}
