import Corpus
import LanguageModel
import Tensors

/// A model small enough for tests, and texts for it.
enum SmallModel {
  static func configuration(contextLength: Int = 256, encoding: Encoding = .coordinates) -> Configuration {
    Configuration(
      encoding: encoding, contextLength: contextLength, width: 16, layerCount: 2, headCount: 4, rotaryDimension: 2)
  }

  /// Large parameters, all different from their initial values, so that no term is hidden by a 0 or a 1.
  static func parameters(_ configuration: Configuration = configuration(), seed: UInt64 = 1) -> Parameters {
    let parameters = Parameters(configuration)
    var random = SplitMix64(keys: seed, 77)
    for tensor in parameters.tensors {
      let isNormWeight = tensor.shape.count == 1 && tensor.name.hasSuffix("weight")
      for i in 0..<tensor.matrix.rows {
        for j in 0..<tensor.matrix.columns {
          tensor.matrix[i, j] = (isNormWeight ? 1 : 0) + 0.4 * Float(2 * random.nextUnit() - 1)
        }
      }
    }
    return parameters
  }

  /// The same parameters, rounded to half precision.
  static func halved(_ parameters: Parameters) -> Parameters {
    for i in 0..<parameters.storage.count {
      parameters.storage.base[i] = Float(float16Bits: parameters.storage.base[i].float16Bits)
    }
    return parameters
  }

  /// Training samples as micro-batches; the weights of all their tokens add up to 1.
  static func batches(_ indices: Range<Int>, seed: UInt64 = 1) -> [TokenBatch] {
    let vocabulary = Vocabulary(.coordinates)
    let texts = indices.map { vocabulary.encode(Corpus(seed: seed).sample($0, of: .train)) }
    let kinds = texts.map(vocabulary.kinds)
    func weight(_ kind: TokenKind) -> Float { kind == .program ? 1 : 0.1 }
    let total = kinds.reduce(0) { $0 + $1.dropFirst().reduce(0) { $0 + weight($1) } }
    return stride(from: 0, to: texts.count, by: Trainer.microBatchSize).map { start in
      var batch = TokenBatch()
      for (text, kinds) in zip(texts, kinds).dropFirst(start).prefix(Trainer.microBatchSize) {
        batch.append(text, kinds: kinds, weights: kinds.map { weight($0) / total })
      }
      return batch
    }
  }
}

extension Parameters {
  /// The bits of every parameter, by tensor name.
  var bits: [String: [UInt32]] {
    Dictionary(
      uniqueKeysWithValues: tensors.map { tensor in
        (
          tensor.name,
          (0..<tensor.matrix.rows).flatMap { row in
            (0..<tensor.matrix.columns).map { tensor.matrix[row, $0].bitPattern }
          }
        )
      })
  }

  /// The matrix of the tensor `name`.
  func matrix(_ name: String) -> Matrix { tensors.first { $0.name == name }!.matrix }

  /// The sum of the squares of all numbers.
  var squares: Double {
    tensors.reduce(0) { total, tensor in
      (0..<tensor.matrix.rows).reduce(total) { total, row in
        (0..<tensor.matrix.columns).reduce(total) {
          $0 + Double(tensor.matrix[row, $1]) * Double(tensor.matrix[row, $1])
        }
      }
    }
  }
}
