/// The execution of a program: every exact state, the initial one included, and the outcome of each op.
public struct Trace: Hashable, Sendable {
  /// The program as written.
  public let program: Program
  /// What the written ops did.
  public let semantics: Semantics
  /// The initial state, then the state after each op: one more than there are ops.
  public let states: [World]
  /// The outcome of each op.
  public let outcomes: [Outcome]

  /// Runs `program` from `start`.
  public init(of program: Program, from start: World, semantics: Semantics = .original) {
    self.program = program
    self.semantics = semantics
    var world = start
    var states = [world]
    var outcomes: [Outcome] = []
    states.reserveCapacity(program.ops.count + 1)
    outcomes.reserveCapacity(program.ops.count)
    for op in program.ops {
      outcomes.append(world.apply(semantics[op]))
      states.append(world)
    }
    self.states = states
    self.outcomes = outcomes
  }

  /// The state after the last op.
  public var end: World { states[states.count - 1] }
}

extension World {
  /// The world after running `program`, without the states in between.
  public func after(_ program: Program, semantics: Semantics = .original) -> World {
    var world = self
    world.run(program, semantics: semantics)
    return world
  }
}
