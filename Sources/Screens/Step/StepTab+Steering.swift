import Karel

/// Steering in Step: the user steers the model's belief, and sees what it then writes.
extension StepTab {
  public mutating func obey(_ command: TypedCommand) -> [TabEffect]? {
    guard case .steer(let steering) = command else { return nil }
    (failure, note) = (nil, nil)
    guard let steering else {
      if stopSteering() { return [] }
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
    if awaitedTurn == turn {
      _ = stopSteering()
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

  /// The turn that the model will be steered by once a probe is trained; nil while none is being trained.
  var awaitedTurn: Op? { preparation == nil ? nil : awaited?.intervention.steering?.turn }

  /// Calls off the steering that waits for a probe, and stays with what is shown; false if none does.
  private mutating func stopSteering() -> Bool {
    guard awaitedTurn != nil, let shown else { return false }
    (awaited, preparation) = (nil, nil)
    giveUpVariation()
    target = shown.subject
    note = "stopped: steering"
    return true
  }
}
