import Corpus
import LanguageModel
import Tensors

/// Activation patching: for each block and each place in the text, the model reads one specification, but has there the
/// state that it has when it reads another; how much nearer that brings its next op to the other's.
///
/// The measure is the logit difference between the two specifications' next ops, D = logit(base's) − logit(source's), at
/// the position that produces them. The effect is (D unpatched − D patched) / (D unpatched − D of the source): 0 where the
/// state changes nothing, 1 where it brings about all that the other specification would. Over pairs, numerators and
/// denominators are averaged first. (Wang et al. 2023; Zhang and Nanda 2024.)
public struct PatchSweep {
  public let parameters: Parameters
  /// The kind of state.
  public var site = PatchSite.residualBefore
  /// Blocks, from 0; each is patched alone.
  public var blocks: [Int]
  /// Places; the tokens of one place are patched together.
  public var positions = PatchPosition.Choice.all
  /// Seeds the bootstrap.
  public var seed: UInt64 = 1
  public var threads = 1

  public init(_ parameters: Parameters) {
    self.parameters = parameters
    blocks = Array(0..<parameters.configuration.layerCount)
  }

  /// A cell of the sweep.
  struct Cell: Hashable {
    let block: Int
    let position: PatchPosition
    let head: Int?
  }

  /// One pair's logit differences.
  struct Outcome {
    let base, source: Double
    var patched: [Cell: Double] = [:]
  }

  /// Runs the sweep.
  ///
  /// - Parameter progress: Called with the number of pairs done; what it throws ends the sweep.
  /// - Returns: The effects by block, then place, then head.
  /// - Throws: ``PatchError`` if logits are not finite; rethrows errors of `progress`.
  public func callAsFunction(
    _ pairs: [PatchPair], progress: (Int) throws -> Void = { _ in }
  ) throws -> [PatchEffect] {
    let workers = (0..<max(1, threads)).map { _ in (PatchableText(parameters), PatchableText(parameters)) }
    var outcomes: [Outcome] = []
    let chunkSize = 2 * max(1, threads)
    for start in stride(from: 0, to: pairs.count, by: chunkSize) {
      let chunk = start..<min(start + chunkSize, pairs.count)
      outcomes += try parallelMap(chunk, threads: threads) { index, worker in
        let outcome = outcome(of: pairs[index], base: workers[worker].0, source: workers[worker].1)
        guard ([outcome.base, outcome.source] + outcome.patched.values).allSatisfy(\.isFinite)
        else { throw PatchError(pair: index) }
        return outcome
      }
      try progress(outcomes.count)
    }
    return effects(outcomes)
  }

  private func outcome(of pair: PatchPair, base: PatchableText, source: PatchableText) -> Outcome {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let ops = pair.ops.map(vocabulary.token)
    let texts = [pair.base, pair.source].map { vocabulary.encode($0) + ops }
    base.read(texts[0])
    source.read(texts[1])
    func difference(_ logits: [Float]) -> Double {
      Double(logits[pair.baseToken]) - Double(logits[pair.sourceToken])
    }
    var outcome = Outcome(base: difference(base.logits), source: difference(source.logits))
    let roles = texts.map(vocabulary.roles)
    let alignment = TextAlignment(roles[0], roles[1], vocabulary.encoding)
    var places: [PatchPosition: [(base: Int, source: Int)]] = [:]
    for (position, counterpart) in alignment.counterparts.enumerated() {
      guard let counterpart, let place = PatchPosition(roles[0][position]), positions.contains(place) else { continue }
      places[place, default: []].append((position, counterpart))
    }
    let width = parameters.configuration.width
    let storage = FloatStorage(count: texts[0].count * width)
    for block in blocks {
      for (place, tokens) in places {
        let rows = storage.matrix(rows: tokens.count, columns: width)
        for (head, site) in sites {
          for (row, token) in tokens.enumerated() {
            base.patch(
              site, of: block, at: token.base, from: source, at: token.source, into: rows.rows(row..<row + 1))
          }
          let logits = base.logits(
            replacing: tokens.map(\.base), with: rows, before: PatchableText.target(site, of: block))
          outcome.patched[Cell(block: block, position: place, head: head)] = difference(logits)
        }
      }
    }
    return withExtendedLifetime(storage) { outcome }
  }

  /// The heads patched one at a time, each with its site; no head where all of the state is.
  private var sites: [(head: Int?, site: PatchableText.Site)] {
    switch site {
    case .residualBefore: [(nil, .residualBefore)]
    case .residualAfter: [(nil, .residualAfter)]
    case .attentionOutput: [(nil, .attentionOutput)]
    case .mlpOutput: [(nil, .mlpOutput)]
    case .headOutputs: (0..<parameters.configuration.headCount).map { ($0, .headOutput($0)) }
    }
  }

  private func effects(_ outcomes: [Outcome]) -> [PatchEffect] {
    let bootstrap = RatioBootstrap(count: outcomes.count, seed: seed)
    let cells = Set(outcomes.flatMap(\.patched.keys)).sorted {
      ($0.block, $0.position, $0.head ?? -1) < ($1.block, $1.position, $1.head ?? -1)
    }
    return cells.map { cell in
      let shares = outcomes.map { outcome in
        outcome.patched[cell].map { (numerator: outcome.base - $0, denominator: outcome.base - outcome.source) }
      }
      let interval = bootstrap.interval(shares)
      return PatchEffect(
        block: cell.block, position: cell.position, head: cell.head, effect: interval?.value, low: interval?.low,
        high: interval?.high, count: shares.count { $0 != nil })
    }
  }
}

/// The kind of state that a sweep puts in, under TransformerLens' names.
public enum PatchSite: String, CaseIterable, Hashable, Sendable {
  case residualBefore = "hook_resid_pre"
  case residualAfter = "hook_resid_post"
  case attentionOutput = "hook_attn_out"
  case mlpOutput = "hook_mlp_out"
  /// Each head's output alone.
  case headOutputs = "attn.hook_z"
}

/// The effect of patching one place of one block.
public struct PatchEffect: Hashable, Sendable {
  public let block: Int
  public let position: PatchPosition
  /// The head, if heads are patched one at a time.
  public let head: Int?
  /// 0 for no effect, 1 for all of the source's, with its 95% interval; nil if the pairs' logit differences cancel out.
  public let effect, low, high: Double?
  /// The pairs whose texts have this place.
  public let count: Int
}

/// Patching led to logits that are not finite.
public struct PatchError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pair's number, from 0.
  public let pair: Int

  /// A one-line message: place, what was found, what was expected, remedy.
  public var description: String {
    "pair \(pair + 1): found logits that are not finite, expected finite numbers; choose another checkpoint"
  }
}
