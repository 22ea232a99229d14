import Files
import Foundation
import LanguageModel

/// A checkpoint that another program saved, to import into a run.
public struct ImportSource: Hashable, Sendable {
  public let folder: URL
  /// Optimizer steps taken before it was saved.
  public let step: Int

  public init(folder: URL, step: Int) {
    self.folder = folder
    self.step = step
  }

  /// The checkpoints in some folders, by ascending step. Each folder is a checkpoint, or holds checkpoints whose names
  /// give their steps: `checkpoint-4000`, `step-004000`.
  ///
  /// - Parameter steps: Their steps in the order of the folders, and in a folder of the steps in the names; if nil,
  ///   those in the names.
  /// - Throws: ``RunError`` if a folder holds no checkpoint, or steps are unknown, invalid, repeated or not as many.
  public static func find(in folders: [URL], steps: [Int]?) throws -> [ImportSource] {
    let found = try folders.flatMap(checkpoints)
    if let steps, steps.count != found.count {
      throw RunError(
        file: folders[0],
        problem: "found \(found.count) checkpoints in the folders, expected \(steps.count), a step each")
    }
    let sources = try found.enumerated().map { place, folder in
      guard let step = steps?[place] ?? step(in: folder) else {
        throw RunError(
          file: folder,
          problem: "found no step in the folder's name, expected one as in checkpoint-4000; give it by --steps"
        )
      }
      guard Preset.stepRange.contains(step) else {
        throw RunError(
          file: folder,
          problem: "found step \(step), expected \(Preset.stepRange.lowerBound) to \(Preset.stepRange.upperBound)")
      }
      return ImportSource(folder: folder, step: step)
    }
    for (step, sources) in Dictionary(grouping: sources, by: \.step) where sources.count > 1 {
      throw RunError(
        file: sources[1].folder,
        problem: "found step \(step), which \(sources[0].folder.path) has too, expected another")
    }
    return sources.sorted { $0.step < $1.step }
  }

  /// The folder itself if it is a checkpoint, otherwise the checkpoints in it, by ascending step.
  private static func checkpoints(in folder: URL) throws -> [URL] {
    let folder = folder.standardizedFileURL
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw FileError(folder, reading: error)
    }
    if names.contains("config.json") { return [folder] }
    let children = names.map { folder.appendingPathComponent($0) }
    let steps = children.compactMap { child in step(in: child).map { (child, $0) } }
    guard !steps.isEmpty else {
      throw RunError(
        file: folder,
        problem:
          "found neither config.json nor a folder named as checkpoint-4000 or step-004000, expected a checkpoint "
          + "that save_pretrained wrote, or a folder of some")
    }
    return steps.sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// The step in a folder's name; nil if there is none.
  private static func step(in folder: URL) -> Int? {
    let name = folder.lastPathComponent
    guard let match = name.wholeMatch(of: /(?:(?:checkpoint|step|global_step)[-_]?)?([0-9]+)/) else { return nil }
    return Int(match.1)
  }
}
