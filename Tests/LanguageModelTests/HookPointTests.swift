import LanguageModel
import Testing

@Suite struct HookPointTests {
  @Test func namesAreReadBack() {
    let configuration = SmallModel.configuration()
    let points = HookPoint.all(configuration)
    #expect(points.count == 6 * configuration.layerCount + 2)
    #expect(Set(points.map(\.name)).count == points.count)
    for point in points { #expect(HookPoint(name: point.name) == point) }
    #expect(HookPoint.pattern(block: 3).name == "blocks.3.attn.hook_pattern")
    #expect(HookPoint.residualAfter(block: 12).name == "blocks.12.hook_resid_post")
  }

  @Test(arguments: [
    "", "blocks", "blocks.1", "blocks.x.hook_resid_pre", "blocks.-1.hook_resid_pre", "blocks.01.hook_resid_pre",
    "blocks.1.hook_pattern", "blocks.1.attn.hook_q", "Logits", "logits ", "ln_final", "blocks.1.hook_resid_pre.",
  ])
  func otherNamesAreRefused(_ name: String) {
    #expect(HookPoint(name: name) == nil)
  }

  @Test func shapesAreThoseOfTheModel() {
    let configuration = SmallModel.configuration()
    #expect(HookPoint.pattern(block: 0).shape(length: 7, configuration) == [4, 7, 7])
    #expect(HookPoint.headOutputs(block: 1).shape(length: 7, configuration) == [7, 4, 4])
    #expect(HookPoint.mlpOutput(block: 1).shape(length: 7, configuration) == [7, 16])
    #expect(HookPoint.logits.shape(length: 7, configuration) == [7, 50])
  }
}
