import Experiments
import Foundation
import Screens

/// The runs that come with the program.
enum BundledRun {
  /// The name of the run that is opened by default.
  private static let firstName = "turns"

  /// A location that is searched for bundled runs.
  private struct SearchLocation {
    /// Its name in messages.
    let name: String
    /// The first of these that contains runs is used.
    let folders: [URL]

    /// Its runs, sorted by name.
    var runs: [URL] {
      folders.lazy.map { folder in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appendingPathComponent($0) }.filter(RunDirectory.isRun)
      }.first { !$0.isEmpty } ?? []
    }
  }

  /// The locations by precedence: where the program was built, where it is installed, the user's data folder, and the
  /// package that it was built from.
  private static var places: [SearchLocation] {
    var places: [SearchLocation] = []
    if let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() {
      let folder = executable.deletingLastPathComponent()
      var around = [folder]
      while let last = around.last, last.path != "/" { around.append(last.deletingLastPathComponent()) }
      let share = folder.deletingLastPathComponent().appendingPathComponent("share/karelscope")
      places.append(
        SearchLocation(name: "assets in \(folder.path) or a folder around it", folders: around.map(assets)))
      places.append(SearchLocation(name: share.path, folders: [share]))
    }
    let data = BaseFolder.data.url(ProcessInfo.processInfo.environment)
    places.append(SearchLocation(name: data.path, folders: [data]))
    // Package/Sources/karelscope/App/BundledRun.swift
    let package = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    places.append(SearchLocation(name: assets(package).path, folders: [assets(package)]))
    return places
  }

  private static func assets(_ folder: URL) -> URL { folder.appendingPathComponent("assets") }

  /// The names of the searched locations, for messages.
  static var placeNames: [String] { places.map(\.name) }

  /// The bundled runs, the default one first. Of runs with the same name, the first found.
  static func all() -> [URL] {
    var runs: [URL] = []
    for run in places.flatMap(\.runs) where !runs.contains(where: { $0.lastPathComponent == run.lastPathComponent }) {
      runs.append(run)
    }
    let others = runs.filter { $0.lastPathComponent != firstName }
    return runs.filter { $0.lastPathComponent == firstName } + others
  }

  /// The folder of the default run.
  ///
  /// - Throws: ``InputError`` with the searched locations if there is none.
  static func url() throws(InputError) -> URL {
    guard let first = all().first else {
      throw InputError(
        name: "bundled run",
        problem: "found none, searched \(placeNames.joined(separator: "; ")); name a run's folder with --run")
    }
    return first
  }

  /// A placeholder when no bundled run is found; no run has its path.
  static let missing = RunReference(path: "", name: "the bundled run")
}
