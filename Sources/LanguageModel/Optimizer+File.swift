import Files
import Foundation

extension Optimizer {
  private static let fileName = "optimizer.safetensors"

  /// Whether the checkpoint in `folder` has optimizer state to resume training from.
  public static func exists(in folder: URL) -> Bool {
    // Anything of this name counts; reading it reports what is wrong with it.
    (try? FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(fileName).path)) != nil
  }

  /// Removes the optimizer state from a checkpoint's folder, if present.
  public static func remove(from folder: URL) throws {
    guard exists(in: folder) else { return }
    let file = folder.appendingPathComponent(fileName)
    do {
      try FileManager.default.removeItem(at: file)
    } catch {
      throw FileError(file, expected: "to remove it", error)
    }
  }

  /// Writes the optimizer state into a checkpoint's folder.
  func write(to folder: URL) throws {
    let second = variance.safeTensors(prefix: "variance.") { !Optimizer.usesMuon($0) }
    try SafeTensors.write(
      momentum.safeTensors(prefix: "momentum.").merging(second) { first, _ in first },
      metadata: ["step": "\(step)"], to: folder.appendingPathComponent(Optimizer.fileName))
  }

  /// Restores the optimizer state from a checkpoint's folder.
  ///
  /// - Throws: `FileError` if the file is missing, invalid or of a different model.
  public func read(from folder: URL) throws {
    let url = folder.appendingPathComponent(Optimizer.fileName)
    let file = try SafeTensorsFile(contentsOf: url)
    guard let text = file.metadata["step"], let step = Int(text), step >= 0 else {
      throw FileError(
        url, "step", found: file.metadata["step"] ?? "nothing", expected: "a whole number from 0")
    }
    for tensor in momentum.tensors {
      try file.copyFloats("momentum." + tensor.name, shape: tensor.shape, into: tensor.floats)
    }
    for tensor in variance.tensors where !Optimizer.usesMuon(tensor) {
      let name = "variance." + tensor.name
      try file.copyFloats(name, shape: tensor.shape, into: tensor.floats)
      if let number = tensor.floats.first(where: { $0 < 0 }) {
        throw FileError(url, name, found: "\(number)", expected: "no negative numbers")
      }
    }
    self.step = step
  }

  /// Whether Muon updates the tensor: it does so for the matrices of blocks.
  static func usesMuon(_ tensor: Parameters.Tensor) -> Bool {
    tensor.shape.count == 2 && tensor.name.contains(".h.")
  }
}
