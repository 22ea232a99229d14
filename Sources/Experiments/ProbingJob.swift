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
    /// Programs written, of all there are to write.
    case traces(done: Int, of: Int)
    /// The probes are being trained.
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

  /// Does the whole job: traces of the run's own corpus, probes, tests, files.
  ///
  /// - Returns: The results that it wrote.
  public func perform(progress: (Progress) -> Void) throws -> [ProbeResult] {
    let parameters = try Checkpoint.read(run.checkpoint(step))
    let corpus = Corpus(seed: run.configuration.seed)
    let total = sizes.training + sizes.validation + sizes.test
    var done = 0
    func traces(_ split: Split, _ count: Int) throws -> TraceSet {
      defer { done += count }
      return try TraceSet(
        of: parameters, samples: (0..<count).map { corpus.sample($0, of: split) }, threads: threads
      ) { progress(.traces(done: done + $0, of: total)) }
    }
    let training = try traces(.train, sizes.training).drawn(sizes.states, seed: seed)
    let validation = try traces(.validation, sizes.validation)
    let test = try traces(.test, sizes.test)
    progress(.training)
    let probe = try LinearProbe(training: training, validation: validation, seed: seed, threads: threads)
    let results = probe.results(on: test, training: training, step: step, seed: seed)
    try WholeFolder.write(to: run.probes(step)) { folder in
      try probe.write(to: folder.appendingPathComponent(RunDirectory.linearProbeFile))
      let lines = try results.reduce(into: Data()) { data, result in
        data += try RunDirectory.lineEncoder.encode(result) + [UInt8(ascii: "\n")]
      }
      try WholeFile.write(lines, to: folder.appendingPathComponent(RunDirectory.probeResultsFile))
    }
    return results
  }
}

extension RunDirectory {
  static let linearProbeFile = "linear.safetensors"
  static let probeResultsFile = "results.jsonl"

  /// The linear probe of a checkpoint.
  ///
  /// - Throws: ``RunError`` if none was trained; `SafeTensorsError` if its file is broken.
  public func linearProbe(_ step: Int, width: Int) throws -> LinearProbe {
    let file = probes(step).appendingPathComponent(RunDirectory.linearProbeFile)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw RunError(
        file: url,
        problem: "has no probes of checkpoint \(step); train them with: "
          + "karelscope probe --run \(url.path) --checkpoints \(step) --seed 1")
    }
    return try LinearProbe(contentsOf: file, width: width)
  }

  /// The test results of a checkpoint's probes; none if there are none.
  ///
  /// - Throws: ``RunError`` with the number of a line that cannot be read.
  public func probeResults(_ step: Int) throws -> [ProbeResult] {
    try lines(of: probes(step).appendingPathComponent(RunDirectory.probeResultsFile), as: ProbeResult.self)
  }
}
