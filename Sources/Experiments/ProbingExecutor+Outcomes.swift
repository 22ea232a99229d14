import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing

extension ProbingExecutor {
  /// A probe's accuracy.
  func accuracyOutcome(
    _ task: ProbingPlan.Task, _ inputs: SplitInputs, _ labels: TaskLabels, progress: (Double) -> Bool
  ) -> Outcome {
    let heads = task.heads
    let (training, test) = (labels.training, labels.test)
    let ops = traces.test.steps
    let programs = test.rows.map { traces.test.origins[$0].program }
    func result(_ feature: Feature, _ tally: ProbeTally) -> ProbeResult {
      ProbeResult(
        step: step, task.key, feature: feature, offset: task.offset, control: task.control,
        training: training.rows.count, tally, programs: programs)
    }
    if task.control == .majority {
      let results = task.features.map { feature in
        let (majority, share) = training.majorityClasses(feature.heads) ?? (nil, 0)
        return result(
          feature, ProbeTally(constant: majority, confidence: share, test, heads: feature.heads, ops: ops))
      }
      return Outcome(task: task, results: results, probe: nil)
    }
    let standardisation = Standardisation(of: inputs.validation)
    let nets = self.training(task.key.kind)(
      standardisation(inputs.training), training, validation: standardisation(inputs.validation), labels.validation,
      seed: task.key.seed, isCancelled: isCancelled, progress: progress
    ).map { $0.standardising(mean: standardisation.mean, scale: standardisation.scale) }
    let byHead = Dictionary(uniqueKeysWithValues: zip(heads, nets))
    let tallies = task.features.map { feature in
      ProbeTally(feature.heads.map { byHead[$0]! }, on: inputs.test, test, heads: feature.heads, ops: ops)
    }
    let places = byHead.map { (Probe.Target(offset: task.offset, head: $0.key), $0.value) }
    let ofExample = task.features.filter(\.isRanked).map { feature in
      (feature, WithinStateRanking.Example(byHead[feature.heads[0]]!, on: inputs.test, test, head: feature.heads[0]))
    }
    return Outcome(
      task: task, results: zip(task.features, tallies).map(result),
      isRight: Dictionary(uniqueKeysWithValues: zip(task.features, tallies.map(\.isRight))),
      ofExample: Dictionary(uniqueKeysWithValues: ofExample), programs: programs,
      probe: task.control == nil
        ? Probe(task.key, width: inputs.test.width, nets: Dictionary(uniqueKeysWithValues: places)) : nil)
  }

  /// What hidden states, or a control's inputs, tell beyond a record: on all test states and on those where the semantics
  /// differ.
  func informationOutcome(
    _ task: ProbingPlan.Task, _ record: ProbeRecord, _ records: SplitInputs, _ inputs: SplitInputs,
    _ labels: TaskLabels, progress: (Double) -> Bool
  ) -> Outcome {
    typealias Part = ConditionalProbing.Part
    let origins = traces.test.origins
    let byHead = ConditionalProbing(training(task.key.kind), seed: task.key.seed)(
      training: Part(record: records.training, hidden: inputs.training, classes: labels.training),
      validation: Part(record: records.validation, hidden: inputs.validation, classes: labels.validation),
      test: Part(record: records.test, hidden: inputs.test, classes: labels.test), programs: origins.map(\.program),
      isCancelled: isCancelled, progress: progress)
    let rows = labels.test.rows
    let results = StateSubset.ofSemantics.flatMap { subset in
      let isIn = differing(subset, task)
      let isKept = rows.map { isIn[$0] }
      return task.features.map { feature in
        ProbeResult(
          step: step, task.key, feature: feature, offset: task.offset, record: record, states: subset,
          control: task.control, training: labels.training.rows.count,
          UsableInformation(jointly: feature.heads.map { byHead[$0]! }).filtered(isKept))
      }
    }
    return Outcome(task: task, results: results, probe: nil)
  }

  /// For each test state whether it belongs to a subset.
  private func differing(_ subset: StateSubset, _ task: ProbingPlan.Task) -> [Bool] {
    guard subset != .all else { return [Bool](repeating: true, count: traces.test.count) }
    let all = 0..<Specification.exampleCount
    let examples = subset == .differAll ? all : task.key.traces.example..<task.key.traces.example + 1
    let reinterpretations = [Semantics.flip, .adversarial].map {
      traces.test.differs($0, offset: task.offset, in: examples)
    }
    return zip(reinterpretations[0], reinterpretations[1]).map { $0 && $1 }
  }
}
