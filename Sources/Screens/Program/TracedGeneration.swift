import Beliefs
import Corpus
import Karel
import TextCanvas

/// A probed generation beside the truth: the program run on every example.
///
/// A *step* is a place where the model wrote an op, counted from 0, or the end after the last. State `s` is the world
/// after `s` ops; a belief at step `t` with offset `k` is about state `t + 1 + k` of example ``probedExample``.
public struct TracedGeneration: Sendable {
  /// The example that probes are about.
  public static let probedExample = 0

  public let reading: ProbedGeneration
  /// The number of the probe whose beliefs are compared; nil compares none.
  public var probe: Int?
  /// The semantics.
  public let semantics: Semantics
  /// The program's run on each example.
  public let traces: [Trace]
  /// For each example, whether the program does what was asked.
  public let satisfied: [Bool]

  public init(_ reading: ProbedGeneration, probe: Int? = 0, semantics: Semantics = .original) {
    self.reading = reading
    self.probe = probe
    self.semantics = semantics
    traces = reading.specification.inputs.map { Trace(of: reading.program, from: $0, semantics: semantics) }
    satisfied = zip(traces, reading.specification.outputs).map { $0.end.looksEqual(to: $1) }
  }

  /// The ops of the program.
  public var ops: [Op] { reading.program.ops }

  /// The step at the program's end: the last there is.
  public var endStep: Int { ops.count }

  /// The offset whose belief is compared first at a step: the state after the op; at the end, where no op follows, the
  /// state reached.
  public func mainOffset(at step: Int) -> Int { step < endStep ? 0 : -1 }

  /// The state that is compared first at a step.
  public func mainState(at step: Int) -> Int { step + 1 + mainOffset(at: step) }

  /// The truth that a belief at this step and offset speaks of; nil before the start and after the last op.
  public func truth(at step: Int, offset: Int) -> Label? {
    let states = traces[TracedGeneration.probedExample].states
    let state = step + 1 + offset
    guard states.indices.contains(state) else { return nil }
    return Label(of: states[state], from: states[0])
  }

  /// What was read at this step with this offset.
  public func belief(at step: Int, offset: Int) -> Belief? {
    guard let probe, reading.steps.indices.contains(step), ProbedGeneration.offsets.contains(offset) else { return nil }
    return reading.steps[step].belief(offset, probe: probe)
  }

  /// Whether belief and truth say the same; nil where there is no truth.
  public func agrees(at step: Int, offset: Int, on feature: Feature) -> Bool? {
    guard let truth = truth(at: step, offset: offset), let belief = belief(at: step, offset: offset) else { return nil }
    return belief.prediction.agrees(with: truth, on: feature)
  }

  /// Whether the belief about the state after an op is wrong in any feature, at a step that probes are tested on.
  public func differs(at step: Int) -> Bool {
    isTested(at: step) && Feature.standard.contains { agrees(at: step, offset: 0, on: $0) == false }
  }

  /// What the model finds likeliest at a step: its place in the choice, the end last. Nil where nothing was read.
  func likeliest(at step: Int) -> Int? {
    guard reading.steps.indices.contains(step) else { return nil }
    let choice = reading.steps[step].choice
    return choice.indices.max { choice[$0] < choice[$1] }
  }

  /// What stands at a step: its place in the choice there.
  func written(at step: Int) -> Int { step < endStep ? ops[step].rawValue : Op.allCases.count }

  /// Whether something stands at a step that the model would not have written there: an op or an end that was given.
  /// After as many ops as can be there is no choice.
  func isGiven(at step: Int) -> Bool {
    guard step < Intervention.longest, let likeliest = likeliest(at: step) else { return false }
    return likeliest != written(at: step)
  }

  /// The mark before an op in a list: forced, or written while steered.
  func mark(at step: Int) -> (character: Character, style: Style)? {
    if isGiven(at: step) { return ("»", .accent) }
    if let unsteered = reading.unsteered, step >= unsteered.step { return ("~", .belief) }
    return nil
  }

  /// Whether probes are trained and tested on such steps: all but the last op's, whose state stands in the specification,
  /// and the end.
  public func isTested(at step: Int) -> Bool { step < endStep - 1 }

  /// How many of the beliefs about the state after an op were right, up to and including a step, at steps that probes are
  /// tested on.
  public func tally(through step: Int, on feature: Feature) -> (right: Int, count: Int) {
    let results = (0..<endStep).prefix(step + 1).filter(isTested).compactMap { agrees(at: $0, offset: 0, on: feature) }
    return (results.count { $0 }, results.count)
  }
}
