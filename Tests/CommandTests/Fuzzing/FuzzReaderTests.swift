import Experiments
import Foundation
import Karel
import LanguageModel
import Probing
import Testing

/// Every reader, within this process, on files of a run that were spoilt: it returns, or throws an error that names the file
/// in words for the user. A trap ends the tests; the file that caused it is left in the run's place.
@Suite(.serialized) struct FuzzReaderTests {
  /// What reads each file.
  private static func read(_ file: FuzzedRun.File, of run: FuzzedRun) throws -> [String] {
    guard file.path != "run.json" else {
      _ = try RunDirectory(run.url)
      return []
    }
    let directory = try RunDirectory(run.url)
    let step = FuzzedRun.step
    switch file.path.split(separator: "/").first {
    case "metrics.jsonl":
      var log = try directory.metricsLog()
      _ = try log.read()
      _ = try directory.metrics(of: step)
      return log.damage(isBeingWritten: false).lines + (try directory.evaluatedCheckpoints().damage.lines)
    case "samples": return try directory.writtenPrograms(step).damage.lines
    case "evaluations": _ = try directory.keptEvaluation(step)
    case "lenses": _ = try directory.tunedLens(step, directory.configuration.preset.model)
    case "probes":
      let width = directory.configuration.preset.model.width
      for key in directory.keptProbes(step) { _ = try directory.wholeProbe(step, key, width: width) }
      _ = try directory.probeResults(step, of: directory.keptProbes(step))
      return try directory.probeResults(step).damage.lines
    default:
      if file.path.hasSuffix("optimizer.safetensors") {
        try Optimizer(directory.configuration.preset.model, settings: OptimizerSettings(), threads: 1)
          .read(from: directory.checkpoint(step))
      } else {
        _ = try directory.model(step)
      }
    }
    return []
  }

  /// Reads the run with `content` in the place of a file, and records what is wrong with what that says.
  private static func check(_ content: Data, _ file: FuzzedRun.File, _ run: FuzzedRun, _ comment: String) throws {
    let messages = try run.with(content, in: file) {
      do {
        return try read(file, of: run)
      } catch {
        return ["\(error)"]
      }
    }
    let name = URL(fileURLWithPath: file.path).lastPathComponent
    for message in messages {
      guard let fault = MessageRules.fault(in: message, naming: name) else { continue }
      Issue.record("\(comment): a message \(fault): \(message.prefix(600)); the file: \(try kept(content, name))")
    }
  }

  /// Keeps a content for whoever looks into a failed test.
  private static func kept(_ content: Data, _ name: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "karelscope-fuzz-\(UUID().uuidString)-\(name)")
    try content.write(to: file)
    return file.path
  }

  @Test func pastFaultsStayMended() throws {
    try FuzzedRun.with { run in
      for fault in PastFault.all {
        let file = try FuzzedRun.file(fault.path)
        try Self.check(try fault.content(run.content(file)), file, run, fault.what)
      }
    }
  }

  /// Each value of a JSON file, or of the first line of a log, at each boundary.
  @Test(arguments: FuzzedRun.files) func boundaryValuesAreReadOrRefused(_ file: FuzzedRun.File) throws {
    guard file.mutation != .safeTensors else { return }
    try FuzzedRun.with { run in
      let content = try run.content(file)
      let text = String(decoding: content, as: UTF8.self)
      let end = file.mutation == .lines ? text.firstIndex(of: "\n") ?? text.endIndex : text.endIndex
      let tree = try #require(JSONTree(text[..<end]))
      // All of them take minutes.
      let stride = FuzzBudget.seconds == nil ? 7 : 1
      var number = Int(FuzzBudget.seed % UInt64(stride))
      for place in 0..<tree.count {
        for value in JSONTree.boundaryValues {
          number += 1
          guard number.isMultiple(of: stride) else { continue }
          let changed = tree.replacing(place, with: .literal(value)).text + text[end...]
          try Self.check(Data(changed.utf8), file, run, "value \(place), \(value.prefix(30))")
        }
      }
    }
  }

  @Test(arguments: FuzzedRun.files) func mutationsAreReadOrRefused(_ file: FuzzedRun.File) throws {
    try FuzzedRun.with { run in
      let content = try run.content(file)
      try FuzzBudget.run(file.path, count: 150, share: 1 / Double(FuzzedRun.files.count)) { number, random in
        let mutation = random.next(below: 6) == 0 ? Mutation.bytes : file.mutation
        let changed = mutation.apply(to: content, &random)
        try Self.check(changed, file, run, "seed \(FuzzBudget.seed), mutation \(number)")
      }
    }
  }
}
