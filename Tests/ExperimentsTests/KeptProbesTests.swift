import Experiments
import Foundation
import Karel
import LanguageModel
import Probing
import Testing

@Suite struct KeptProbesTests {
  /// Which probes are found, by the names of the files alone.
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
}
