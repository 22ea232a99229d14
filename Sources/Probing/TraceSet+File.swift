import Beliefs
import Corpus
import Foundation
import Karel
import LanguageModel

extension TraceSet {
  /// Writes hidden states and labels of several splits as safetensors, for anybody's tools: `hidden` [N, C] in 32 bits; and
  /// [N] in 64-bit integers: `split` (0 train, 1 validation, 2 test), `index` (the specification's number in its split),
  /// `step` (the op's number, from 0), `direction` (0 north to 3 west), `dx`, `dy` (−6…6, y downwards), `obstacle` (0, 1).
  ///
  /// States that have no label at `offset` are left out. All sets have the one layer of `key`.
  public static func write(
    _ sets: [(split: Split, set: TraceSet)], _ key: TraceKey, semantics: Semantics, offset: Int, to url: URL
  ) throws {
    var hidden: [Float] = []
    let names = ["split", "index", "step", "direction", "dx", "dy", "obstacle"]
    var columns = Dictionary(uniqueKeysWithValues: names.map { ($0, [Int64]()) })
    for (split, set) in sets {
      let inputs = set.hidden(key.layer)
      let classes = set.classes(of: ProbeHead.standard, semantics: semantics)[offset]!
      for row in classes.rows {
        hidden += UnsafeBufferPointer(start: inputs.matrix.row(row), count: inputs.width)
        let origin = set.origins[row]
        func number(_ head: ProbeHead) -> Int { Int(classes[head][row]) }
        let numbers = [
          "split": Split.allCases.firstIndex(of: split)!, "index": set.programs[origin.program].index,
          "step": origin.step, "direction": number(.direction), "dx": number(.dx) - Label.maximumOffset,
          "dy": number(.dy) - Label.maximumOffset, "obstacle": number(.obstacle),
        ]
        for (name, number) in numbers { columns[name]!.append(Int64(number)) }
      }
    }
    let count = columns["split"]!.count
    var tensors = columns.mapValues { SafeTensor($0, shape: [count]) }
    tensors["hidden"] = SafeTensor(hidden, shape: [count, sets.first?.set.hidden(key.layer).width ?? 0])
    let metadata = [
      "offset": "\(offset)", "semantics": semantics.name, "layer": key.layer.name, "example": "\(key.example + 1)",
      "programs": key.isCorrectOnly ? "correct" : "all", "last": "\(key.keepsLast)",
    ]
    try SafeTensors.write(tensors, metadata: metadata, to: url)
  }
}
