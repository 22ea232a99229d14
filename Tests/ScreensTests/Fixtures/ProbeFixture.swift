import Beliefs
import Karel
import Records
import Screens

/// Results of probes made by hand: nobody trained them, and their figures are invented.
enum ProbeFixture {
  static let linear = ProbeName(kind: "linear", frame: .start)
  static let linearGrid = ProbeName(kind: "linear", frame: .grid)
  static let mlp1 = ProbeName(kind: "mlp1", frame: .start)

  /// A result whose accuracies lie around one, half a hundredth to either side.
  static func result(_ accuracy: Double, drop: Double? = nil) -> ProbeFindings.Result {
    let measures = ProbeFindings.Measure.all
    func figure(_ value: Double) -> ProbeFindings.Figure {
      ProbeFindings.Figure(value, low: value - 0.005, high: value + 0.005)
    }
    func figures(_ value: Double) -> [ProbeFindings.Measure: ProbeFindings.Figure] {
      Dictionary(uniqueKeysWithValues: measures.enumerated().map { ($1, figure(value + 0.02 * Double($0))) })
    }
    return ProbeFindings.Result(
      accuracy: figures(accuracy), drop: drop.map(figures) ?? [:],
      majority: Dictionary(uniqueKeysWithValues: measures.map { ($0, 0.4) }), states: 12_345)
  }

  /// What was found at the checkpoints of ``WatchFixture/series`` from the second on: two kinds of probes in the start's
  /// frame under three semantics, and one in the grid's.
  static let findings = ProbeFindings(
    checkpoints: WatchFixture.series.dropFirst().map { step, solved, _, _ in
      let content = 0.45 + solved / 2
      var results: [ProbeFindings.Key: ProbeFindings.Result] = [:]
      for (name, gain) in [(linear, 0.0), (mlp1, 0.05)] {
        results[.init(name)] = result(content + gain)
        results[.init(name, .flip)] = result(content + gain - solved / 5, drop: solved / 5)
        results[.init(name, .adversarial)] = result(0.42 + gain, drop: content - 0.42)
        results[.init(name, offset: 1)] = result(content + gain - 0.1)
      }
      results[.init(linearGrid)] = result(0.41)
      return ProbeFindings.Checkpoint(step: step, samples: 10 * step, results: results)
    })

  /// Bins as a probe that is too sure of itself has them.
  static let calibration: ProbeCalibration = {
    let bins = (0..<15).map { place in
      let range = Double(place) / 15...Double(place + 1) / 15
      let states = place < 4 ? 0 : 100 * place
      return ProbeCalibration.Bin(
        range: range, states: states, right: states * 9 * (2 * place + 1) / 300,
        meanConfidence: states == 0 ? 0 : (range.lowerBound + range.upperBound) / 2)
    }
    return ProbeCalibration(bins: bins, error: 0.073)
  }()

  /// The fixture's run, with a calibration of its first probe's directions.
  static let calibratedRun: RunSummary = {
    let first = Fixture.run.probes[0]
    let probe = ProbeSummary(
      kind: first.kind, frame: first.frame, tests: first.tests, calibrations: [.direction: [0: calibration]])
    return RunSummary(
      name: "fixture", preset: "by-hand", step: 12_345, samplesSeen: 790_080, probes: [probe, Fixture.run.probes[1]],
      checkpoints: Fixture.run.checkpoints)
  }()
}
