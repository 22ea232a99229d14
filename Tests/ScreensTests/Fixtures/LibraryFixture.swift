import Screens

/// Runs made up by hand.
enum LibraryFixture {
  static let bundled = RunLibrary.Entry(
    reference: RunReference(path: "/assets/first", name: "first"), isBundled: true,
    content: .run(
      RunLibrary.Facts(
        preset: "turns", seed: 1, model: "CodeGen, width 128", stepsDone: 6000, steps: 6000, samples: 384_000,
        accuracy: 0.603,
        checkpoints: [
          RunLibrary.Checkpoint(step: 100, samples: 6400, bytes: 2_400_000),
          RunLibrary.Checkpoint(
            step: 6000, samples: 384_000, bytes: 2_412_345, probes: ["linear·start", "linear·grid"], accuracy: 0.603,
            isLoaded: true),
        ])))

  static let broken = RunLibrary.Entry(
    reference: RunReference(path: "/runs/broken", name: "broken"), isBundled: false,
    content: .broken(reason: "preset: no such field"))

  static let young = RunLibrary.Entry(
    reference: RunReference(path: "/runs/young", name: "young"), isBundled: false,
    content: .run(
      RunLibrary.Facts(
        preset: "quick", seed: 7, model: "CodeGen, width 64", stepsDone: 0, steps: 9000, checkpoints: [])))

  static let library = RunLibrary(folders: ["/runs"], runs: [bundled, broken, young])

  static func model(_ library: RunLibrary = library, keys: Key...) -> LibraryModel {
    var model = LibraryModel(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = model.show(Fixture.subject())
    _ = model.receive(.library(library))
    for key in keys { _ = model.press(key) }
    return model
  }
}
