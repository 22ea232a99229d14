import VectorMath

/// `target += source`, elementwise.
@inline(__always)
public func add(_ source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
  vm_add(target, source, count)
}

/// Adds `factor · source` to `target`. Shapes: both [N, C].
public func add(_ source: Matrix, times factor: Float, to target: Matrix) {
  for i in 0..<target.rows { vm_add_scaled(target.row(i), source.row(i), factor, target.columns) }
}

/// Multiplies every element by `factor`. Shape: [N, C].
public func multiply(_ matrix: Matrix, by factor: Float) {
  for i in 0..<matrix.rows { vm_scale(matrix.row(i), factor, matrix.columns) }
}

/// The sum of the squares of `count` floats.
public func sumOfSquares(_ x: UnsafeMutablePointer<Float>, count: Int) -> Float {
  vm_sum_of_squares(x, count)
}

/// Applies ReLU to `count` floats in place.
public func relu(_ x: UnsafeMutablePointer<Float>, count: Int) { vm_relu(x, count) }
