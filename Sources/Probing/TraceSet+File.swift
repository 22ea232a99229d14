import Beliefs
import Corpus
import Foundation
import LanguageModel

extension TraceSet {
  /// Writes hidden states and labels of several splits as safetensors, for anybody's tools: `hidden` [N, C] in 32 bits; and
  /// [N] in 64-bit integers: `split` (0 train, 1 validation, 2 test), `index` (the specification's number in its split),
  /// `step` (the op's number, from 0), `direction` (0 north to 3 west), `dx`, `dy` (−6…6, y downwards), `obstacle` (0, 1).
  ///
  /// States that have no label at `offset` are left out.
  public static func write(_ sets: [(split: Split, set: TraceSet)], offset: Int, to url: URL) throws {
    var hidden: [Float] = []
    var columns: [String: [Int64]] = [:]
    for (split, set) in sets {
      for (row, label) in set.labels(offset: offset).enumerated() {
        guard let label else { continue }
        hidden += UnsafeBufferPointer(start: set.hidden.row(row), count: set.width)
        let numbers = [
          "split": Split.allCases.firstIndex(of: split)!, "index": set.origins[row].index,
          "step": set.origins[row].step, "direction": label.direction.rawValue, "dx": label.dx, "dy": label.dy,
          "obstacle": label.isObstacleAhead ? 1 : 0,
        ]
        for (name, number) in numbers { columns[name, default: []].append(Int64(number)) }
      }
    }
    let count = columns["split"]?.count ?? 0
    var tensors = columns.mapValues { SafeTensor($0, shape: [count]) }
    tensors["hidden"] = SafeTensor(hidden, shape: [count, sets.first?.set.width ?? 0])
    try SafeTensors.write(tensors, metadata: ["offset": "\(offset)"], to: url)
  }
}
