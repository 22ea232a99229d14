import Experiments
import Foundation
import Screens

/// What can follow in a typed line: presets, or folders by a path as far as it has been typed.
func completions(of wish: CompletionWish) -> [String] {
  switch wish.command {
  case "train": Preset.all.map(\.name).filter { $0.hasPrefix(wish.argument) }
  case "overlay": folders(beginning: wish.argument)
  default: []
  }
}

/// The folders whose path begins so, spelled as it does; those that hold no run end with a slash, as there may be one in them.
private func folders(beginning path: String) -> [String] {
  let typedFolder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  let name = path.dropFirst(typedFolder.count)
  let parent = typedFolder.isEmpty ? "." : (typedFolder as NSString).expandingTildeInPath
  let url = URL(fileURLWithPath: parent)
  let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
  return names.sorted().compactMap { child in
    guard child.hasPrefix(name), name.hasPrefix(".") || !child.hasPrefix(".") else { return nil }
    let place = url.appendingPathComponent(child)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue else {
      return nil
    }
    let isRun = FileManager.default.fileExists(atPath: place.appendingPathComponent("run.json").path)
    return typedFolder + child + (isRun ? "" : "/")
  }
}
