extension HiddenLayer {
  /// The name of the same activation in TransformerLens; the name of the mean and of all layers side by side, which have
  /// none there.
  ///
  /// - Parameter layerCount: The model's layers. The state after the last one is behind the final layer norm.
  public func hookName(layerCount: Int) -> String {
    switch self {
    case .mean, .concatenation: name
    case .layer(0): "hook_embed"
    case .layer(layerCount): "ln_final.hook_normalized"
    case .layer(let number): "blocks.\(number - 1).hook_resid_post"
    }
  }
}
