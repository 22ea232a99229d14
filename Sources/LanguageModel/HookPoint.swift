/// A place in the forward pass whose values can be read and replaced, under TransformerLens' names.
///
/// T: tokens of the text; C: channels of the residual stream; H: heads; D: channels per head; V: vocabulary.
public enum HookPoint: Hashable, Sendable {
  /// `blocks.L.hook_resid_pre` [T, C]: the residual stream before block L.
  case residualBefore(block: Int)
  /// `blocks.L.hook_resid_post` [T, C]: the residual stream after block L.
  case residualAfter(block: Int)
  /// `blocks.L.attn.hook_pattern` [H, T, T]: each head's attention from query rows to key columns; rows add up to 1.
  case pattern(block: Int)
  /// `blocks.L.attn.hook_z` [T, H, D]: the heads' outputs before they are mixed.
  case headOutputs(block: Int)
  /// `blocks.L.hook_attn_out` [T, C]: what attention adds to the residual stream.
  case attentionOutput(block: Int)
  /// `blocks.L.hook_mlp_out` [T, C]: what the MLP adds to the residual stream.
  case mlpOutput(block: Int)
  /// `ln_final.hook_normalized` [T, C]: the stream after the final layer norm, scaled and shifted; what the head reads.
  case finalNorm
  /// `logits` [T, V]: row i predicts the token after token i.
  case logits

  /// TransformerLens' name.
  public var name: String {
    switch self {
    case .residualBefore(let block): "blocks.\(block).hook_resid_pre"
    case .residualAfter(let block): "blocks.\(block).hook_resid_post"
    case .pattern(let block): "blocks.\(block).attn.hook_pattern"
    case .headOutputs(let block): "blocks.\(block).attn.hook_z"
    case .attentionOutput(let block): "blocks.\(block).hook_attn_out"
    case .mlpOutput(let block): "blocks.\(block).hook_mlp_out"
    case .finalNorm: "ln_final.hook_normalized"
    case .logits: "logits"
    }
  }

  /// The hook point with a ``name``; nil if there is none.
  public init?(name: some StringProtocol) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 2, parts[0] == "blocks", let block = Int(parts[1]), block >= 0 {
      let points: [HookPoint] = [
        .residualBefore(block: block), .residualAfter(block: block), .pattern(block: block),
        .headOutputs(block: block), .attentionOutput(block: block), .mlpOutput(block: block),
      ]
      guard let point = points.first(where: { $0.name == name }) else { return nil }
      self = point
    } else if let point = [HookPoint.finalNorm, .logits].first(where: { $0.name == name }) {
      self = point
    } else {
      return nil
    }
  }

  /// The block; nil after the last one.
  public var block: Int? {
    switch self {
    case .residualBefore(let block), .residualAfter(let block), .pattern(let block), .headOutputs(let block),
      .attentionOutput(let block), .mlpOutput(let block):
      block
    case .finalNorm, .logits: nil
    }
  }

  /// The shape of its values for a text of `length` tokens.
  public func shape(length: Int, _ configuration: Configuration) -> [Int] {
    switch self {
    case .residualBefore, .residualAfter, .attentionOutput, .mlpOutput, .finalNorm: [length, configuration.width]
    case .pattern: [configuration.headCount, length, length]
    case .headOutputs: [length, configuration.headCount, configuration.headWidth]
    case .logits: [length, configuration.vocabularySize]
    }
  }

  /// All hook points of a model, in the order of the forward pass.
  public static func all(_ configuration: Configuration) -> [HookPoint] {
    (0..<configuration.layerCount).flatMap { block -> [HookPoint] in
      [
        .residualBefore(block: block), .pattern(block: block), .headOutputs(block: block),
        .attentionOutput(block: block), .mlpOutput(block: block), .residualAfter(block: block),
      ]
    } + [.finalNorm, .logits]
  }
}
