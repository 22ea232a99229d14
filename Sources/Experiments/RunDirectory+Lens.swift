import Foundation
import LanguageModel
import Lens

extension RunDirectory {
  static let lensFolder = "lenses"

  /// The file of a checkpoint's tuned lens.
  public func tunedLensFile(_ step: Int) -> URL {
    url.appendingPathComponent("\(RunDirectory.lensFolder)/\(checkpoint(step).lastPathComponent).safetensors")
  }

  /// A checkpoint's tuned lens; nil if there is none.
  ///
  /// - Parameter configuration: The model's.
  /// - Throws: `SafeTensorsError` if its file cannot be used.
  public func tunedLens(_ step: Int, _ configuration: Configuration) throws -> TunedLens? {
    let file = tunedLensFile(step)
    // Anything of this name counts; reading it reports what is wrong with it.
    guard (try? FileManager.default.attributesOfItem(atPath: file.path)) != nil else { return nil }
    return try TunedLens(contentsOf: file, configuration)
  }

  /// Stores a checkpoint's tuned lens, replacing an earlier one.
  ///
  /// - Parameter training: How it was trained.
  public func keep(_ lens: TunedLens, step: Int, _ training: TunedLensTraining) throws {
    let file = tunedLensFile(step)
    try RunDirectory.makeFolder(file.deletingLastPathComponent())
    try lens.write(
      metadata: [
        "checkpoint": "\(step)", "seed": "\(training.seed)", "specifications": "\(training.specifications)",
        "epochs": "\(training.epochs)",
      ], to: file)
  }
}
