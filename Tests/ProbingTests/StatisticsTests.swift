import Foundation
import Probing
import Records
import Testing

/// Against SciPy 1.17.1.
@Suite struct StatisticsTests {
  private func expect(_ found: Double, _ expected: Double, relative tolerance: Double = 1e-9) {
    #expect(abs(found - expected) <= tolerance * abs(expected), "found \(found), expected \(expected)")
  }

  /// `2 * scipy.stats.t.sf(t, df)`
  @Test(arguments: [
    (0.5, 1, 0.7048327646991335), (2, 3, 0.13932596855884305), (12.706, 1, 0.05000080235813319),
    (0.001, 7, 0.9992300172449988), (40, 18, 4.865261692304997e-19), (3.3, 28.5, 0.002602894988975994),
    (8, 1000, 3.4266614823914978e-15),
  ])
  func twoSidedProbabilities(_ t: Double, _ degrees: Double, _ p: Double) {
    let distribution = StudentT(degreesOfFreedom: degrees)
    expect(distribution.twoSidedP(t), p)
    #expect(distribution.twoSidedP(-t) == distribution.twoSidedP(t))
  }

  @Test func theEndsOfTheDistribution() {
    let distribution = StudentT(degreesOfFreedom: 4)
    #expect(distribution.twoSidedP(0) == 1)
    #expect(distribution.twoSidedP(.infinity) == 0)
    #expect(distribution.twoSidedP(.nan).isNaN)
  }

  /// `scipy.stats.t.ppf((1 + share) / 2, df)`
  @Test(arguments: [
    (0.95, 1, 12.706204736174694), (0.95, 4, 2.7764451051977934), (0.99, 9, 3.249835541592126),
    (0.5, 30, 0.6827556933212927),
  ])
  func quantiles(_ share: Double, _ degrees: Double, _ t: Double) {
    expect(StudentT(degreesOfFreedom: degrees).quantile(twoSided: share), t)
  }

