import Experiments
import Foundation
import Karel
import LanguageModel
import Screens

/// Looks at a run that may still be written, again and again; reads only what has come since the last look.
struct TrainingWatcher {
  private let run: RunDirectory
  private var log: MetricsLog
  private var history: TrainingHistory
  /// Costs as much as drawing all specifications of an evaluation.
  private lazy var levels = run.configuration.phaseLevels
  /// The programs that checkpoints keep, by step. A samples file is written whole and before its checkpoint's line.
  private var programs: [Int: JSONLog<RunDirectory.WrittenProgram>] = [:]

  init(_ run: RunDirectory) {
    self.run = run
    log = MetricsLog(run)
    let configuration = run.configuration
    let preset = configuration.preset
    history = TrainingHistory(
      name: run.name, preset: preset.name, seed: configuration.seed,
      scale: TrainingHistory.Scale(
        trainingLengths: preset.programLengths.training, testLengths: preset.programLengths.test,
        parameters: Parameters.count(preset.model)),
      steps: preset.steps, state: .empty, folder: run.url.resolvingSymlinksInPath().path)
  }

  /// The history as it is on disk at `now`.
  ///
  /// - Throws: `RunError` if the run has gone, `FileError` if it cannot be read.
  mutating func look(now: Date = Date()) throws -> TrainingHistory {
    guard FileManager.default.fileExists(atPath: run.url.path) else {
      throw RunError(file: run.url, problem: "the run's folder has gone")
    }
    // First: a training that ends meanwhile has written its last line by then.
    let isLocked = run.isLocked
    if try log.read() { try update() }
    history.damage = damage(isBeingWritten: isLocked)
    history.keptSteps = run.checkpointSteps
    history.state = state(now: now, isLocked: isLocked)
    history.resumption =
      isLocked || history.state == .finished
      ? nil : RequestHandler.typed(run.url.path)
    return history
  }

  /// What is wrong with lines of the metrics and of the kept programs.
  private func damage(isBeingWritten: Bool) -> FileDamage? {
    var all = log.damage(isBeingWritten: isBeingWritten)
    for kept in programs.values { all.add(kept.damage) }
    all.add(run.misnamedCheckpoints)
    return FileDamage(all)
  }

  private mutating func update() throws {
    history.lines = log.lines.map(TrainingHistory.Line.init)
    let evaluated = log.lines.filter { $0.evaluation != nil }
    let phases = Phases(evaluated.compactMap(Phases.Observation.init), levels: levels)
    history.checkpoints = try zip(evaluated, phases.ofCheckpoints).compactMap { metrics, phase in
      try metrics.evaluation.map { evaluation in
        TrainingHistory.Checkpoint(metrics, evaluation, phase: phase, programs: try keptPrograms(metrics.step))
      }
    }
    var references: [Int: Program] = [:]
    for kept in programs.values.map(\.records).joined() { references[kept.index] = Program(named: kept.reference) }
    history.references = references.sorted { $0.key < $1.key }.map { .init(index: $0.key, program: $0.value) }
  }

  private mutating func keptPrograms(_ step: Int) throws -> [RunDirectory.WrittenProgram] {
    if let kept = programs[step] { return kept.records }
    let kept = try run.writtenPrograms(step)
    // None may be there yet.
    if !kept.records.isEmpty || !kept.damage.isEmpty { programs[step] = kept }
    return kept.records
  }

  /// - Parameter isLocked: Whether a process trains the run. Nothing else tells: a run that was stopped or copied a moment ago
  ///   has lines as new as one that goes on.
  private func state(now: Date, isLocked: Bool) -> TrainingHistory.State {
    guard let last = log.lines.last, let modified = log.modified else { return .empty }
    if last.step >= run.configuration.preset.steps { return .finished }
    guard isLocked else { return .stopped }
    let silence = now.timeIntervalSince(modified)
    let recent = log.lines.suffix(11).map(\.seconds)
    let slowest = zip(recent.dropFirst(), recent).map { $0 - $1 }.max() ?? 0
    // An evaluation, and whatever else the machine does, takes many times as long as a line.
    guard silence > max(30, 20 * slowest) else { return .live }
    // Told roughly: what is on screen does not change each second.
    let unit = silence < 60 ? 10 : 60
    return .stale(silentSeconds: Int(silence) / unit * unit)
  }
}

extension TrainingHistory.Line {
  fileprivate init(_ metrics: Metrics) {
    self.init(
      step: metrics.step, samples: metrics.samples, tokens: metrics.tokens, seconds: metrics.seconds,
      loss: TrainingHistory.Losses(
        text: metrics.loss.text, program: metrics.loss.program, direction: metrics.loss.outputDirection,
        position: metrics.loss.outputPosition, markers: metrics.loss.outputMarkers),
      learningRateFactor: Double(metrics.learningRateFactor))
  }
}

extension TrainingHistory.Checkpoint {
  fileprivate init(
    _ metrics: Metrics, _ evaluation: Evaluation, phase: Phase?, programs: [RunDirectory.WrittenProgram]
  ) {
    let interval = evaluation.generativeAccuracyInterval
    let written = programs.map { kept in
      let program = TrainingHistory.WrittenProgram(
        program: Program(named: kept.program), isSatisfied: kept.satisfied)
      return (kept.index, program)
    }
    self.init(
      step: metrics.step, samples: metrics.samples, seconds: metrics.seconds,
      phase: phase.map(TrainingHistory.Phase.init), specificationCount: evaluation.specifications,
      accuracy: evaluation.generativeAccuracy, accuracyInterval: interval.low...interval.high,
      uniquePrograms: evaluation.uniquePrograms, uniqueReferences: evaluation.uniqueReferences,
      perplexity: evaluation.perplexity, programPerplexity: evaluation.programPerplexity,
      meanLength: evaluation.meanLength, meanReferenceLength: evaluation.meanReferenceLength,
      directionRight: evaluation.directionRight, positionRight: evaluation.positionRight,
      markersRight: evaluation.markersRight, satisfiedExamples: evaluation.satisfiedExamples,
      frequentPrograms: evaluation.mostFrequentPrograms.map {
        .init(program: Program(named: $0.program), count: $0.count)
      },
      programs: Dictionary(written) { _, last in last })
  }
}

extension TrainingHistory.Phase {
  fileprivate init(_ phase: Phase) {
    switch phase {
    case .babbling: self = .babbling
    case .syntax: self = .syntax
    case .semantics: self = .semantics
    }
  }
}

extension Program {
  /// The program of ops with these names; what is no op's name is left out.
  fileprivate init(named names: [String]) {
    self.init(names.compactMap(Op.init(name:)))
  }
}
