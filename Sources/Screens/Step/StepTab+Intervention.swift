import Corpus
import Karel

/// Interventions in Step: forced ops, edited worlds, and undo.
extension StepTab {
  /// What was shown before an intervention.
  struct Past: Hashable, Sendable {
    let intervention: Intervention
    let step: Int
  }

  /// Forces an op, or with nil the end, at this step. The model continues from there.
  mutating func force(_ op: Op?) -> [TabEffect] {
    guard let traced else { return [] }
    walk.pause()
    let place = op?.rawValue ?? Op.allCases.count
    var intervention = shownIntervention
    let isOwnAfter = intervention.ops.count <= step + (op == nil ? 0 : 1) && !intervention.isWhole
    guard traced.written(at: step) != place || !isOwnAfter else {
      note = op.map { "the op here is already \($0.name); choose another" } ?? "the program already ends here"
      return []
    }
    guard op != nil || step > 0 else {
      note = "a program has at least one op"
      return []
    }
    guard op == nil || step < Intervention.longest else {
      note = "a program has \(Intervention.longest) ops at most"
      return []
    }
    intervention.ops = traced.ops.prefix(step) + (op.map { [$0] } ?? [])
    intervention.isWhole = op == nil
    // Steering from a later step belongs to another program now.
    if let steering = intervention.steering, steering.step > step { intervention.steering = nil }
    return vary(intervention)
  }

  /// Shows the subject with another intervention, and remembers the previous one.
  mutating func vary(_ intervention: Intervention) -> [TabEffect] {
    remember()
    var subject = target
    subject.intervention = intervention
    return ask(subject)
  }

  /// Remembers what is shown, for ``undo()``, unless another request is pending: then that was remembered.
  mutating func remember() {
    guard traced != nil, target.intervention == shownIntervention else { return }
    past.append(Past(intervention: shownIntervention, step: step))
  }

  /// Undoes the last intervention, and returns to the step at that time.
  mutating func undo() -> [TabEffect] {
    guard let last = past.popLast() else {
      note = "nothing to undo"
      return []
    }
    walk.pause()
    returnsTo = last.step
    var subject = target
    subject.intervention = last.intervention
    return ask(subject)
  }

  /// Goes back to the intervention that is shown, if the requested one could not be read.
  mutating func giveUpVariation() {
    returnsTo = nil
    guard traced != nil, target.intervention != shownIntervention else { return }
    target.intervention = shownIntervention
    if past.last?.intervention == shownIntervention { past.removeLast() }
  }
}
