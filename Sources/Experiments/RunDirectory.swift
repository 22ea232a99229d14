import Files
import Foundation
import Karel
import LanguageModel
import Records

/// A run on disk: `run.json`, `metrics.jsonl`, `checkpoints/step-000400/`, `probes/step-000400/`,
/// `samples/step-000400.jsonl`, `evaluations/step-000400.json`, `lenses/step-000400.safetensors`.
public struct RunDirectory: Sendable {
  public let url: URL
  public let configuration: RunConfiguration

  /// Opens a run.
  ///
  /// - Throws: ``RunError`` if the folder holds no run, `FileError` if the run is invalid.
  public init(_ url: URL) throws {
    let file = url.appendingPathComponent("run.json")
    guard let configuration = try RunConfiguration(contentsOfIfPresent: file) else {
      throw RunError(
        file: url, problem: "holds no run: found no run.json, expected a folder that `karelscope train --out` made")
    }
    self.init(url: url, configuration: configuration)
    if let newest = checkpointSteps.last, newest > configuration.preset.steps {
      throw FileError(
        file, "preset.steps", found: "\(configuration.preset.steps)",
        expected: "at least \(newest), the step of the newest checkpoint")
    }
  }

  /// Creates a run in a new folder, or in one without a run. A failure leaves no new folder.
  ///
  /// - Throws: ``RunError`` if the folder holds a run, or if the preset is invalid; `FileError` if it cannot be written.
  public init(creating url: URL, _ configuration: RunConfiguration) throws {
    do {
      try configuration.preset.validate()
    } catch {
      throw RunError(file: url, problem: "preset.\(error)")
    }
    let newFolders = RunDirectory.missingFolders(url)
    try RunDirectory.makeFolder(url)
    // Serialises two processes that create a run here at the same time.
    let lock = try RunLock(url)
    defer { withExtendedLifetime(lock) {} }
    func holds(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path)
    }
    guard !holds("run.json") else {
      throw RunError(file: url, problem: "already holds a run; add --resume to continue it, or name another folder")
    }
    if let rest = ["checkpoints", "metrics.jsonl"].first(where: holds) {
      throw RunError(
        file: url, problem: "holds \(rest) but no run.json, expected no part of a run; name another folder")
    }
    self.url = url
    self.configuration = configuration
    do {
      try writeConfiguration()
    } catch {
      // Those in which another process has put something stay.
      for folder in newFolders { rmdir(folder.path) }
      throw error
    }
  }

  /// Records in `run.json` that the run is trained on `machine` from step `step` on, unless the last entry already says
  /// so. The caller must hold the run's lock.
  func recording(_ machine: Machine, threads: Int, step: Int) throws -> RunDirectory {
    // Steps after this one are trained again.
    var places = configuration.machines.filter { $0.fromStep < step }
    if places.last?.machine != machine || places.last?.threads != threads {
      places.append(TrainingPlace(fromStep: step, machine: machine, threads: threads))
    }
    guard places != configuration.machines else { return self }
    var changed = configuration
    changed.machines = places
    let run = RunDirectory(url: url, configuration: changed)
    try run.writeConfiguration()
    return run
  }

  init(url: URL, configuration: RunConfiguration) {
    self.url = url
    self.configuration = configuration
  }

  func writeConfiguration() throws {
    try AtomicFile.write(try JSONEncoder.indented.encode(configuration), to: url.appendingPathComponent("run.json"))
  }

  /// The run's name: that of its folder.
  public var name: String { url.standardizedFileURL.lastPathComponent }

  /// The folder of the checkpoint after `step` steps.
  public func checkpoint(_ step: Int) -> URL { url.appendingPathComponent("checkpoints/\(RunDirectory.name(step))") }

  /// The folder of that checkpoint's probes.
  public func probes(_ step: Int) -> URL { url.appendingPathComponent("probes/\(RunDirectory.name(step))") }

  /// The file of that checkpoint's programs for fixed specifications.
  public func samples(_ step: Int) -> URL { url.appendingPathComponent("samples/\(RunDirectory.name(step)).jsonl") }

  /// The steps of existing checkpoints, ascending.
  public var checkpointSteps: [Int] { checkpointNames.compactMap(RunDirectory.step).sorted() }

  /// Errors of folders that begin like a checkpoint's but have no checkpoint's name, such as `step-60`. They are
  /// skipped.
  public var misnamedCheckpoints: LogDamage {
    checkpointNames.sorted().reduce(into: LogDamage()) { damage, name in
      guard name.hasPrefix(RunDirectory.namePrefix), RunDirectory.step(name) == nil else { return }
      damage.add(
        FileError(
          url.appendingPathComponent("checkpoints"), "folder \(name)", found: "no checkpoint's name",
          expected: "\(RunDirectory.namePrefix) and the step in six digits or more, as \(RunDirectory.name(60))",
          remedy: "this folder is skipped; rename it"))
    }
  }

  /// The names in the folder of checkpoints.
  private var checkpointNames: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent("checkpoints").path)) ?? []
  }

  /// The step that a folder's name states; nil if it is not a checkpoint's.
  private static func step(_ name: String) -> Int? {
    guard let step = Int(name.dropFirst(namePrefix.count)), Preset.stepRange.contains(step) else { return nil }
    return RunDirectory.name(step) == name ? step : nil
  }

  private static let namePrefix = "step-"

  private static let noCheckpoint =
    "holds no checkpoint: none has been saved yet, or only the figures were kept, which `karelscope watch` shows"

  /// Whether a folder contains a `run.json`, valid or not.
  public static func isRun(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("run.json").path)
  }

  /// The step that `text` names: a number, or `latest`.
  ///
  /// - Throws: ``RunError`` if there is no such checkpoint; it lists the existing ones.
  public func step(named text: String) throws -> Int {
    let steps = checkpointSteps
    guard let last = steps.last else { throw RunError(file: url, problem: RunDirectory.noCheckpoint) }
    if text == "latest" { return last }
    guard let step = Int(grouped: text), steps.contains(step) else {
      let misnamed = misnamedCheckpoints.remarks.first.map { "; \($0.problem)" } ?? ""
      throw RunError(
        file: url,
        problem:
          "has no checkpoint '\(text)'; expected latest or one of \(steps.map(String.init).joined(separator: ", "))"
          + misnamed)
    }
    return step
  }

  /// The step of the checkpoint nearest to `step`; the earlier of two equally near ones.
  ///
  /// - Throws: ``RunError`` if there is no checkpoint.
  public func step(nearest step: Int) throws -> Int {
    let step = max(0, step)
    guard let nearest = checkpointSteps.min(by: { abs($0 - step) < abs($1 - step) }) else {
      throw RunError(file: url, problem: RunDirectory.noCheckpoint)
    }
    return nearest
  }

  /// Removes partial files and folders of killed processes. The caller must hold the run's lock. The probes' folder,
  /// which has its own lock, is excluded.
  func removePartial() throws {
    try AtomicDirectory.removePartial(in: url)
    for name in ["checkpoints", "samples", "evaluations", RunDirectory.lensFolder] {
      try AtomicDirectory.removePartial(in: url.appendingPathComponent(name))
    }
  }

  /// A folder and its parents, as far as they do not exist, from the innermost.
  private static func missingFolders(_ url: URL) -> [URL] {
    Array(
      sequence(first: url.standardizedFileURL) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
        .prefix { !FileManager.default.fileExists(atPath: $0.path) })
  }

  /// Creates a folder with its parents if it does not exist.
  static func makeFolder(_ url: URL) throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw FileError(url, expected: "to create it", error)
    }
  }

  private static func name(_ step: Int) -> String {
    let digits = String(step)
    return namePrefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}
