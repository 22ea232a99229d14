import Corpus
import LanguageModel
import Tensors

/// A model small enough for tests, and samples for it.
enum SmallModel {
  /// Random parameters; attention's weights are large, so that what the model writes depends on the specification.
  static func parameters(
    layerCount: Int = 3, encoding: Encoding = .coordinates, seed: UInt64 = 1
  ) -> Parameters {
    let parameters = Parameters(
      Configuration(
        encoding: encoding, contextLength: 512, width: 16, layerCount: layerCount, headCount: 4, rotaryDimension: 2))
    var random = SplitMix64(keys: seed, 77)
    for tensor in parameters.tensors {
      let isNormWeight = tensor.shape.count == 1 && tensor.name.hasSuffix("weight")
      let scale: Float = tensor.name.contains(".attn.") ? 1.2 : 0.4
      for row in 0..<tensor.matrix.rows {
        for column in 0..<tensor.matrix.columns {
          tensor.matrix[row, column] = (isNormWeight ? 1 : 0) + scale * Float(2 * random.nextUnit() - 1)
        }
      }
    }
    return parameters
  }

  static let corpus = Corpus(seed: 3)

  static func samples(_ indices: Range<Int>) -> [Sample] { indices.map { corpus.sample($0, of: .test) } }
}
