import Corpus
import Foundation
import Karel
import LanguageModel
import Lens
import Tensors
import Testing

@Suite struct PatchSweepTests {
  /// Parameters and pairs of specifications for which they write different programs.
  private static func pairs(_ encoding: Encoding, _ count: Int) throws -> (Parameters, [PatchPair]) {
    let parameters = SmallModel.parameters(encoding: encoding)
    let samples = SmallModel.samples(0..<40)
    let (pairs, looked) = try PatchPair.find(count, among: 39, parameters, threads: 2) { number in
      (samples[number].specification, samples[number + 1].specification)
    }
    #expect(pairs.count == count && looked >= count)
    return (parameters, pairs)
  }

  @Test func pairsDifferInTheirNextOp() throws {
    let (parameters, pairs) = try Self.pairs(.coordinates, 4)
    let vocabulary = Vocabulary(.coordinates)
    for pair in pairs {
      let next = try [pair.base, pair.source].map { specification in
        let program = try CachedDecoder(parameters).generate(specification, vocabulary: vocabulary).program
        #expect(Array(program.ops.prefix(pair.ops.count)) == pair.ops)
        return vocabulary.encode(program)[pair.ops.count]
      }
      #expect(next == [pair.baseToken, pair.sourceToken] && next[0] != next[1])
    }
  }

  @Test func theSamePairIsNone() throws {
    let specification = SmallModel.samples(0..<1)[0].specification
    #expect(try PatchPair(specification, specification, CachedDecoder(SmallModel.parameters())) == nil)
  }

  /// Each effect against whole passes with hooks that replace the rows one by one.
  @Test(arguments: Encoding.allCases) func effectsAreThoseOfWholePasses(_ encoding: Encoding) throws {
    let (parameters, pairs) = try Self.pairs(encoding, 2)
    let vocabulary = Vocabulary(encoding)
    var sweep = PatchSweep(parameters)
    (sweep.blocks, sweep.positions, sweep.threads) = ([0, 2], .all, 2)
    let effects = try sweep(pairs)
    let model = HookedTransformer(parameters)
    struct Text {
      let tokens: [Int]
      let roles: [TokenRole]
      var streams: [Int: [[Float]]] = [:]
      var last: [Float] = []
    }
    let texts = pairs.map { pair in
      [pair.base, pair.source].map { specification in
        let tokens = vocabulary.encode(specification) + pair.ops.map(vocabulary.token)
        var text = Text(tokens: tokens, roles: vocabulary.roles(of: tokens))
        let logits = model.logits(tokens) { point, values in
          guard case .residualBefore(let block) = point else { return }
          text.streams[block] = (0..<values.rows).map { row in (0..<values.columns).map { values[row, $0] } }
        }
        text.last = logits.last ?? []
        return text
      }
    }
    #expect(Set(effects.map(\.position)).count > 40)
    for effect in effects {
      var (above, below, count) = (0.0, 0.0, 0)
      for (pair, text) in zip(pairs, texts) {
        let counterparts = TextAlignment(text[0].roles, text[1].roles, encoding).counterparts
        let places = text[0].roles.indices.filter {
          PatchPosition(text[0].roles[$0]) == effect.position && counterparts[$0] != nil
        }
        guard !places.isEmpty else { continue }
        count += 1
        let logits = model.logits(text[0].tokens) { point, values in
          guard point == .residualBefore(block: effect.block) else { return }
          for place in places {
            for (column, value) in text[1].streams[effect.block]![counterparts[place]!].enumerated() {
              values[place, column] = value
            }
          }
        }
        let patched = logits.last ?? []
        func difference(_ logits: [Float]) -> Double { Double(logits[pair.baseToken] - logits[pair.sourceToken]) }
        above += difference(text[0].last) - difference(patched)
        below += difference(text[0].last) - difference(text[1].last)
      }
      #expect(effect.count == count)
      let value = try #require(effect.effect)
      #expect(abs(value - above / below) < 2e-3, "\(effect)")
      #expect(effect.low! <= value && value <= effect.high!)
    }
  }

  /// The last position's whole state after the last block decides alone.
  @Test func theLastStateIsTheWholeEffect() throws {
    let (parameters, pairs) = try Self.pairs(.coordinates, 6)
    var sweep = PatchSweep(parameters)
    (sweep.site, sweep.blocks, sweep.positions) = (.residualAfter, [2], .ops)
    let effects = try sweep(pairs.filter { $0.ops.isEmpty })
    if let effect = effects.first { #expect(abs(effect.effect! - 1) < 1e-3 && effect.position.name == "op-1") }
    for step in Set(pairs.map(\.ops.count)) {
      let some = pairs.filter { $0.ops.count == step }
      let effects = try sweep(some)
      #expect(effects.map(\.position.name) == (0...step).map { "op-\($0 + 1)" })
      for effect in effects {
        #expect(abs(effect.effect! - (effect.position.step == step ? 1 : 0)) < 1e-3)
        #expect(effect.count == some.count)
      }
    }
  }

  /// The outputs of all heads add up to attention's.
  @Test func everyHeadIsPatchedAlone() throws {
    let (parameters, pairs) = try Self.pairs(.coordinates, 3)
    var sweep = PatchSweep(parameters)
    (sweep.site, sweep.blocks, sweep.positions) = (.headOutputs, [1], .example(4))
    let effects = try sweep(pairs)
    #expect(Set(effects.map(\.head)) == [0, 1, 2, 3])
    #expect(effects.allSatisfy { $0.position.example == 4 && $0.block == 1 })
  }

  @Test func threadsChangeNothingAndTheSeedOnlyIntervals() throws {
    let (parameters, pairs) = try Self.pairs(.coordinates, 5)
    func effects(_ threads: Int, _ seed: UInt64) throws -> [PatchEffect] {
      var sweep = PatchSweep(parameters)
      (sweep.positions, sweep.threads, sweep.seed) = (.ops, threads, seed)
      return try sweep(pairs)
    }
    let (first, second) = (try effects(1, 1), try effects(3, 1))
    #expect(first == second)
    #expect(try effects(1, 2).map(\.effect) == first.map(\.effect))
  }

  @Test func numbersThatAreNotFiniteAreRefused() throws {
    let (parameters, pairs) = try Self.pairs(.coordinates, 1)
    parameters.finalNormWeight[0, 0] = .infinity
    #expect(throws: PatchError.self) { try PatchSweep(parameters)(pairs) }
  }
}
