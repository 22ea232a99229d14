import Files
import Foundation
import Karel
import LanguageModel
import Records

/// Looks at a run that may still be written, again and again; reads only what has come since the last look.
public struct TrainingWatcher: Sendable {
  private let run: RunDirectory
  private var log: MetricsLog
  private var history: TrainingHistory
  /// Costs as much as drawing all specifications of an evaluation.
  private lazy var levels = run.configuration.phaseLevels
  /// The programs that checkpoints keep, by step. A samples file is written whole and before its checkpoint's line.
  private var programs: [Int: JSONLog<WrittenProgram>] = [:]

  public init(_ run: RunDirectory) {
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
  public mutating func look(now: Date = Date()) throws -> TrainingHistory {
    guard FileManager.default.fileExists(atPath: run.url.path) else {
      throw RunError(file: run.url, problem: "the run's folder has gone")
    }
    // First: a training that ends meanwhile has written its last line by then.
    let isLocked = run.isLocked
    if try log.read() { try update() }
    history.damage = damage(isBeingWritten: isLocked)
    history.keptSteps = run.checkpointSteps
    history.state = state(now: now, isLocked: isLocked)
    history.resumption = isLocked || history.state == .finished ? nil : run.url.path
    return history
  }

  /// What is wrong with lines of the metrics and of the kept programs.
  private func damage(isBeingWritten: Bool) -> LogDamage {
    var all = log.damage(isBeingWritten: isBeingWritten)
    for kept in programs.values { all.add(kept.damage) }
    all.add(run.misnamedCheckpoints)
    return all
  }

  private mutating func update() throws {
    history.lines = log.lines
    history.checkpoints = TrainingHistory.Checkpoint.all(in: log.lines, levels: levels).checkpoints
    for place in history.checkpoints.indices {
      let kept = try keptPrograms(history.checkpoints[place].step).map { ($0.index, $0) }
      history.checkpoints[place].programs = Dictionary(kept) { _, last in last }
    }
    var references: [Int: Program] = [:]
    for kept in programs.values.map(\.records).joined() { references[kept.index] = kept.reference }
    history.references = references.sorted { $0.key < $1.key }.map { .init(index: $0.key, program: $0.value) }
  }

  private mutating func keptPrograms(_ step: Int) throws -> [WrittenProgram] {
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
