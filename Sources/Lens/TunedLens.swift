import Tensors

/// Maps from the residual stream after each block but the last to what the last block would have made of it, one linear
/// map a block: h + A h + b (Belrose et al. 2023). The final layer norm and the head then read from it.
public struct TunedLens: Hashable, Sendable {
  /// One block's map.
  public struct Map: Hashable, Sendable {
    /// A, [C, C] row by row, and b, [C].
    public var weight, bias: [Float]

    public init(weight: [Float], bias: [Float]) {
      precondition(weight.count == bias.count * bias.count)
      self.weight = weight
      self.bias = bias
    }
  }

  /// C: channels of the residual stream.
  public let width: Int
  /// For each block but the last.
  public let maps: [Map]

  /// - Precondition: Every map has this width.
  public init(width: Int, maps: [Map]) {
    precondition(maps.allSatisfy { $0.bias.count == width })
    self.width = width
    self.maps = maps
  }
}

extension TunedLens.Map {
  /// Adds A h + b to `target` [1, C], for h = `state` [1, C].
  func add(_ state: Matrix, to target: Matrix) {
    let width = bias.count
    for row in 0..<width {
      var sum = bias[row]
      for column in 0..<width { sum += weight[row * width + column] * state[0, column] }
      target[0, row] += sum
    }
  }
}