  /// `scipy.stats.linregress`
  @Test func regressions() throws {
    let steep = try #require(
      LinearRegression(x: [0.015, 0.146, 0.306, 0.524, 0.603], y: [0.30, 0.41, 0.47, 0.58, 0.60]))
    expect(steep.slope, 0.4956548833825187)
    expect(steep.intercept, 0.31398522317765304)
    expect(steep.rSquared, 0.9797971582180266)
    expect(steep.p, 0.001226197707815949)
    #expect(steep.count == 5)
    let rough = try #require(LinearRegression(x: [1, 2, 3, 4, 5, 6, 7], y: [2, 1, 4, 3, 7, 5, 6]))
    expect(rough.slope, 0.8214285714285714)
    expect(rough.rSquared, 0.6747448979591836)
    expect(rough.p, 0.02344880834569152)
    let falling = try #require(LinearRegression(x: [1, 2, 3], y: [3, 2, 1]))
    #expect(falling.slope == -1 && falling.rSquared == 1 && falling.p == 0)
  }

  @Test func noLineGoesThroughTooLittle() {
    #expect(LinearRegression(x: [1, 2], y: [1, 2]) == nil)
    #expect(LinearRegression(x: [1, 1, 1], y: [1, 2, 3]) == nil)
    #expect(LinearRegression(x: [1, 2, 3], y: [1, 1, 1]) == nil)
  }

  /// `scipy.stats.t.interval(0.95, 4, mean, scipy.stats.sem(values))`
  @Test func seeds() {
    let estimate = Estimate(seeds: [0.61, 0.63, 0.62, 0.66, 0.60])
    expect(estimate.value, 0.624)
    expect(estimate.low, 0.5954147480901297)
    expect(estimate.high, 0.6525852519098703)
    #expect(estimate.basis == .seeds)
  }

  /// Newcombe (1998), table II, row (a), method 10: 56/70 and 48/80.
  @Test func differencesOfDifferentStates() {
    let first = Estimate(successes: 56, count: 70)
    let difference = Estimate(first, minus: Estimate(successes: 48, count: 80))
    expect(difference.value, 0.2, relative: 1e-12)
    expect(difference.low, 0.0524, relative: 1e-3)
    expect(difference.high, 0.3339, relative: 1e-3)
    #expect(difference.basis == .unpaired)
  }

  /// Agresti & Min's formula, computed with NumPy.
  @Test func differencesOfTheSameStates() {
    let difference = Estimate(first: 60, second: 45, both: 40, of: 100)
    expect(difference.value, 0.15, relative: 1e-12)
    expect(difference.low, 0.05332793768303605)
    expect(difference.high, 0.24078970937578748)
    // Without discordant pairs the interval still has a width.
    let none = Estimate(first: 5, second: 5, both: 5, of: 20)
    expect(none.low, -0.08908927202454792)
    expect(none.high, 0.08908927202454792)
    #expect(none.value == 0 && none.basis == .pairs)
    let all = Estimate(first: 3, second: 0, both: 0, of: 3)
    #expect(all.value == 1 && all.high == 1 && all.low < 1)
  }

  @Test func geometricMeans() {
    expect(geometricMean([0.5, 0.25, 0.125]), 0.25)
    #expect(geometricMean([0.5, 0, 1]) == 0)
    let estimate = Estimate(geometricMeanOf: [
      Estimate(value: 0.4, low: 0.3, high: 0.5, basis: .states),
      Estimate(value: 0.9, low: 0.8, high: 1, basis: .states),
    ])
    expect(estimate.value, 0.6)
    expect(estimate.low, 0.24.squareRoot())
    expect(estimate.high, 0.5.squareRoot())
  }

  /// `numpy.tanh(numpy.arctanh(r) + [-1, 1] * 1.959964 / sqrt(n - 3)) ** 2`, and by leaving out each point in turn.
  @Test func regressionsHaveIntervalsAndPredict() throws {
    let (x, y) = ([0.015, 0.146, 0.306, 0.524, 0.603], [0.30, 0.41, 0.47, 0.58, 0.60])
    let line = try #require(LinearRegression(x: x, y: y))
    let bounds = try #require(line.rSquaredInterval)
    let centre = atanh(line.rSquared.squareRoot())
    let half = 1.959_963_984_540_054 / 2.0.squareRoot()
    expect(bounds.lowerBound, pow(tanh(centre - half), 2), relative: 1e-6)
    expect(bounds.upperBound, pow(tanh(centre + half), 2), relative: 1e-6)
    var press = 0.0
    for place in x.indices {
      var (restX, restY) = (x, y)
      restX.remove(at: place)
      restY.remove(at: place)
      let rest = try #require(LinearRegression(x: restX, y: restY))
      press += pow(y[place] - rest.intercept - rest.slope * x[place], 2)
    }
    let mean = y.reduce(0, +) / 5
    expect(line.predictedRSquared, 1 - press / y.reduce(0) { $0 + pow($1 - mean, 2) }, relative: 1e-6)
    #expect(LinearRegression(x: [1, 2, 3], y: [1, 3, 2])?.rSquaredInterval == nil)
    let weak = try #require(LinearRegression(x: [1, 2, 3, 4, 5, 6], y: [1, -1, 1, -1, 1, -1]))
    #expect(weak.rSquaredInterval?.lowerBound == 0 && weak.predictedRSquared < 0)
  }

  /// States that repeat each other are worth one.
  @Test func statesOfAProgramAreWorthFewer() {
    let holds = (0..<200).map { $0 % 3 == 0 }
    let single = ClusteredShare(holds, programs: Array(0..<200))
    #expect(abs(single.designEffect - 1) < 0.01)
    let repeated = ClusteredShare(
      holds.flatMap { [Bool](repeating: $0, count: 4) }, programs: (0..<200).flatMap { [Int](repeating: $0, count: 4) })
    #expect(abs(repeated.designEffect - 4) < 0.05 && repeated.count == 800)
    let independent = WilsonInterval(successes: 67, count: 200)
    #expect(
      abs(repeated.interval.low - independent.low) < 0.002 && abs(repeated.interval.high - independent.high) < 0.002)
    // Without an error nothing tells the design effect.
    let right = ClusteredShare([true, true], programs: [0, 1])
    #expect(right.designEffect == 1 && right.interval == WilsonInterval(successes: 2, count: 2))
  }

  @Test func seedsShareTheirPrograms() {
    let seeds = [0.5, 0.52, 0.54].map { Estimate(value: $0, low: $0 - 0.03, high: $0 + 0.03, basis: .programs) }
    let combined = Estimate(combining: seeds)
    let overSeeds = Estimate(seeds: [0.5, 0.52, 0.54])
    #expect(abs(combined.value - 0.52) < 1e-12 && combined.basis == .seeds)
    let half = (pow(overSeeds.high - overSeeds.value, 2) + 0.03 * 0.03).squareRoot()
    expect(combined.high - combined.value, half, relative: 1e-6)
  }
}
