import Beliefs
import Foundation
import LanguageModel

extension LinearProbe {
  /// Writes the probe as safetensors: `mean` and `scale` [C], and for each offset and head, for example at offset −1,
  /// `offset-1.direction.weight` [K, C] and `offset-1.direction.bias` [K].
  public func write(to url: URL) throws {
    var tensors = ["mean": SafeTensor(mean, shape: [width]), "scale": SafeTensor(scale, shape: [width])]
    for (offset, classifiers) in zip(Reading.offsets, classifiers) {
      for (head, classifier) in zip(ProbeHead.allCases, classifiers) {
        let name = LinearProbe.name(head, offset)
        tensors[name + ".weight"] = SafeTensor(classifier.weight, shape: [head.classCount, width])
        tensors[name + ".bias"] = SafeTensor(classifier.bias, shape: [head.classCount])
      }
    }
    try SafeTensors.write(tensors, metadata: ["frame": frame.rawValue], to: url)
  }

  /// Reads a probe of hidden states with `width` channels.
  ///
  /// - Throws: `SafeTensorsError` or ``ProbeFileError`` if the file is not such a probe's.
  public init(contentsOf url: URL, width: Int) throws {
    let file = try SafeTensorsFile(contentsOf: url)
    guard let frame = ReferenceFrame(rawValue: file.metadata["frame"] ?? "") else {
      throw ProbeFileError(file: url, found: file.metadata["frame"] ?? "none")
    }
    self.init(
      frame: frame, width: width, mean: try file.floats("mean", shape: [width]),
      scale: try file.floats("scale", shape: [width]),
      classifiers: try Reading.offsets.map { offset in
        try ProbeHead.allCases.map { head in
          let name = LinearProbe.name(head, offset)
          return Classifier(
            weight: try file.floats(name + ".weight", shape: [head.classCount, width]),
            bias: try file.floats(name + ".bias", shape: [head.classCount]))
        }
      })
  }

  private static func name(_ head: ProbeHead, _ offset: Int) -> String {
    "offset\(offset < 0 ? "" : "+")\(offset).\(head.rawValue)"
  }
}

/// A probe's file that does not say its frame.
public struct ProbeFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: URL
  /// What it says instead.
  public let found: String

  /// One line for a person: file, what was found, what was expected.
  public var description: String {
    let frames = ReferenceFrame.allCases.map(\.rawValue).joined(separator: " or ")
    return "\(file.path): frame: found \(found), expected \(frames)"
  }
}
