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

extension TypedCommand {
  /// The user's steering.
  public struct Steering: Hashable, Sendable {
    public var turn: Op
    public var layer: Int?
    public var strength: Double

    public init(turn: Op, layer: Int? = nil, strength: Double = BeliefSteering.standardStrength) {
      self.turn = turn
      self.layer = layer
      self.strength = strength
    }
  }

  /// Reads `off`, or a turn, with a strength and a layer after it.
  static func steering(_ text: String) throws(TypedCommandError) -> Steering? {
    let words = text.split(separator: " ")
    guard let first = words.first, first != "off" || words.count > 1 else { return nil }
    let turns: [Substring: Op] = ["right": .turnRight, "left": .turnLeft]
    guard let turn = turns[first] else {
      throw TypedCommandError(description: "steer: found '\(first)', expected right, left or off")
    }
    var steering = Steering(turn: turn)
    if words.count > 1 {
      guard let strength = Double(words[1]), strength > 0, strength <= 1000 else {
        throw TypedCommandError(
          description: "steer: found strength '\(words[1])', expected a number above 0 and up to 1000")
      }
      steering.strength = strength
    }
    if words.count > 2 {
      guard let layer = Int(grouped: words[2]), layer > 0 else {
        throw TypedCommandError(description: "steer: found layer '\(words[2])', expected a number from 1")
      }
      steering.layer = layer
    }
    guard words.count <= 3 else {
      throw TypedCommandError(description: "steer: found '\(words[3])', expected nothing after the layer")
    }
    return steering
  }
}
