import Experiments
import Foundation
import Testing

/// Phase detection on real training runs: every run in `assets/` and `assets/record/`, including three seeds of
/// `quick`.
@Suite struct BundledRunPhasesTests {
  private static let runs: [URL] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("assets")
    return [root, root.appendingPathComponent("record")].flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        .map { folder.appendingPathComponent($0) }
        .filter { FileManager.default.fileExists(atPath: $0.appendingPathComponent("run.json").path) }
    }
  }()

  @Test func thereAreThreeSeedsOfQuick() throws {
    let configurations = try Self.runs.map { try RunDirectory($0).configuration }
    let seeds = configurations.filter { $0.preset.name == "quick" }.map(\.seed)
    #expect(seeds.sorted() == [1, 2, 3])
  }

  @Test(arguments: runs)
  func aRunPassesThroughAllPhases(_ url: URL) throws {
    let (metrics, found, _) = try RunDirectory(url).evaluatedCheckpoints()
    #expect(metrics.count == found.ofCheckpoints.count)
    let (syntax, semantics) = (try #require(found.syntax), try #require(found.semantics))
    #expect(syntax < semantics)
    #expect(Set(found.ofCheckpoints) == [.babbling, .syntax, .semantics])
    for (line, phase) in zip(metrics, found.ofCheckpoints) {
      #expect(phase == (line.samples < syntax ? .babbling : line.samples < semantics ? .syntax : .semantics))
    }
  }

  /// Removing any checkpoint except the first of a phase moves a run's boundaries by at most a hundredth of the
  /// training.
  @Test(arguments: runs)
  func boundariesDoNotHangOnOneCheckpoint(_ url: URL) throws {
    let run = try RunDirectory(url)
    let series = try run.metricsLog().lines.compactMap(Phases.Observation.init)
    let (preset, levels) = (run.configuration.preset, run.configuration.phaseLevels)
    let whole = Phases(series, levels: levels)
    for place in series.indices where ![whole.syntax, whole.semantics].contains(series[place].samples) {
      var fewer = series
      fewer.remove(at: place)
      let found = Phases(fewer, levels: levels)
      for (boundary, expected) in [(found.syntax, whole.syntax), (found.semantics, whole.semantics)] {
        let there = try #require(series.firstIndex { $0.samples == expected })
        guard let boundary else {
          // If training ends soon after, the last checkpoints are all needed.
          #expect(there + 3 >= fewer.count)
          continue
        }
        #expect(abs(boundary - (try #require(expected))) <= preset.steps * preset.batchSize / 100)
      }
    }
  }
}
