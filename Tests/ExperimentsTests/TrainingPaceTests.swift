import Experiments
import Testing

@Suite struct TrainingPaceTests {
  @Test func beforeAStepThereIsNone() {
    let pace = TrainingPace()
    #expect(pace.samplesPerSecond == nil)
    #expect(pace.secondsLeft(after: 0, of: .tiny) == nil)
  }

  @Test func aSteadyPaceIsThatOfEveryStep() throws {
    var pace = TrainingPace()
    for number in 1...200 {
      pace.addStep(samples: 16 * number, seconds: 0.5 * Double(number))
      #expect(try abs(#require(pace.samplesPerSecond) - 32) < 1e-9)
    }
  }

  /// One second per step at first, then ten: after the window only the latter counts.
  @Test func thePastIsForgotten() throws {
    var pace = TrainingPace()
    var seconds = 0.0
    for number in 1...100 {
      seconds += 1
      pace.addStep(samples: 10 * number, seconds: seconds)
    }
    for number in 101...104 {
      seconds += 10
      pace.addStep(samples: 10 * number, seconds: seconds)
      let rate = try #require(pace.samplesPerSecond)
      if number < 103 { #expect(rate > 1.01 && rate < 10) } else { #expect(abs(rate - 1) < 1e-9) }
    }
  }

  @Test func stepsLongerThanTheWindowHaveAPace() throws {
    var pace = TrainingPace()
    for number in 1...3 {
      pace.addStep(samples: 100 * number, seconds: 50 * Double(number))
      #expect(try abs(#require(pace.samplesPerSecond) - 2) < 1e-9)
    }
  }

  /// `tiny`: 60 steps of 16 samples, evaluated after 20, 40 and 60.
  @Test func evaluationsCountToTheTimeLeft() throws {
    var pace = TrainingPace()
    pace.addStep(samples: 160, seconds: 20)
    #expect(try abs(#require(pace.secondsLeft(after: 10, of: .tiny)) - 100) < 1e-9)
    pace.addEvaluation(seconds: 7)
    for (step, seconds) in [(10, 121.0), (20, 94), (39, 56), (40, 47), (59, 9), (60, 0)] {
      #expect(try abs(#require(pace.secondsLeft(after: step, of: .tiny)) - seconds) < 1e-9)
    }
  }
}
