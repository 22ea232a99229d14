import Corpus
import Karel

/// What a person makes otherwise in Step: ops taken in place of the model's, edited worlds, and the way back.
extension StepTab {
  /// What was shown before something was made otherwise.
  struct Past: Hashable, Sendable {
    let intervention: Intervention
    let step: Int
  }

  /// Takes an op, or nil for the end, in place of what stands at this step. The model goes on from there.
  mutating func force(_ op: Op?) -> [TabEffect] {
    guard let traced else { return [] }
    walk.pause()
    let place = op?.rawValue ?? Op.allCases.count
    var intervention = shownIntervention
    let isOwnAfter = intervention.ops.count <= step + (op == nil ? 0 : 1) && !intervention.isWhole
    guard traced.written(at: step) != place || !isOwnAfter else {
      note = op.map { "\($0.name) is what stands here; take another" } ?? "the program ends here as it is"
      return []
    }
    guard op != nil || step > 0 else {
      note = "a program has one op at least"
      return []
    }
    guard op == nil || step < Intervention.longest else {
      note = "a program has \(Intervention.longest) ops at most"
      return []
    }
    intervention.ops = traced.ops.prefix(step) + (op.map { [$0] } ?? [])
    intervention.isWhole = op == nil
    // What was pushed only later is another program now.
    if let steering = intervention.steering, steering.step > step { intervention.steering = nil }
    return vary(intervention)
  }

  /// Shows the subject with another variation, and remembers the one before.
  mutating func vary(_ intervention: Intervention) -> [TabEffect] {
    remember()
    var subject = target
    subject.intervention = intervention
    return ask(subject)
  }

  /// Remembers what is shown, for ``undo()``, unless something else is on its way already: then that was remembered.
  mutating func remember() {
    guard traced != nil, target.intervention == shownIntervention else { return }
    past.append(Past(intervention: shownIntervention, step: step))
  }

  /// Shows what was before the last thing that was made otherwise, at the step where one stood.
  mutating func undo() -> [TabEffect] {
    guard let last = past.popLast() else {
      note = "there is nothing to undo"
      return []
    }
    walk.pause()
    returnsTo = last.step
    var subject = target
    subject.intervention = last.intervention
    return ask(subject)
  }

  /// Goes back to the variation that is shown, if what was asked for instead could not be read.
  mutating func giveUpVariation() {
    returnsTo = nil
    guard traced != nil, target.intervention != shownIntervention else { return }
    target.intervention = shownIntervention
    if past.last?.intervention == shownIntervention { past.removeLast() }
  }

  // MARK: Breakpoints

  /// Sets a breakpoint on the op at hand, or clears it.
  mutating func toggleBreakpoint() -> [TabEffect] {
    guard let traced, step < endStep else {
      note = "no op at the end to stop at"
      return []
    }
    breakpoints.apply(.toggle(.op(traced.ops[step])))
    return [.stop(at: breakpoints)]
  }
}
