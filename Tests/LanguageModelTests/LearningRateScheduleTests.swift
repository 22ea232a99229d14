import LanguageModel
import Testing

@Suite struct LearningRateScheduleTests {
  @Test func itWarmsUpStaysAndDecays() {
    let schedule = LearningRateSchedule(warmUp: 4, decayStart: 6, end: 10)
    let expected: [Float] = [0.25, 0.5, 0.75, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0]
    #expect((0..<12).map(schedule.factor) == expected)
  }

  @Test func withoutWarmUpAndDecayItIsOne() {
    let schedule = LearningRateSchedule(warmUp: 0, decayStart: 5, end: 5)
    #expect((0..<6).map(schedule.factor) == [1, 1, 1, 1, 1, 0])
  }

  @Test func aTrainingShorterThanItsWarmUpStillDecays() {
    let schedule = LearningRateSchedule(warmUp: 10, decayStart: 2, end: 4)
    #expect((0..<5).map(schedule.factor) == [0.1, 0.2, 0.3, 0.4, 0])
  }
}
