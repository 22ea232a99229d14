import Beliefs
import Corpus
import Foundation
import LanguageModel
import Probing

/// Trains and tests the probes of one checkpoint, and writes them into the run.
public struct ProbingJob: Sendable {
  /// How many specifications the model writes programs for, of each split from sample 0 on; the paper's numbers by default.
  public struct Sizes: Hashable, Sendable {
    public var training = 50_000
    public var validation = 10_000
    public var test = 10_000
    /// States drawn from the training programs.
    public var states = 100_000

    public init() {}
  }

  /// What the job reports.
  public enum Progress: Sendable {
    /// Programs were written, of all there are to write.
    case wrote(Int, of: Int)
    /// All are written, and probes are being trained.
    case training
  }

  public let run: RunDirectory
  public let step: Int
  public var sizes = Sizes()
  public var seed: UInt64
  public var threads: Int

  public init(_ run: RunDirectory, step: Int, seed: UInt64, threads: Int) {
    self.run = run
    self.step = step
    self.seed = seed
    self.threads = threads
  }

  /// The hidden states and labels that probes are trained, standardised and tested on.
  public struct Traces {
    public let training, validation, test: TraceSet

    /// Writes them as safetensors; see `TraceSet.write(_:offset:to:)`.
    public func write(offset: Int, to url: URL) throws {
      try TraceSet.write([(.train, training), (.validation, validation), (.test, test)], offset: offset, to: url)
    }
  }

  /// Lets the checkpoint write programs for specifications of the run's own corpus.
  public func traces(progress: (Progress) -> Void) throws -> Traces {
    let parameters = try Checkpoint.read(run.checkpoint(step))
    let corpus = run.configuration.corpus
    let total = sizes.training + sizes.validation + sizes.test
    var done = 0
    func traces(_ split: Split, _ count: Int) throws -> TraceSet {
      defer { done += count }
      return try TraceSet(
        of: parameters, samples: 0..<count, threads: threads, progress: { progress(.wrote(done + $0, of: total)) }
      ) { corpus.sample($0, of: split) }
    }
    return Traces(
      training: try traces(.train, sizes.training).drawn(sizes.states, seed: seed),
      validation: try traces(.validation, sizes.validation), test: try traces(.test, sizes.test))
  }

  /// Trains the probes on the checkpoint's traces, tests them, and writes probes and results into the run.
  ///
  /// - Returns: The results.
  /// - Throws: ``RunError`` if another process trains probes of this run; whatever reading the checkpoint and writing files
  ///   throws.
  public func trainProbes(progress: (Progress) -> Void) throws -> [ProbeResult] {
    let lock = try lockProbes()
    defer { withExtendedLifetime(lock) {} }
    let traces = try traces(progress: progress)
    progress(.training)
    let probes = try ReferenceFrame.allCases.map { frame in
      try LinearProbe(
        training: traces.training, validation: traces.validation, frame: frame, seed: seed, threads: threads)
    }
    let results = probes.flatMap {
      $0.results(on: traces.test, training: traces.training, step: step, seed: seed)
    }
    try WholeFolder.write(to: run.probes(step)) { folder in
      for probe in probes {
        try probe.write(to: folder.appendingPathComponent(RunDirectory.linearProbeFile(probe.frame)))
      }
      try WholeFile.write(
        try RunDirectory.jsonLines(results), to: folder.appendingPathComponent(RunDirectory.probeResultsFile))
    }
    return results
  }

  /// Locks the folder of all probes, not the run: its training may go on meanwhile. Takes away what a killed job left.
  private func lockProbes() throws -> RunLock {
    let folder = run.probes(step).deletingLastPathComponent()
    try RunDirectory.makeFolder(folder)
    let lock = try RunLock(folder)
    try WholeFolder.removePartial(in: folder)
    return lock
  }
}

extension RunDirectory {
  static func linearProbeFile(_ frame: ReferenceFrame) -> String { "linear-\(frame.rawValue).safetensors" }
  static let probeResultsFile = "results.jsonl"

  /// Whether a checkpoint has a linear probe in a frame.
  public func hasLinearProbe(_ step: Int, frame: ReferenceFrame) -> Bool {
    FileManager.default.fileExists(
      atPath: probes(step).appendingPathComponent(RunDirectory.linearProbeFile(frame)).path)
  }

  /// The linear probe of a checkpoint in a frame.
  ///
  /// - Throws: ``RunError`` if none was trained, or the file is one of another frame; whatever reading the file throws.
  public func linearProbe(_ step: Int, frame: ReferenceFrame, width: Int) throws -> LinearProbe {
    let file = probes(step).appendingPathComponent(RunDirectory.linearProbeFile(frame))
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw RunError(
        file: url,
        problem: "has no linear probe of checkpoint \(step) in the frame of the \(frame.rawValue); train it with: "
          + "karelscope probe --run \(url.path) --checkpoint \(step) --seed 1")
    }
    let probe = try LinearProbe(contentsOf: file, width: width)
    guard probe.frame == frame else {
      throw RunError(file: file, problem: "frame: found \(probe.frame.rawValue), expected \(frame.rawValue)")
    }
    return probe
  }

  /// The test results of a checkpoint's probes; none if there are none.
  ///
  /// - Throws: ``RunError`` with the number of a line that cannot be read.
  public func probeResults(_ step: Int) throws -> [ProbeResult] {
    try lines(of: probes(step).appendingPathComponent(RunDirectory.probeResultsFile), as: ProbeResult.self)
  }
}
