import Beliefs
import Foundation
import LanguageModel

extension Probe {
  /// Writes the probe as safetensors: for each offset and head, for example direction at offset −1,
  /// `offset-1.direction.weight` [K, C] and `offset-1.direction.bias` [K]; with hidden layers, `hidden1.weight` [256, C] and
  /// so on stand between the head's name and its `weight` [K, 256]. They read hidden states as the model has them:
  /// standardisation and batch norms are part of the first layers. The metadata say what the probe is.
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

  /// Reads a probe of hidden states with `width` channels.
  ///
  /// - Throws: `SafeTensorsError` or ``ProbeFileError`` if the file is not that of the probe `key`.
  public init(contentsOf url: URL, _ key: ProbeKey, width: Int) throws {
    let file = try SafeTensorsFile(contentsOf: url)
    for (name, expected) in key.metadata.sorted(by: { $0.key < $1.key }) where file.metadata[name] != expected {
      throw ProbeFileError(file: url, name: name, found: file.metadata[name], expected: expected)
    }
    self.init(key, width: width)
    for offset in ProbedGeneration.offsets {
      for head in ProbeHead.allCases {
        let place = Target(offset: offset, head: head)
        let names = Probe.names(place, key.kind)
        // What was not trained is not there; what is there in part is an error below.
        guard names.contains(where: { file.tensors[$0 + "weight"] != nil || file.tensors[$0 + "bias"] != nil })
        else { continue }
        let widths = [width] + key.kind.hiddenWidths + [head.classCount]
        nets[place] = DenseNet(
          try names.indices.map { number in
            DenseNet.Layer(
              weight: try file.floats(names[number] + "weight", shape: [widths[number + 1], widths[number]]),
              bias: try file.floats(names[number] + "bias", shape: [widths[number + 1]]))
          })
      }
    }
  }

  /// What the names of a net's tensors begin with, layer by layer.
  private static func names(_ place: Target, _ kind: ProbeKind) -> [String] {
    let name = "offset\(place.offset < 0 ? "" : "+")\(place.offset).\(place.head.rawValue)."
    return kind.hiddenWidths.indices.map { "\(name)hidden\($0 + 1)." } + [name]
  }
}

extension ProbeKey {
  /// What a probe's file says of it.
  var metadata: [String: String] {
    [
      "probe": kind.rawValue, "semantics": semantics.name, "frame": frame.rawValue, "layer": traces.layer.name,
      "example": "\(traces.example + 1)", "programs": traces.isCorrectOnly ? "correct" : "all",
      "last": "\(traces.keepsLast)", "seed": "\(seed)",
    ]
  }
}

/// A probe's file that says something else of it than its name.
public struct ProbeFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: URL
  /// The field of its metadata.
  public let name: String
  public let found: String?
  public let expected: String

  /// One line for a person: file, what was found, what was expected.
  public var description: String { "\(file.path): \(name): found \(found ?? "none"), expected \(expected)" }
}
