import Corpus
import Experiments
import LanguageModel
import Testing

@Suite struct PresetTests {
  @Test func namesFindTheirPresets() {
    for preset in Preset.all { #expect(Preset.named(preset.name) == preset) }
    #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
    #expect(Preset.named("") == nil)
  }

  @Test func checkpointsBeyondTheEndAreRemoved() {
    var preset = Preset.tiny
    #expect((0...preset.steps).filter(preset.isCheckpoint) == [20, 40, 60])
    preset.setSteps(30)
    #expect((0...60).filter(preset.isCheckpoint) == [20, 30])
    preset.setSteps(40)
    #expect((0...60).filter(preset.isCheckpoint) == [20, 40])
    #expect(preset.schedule.end == 40)
    #expect(preset.schedule.decayStart == 20)
  }

  @Test func parametersAreCountedWithoutTheirMemory() {
    for preset in Preset.all { #expect(Parameters.count(preset.model) == Parameters(preset.model).count) }
    var model = Preset.tiny.model
    (model.width, model.innerWidth, model.layerCount) = (16_384, 65_536, 256)
    #expect(Parameters.count(model) == 824_664_752_178)
  }

  @Test func eachKindOfTokenHasItsWeight() {
    let weights = LossWeights(input: 1, output: 2, program: 3)
    #expect(weights[.input] == 1)
    #expect(weights[.outputDirection] == 2)
    #expect(weights[.outputPosition] == 2)
    #expect(weights[.outputMarkers] == 2)
    #expect(weights[.program] == 3)
  }

  @Test func aSettingIsChangedByItsNameInRunJSON() throws {
    var expected = Preset.tiny
    expected.batchSize = 8
    expected.optimizer.muonRate = 0.5
    expected.programLengths.training = 1...5
    let changed = try Preset.tiny.setting("batchSize", to: "8").setting("optimizer.muonRate", to: "0.5")
      .setting("programLengths.training", to: "[1,5]")
    #expect(changed == expected)
    #expect(try Preset.tiny.setting("name", to: "mine").name == "mine")
  }

  @Test(arguments: [
    ("colour", "1", "colour: found no setting colour, expected one of batchSize, checkpointSteps, decayStart"),
    ("optimizer.rate", "1", "optimizer.rate: found no setting rate, expected one of adamBeta1"),
    ("batchSize.x", "1", "batchSize.x: found no setting x, expected one of nothing inside it"),
    ("batchSize", "many", "batchSize: found many, expected a whole number"),
    ("", "5", ": found no name before = or a dot, expected NAME=VALUE"),
    ("batchSize", "1.5", "batchSize: found 1.5, expected numbers of each field's type and range"),
    ("batchSize", "0", "batchSize: batchSize: found 0, expected 1 to 65536"),
    ("programLengths.test", "[5,1]", "programLengths.test: found [5,1], expected a value of its type and range"),
    (
      "programLengths.test", "[0,5]", "programLengths.test: programLengths: found 0 to 5, expected lengths from 1 to 16"
    ),
    (
      "stages", #"[{"maximumTurn":1,"end":20}]"#,
      "stages: stages: found a stage up to sample 20 without maximumTurns or maximumOps, expected one of them"
    ),
    (
      "stages", #"[{"maximumTurns":1,"end":20},{"maximumTurns":2,"end":20}]"#,
      "stages: stages: found ends 20, 20, expected each above the one before"
    ),
    (
      "stages", #"[{"maximumTurns":1,"end":0}]"#, "stages: stages[0].end: found 0, expected 1 to 140737488289792"
    ),
    (
      "stages", #"[{"maximumTurns":1,"end":9223372036854775807}]"#,
      "stages: stages[0].end: found 9223372036854775807, expected 1 to 140737488289792"
    ),
    (
      "stages", #"[{"maximumTurns":1,"end":9},{"maximumTurns":-1,"end":20}]"#,
      "stages: stages[1].maximumTurns: found -1, expected 0 to 65536"
    ),
    ("stages", #"[{"maximumOps":0,"end":20}]"#, "stages: stages[0].maximumOps: found 0, expected 1 to 65536"),
    (
      "stages", #"[{"maximumOps":-9223372036854775808,"end":20}]"#,
      "stages: stages[0].maximumOps: found -9223372036854775808, expected 1 to 65536"
    ),
  ])
  func aSettingThatIsNoneIsRefused(_ path: String, _ value: String, _ message: String) throws {
    let error = try #require(throws: SettingError.self) { try Preset.tiny.setting(path, to: value) }
    #expect(error.description.hasPrefix(message), "\(error)")
  }

  @Test func whatDiffersFromThePaperFollowsFromTheSettings() throws {
    let deviations = Preset.turns.deviations
    #expect(
      deviations.contains { $0.hasPrefix("the training split shows easy programs first: at most 1 turn up") })
    #expect(!deviations.contains { $0.hasPrefix("programs of") })
    #expect(deviations.contains("batches of 32 samples instead of 32,768 tokens"))
    let plain = try Preset.turns.setting("stages", to: "[]").setting("programLengths.training", to: "[1,5]")
      .setting("lossWeights", to: #"{"input":1,"output":1,"program":1}"#).setting("batchSize", to: "1200").deviations
    #expect(!plain.contains { $0.hasPrefix("the training split") })
    let short = try Preset.turns.setting("stages", to: #"[{"maximumOps":2,"maximumTurns":1,"end":2000}]"#).deviations
    #expect(
      short.contains("the training split shows easy programs first: at most 1 turn and 2 ops up to sample 2,000"))
    #expect(plain.contains("programs of 1 to 5 ops instead of 6 to 10, tested on 1 to 10 instead of 1 to 10"))
    #expect(!plain.contains { $0.hasPrefix("loss weights") })
    #expect(plain.contains("batches of 1,200 samples instead of 32,768 tokens"))
  }
}
