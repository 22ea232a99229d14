import Corpus
import Foundation
import Karel
import LanguageModel
import Lens
import Tensors
import Testing

@Suite struct LogitLensTests {
  private let parameters = SmallModel.parameters()
  private let vocabulary = Vocabulary(.coordinates)

  /// The formula, in double precision, one number after the other.
  private func expected(_ state: [Float], _ lens: TunedLens.Map? = nil) -> [Double] {
    let width = state.count
    var x = state.map(Double.init)
    if let lens {
      for row in 0..<width {
        x[row] += Double(lens.bias[row])
        for column in 0..<width { x[row] += Double(lens.weight[row * width + column]) * Double(state[column]) }
      }
    }
    let mean = x.reduce(0, +) / Double(width)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
    let deviation: Double = (variance + 1e-5).squareRoot()
    var normed: [Double] = []
    for (channel, value) in x.enumerated() {
      let weight = Double(parameters.finalNormWeight[0, channel])
      normed.append((value - mean) / deviation * weight + Double(parameters.finalNormBias[0, channel]))
    }
    var logits: [Double] = []
    for token in 0..<vocabulary.count {
      var logit = Double(parameters.headBias[0, token])
      for channel in 0..<width { logit += normed[channel] * Double(parameters.head[token, channel]) }
      logits.append(logit)
    }
    return logits
  }

  @Test func logitsAreThoseOfTheFormula() {
    var random = SplitMix64(keys: 5)
    func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float(4 * random.nextUnit() - 2) } }
    let maps = (0..<2).map { _ in TunedLens.Map(weight: numbers(256), bias: numbers(16)) }
    let (plain, tuned) = (
      LogitLens(parameters), LogitLens(parameters, tuned: TunedLens(width: 16, maps: maps))
    )
    for block in 0..<3 {
      let state = numbers(16)
      for (found, expected) in zip(plain.logits(state, after: block), expected(state)) {
        #expect(abs(Double(found) - expected) < 1e-4)
      }
      // The last block has no map.
      let map = block < 2 ? maps[block] : nil
      for (found, expected) in zip(tuned.logits(state, after: block), expected(state, map)) {
        #expect(abs(Double(found) - expected) < 1e-4)
      }
    }
  }

  /// What the command reads from every block, against a whole pass with hooks.
  @Test(arguments: [false, true]) func everyLayerIsRead(_ isForced: Bool) throws {
    let sample = SmallModel.samples(4..<5)[0]
    let forced = isForced ? sample.program : nil
    let reading = try LensReading(
      of: sample.specification, forced: forced, CachedDecoder(parameters), LogitLens(parameters))
    if isForced { #expect(reading.program == sample.program) }
    let ops = reading.program.ops
    let prompt = vocabulary.encode(sample.specification)
    #expect(reading.layers.count == 3 && reading.layers.allSatisfy { $0.count == ops.count + 1 })
    HookedTransformer(parameters).forward(prompt + ops.map(vocabulary.token)) { point, values in
      guard case .residualAfter(let block) = point else { return }
      for step in 0...ops.count {
        let row = values.row(prompt.count - 1 + step)
        let logits = expected((0..<16).map { row[$0] })
        let allowed = Array(vocabulary.opTokens) + (step > 0 ? [vocabulary.end] : [])
        let total = allowed.reduce(0) { $0 + exp(logits[$1]) }
        for (choice, token) in allowed.enumerated() {
          #expect(abs(Double(reading.layers[block][step][choice]) - exp(logits[token]) / total) < 1e-4)
        }
        if step == 0 { #expect(reading.layers[block][0][5] == 0) }
      }
    }
  }

  /// The first layer from which on the final choice leads, by a naive search.
  @Test func decisionsAreWhereTheChoiceLeadsAndStays() throws {
    for sample in SmallModel.samples(0..<6) {
      let reading = try LensReading(
        of: sample.specification, forced: sample.program, CachedDecoder(parameters), LogitLens(parameters))
      for (position, decision) in reading.decisions.enumerated() {
        let leaders = reading.layers.map { layer in
          (0..<6).first { choice in layer[position].allSatisfy { $0 <= layer[position][choice] } }
        }
        let first = (0..<3).first { layer in leaders[layer...].allSatisfy { $0 == leaders[2] } }
        #expect(decision == first)
      }
    }
  }
}
