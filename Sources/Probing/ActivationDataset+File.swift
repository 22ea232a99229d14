import Beliefs
import Corpus
import Foundation
import Karel
import LanguageModel

extension ActivationDataset {
  /// Exports hidden states and labels of several splits as safetensors: `hidden` as float32, [N, C] for one layer and
  /// [N, layers, C] for several, and the int64 columns `split`, `index`, `step`, `direction`, `dx`, `dy` and `obstacle`,
  /// each [N]. The metadata identifies the states and documents the values of each tensor under its name.
  ///
  /// States without a label at `offset` are omitted. All sets have the same layers. Labels are expressed in the grid
  /// frame.
  ///
  /// - Parameters:
  ///   - key: What the states have in common; its layer is ignored.
  ///   - layerCount: The model's layers.
  ///   - origin: Additional metadata: which model, under which seed.
  public static func write(
    _ sets: [(split: Split, set: ActivationDataset)], _ key: ActivationKey, layerCount: Int, semantics: Semantics,
    offset: Int, origin: [String: String] = [:], to url: URL
  ) throws {
    let layers = sets.first?.set.layers ?? []
    let frame = ReferenceFrame.grid
    var hidden: [Float] = []
    var columns = columnMeanings.mapValues { _ in [Int64]() }
    for (split, set) in sets {
      let inputs = layers.map(set.hidden)
      let classes = set.classes(of: ProbeHead.standard, semantics: semantics, frame: frame, example: key.example)[
        offset]!
      for row in classes.rows {
        for inputs in inputs { hidden += UnsafeBufferPointer(start: inputs.matrix.row(row), count: inputs.width) }
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
    let width = layers.first.flatMap { layer in sets.first?.set.hidden(layer).width } ?? 0
    tensors["hidden"] = SafeTensor(hidden, shape: [count] + (layers.count == 1 ? [] : [layers.count]) + [width])
    let metadata = [
      "offset": "\(offset)", "semantics": semantics.name, "frame": frame.rawValue,
      "layer": layers.map(\.name).joined(separator: ","),
      "hooks": layers.map { $0.hookName(layerCount: layerCount) }.joined(separator: ","),
      "example": "\(key.example + 1)", "programs": key.isCorrectOnly ? "correct" : "all", "last": "\(key.keepsLast)",
      "hidden": "the model's hidden state, a row for each position at which it writes an op"
        + (layers.count == 1 ? "" : ", in it a row for each of the layers"),
    ]
    .merging(columnMeanings) { $1 }.merging(origin) { $1 }
    try SafeTensors.write(tensors, metadata: metadata, to: url)
  }

  /// The meaning of each column's values.
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
