import LanguageModel
import Testing

@Suite struct HiddenLayerTests {
  /// As TransformerLens names the activations of a model of three layers.
  @Test func hooksAreNamedAsInTransformerLens() {
    let names = (0...3).map { HiddenLayer.layer($0).hookName(layerCount: 3) }
    #expect(
      names == [
        "hook_embed", "blocks.0.hook_resid_post", "blocks.1.hook_resid_post", "ln_final.hook_normalized",
      ])
    #expect(HiddenLayer.mean.hookName(layerCount: 3) == "mean")
  }
}
