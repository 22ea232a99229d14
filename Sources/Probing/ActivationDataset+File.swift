import Beliefs
import Corpus
import Foundation
import Karel
import LanguageModel

extension ActivationDataset {
  /// Writes hidden states and labels of several splits as safetensors, for anybody's tools: `hidden` [N, C] in 32 bits; and
  /// [N] in 64-bit integers the columns `split`, `index`, `step`, `direction`, `dx`, `dy` and `obstacle`. The metadata say which
  /// states these are, and under the name of each tensor what its numbers mean.
  ///
  /// States that have no label at `offset` are left out. All sets have the one layer of `key`. Labels are told in the grid's
  /// frame.
  ///
  /// - Parameter origin: More metadata: which model, under which seed.
  public static func write(
    _ sets: [(split: Split, set: ActivationDataset)], _ key: ActivationKey, semantics: Semantics, offset: Int,
    origin: [String: String] = [:], to url: URL
  ) throws {
    let frame = ReferenceFrame.grid
    var hidden: [Float] = []
    var columns = columnMeanings.mapValues { _ in [Int64]() }
    for (split, set) in sets {
      let inputs = set.hidden(key.layer)
      let classes = set.classes(of: ProbeHead.standard, semantics: semantics, frame: frame, example: key.example)[
        offset]!
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
      "offset": "\(offset)", "semantics": semantics.name, "frame": frame.rawValue, "layer": key.layer.name,
      "example": "\(key.example + 1)", "programs": key.isCorrectOnly ? "correct" : "all", "last": "\(key.keepsLast)",
      "hidden": "the model's hidden state, a row for each position at which it writes an op",
    ]
    .merging(columnMeanings) { $1 }.merging(origin) { $1 }
    try SafeTensors.write(tensors, metadata: metadata, to: url)
  }

  /// What the numbers of each column mean.
  private static let columnMeanings: [String: String] = {
    let most = Label.maximumOffset
    func codes(_ names: [String]) -> String { names.enumerated().map { "\($0) \($1)" }.joined(separator: ", ") }
    return [
      "split": codes(Split.allCases.map(\.rawValue)),
      "index": "number of the specification in its split of the corpus, from 0",
      "step":
        "number of the op that is being written, in its program, from 0; labels are of the state after it, for an "
        + "offset of 0",
      "direction": codes(Direction.allCases.map { "\($0)" }) + ": where the robot faces",
      "dx": "columns to the right of the robot's start, -\(most) to \(most)",
      "dy": "rows below the robot's start, -\(most) to \(most)",
      "obstacle": "1 where the robot faces a wall, else 0",
    ]
  }()
}
