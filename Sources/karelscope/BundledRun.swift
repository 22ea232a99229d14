import Experiments
import Foundation

/// The run that comes with the program.
enum BundledRun {
  private static let path = "assets/turns"

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
