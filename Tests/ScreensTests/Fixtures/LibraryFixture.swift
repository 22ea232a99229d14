import Screens

/// Runs made up by current one.
enum LibraryFixture {
  static let bundled = RunCatalog.Entry(
    reference: RunReference(path: "/assets/first", name: "first"), isBundled: true,
    content: .run(
      RunCatalog.Facts(
        preset: "turns", seed: 1, model: "CodeGen, width 128", stepsDone: 6000, steps: 6000, samples: 384_000,
        accuracy: 0.603,
        checkpoints: [
          RunCatalog.Checkpoint(step: 100, samples: 6400, bytes: 2_400_000),
          RunCatalog.Checkpoint(
            step: 6000, samples: 384_000, bytes: 2_412_345, probes: ["linear·start", "linear·grid"], accuracy: 0.603,
            isLoaded: true),
        ])))

  static let broken = RunCatalog.Entry(
    reference: RunReference(path: "/runs/broken", name: "broken"), isBundled: false,
    content: .broken(reason: "preset: no such field"))

  static let young = RunCatalog.Entry(
    reference: RunReference(path: "/runs/young", name: "young"), isBundled: false,
    content: .run(
      RunCatalog.Facts(
        preset: "quick", seed: 7, model: "CodeGen, width 64", stepsDone: 0, steps: 9000, checkpoints: [])))

  static let library = RunCatalog(folders: ["/runs"], runs: [bundled, broken, young])

  static func tab(_ library: RunCatalog = library, keys: Key...) -> LibraryTab {
    var tab = LibraryTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.library(library))
    for key in keys { _ = tab.press(key) }
    return tab
  }
}
