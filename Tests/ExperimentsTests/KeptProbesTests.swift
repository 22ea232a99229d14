import Experiments
import Foundation
import Karel
import LanguageModel
import Probing
import Testing

@Suite struct KeptProbesTests {
  /// Probes are found by file names alone.
  @Test func probesOfSemanticsWithoutANameAreFoundToo() throws {
    let run = try SmallRun(.tiny)
    let folder = run.run.probes(5)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let typed = try Semantics(parsing: "put,pick,move,right,left")
    let keys = [
      ProbeKey(semantics: .original, frame: .start), ProbeKey(semantics: .original), ProbeKey(semantics: .flip),
      ProbeKey(semantics: typed), ProbeKey(kind: .mlp1),
    ]
    for key in keys {
      try Data().write(to: folder.appendingPathComponent("\(key.name)-seed1.safetensors"))
    }
    try Data().write(to: folder.appendingPathComponent("results.jsonl"))
    #expect(run.run.keptProbes(5) == keys, "the linear ones first, and those of semantics without a name last")
  }

  @Test func resultsOfSomeProbesAreThoseAmongAll() throws {
    let small = try SmallRun(.small(steps: 25))
    try small.train()
    var job = ProbingJob(small.run, step: 25, threads: 2)
    (job.plan.sizes.training, job.plan.sizes.validation, job.plan.sizes.test) = (24, 8, 12)
    job.plan.kinds = [.linear, .mlp1]
    job.plan.layers = [.mean, .layer(1)]
    job.plan.seeds = [1, 12]
    job.plan.offsets = [0]
    let all = try job.trainProbes { _ in }
    let keys = [ProbeKey(), ProbeKey(kind: .mlp1, semantics: .flip), ProbeKey(frame: .start)]
    let some = try small.run.probeResults(25, of: keys).records
    #expect(some == all.filter { result in keys.contains { $0 == result.key?.probe } })
    #expect(some.count == 3 * 2 * 3, "three features, each with the majority's answer")
    // Lines of other probes are not decoded, invalid lines of requested ones are reported; other notations are
    // accepted.
    let file = "probes/step-000025/results.jsonl"
    let text = String(decoding: try small.data(file), as: UTF8.self)
    try small.write(text.replacing("\"seed\":1,", with: "\"seed\" : 1,"), to: file)
    #expect(try small.run.probeResults(25, of: keys).records == some)
    try small.write(text + "{\"seed\":1,\"layer\":\"mean\"}\n{\"seed\":7}\n", to: file)
    let log = try small.run.probeResults(25, of: keys)
    #expect(log.records == some && log.damage.count == 1)
    #expect(log.damage.remarks[0].problem.hasPrefix("line \(all.count + 1): "))
  }
}
