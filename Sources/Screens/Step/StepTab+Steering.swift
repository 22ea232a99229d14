import Karel

/// Steering in Step: the user steers the model's belief, and sees what it then writes.
extension StepTab {
  public mutating func obey(_ command: TypedCommand) -> [TabEffect]? {
    guard case .steer(let steering) = command else { return nil }
    (failure, note) = (nil, nil)
    guard let steering else {
      guard shownIntervention.steering != nil else {
        note = "no active steering"
        return []
      }
      walk.pause()
      var intervention = shownIntervention
      intervention.ops = Array(intervention.ops.prefix(intervention.givenCount))
      intervention.steering = nil
      return vary(intervention)
    }
    return steer(steering.turn, layer: steering.layer, strength: steering.strength)
  }

  /// Steers the model from this step on as if the robot had turned.
  mutating func steer(
    _ turn: Op, layer: Int? = nil, strength: Double = BeliefSteering.standardStrength
  ) -> [TabEffect] {
    guard let traced else {
      note = "no program to steer yet"
      return []
    }
    walk.pause()
    guard step < Intervention.longest else {
      note = "a program has \(Intervention.longest) ops at most"
      return []
    }
    var intervention = shownIntervention
    let steering = BeliefSteering(
      as: turn, from: step, given: min(step, intervention.givenCount), layer: layer, strength: strength)
    guard steering != intervention.steering else {
      note = "already steered this way; u undoes"
      return []
    }
    (intervention.ops, intervention.isWhole) = (Array(traced.ops.prefix(step)), false)
    intervention.steering = steering
    return vary(intervention)
  }
}
