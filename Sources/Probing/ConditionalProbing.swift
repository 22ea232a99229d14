import Beliefs
import Tensors

/// Probes of one kind on a record alone and on the record with hidden states, trained alike, and what the hidden states add.
public struct ConditionalProbing: Sendable {
  public var training: ProbeTraining
  public var seed: UInt64

  public init(_ training: ProbeTraining, seed: UInt64 = 1) {
    self.training = training
    self.seed = seed
  }

  /// Record and hidden states of one split, [N, R] and [N, C], with the labels of its states.
  public struct Part {
    public let record, hidden: ProbeInputs
    public let classes: ProbeClasses

    public init(record: ProbeInputs, hidden: ProbeInputs, classes: ProbeClasses) {
      self.record = record
      self.hidden = hidden
      self.classes = classes
    }
  }

  /// Trains both probes for all heads of the parts' classes, choosing the pass on `validation`, and tests them on `test`.
  ///
  /// - Parameter programs: The program of each of the test states.
  /// - Returns: For each head, the usable information over the test states that have a class.
  public func callAsFunction(
    training: Part, validation: Part, test: Part, programs: [Int], isCancelled: () -> Bool = { false },
    progress: (Double) -> Bool = { _ in true }
  ) -> [ProbeHead: UsableInformation] {
    let record = outcomes(
      training.record, validation.record, test.record, training, validation, test, isCancelled
    ) { progress($0 / 2) }
    let both = outcomes(
      training.record.joined(training.hidden), validation.record.joined(validation.hidden),
      test.record.joined(test.hidden), training, validation, test, isCancelled
    ) { progress(0.5 + $0 / 2) }
    let programs = test.classes.rows.map { programs[$0] }
    let information = zip(record, both).map { record, both in
      UsableInformation(
        record: record.bits, both: both.bits, isRecordCorrect: record.isCorrect, isBothCorrect: both.isCorrect,
        programs: programs)
    }
    return Dictionary(uniqueKeysWithValues: zip(test.classes.heads, information))
  }

  /// What a net says of each test state's label.
  private struct Outcome {
    var bits: [Double]
    var isCorrect: [Bool]
  }

  private func outcomes(
    _ inputs: ProbeInputs, _ validationInputs: ProbeInputs, _ testInputs: ProbeInputs, _ training: Part,
    _ validation: Part, _ test: Part, _ isCancelled: () -> Bool, _ progress: (Double) -> Bool
  ) -> [Outcome] {
    let standardisation = Standardisation(of: validationInputs)
    let nets = self.training(
      standardisation(inputs), training.classes, validation: standardisation(validationInputs), validation.classes,
      seed: seed, isCancelled: isCancelled, progress: progress)
    let standardised = standardisation(testInputs)
    let rows = test.classes.rows
    return zip(nets, test.classes.heads).map { net, head in
      let labels = test.classes[head]
      var outcome = Outcome(
        bits: [Double](repeating: 0, count: rows.count), isCorrect: [Bool](repeating: false, count: rows.count))
      DenseNetRunner(net).forEach(standardised.matrix, rows: rows) { place, logits in
        let logits = UnsafeBufferPointer(start: logits, count: head.classCount)
        let label = Int(labels[rows[place]])
        outcome.bits[place] = log2Probability(of: label, logits)
        outcome.isCorrect[place] = logits.indices.max { logits[$0] < logits[$1] } == label
      }
      return outcome
    }
  }
}
