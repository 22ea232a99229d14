import LanguageModel
import Tensors

/// A part of a model whose contribution to the residual stream is taken away.
public enum AblatedComponent: Hashable, Sendable {
  case head(block: Int, head: Int)
  /// All heads of a block.
  case attention(block: Int)
  case mlp(block: Int)
  /// A whole block.
  case block(Int)

  /// The block.
  public var block: Int {
    switch self {
    case .head(let block, _), .attention(let block), .mlp(let block), .block(let block): block
    }
  }

  /// A kind of component. Raw values are the names that commands write.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case head, attention, mlp, block
  }

  public var kind: Kind {
    switch self {
    case .head: .head
    case .attention: .attention
    case .mlp: .mlp
    case .block: .block
    }
  }

  /// All components of a kind.
  public static func all(_ kind: Kind, _ configuration: Configuration) -> [AblatedComponent] {
    (0..<configuration.layerCount).flatMap { block -> [AblatedComponent] in
      switch kind {
      case .head: (0..<configuration.headCount).map { .head(block: block, head: $0) }
      case .attention: [.attention(block: block)]
      case .mlp: [.mlp(block: block)]
      case .block: [.block(block)]
      }
    }
  }
}

/// What takes the place of an ablated contribution.
public enum AblationKind: String, CaseIterable, Hashable, Sendable {
  /// Nothing.
  case zero
  /// Its mean over all positions of some texts.
  case mean
}

/// The mean outputs of a model's components over all positions of some texts.
public struct ComponentMeans: Hashable, Sendable {
  /// For each block [C]: the heads' outputs side by side, before they are mixed, and the MLP's output.
  let heads, mlps: [[Float]]

  /// - Parameter texts: Each with at least one token, and fitting into the context.
  public init(_ parameters: Parameters, _ texts: [[Int]], threads: Int) throws {
    let configuration = parameters.configuration
    let models = (0..<max(1, threads)).map { _ in HookedTransformer(parameters) }
    typealias Sums = (heads: [[Double]], mlps: [[Double]])
    let none = [[Double]](
      repeating: [Double](repeating: 0, count: configuration.width), count: configuration.layerCount)
    func add(_ values: Matrix, to sum: inout [Double]) {
      for row in 0..<values.rows {
        for column in 0..<values.columns { sum[column] += Double(values[row, column]) }
      }
    }
    let sums = try parallelMap(texts, threads: threads) { text, worker -> Sums in
      var sums = (heads: none, mlps: none)
      models[worker].forward(text) { point, values in
        switch point {
        case .headOutputs(let block): add(values, to: &sums.heads[block])
        case .mlpOutput(let block): add(values, to: &sums.mlps[block])
        default: break
        }
      }
      return sums
    }
    let count = Double(max(1, texts.reduce(0) { $0 + $1.count }))
    // In the order of the texts, so that the means do not depend on threads.
    func means(_ part: (Sums) -> [[Double]]) -> [[Float]] {
      let total = sums.reduce(none) { total, one in
        zip(total, part(one)).map { block, values in zip(block, values).map { $0 + $1 } }
      }
      return total.map { $0.map { Float($0 / count) } }
    }
    heads = means(\.heads)
    mlps = means(\.mlps)
  }
}

extension Parameters {
  /// The parameters of a model that computes what this one does without a component's contribution.
  ///
  /// Weights through which the component writes into the residual stream become 0, and a mean that takes its place is
  /// added to the bias of the block's MLP. So an ablated model is decoded like any other.
  ///
  /// - Parameter means: What takes the contribution's place; nil for nothing.
  /// - Precondition: The model has the component.
  public func ablated(_ component: AblatedComponent, means: ComponentMeans? = nil) -> Parameters {
    let copy = Parameters(configuration)
    copy.storage.base.update(from: storage.base, count: storage.count)
    let number = component.block
    let block = copy.blocks[number]
    func removeHeads(_ heads: Range<Int>) {
      let columns = heads.lowerBound * configuration.headWidth..<heads.upperBound * configuration.headWidth
      let weight = block.attentionOutput.columns(columns)
      if let means {
        for row in 0..<weight.rows {
          for (column, mean) in means.heads[number][columns].enumerated() {
            block.mlpOutputBias[0, row] += weight[row, column] * mean
          }
        }
      }
      weight.fill(0)
    }
    func removeMLP() {
      block.mlpOutput.fill(0)
      for column in 0..<configuration.width { block.mlpOutputBias[0, column] = means?.mlps[number][column] ?? 0 }
    }
    switch component {
    case .head(_, let head): removeHeads(head..<head + 1)
    case .attention: removeHeads(0..<configuration.headCount)
    case .mlp: removeMLP()
    case .block:
      removeMLP()
      removeHeads(0..<configuration.headCount)
    }
    return copy
  }
}
