import Experiments
import LanguageModel
import Testing

@Suite struct PresetTests {
  @Test func namesFindTheirPresets() {
    for preset in Preset.all { #expect(Preset.named(preset.name) == preset) }
    #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
    #expect(Preset.named("") == nil)
  }

  @Test func checkpointsBeyondTheEndGo() {
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
    (model.width, model.layerCount) = (16_384, 256)
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
}
