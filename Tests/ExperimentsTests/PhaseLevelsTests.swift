import Corpus
import Experiments
import Foundation
import Karel
import Records
import Testing

/// The thresholds between a run's phases, from its specifications.
@Suite struct PhaseLevelsTests {
  /// Half way, on a logarithmic scale, between one program for all and the references.
  @Test(arguments: [1...10, 1...5])
  func levelsFollowFromTheSpecifications(_ lengths: ClosedRange<Int>) throws {
    var preset = Preset.tiny
    preset.programLengths.test = lengths
    preset.evaluationCount = 150
    let configuration = RunConfiguration(version: "test", seed: 9, preset: preset)
    let corpus = Corpus(seed: 9, programLengths: preset.programLengths)
    let samples = (0..<150).map { corpus.sample($0, of: .validation) }
    #expect(configuration.evaluationSamples == samples)

    // The best program of up to three ops.
    var programs: [[Op]] = [[]]
    var best = 0
    for _ in 1...3 {
      programs = programs.flatMap { program in Op.allCases.map { program + [$0] } }
      for program in programs {
        best = max(
          best,
          samples.count { sample in
            zip(sample.specification.inputs, sample.specification.outputs).allSatisfy {
              $0.after(Program(program)).rows == $1.rows
            }
          })
      }
    }
    #expect(best > 0)
    let different = Set(samples.map { $0.program.text() }).count
    let levels = configuration.phaseLevels
    #expect(abs(2 * log(150 * levels.uniquePrograms) - log(Double(different))) < 1e-9)
    #expect(abs(levels.repetitiveAccuracy - Double(best) / 150) < 1e-9)
    #expect(abs(2 * log(levels.generativeAccuracy) - log(Double(best) / 150)) < 1e-9)
  }
}
