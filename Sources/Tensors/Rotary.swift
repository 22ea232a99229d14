import Foundation
import VectorMath

/// The angles of rotary position embeddings (Su et al. 2021) with interleaved pairs, as in CodeGen: dimensions 2i and
/// 2i + 1 of a head rotate by position / 10000^(2i/R).
public struct RotaryTable {
  /// R: the number of rotated dimensions in each head; the rest are unchanged.
  public let dimension: Int
  private let storage: FloatStorage
  private let cosines: Matrix
  private let sines: Matrix

  /// - Parameters:
  ///   - dimension: R, even.
  ///   - positions: The number of positions.
  public init(dimension: Int, positions: Int) {
    self.dimension = dimension
    let half = dimension / 2
    storage = FloatStorage(count: 2 * positions * half)
    cosines = storage.matrix(rows: positions, columns: half)
    sines = storage.matrix(at: positions * half, rows: positions, columns: half)
    for position in 0..<positions {
      for i in 0..<half {
        let angle = Double(position) / pow(10_000, Double(2 * i) / Double(dimension))
        cosines[position, i] = Float(cos(angle))
        sines[position, i] = Float(sin(angle))
      }
    }
  }

  /// Rotates one head's queries or keys in place: row i is at position `firstPosition + i`. Shape [T, D], D ≥ R.
  public func rotate(_ head: Matrix, firstPosition: Int) {
    rotate(head, firstPosition: firstPosition, sign: 1)
  }

  /// Rotates gradients back, in place: the transpose of ``rotate(_:firstPosition:)``.
  public func rotateBack(_ gradient: Matrix, firstPosition: Int) {
    rotate(gradient, firstPosition: firstPosition, sign: -1)
  }

  private func rotate(_ head: Matrix, firstPosition: Int, sign: Float) {
    for i in 0..<head.rows {
      let position = firstPosition + i
      vm_rotate(head.row(i), dimension / 2, cosines.row(position), sines.row(position), sign)
    }
  }
}
