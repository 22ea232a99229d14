import Beliefs
import Corpus
import Tensors

/// Inputs of probes, one per row: hidden states, or a control's inputs.
public final class ProbeInputs {
  private let storage: FloatStorage
  public let count, width: Int

  /// [N, C]
  public var matrix: Matrix { storage.matrix(rows: count, columns: width) }

  /// All zeros.
  public init(count: Int, width: Int) {
    self.count = count
    self.width = width
    storage = FloatStorage(count: count * width)
  }

  /// Inputs from row-major numbers.
  public convenience init(_ numbers: [Float], width: Int) {
    self.init(count: numbers.count / width, width: width)
    precondition(numbers.count == count * width, "an input has `width` channels")
    storage.base.update(from: numbers, count: numbers.count)
  }

  /// One input.
  public func row(_ row: Int) -> [Float] { Array(UnsafeBufferPointer(start: matrix.row(row), count: width)) }
}

/// The classes of inputs for several heads.
public struct ProbeClasses: Hashable, Sendable {
  public let heads: [ProbeHead]
  /// For each head, the class of each input; ``none`` where the program has no such state.
  public private(set) var classes: [[UInt8]]

  /// Marks an input without a class.
  public static let none = UInt8.max

  /// - Precondition: All heads have the same number of inputs, and the same inputs lack a class.
  public init(heads: [ProbeHead], classes: [[UInt8]]) {
    precondition(heads.count == classes.count && classes.allSatisfy { $0.count == classes[0].count })
    self.heads = heads
    self.classes = classes
  }

  /// The inputs that have classes.
  public var rows: [Int] { classes[0].indices.filter { classes[0][$0] != ProbeClasses.none } }

  /// The classes of a head.
  public subscript(head: ProbeHead) -> [UInt8] { classes[heads.firstIndex(of: head)!] }

  /// A random permutation of the classes over the inputs that have classes; all heads are permuted together.
  public func shuffled(seed: UInt64) -> ProbeClasses {
    let rows = rows
    var sources = rows
    var random = SplitMix64(seed: seed, .probeLabels)
    random.shuffle(&sources)
    var shuffled = self
    for head in classes.indices {
      for (row, source) in zip(rows, sources) { shuffled.classes[head][row] = classes[head][source] }
    }
    return shuffled
  }

  /// The joint majority class of ``rows`` over `heads`, and its share of the rows; nil if there are no rows.
  public func majorityClasses(_ heads: [ProbeHead]) -> (classes: [UInt8]?, share: Double)? {
    let columns = heads.map { self[$0] }
    var counts: [[UInt8]: Int] = [:]
    let rows = rows
    for row in rows { counts[columns.map { $0[row] }, default: 0] += 1 }
    // By count, then by class, so that ties are broken deterministically.
    let majorityClasses = counts.max { ($0.value, $1.key.description) < ($1.value, $0.key.description) }
    return majorityClasses.map { ($0.key, Double($0.value) / Double(rows.count)) }
  }

  /// The classes of some of the heads.
  public func only(_ heads: [ProbeHead]) -> ProbeClasses {
    ProbeClasses(heads: heads, classes: heads.map { self[$0] })
  }

  /// The classes of at most `count` inputs, evenly spaced over all.
  public func thinned(to count: Int) -> ProbeClasses {
    let rows = rows
    guard rows.count > count else { return self }
    var thinned = self
    for head in classes.indices {
      thinned.classes[head] = [UInt8](repeating: ProbeClasses.none, count: classes[head].count)
      for place in 0..<count {
        let row = rows[place * rows.count / count]
        thinned.classes[head][row] = classes[head][row]
      }
    }
    return thinned
  }
}

/// Mean and 1 / standard deviation of each channel of some inputs; a constant channel has scale 1.
public struct Standardisation: Hashable, Sendable {
  /// [C]
  public let mean, scale: [Float]

  public init(of inputs: ProbeInputs) {
    let (matrix, count) = (inputs.matrix, Double(max(1, inputs.count)))
    var sums = [Double](repeating: 0, count: inputs.width)
    var squares = sums
    for i in 0..<inputs.count {
      let row = matrix.row(i)
      for c in sums.indices { sums[c] += Double(row[c]) }
    }
    let means = sums.map { $0 / count }
    for i in 0..<inputs.count {
      let row = matrix.row(i)
      for c in squares.indices {
        let difference = Double(row[c]) - means[c]
        squares[c] += difference * difference
      }
    }
    mean = means.map { Float($0) }
    scale = squares.map { square in
      let deviation = (square / count).squareRoot()
      return deviation > 1e-6 ? Float(1 / deviation) : 1
    }
  }

  /// The inputs as (h − mean) · scale.
  public func callAsFunction(_ inputs: ProbeInputs) -> ProbeInputs {
    let result = ProbeInputs(count: inputs.count, width: inputs.width)
    let (source, target) = (inputs.matrix, result.matrix)
    for i in 0..<inputs.count {
      let (x, z) = (source.row(i), target.row(i))
      for c in mean.indices { z[c] = (x[c] - mean[c]) * scale[c] }
    }
    return result
  }
}
