import Tensors

extension HookedTransformer {
  /// The values at some hook points for a text, as tensors of `float32` by the points' names.
  public func tensors(_ tokens: [Int], _ points: [HookPoint]) -> [String: SafeTensor] {
    let wanted = Set(points)
    var tensors: [String: SafeTensor] = [:]
    forward(tokens) { point, values in
      guard wanted.contains(point) else { return }
      let numbers = UnsafeBufferPointer(start: values.base, count: values.rows * values.columns)
      tensors[point.name] = SafeTensor(
        numbers, shape: point.shape(length: tokens.count, parameters.configuration))
    }
    return tensors
  }
}
