import Foundation
import Testing

/// The folders of the module lie in layers: a folder knows nothing of those that know it.
@Suite struct FolderTests {
  @Test func noFoldersOfScreensUseEachOtherInACycle() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let sources = tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Screens")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
    let graph = FolderGraph(
      try paths.map { ($0, try String(contentsOf: sources.appending(path: $0), encoding: .utf8)) })
    #expect(graph.folders.count > 5 && !graph.folders.contains(""), "every file lies in a folder: \(graph.folders)")
    if let cycle = graph.cycle { Issue.record("\(graph.description(of: cycle))") }
  }

  private let low = ("Low/Key.swift", "public struct Key {\n  let name: String\n}\n")

  @Test func aCycleIsToldWithFilesAndNames() {
    let graph = FolderGraph([
      low, ("Low/View.swift", "struct View {\n  let screen: Screen\n}\n"),
      ("High/Screen.swift", "struct Screen {\n  func press(_ key: Key) {}\n}\n"),
    ])
    #expect(graph.cycle.map(graph.description) == "High → Low: Screen.swift: Key\nLow → High: View.swift: Screen")
  }

  @Test func layersAreNoCycle() {
    let graph = FolderGraph([low, ("High/Screen.swift", "struct Screen {\n  let key: Key\n}\n")])
    #expect(graph.cycle == nil && graph.uses["High"]?["Low"] == [FolderGraph.Use(file: "Screen.swift", name: "Key")])
  }

  @Test(arguments: [
    // A type that is only extended.
    "extension Screen {\n  func draw() {}\n}\n",
    // A member that another folder adds to a type of elsewhere.
    "struct View {\n  let title = String(1).abridged\n}\n",
    // What a text interpolates.
    "struct View {\n  let title = \"a \\(Screen(1).text) b\"\n}\n",
  ])
  func everyKindOfUseCounts(_ source: String) {
    let high = "struct Screen {\n  let key: Key\n}\n\nextension String {\n  var abridged: String { self }\n}\n"
    let graph = FolderGraph([low, ("Low/View.swift", source), ("High/Screen.swift", high)])
    #expect(graph.cycle == ["High", "Low"])
  }

  @Test(arguments: [
    "// Screen\n/* Screen /* Screen */ Screen */\n", "let text = \"Screen \\\" Screen\"\n",
    "let text = \"\"\"\n  Screen\n  \"\"\"\n", "struct Panel {\n  let key: Other.Screen\n}\n",
    "struct Panel {\n  let key = hidden\n}\n",
  ])
  func whatIsNoUseDoesNotCount(_ source: String) {
    let high = "struct Screen {\n  let key: Key\n}\n\nprivate let hidden = 1\n"
    #expect(FolderGraph([low, ("Low/Panel.swift", source), ("High/Screen.swift", high)]).cycle == nil)
  }
}
