import Foundation
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
    ["config.json", "model.safetensors", "tokenizer.json"].map { "checkpoints/step-0000\(step)/\($0)" }
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
          "samples/step-000060.jsonl",
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

  @Test func whatIsThereStaysAsItWas() throws {
    try withFolder { folder in
      let file = folder.appending(path: "note")
      try Data("mine".utf8).write(to: file)
      for target in [folder, file] {
        let command = try Command(["export", "--run", TinyRun.path(), "--out", target.path])
        #expect(
          command.errors
            == "error: \(target.path): found something of that name, expected a folder that is not there yet\n")
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
