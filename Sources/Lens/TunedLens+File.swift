import Files
import Foundation
import LanguageModel

extension TunedLens {
  /// Writes the lens as safetensors, atomically: for each block L but the last `blocks.L.weight` [C, C] and
  /// `blocks.L.bias` [C].
  ///
  /// - Parameter metadata: How it was trained.
  public func write(metadata: [String: String] = [:], to url: URL) throws(FileError) {
    var tensors: [String: SafeTensor] = [:]
    for (block, map) in maps.enumerated() {
      tensors["blocks.\(block).weight"] = SafeTensor(map.weight, shape: [width, width])
      tensors["blocks.\(block).bias"] = SafeTensor(map.bias, shape: [width])
    }
    try SafeTensors.write(tensors, metadata: metadata.merging(["kind": TunedLens.kind]) { $1 }, to: url)
  }

  /// Reads the lens of a model.
  ///
  /// - Throws: `SafeTensorsError` or `FileError` if the file cannot be read, or holds anything but a lens for this shape.
  public init(contentsOf url: URL, _ configuration: Configuration) throws {
    let file = try SafeTensorsFile(contentsOf: url)
    guard file.metadata["kind"] == TunedLens.kind else {
      throw FileError(
        url, "kind", found: file.metadata["kind"] ?? "none", expected: TunedLens.kind, remedy: TunedLens.remedy)
    }
    let width = configuration.width
    var maps: [Map] = []
    for block in 0..<max(0, configuration.layerCount - 1) {
      maps.append(
        Map(
          weight: try file.floats("blocks.\(block).weight", shape: [width, width]),
          bias: try file.floats("blocks.\(block).bias", shape: [width])))
    }
    if let other = file.names.first(where: { !TunedLens.names(maps.count).contains($0) }) {
      throw FileError(
        url, other, found: "a tensor", expected: "none of this name: the model has \(maps.count + 1) blocks",
        remedy: TunedLens.remedy)
    }
    self.init(width: width, maps: maps)
  }

  private static let kind = "tuned lens"
  private static let remedy = "remove the file, and `karelscope lens --tuned` trains another"

  private static func names(_ count: Int) -> Set<String> {
    Set((0..<count).flatMap { ["blocks.\($0).weight", "blocks.\($0).bias"] })
  }
}
