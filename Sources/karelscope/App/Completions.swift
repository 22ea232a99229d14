import Experiments
import Foundation
import Screens
import TextCanvas

/// Completions of a typed line: presets, or paths.
func completions(of request: CompletionRequest) -> [String] {
  switch request.command {
  case "train": Preset.all.map(\.name).filter { $0.hasPrefix(request.argument) }
  case "overlay":
    paths(beginning: request.argument) { url, isFolder in
      guard isFolder else { return nil }
      return FileManager.default.fileExists(atPath: url.appendingPathComponent("run.json").path) ? "" : "/"
    }
  case "screenshot":
    paths(beginning: request.argument) { url, isFolder in
      if isFolder { return "/" }
      let isPicture = !url.pathExtension.isEmpty && (try? Picture.Format(file: url.path)) != nil
      return isPicture ? "" : nil
    }
  default: []
  }
}

/// The files and folders whose path starts with `path`, in the same spelling.
///
/// - Parameter ending: The suffix of a candidate, a slash for a folder to descend into; nil excludes it.
private func paths(beginning path: String, ending: (URL, _ isFolder: Bool) -> String?) -> [String] {
  let typedFolder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  let name = path.dropFirst(typedFolder.count)
  let parent = typedFolder.isEmpty ? "." : (typedFolder as NSString).expandingTildeInPath
  let url = URL(fileURLWithPath: parent)
  let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
  return names.sorted().compactMap { child in
    guard child.hasPrefix(name), name.hasPrefix(".") || !child.hasPrefix(".") else { return nil }
    let place = url.appendingPathComponent(child)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else { return nil }
    return ending(place, isFolder.boolValue).map { typedFolder + child + $0 }
  }
}
