import Foundation
import LanguageModel

extension LinearProbe {
  /// Writes the probe as safetensors: `mean` and `scale` [C], and for each offset and head, for example at offset −1,
  /// `offset-1.direction.weight` [K, C] and `offset-1.direction.bias` [K].
  public func write(to url: URL) throws {
    var tensors = ["mean": SafeTensor(mean, shape: [width]), "scale": SafeTensor(scale, shape: [width])]
    for (offset, classifiers) in zip(Reading.offsets, classifiers) {
      for (head, classifier) in zip(Head.allCases, classifiers) {
        let name = LinearProbe.name(head, offset)
        tensors[name + ".weight"] = SafeTensor(classifier.weight, shape: [head.classCount, width])
        tensors[name + ".bias"] = SafeTensor(classifier.bias, shape: [head.classCount])
      }
    }
    try SafeTensors.write(tensors, to: url)
  }

  /// Reads a probe of hidden states with `width` channels.
  ///
  /// - Throws: `SafeTensorsError` if the file is not such a probe's.
  public init(contentsOf url: URL, width: Int) throws {
    let file = try SafeTensorsFile(contentsOf: url)
    self.init(
      width: width, mean: try file.floats("mean", shape: [width]), scale: try file.floats("scale", shape: [width]),
      classifiers: try Reading.offsets.map { offset in
        try Head.allCases.map { head in
          let name = LinearProbe.name(head, offset)
          return Classifier(
            weight: try file.floats(name + ".weight", shape: [head.classCount, width]),
            bias: try file.floats(name + ".bias", shape: [head.classCount]))
        }
      })
  }

  private static func name(_ head: Head, _ offset: Int) -> String {
    "offset\(offset < 0 ? "" : "+")\(offset).\(head.rawValue)"
  }
}
