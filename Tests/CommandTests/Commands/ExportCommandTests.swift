import Foundation
import LanguageModel
import Testing

@Suite struct ExportCommandTests {
  private func files(in folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder.path + "/" + path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  private func checkpointFiles(_ step: Int) -> [String] {
    ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"].map {
      "checkpoints/step-0000\(step)/\($0)"
    }
  }

  @Test func theCopyHasWhatWasChosenAndNoMore() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      for step in [20, 40] {
        let probes = run.appending(path: "probes/step-0000\(step)")
        try FileManager.default.createDirectory(at: probes, withIntermediateDirectories: true)
        try Data("probe \(step)".utf8).write(to: probes.appending(path: "linear"))
      }
      let copy = folder.appending(path: "copy")
      let command = try Command(
        ["export", "--run", run.path, "--out", copy.path, "--checkpoint", "latest,20,60"])
      #expect(command.output == "\(copy.path): checkpoints 20, 60\n")
      #expect(command.errors.isEmpty)
      #expect(command.status == 0)

      let expected =
        checkpointFiles(20) + checkpointFiles(60) + [
          "metrics.jsonl", "probes/step-000020/linear", "run.json", "samples/step-000020.jsonl",
          "samples/step-000040.jsonl", "samples/step-000060.jsonl",
        ]
      #expect(try files(in: copy) == expected)
      for file in expected {
        let (original, copied) = (run.appending(path: file), copy.appending(path: file))
        #expect(try Data(contentsOf: original) == Data(contentsOf: copied), "\(file) differs")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["copy", "run"])
    }
  }

  @Test func theCopyIsARun() throws {
    try withFolder { folder in
      let copy = folder.appending(path: "copy").path
      #expect(try Command(["export", "--run", TinyRun.path(), "--out", copy]).status == 0)
      #expect(try files(in: URL(fileURLWithPath: copy)).contains("checkpoints/step-000040/model.safetensors"))
      let options = ["--checkpoint", "40", "--count", "20", "--seed", "3", "--json"]
      let (original, copied) = (
        try Command(["eval", "--run", TinyRun.path()] + options), try Command(["eval", "--run", copy] + options)
      )
      let name = URL(fileURLWithPath: try TinyRun.path()).lastPathComponent
      #expect(original.output.replacing("\"run\":\"\(name)\"", with: "\"run\":\"copy\"") == copied.output)
      #expect(copied.status == 0)
    }
  }

  @Test func sixteenBitsHalveTheModel() throws {
    try withFolder { folder in
      let copy = folder.appending(path: "copy")
      let options = ["--checkpoints", "60", "--bits", "16"]
      #expect(try Command(["export", "--run", TinyRun.path(), "--out", copy.path] + options).status == 0)
      let files = [try TinyRun.path(), copy.path].map { URL(fileURLWithPath: "\($0)/checkpoints/step-000060") }

      let (whole, half) = (try model(in: files[0]), try model(in: files[1]))
      #expect(whole.names == half.names)
      var bytes = [0, 0]
      for name in whole.names {
        let (from, to) = (try #require(whole.tensors[name]), try #require(half.tensors[name]))
        #expect((from.elementType, to.elementType) == (.float32, .float16))
        bytes[0] += from.byteRange.count
        bytes[1] += to.byteRange.count
        let (numbers, rounded) = (
          try whole.floats(name, shape: from.shape), try half.floats(name, shape: from.shape)
        )
        #expect(zip(numbers, rounded).allSatisfy { isNearestHalf($1, to: $0) }, "\(name) is not rounded to the nearest")
      }
      #expect(bytes[0] == 2 * bytes[1])
      let configurations = try files.map { try String(contentsOf: $0.appending(path: "config.json"), encoding: .utf8) }
      #expect(!configurations[0].contains("torch_dtype"))
      #expect(configurations[1].contains("\"torch_dtype\" : \"float16\""))

      let samples = try Command(["corpus", "--count", "10"]).output
      let answers = try Command(["generate", "--run", copy.path, "--specs", "-"], input: samples)
      #expect(answers.lines.count == 10)
      #expect(answers.status == 0)

      // Nothing is lost when the copy is copied.
      let second = folder.appending(path: "second")
      #expect(try Command(["export", "--run", copy.path, "--out", second.path, "--bits", "16"]).status == 0)
      let name = "checkpoints/step-000060/model.safetensors"
      #expect(try Data(contentsOf: copy.appending(path: name)) == Data(contentsOf: second.appending(path: name)))
    }
  }

  @Test func sixteenBitsHalveTheProbes() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let name = "probes/step-000020/linear.safetensors"
      let probe = run.appending(path: name)
      try FileManager.default.createDirectory(at: probe.deletingLastPathComponent(), withIntermediateDirectories: true)
      try SafeTensors.write(
        ["weight": SafeTensor([0.1, 1] as [Float], shape: [2])], metadata: ["probe": "linear"], to: probe)
      for (bits, type) in [("32", SafeTensor.ElementType.float32), ("16", .float16)] {
        let copy = folder.appending(path: "copy\(bits)")
        let options = ["--checkpoint", "20", "--bits", bits]
        #expect(try Command(["export", "--run", run.path, "--out", copy.path] + options).status == 0)
        let file = try SafeTensorsFile(contentsOf: copy.appending(path: name))
        #expect(file.tensors["weight"]?.elementType == type && file.metadata == ["probe": "linear"])
      }
    }
  }

  private func model(in folder: URL) throws -> SafeTensorsFile {
    try SafeTensorsFile(contentsOf: folder.appending(path: "model.safetensors"))
  }

  /// Whether no number that 10 fraction bits hold lies nearer, and of two as near the last bit of `rounded` is even.
  private func isNearestHalf(_ rounded: Float, to number: Float) -> Bool {
    let spacing =
      max(Float(sign: .plus, exponent: number == 0 ? -14 : number.exponent, significand: 1), 0x1p-14) * 0x1p-10
    let steps = rounded / spacing
    let distance = abs(Double(rounded) - Double(number)) / Double(spacing)
    guard steps == steps.rounded() else { return false }
    return distance < 0.5 || (distance == 0.5 && Int(steps).isMultiple(of: 2))
  }

  @Test func numbersBeyondSixteenBitsAreNamed() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let model = run.appending(path: "checkpoints/step-000060/model.safetensors")
      var bytes = try Data(contentsOf: model)
      bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: withUnsafeBytes(of: Float(70000)) { Data($0) })
      try bytes.write(to: model)
      let command = try Command(
        ["export", "--run", run.path, "--out", folder.appending(path: "copy").path, "--bits", "16"])
      #expect(
        command.errors
          == "error: \(model.path): transformer.wte.weight: found 70000.0, expected numbers that 16 bits can hold, "
          + "up to 65504; store it in 32 bits\n")
      #expect(command.status == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run"])
    }
  }

  @Test func otherBitsAreRefused() throws {
    let command = try Command(["export", "--run", "x", "--out", "y", "--bits", "8"])
    #expect(command.errors.contains("--bits: found 8, expected 32 or 16"))
    #expect(command.status == 64)
  }

  @Test func whatIsThereStaysAsItWas() throws {
    try withFolder { folder in
      let file = folder.appending(path: "note")
      try Data("mine".utf8).write(to: file)
      for target in [folder, file] {
        let command = try Command(["export", "--run", TinyRun.path(), "--out", target.path])
        #expect(
          command.errors
            == "error: \(target.path): already exists, expected a new folder\n")
        #expect(command.status == 1)
      }
      #expect(try files(in: folder) == ["note"])
      #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
    }
  }

  @Test(arguments: [
    ("30", "has no checkpoint '30'; expected latest or one of 20, 40, 60"), ("", "has no checkpoint ''"),
    ("20,,40", "has no checkpoint ''"), (",", "has no checkpoint ''"),
  ])
  func aCheckpointThatIsNotThereIsNamed(_ checkpoints: String, message: String) throws {
    try withFolder { folder in
      let copy = folder.appending(path: "copy").path
      let command = try Command(
        ["export", "--run", TinyRun.path(), "--out", copy, "--checkpoints", checkpoints])
      #expect(command.errors.contains(message))
      #expect(command.status == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test func aBrokenCheckpointLeavesNothingBehind() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let model = run.appending(path: "checkpoints/step-000060/model.safetensors")
      try Data(contentsOf: model).dropLast().write(to: model)
      let command = try Command(["export", "--run", run.path, "--out", folder.appending(path: "copy").path])
      #expect(command.errors.hasPrefix("error: \(model.path): "))
      #expect(command.output.isEmpty)
      #expect(command.status == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run"])
    }
  }
}
