// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "karelscope",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "karelscope", targets: ["karelscope"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CNcurses",
      providers: [.apt(["libncurses-dev"]), .brew(["ncurses"])]),
    .systemLibrary(
      name: "COneDNN",
      providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),

    .target(name: "PlainText"),
    .target(name: "Files"),
    .target(name: "Karel"),
    .target(name: "Corpus", dependencies: ["Karel"]),
    .target(name: "VectorMath"),
    .target(name: "Tensors", dependencies: ["COneDNN", "VectorMath"]),
    .target(name: "LanguageModel", dependencies: ["PlainText", "Files", "Corpus", "Tensors"]),
    .target(name: "Beliefs", dependencies: ["Karel", "Corpus"]),
    .target(
      name: "Probing", dependencies: ["PlainText", "Files", "Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs"]),
    .target(name: "Reports", dependencies: ["PlainText", "Karel", "LanguageModel", "Beliefs", "Probing"]),
    .target(
      name: "Experiments", dependencies: ["Files", "Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs", "Probing"]),
    .target(name: "TextCanvas", dependencies: ["PlainText"]),
    .target(name: "Screens", dependencies: ["PlainText", "Karel", "Corpus", "Beliefs", "TextCanvas"]),
    .target(name: "Terminal", dependencies: ["Files", "TextCanvas", "Screens", "CNcurses"]),
    .executableTarget(
      name: "karelscope",
      dependencies: [
        "PlainText", "Files", "Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs", "Probing", "Reports",
        "Experiments", "TextCanvas", "Screens", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(name: "PlainTextTests", dependencies: ["PlainText"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(name: "KarelTests", dependencies: ["Karel"]),
    .testTarget(name: "CorpusTests", dependencies: ["Corpus"]),
    .testTarget(name: "TensorsTests", dependencies: ["Corpus", "Tensors"]),
    .testTarget(
      name: "LanguageModelTests", dependencies: ["Files", "Corpus", "LanguageModel", "Tensors"], exclude: ["golden.py"],
      resources: [.copy("Golden")]),
    .testTarget(
      name: "ProbingTests", dependencies: ["Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs", "Probing"]),
    .testTarget(
      name: "ReportsTests", dependencies: ["Karel", "LanguageModel", "Beliefs", "Probing", "Reports"]),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["Files", "Karel", "Corpus", "LanguageModel", "Probing", "Experiments"]),
    .testTarget(name: "TextCanvasTests", dependencies: ["TextCanvas"]),
    .testTarget(name: "ScreensTests", dependencies: ["Karel", "Corpus", "Beliefs", "TextCanvas", "Screens"]),
    .testTarget(name: "TerminalTests", dependencies: ["Corpus", "TextCanvas", "Screens", "Terminal"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "karelscope", "PlainText", "Karel", "Corpus", "LanguageModel", "Probing", "Experiments", "TextCanvas",
        "Screens", "Terminal",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
