import Beliefs
import Files
import Foundation
import LanguageModel

extension Probe {
  /// Writes the probe as safetensors: for each offset and head, for example direction at offset −1,
  /// `offset-1.direction.weight` [K, C] and `offset-1.direction.bias` [K]; with hidden layers also
  /// `offset-1.direction.hidden1.weight` [256, C] and so on, and then `weight` is [K, 256]. The inputs are the model's
  /// raw hidden states: standardisation and batch norms are folded into the layers. The metadata holds the probe's key.
  public func write(to url: URL) throws {
    var tensors: [String: SafeTensor] = [:]
    for (place, net) in nets {
      for (layer, name) in zip(net.layers, Probe.names(place, key.kind)) {
        tensors[name + "weight"] = SafeTensor(layer.weight, shape: [layer.outputs, layer.inputs])
        tensors[name + "bias"] = SafeTensor(layer.bias, shape: [layer.outputs])
      }
    }
    try SafeTensors.write(tensors, metadata: key.metadata, to: url)
  }

  /// Reads a probe for hidden states with `width` channels.
  ///
  /// - Throws: `FileError` if the file does not hold the probe `key`.
  public init(contentsOf url: URL, _ key: ProbeKey, width: Int) throws(FileError) {
    let file = try SafeTensorsFile(contentsOf: url)
    for (name, expected) in key.metadata.sorted(by: { $0.key < $1.key }) where file.metadata[name] != expected {
      throw FileError(url, name, found: file.metadata[name] ?? "none", expected: expected)
    }
    self.init(key, width: width)
    for offset in ProbedGeneration.offsets {
      for head in ProbeHead.allCases {
        let place = Target(offset: offset, head: head)
        let names = Probe.names(place, key.kind)
        // A net that was not trained is absent; one that is present in part is an error below.
        guard names.contains(where: { file.tensors[$0 + "weight"] != nil || file.tensors[$0 + "bias"] != nil })
        else { continue }
        let widths = [width] + key.kind.hiddenWidths + [head.classCount]
        nets[place] = DenseNet(
          try names.indices.map { number throws(FileError) in
            DenseNet.Layer(
              weight: try file.floats(names[number] + "weight", shape: [widths[number + 1], widths[number]]),
              bias: try file.floats(names[number] + "bias", shape: [widths[number + 1]]))
          })
      }
    }
  }

  /// The prefixes of the names of a net's tensors, layer by layer.
  private static func names(_ place: Target, _ kind: ProbeKind) -> [String] {
    let name = "offset\(place.offset < 0 ? "" : "+")\(place.offset).\(place.head.rawValue)."
    return kind.hiddenWidths.indices.map { "\(name)hidden\($0 + 1)." } + [name]
  }
}

extension ProbeKey {
  /// The metadata of a probe's file.
  var metadata: [String: String] {
    [
      "probe": kind.rawValue, "semantics": semantics.name, "frame": frame.rawValue, "layer": traces.layer.name,
      "example": "\(traces.example + 1)", "programs": traces.isCorrectOnly ? "correct" : "all",
      "last": "\(traces.keepsLast)", "seed": "\(seed)",
    ]
  }
}
