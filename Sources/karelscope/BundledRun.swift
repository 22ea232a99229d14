import Experiments
import Foundation

/// The runs that come with the program.
enum BundledRun {
  private static let path = "assets/turns"

  /// The runs that come with the program: the one that is opened, and those beside it.
  static func all() -> [URL] {
    guard let first = try? url() else { return [] }
    let folder = first.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let others = names.sorted().map { folder.appendingPathComponent($0) }.filter {
      $0.path != first.path && RunDirectory.isRun($0)
    }
    return [first] + others
  }

  /// Its folder: in the nearest folder above the executable that has one, or beside the sources the executable was built
  /// from.
  ///
  /// - Throws: `RunError` if there is none.
  static func url() throws -> URL {
    let executable = Bundle.main.executableURL?.resolvingSymlinksInPath()
    let sources = URL(fileURLWithPath: #filePath)
    for start in [executable, sources].compactMap({ $0 }) {
      var folder = start.deletingLastPathComponent()
      while folder.path != "/" {
        let run = folder.appendingPathComponent(path)
        if FileManager.default.fileExists(atPath: run.appendingPathComponent("run.json").path) { return run }
        folder = folder.deletingLastPathComponent()
      }
    }
    throw RunError(
      file: URL(fileURLWithPath: path),
      problem: "not found above the executable or the sources; name a run's folder with --run")
  }
}
