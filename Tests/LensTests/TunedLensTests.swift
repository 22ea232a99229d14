import Corpus
import Foundation
import LanguageModel
import Lens
import Testing

@Suite struct TunedLensTests {
  private let parameters = SmallModel.parameters()

  private func trained(_ threads: Int, seed: UInt64 = 1) throws -> TunedLens {
    var training = TunedLensTraining()
    (training.specifications, training.seed, training.epochs, training.rate) = (60, seed, 40, 0.01)
    return try training(parameters, threads: threads) { SmallModel.corpus.sample($0, of: .train) }
  }

  /// The mean divergence of what a lens reads after a block from the model's own distribution, in nats, on other samples.
  private func divergence(_ lens: TunedLens?, after block: Int) throws -> Double {
    let (reader, decoder) = (LogitLens(parameters, tuned: lens), CachedDecoder(parameters))
    var (sum, count) = (0.0, 0)
    for sample in SmallModel.samples(0..<20) {
      let reading = try LensReading(of: sample.specification, forced: sample.program, decoder, reader)
      for (found, own) in zip(reading.layers[block], reading.layers[2]) {
        for (q, p) in zip(found, own) where p > 0 { sum += Double(p) * log(Double(p) / Double(q)) }
        count += 1
      }
    }
    return sum / Double(count)
  }

  @Test func trainingBringsEveryLayerNearerToTheModel() throws {
    let lens = try trained(2)
    #expect(lens.maps.count == 2)
    for block in 0..<2 {
      let (tuned, plain) = try (divergence(lens, after: block), divergence(nil, after: block))
      #expect(tuned < 0.85 * plain)
    }
    #expect(try divergence(lens, after: 2) == 0)
  }

  @Test func onlyTheSeedMatters() throws {
    let lens = try trained(1)
    #expect(try trained(3) == lens)
    #expect(try trained(1, seed: 2) != lens)
  }

  @Test func aLensIsReadBack() throws {
    let lens = try trained(1)
    let file = FileManager.default.temporaryDirectory.appending(path: "karelscope-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try lens.write(metadata: ["seed": "1"], to: file)
    #expect(try TunedLens(contentsOf: file, parameters.configuration) == lens)
    #expect(try SafeTensorsFile(contentsOf: file).metadata == ["seed": "1", "kind": "tuned lens"])

    // Of a model with another number of blocks, or another kind of file.
    for count in [2, 4] {
      #expect(throws: (any Error).self) {
        try TunedLens(contentsOf: file, SmallModel.parameters(layerCount: count).configuration)
      }
    }
    try SafeTensors.write([:], to: file)
    let error = #expect(throws: (any Error).self) { try TunedLens(contentsOf: file, parameters.configuration) }
    #expect(
      "\(try #require(error))".hasSuffix(
        "kind: found none, expected tuned lens; remove the file, and `karelscope lens --tuned` trains another"))
  }

  @Test func aModelOfOneBlockHasNoMap() throws {
    var training = TunedLensTraining()
    training.specifications = 2
    let lens = try training(SmallModel.parameters(layerCount: 1), threads: 1) {
      SmallModel.corpus.sample($0, of: .train)
    }
    #expect(lens.maps.isEmpty)
  }
}
