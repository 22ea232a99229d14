import Corpus
import Foundation

extension SplitMix64 {
  /// A number drawn from the standard normal distribution (Box and Muller 1958).
  public mutating func nextNormal() -> Double {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return radius * cos(2 * .pi * nextUnit())
  }
}
