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
    .target(name: "Files", dependencies: ["PlainText"]),
    .target(name: "Karel"),
    .target(name: "Corpus", dependencies: ["Karel"]),
    .target(name: "VectorMath"),
    .target(name: "Tensors", dependencies: ["COneDNN", "VectorMath"]),
    .target(name: "LanguageModel", dependencies: ["PlainText", "Files", "Karel", "Corpus", "Tensors"]),
    .target(name: "Beliefs", dependencies: ["Karel", "Corpus"]),
    .target(name: "Records", dependencies: ["PlainText", "Karel", "Corpus", "Beliefs"]),
    .target(
      name: "Probing",
      dependencies: ["PlainText", "Files", "Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs", "Records"]),
    .target(name: "Lens", dependencies: ["Files", "Karel", "Corpus", "Tensors", "LanguageModel", "Probing"]),
    .target(name: "Reports", dependencies: ["PlainText", "Karel", "LanguageModel", "Beliefs", "Records", "Probing"]),
    .target(
      name: "Experiments",
      dependencies: [
        "PlainText", "Files", "Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs", "Records", "Probing", "Lens",
      ]),
    .target(name: "TextCanvas", dependencies: ["PlainText"]),
    .target(name: "Screens", dependencies: ["PlainText", "Karel", "Corpus", "Beliefs", "Records", "TextCanvas"]),
    .target(name: "Terminal", dependencies: ["Files", "TextCanvas", "Screens", "CNcurses"]),
    .executableTarget(
      name: "karelscope",
      dependencies: [
        "PlainText", "Files", "Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs", "Records", "Probing", "Lens",
        "Reports", "Experiments", "TextCanvas", "Screens", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(name: "PlainTextTests", dependencies: ["PlainText"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(name: "KarelTests", dependencies: ["Karel"]),
    .testTarget(name: "CorpusTests", dependencies: ["Karel", "Corpus"]),
    .testTarget(name: "TensorsTests", dependencies: ["Corpus", "Tensors"]),
    .testTarget(
      name: "LanguageModelTests", dependencies: ["Files", "Karel", "Corpus", "LanguageModel", "Tensors"],
      exclude: ["golden.py", "golden_hooks.py"],
      resources: [.copy("Golden")]),
    .testTarget(name: "RecordsTests", dependencies: ["Karel", "Corpus", "Records"]),
    .testTarget(
      name: "ProbingTests",
      dependencies: ["Karel", "Corpus", "Tensors", "LanguageModel", "Beliefs", "Records", "Probing"]),
    .testTarget(name: "LensTests", dependencies: ["Karel", "Corpus", "Tensors", "LanguageModel", "Lens"]),
    .testTarget(
      name: "ReportsTests", dependencies: ["Karel", "LanguageModel", "Beliefs", "Probing", "Reports"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Files", "Karel", "Corpus", "LanguageModel", "Beliefs", "Records", "Probing", "Experiments"]),
    .testTarget(name: "TextCanvasTests", dependencies: ["TextCanvas"]),
    .testTarget(
      name: "ScreensTests", dependencies: ["Karel", "Corpus", "Beliefs", "Records", "TextCanvas", "Screens"]),
    .testTarget(name: "TerminalTests", dependencies: ["Corpus", "TextCanvas", "Screens", "Terminal"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "karelscope", "PlainText", "Karel", "Corpus", "LanguageModel", "Records", "Probing", "Experiments", "Screens",
        "Terminal",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
