import Beliefs
import Files
import Foundation
import Karel
import LanguageModel
import Probing

extension RunDirectory {
  static let probeResultsFile = "results.jsonl"

  /// The file of a checkpoint's probe.
  func probeFile(_ step: Int, _ key: ProbeKey) -> URL {
    probes(step).appendingPathComponent("\(key.name)-seed\(key.seed).safetensors")
  }

  /// Locks the folder of all probes, not the run, whose training may continue. Removes partial files of killed jobs.
  func lockProbes(_ step: Int) throws -> RunLock {
    let folder = probes(step).deletingLastPathComponent()
    try RunDirectory.makeFolder(folder)
    let lock = try RunLock(folder)
    try AtomicDirectory.removePartial(in: folder)
    try AtomicDirectory.removePartial(in: probes(step))
    return lock
  }

  /// A checkpoint's probe with the lowest seed; nil if there is none with nets for all standard features and offsets.
  ///
  /// - Parameter key: The probe's key; its seed is ignored.
  /// - Throws: Errors of reading the file.
  public func wholeProbe(_ step: Int, _ key: ProbeKey, width: Int) throws -> Probe? {
    var key = key
    let prefix = "\(key.name)-seed"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: probes(step).path)) ?? []
    let seeds = names.compactMap { name -> UInt64? in
      guard name.hasPrefix(prefix), name.hasSuffix(".safetensors") else { return nil }
      return UInt64(name.dropFirst(prefix.count).dropLast(".safetensors".count))
    }
    guard let seed = seeds.min() else { return nil }
    key.seed = seed
    let probe = try Probe(contentsOf: probeFile(step, key), key, width: width)
    return probe.isWhole ? probe : nil
  }

  /// The same for a probe that must exist.
  ///
  /// - Throws: ``RunError`` if there is none; errors of reading the file.
  public func probe(_ step: Int, _ key: ProbeKey, width: Int) throws -> Probe {
    if let probe = try wholeProbe(step, key, width: width) { return probe }
    throw RunError(
      file: url,
      problem: "has no whole \(key.kind.rawValue) probe of checkpoint \(step) in the frame of the "
        + "\(key.frame.rawValue); train it with: karelscope probe --run \(url.path) --checkpoint \(step) --probes "
        + key.kind.rawValue)
  }

  /// The keys of the checkpoint's probes that the tabs show, on mean hidden states and the first example, regardless of
  /// seed: linear ones first, named semantics before others, and the start frame before the grid frame.
  public func keptProbes(_ step: Int) -> [ProbeKey] {
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: probes(step).path)) ?? [])
    let named = Semantics.named.map(\.semantics)
    let others = Set(names.compactMap { name in name.split(separator: "-").dropFirst().first.map(String.init) })
      .sorted().compactMap { try? Semantics(parsing: $0) }.filter { !named.contains($0) }
    let keys = ProbeKind.allCases.flatMap { kind in
      (named + others).flatMap { semantics in
        [ReferenceFrame.start, .grid].map { ProbeKey(kind: kind, semantics: semantics, frame: $0) }
      }
    }
    return keys.filter { key in names.contains { $0.hasPrefix(key.name + "-seed") && $0.hasSuffix(".safetensors") } }
  }

  /// The steps of checkpoints with probe results, ascending.
  public var probedSteps: [Int] {
    checkpointSteps.filter {
      // Anything with this name counts: reading it reports errors.
      (try? FileManager.default.attributesOfItem(atPath: probeResultsFile($0).path)) != nil
    }
  }

  /// The test results of a checkpoint's probes, with the errors of invalid lines; empty if there are none.
  ///
  /// - Throws: `FileError` if the file exists but is unreadable or not a regular file.
  public func probeResults(_ step: Int) throws -> JSONLog<ProbeResult> {
    var log = try JSONLog<ProbeResult>(contentsOf: probeResultsFile(step))
    let unknown = log.records.compactMap(\.unknownName)
    if let first = unknown.first {
      // They stay in the file: another version may know them.
      log.damage.add(
        FileError(
          probeResultsFile(step), first.name, found: first.found, expected: first.expected,
          remedy: "\(unknown.count == 1 ? "this result is" : "\(unknown.count) such results are") not used"))
    }
    return log
  }

  /// The test results of some of a checkpoint's probes. Lines of other probes, the majority, are skipped without
  /// decoding, which would otherwise dominate the loading time of a tab.
  ///
  /// - Throws: `FileError` if the file exists but is unreadable or not a regular file.
  public func probeResults(_ step: Int, of probes: [ProbeKey]) throws -> JSONLog<ProbeResult> {
    let wanted = Set(probes)
    let filters = [
      RunDirectory.accepting("seed", Set(probes.map { "\($0.seed)" })),
      RunDirectory.accepting("layer", Set(probes.map { "\"\($0.traces.layer.name)\"" })),
      RunDirectory.accepting("probe", Set(probes.map { "\"\($0.kind.rawValue)\"" })),
      RunDirectory.accepting("frame", Set(probes.map { "\"\($0.frame.rawValue)\"" })),
    ]
    var log = try JSONLog<ProbeResult>(contentsOf: probeResultsFile(step)) { line in filters.allSatisfy { $0(line) } }
    log.records.removeAll { $0.key.map { !wanted.contains($0.probe) } ?? true }
    return log
  }

  func probeResultsFile(_ step: Int) -> URL {
    probes(step).appendingPathComponent(RunDirectory.probeResultsFile)
  }
}
