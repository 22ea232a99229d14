import Corpus
import Karel

/// What a person makes otherwise in Step: ops taken in place of the model's, edited worlds, and the way back.
extension StepModel {
  /// What was shown before something was made otherwise.
  struct Past: Hashable, Sendable {
    let variation: Variation
    let step: Int
  }

  /// Takes an op, or nil for the end, in place of what stands at this step. The model goes on from there.
  mutating func take(_ op: Op?) -> [ViewEffect] {
    guard let traced else { return [] }
    walk.pause()
    let place = op?.rawValue ?? Op.allCases.count
    var variation = shownVariation
    let isOwnAfter = variation.ops.count <= step + (op == nil ? 0 : 1) && !variation.isWhole
    guard traced.written(at: step) != place || !isOwnAfter else {
      note = op.map { "\($0.name) is what stands here; take another" } ?? "the program ends here as it is"
      return []
    }
    guard op != nil || step > 0 else {
      note = "a program has one op at least"
      return []
    }
    guard op == nil || step < Variation.longest else {
      note = "a program has \(Variation.longest) ops at most"
      return []
    }
    variation.ops = traced.ops.prefix(step) + (op.map { [$0] } ?? [])
    variation.isWhole = op == nil
    // What was pushed only later is another program now.
    if let push = variation.push, push.step > step { variation.push = nil }
    return vary(variation)
  }

  /// Shows the subject with another variation, and remembers the one before.
  mutating func vary(_ variation: Variation) -> [ViewEffect] {
    remember()
    var subject = target
    subject.variation = variation
    return ask(subject)
  }

  /// Remembers what is shown, for ``undo()``, unless something else is on its way already: then that was remembered.
  mutating func remember() {
    guard traced != nil, target.variation == shownVariation else { return }
    past.append(Past(variation: shownVariation, step: step))
  }

  /// Shows what was before the last thing that was made otherwise, at the step where one stood.
  mutating func undo() -> [ViewEffect] {
    guard let last = past.popLast() else {
      note = "there is nothing to undo"
      return []
    }
    walk.pause()
    returnsTo = last.step
    var subject = target
    subject.variation = last.variation
    return ask(subject)
  }

  /// Goes back to the variation that is shown, if what was asked for instead could not be read.
  mutating func giveUpVariation() {
    returnsTo = nil
    guard traced != nil, target.variation != shownVariation else { return }
    target.variation = shownVariation
    if past.last?.variation == shownVariation { past.removeLast() }
  }

  // MARK: Breakpoints

  /// Sets a breakpoint on the op at hand, or clears it.
  mutating func toggleBreakpoint() -> [ViewEffect] {
    guard let traced, step < endStep else {
      note = "no op at the end to stop at"
      return []
    }
    breakpoints.apply(.toggle(.op(traced.ops[step])))
    return [.stop(at: breakpoints)]
  }
}
