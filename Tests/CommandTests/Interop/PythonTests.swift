import Corpus
import Experiments
import Foundation
import LanguageModel
import Testing

/// What other programs make of our files, and we of theirs. Skipped where Python lacks their packages.
@Suite struct PythonTests {
  private static let models = Python.has("torch", "transformers", "safetensors")
  private static let missing: Comment = "Python has not all of torch, transformers, safetensors"

  /// `check_generate.py`: ids, logits and greedy programs agree.
  @Test(.enabled(if: models, missing), arguments: Encoding.allCases, [32, 16])
  func checkpointsOpenInTransformers(_ encoding: Encoding, bits: Int) throws {
    try withFolder { folder in
      let (run, copy) = (folder.appending(path: "run"), folder.appending(path: "copy"))
      let train = try Command([
        "train", "--preset", "tiny", "--seed", "3", "--encoding", encoding.rawValue, "--steps", "30", "--out", run.path,
      ])
      #expect(train.status == 0, "\(train.errors)")
      let export = try Command(["export", "--run", run.path, "--out", copy.path, "--bits", "\(bits)"])
      #expect(export.status == 0, "\(export.errors)")
      let check = try Python.shell(
        "exec \"$PYTHON\" \"$1\" \"${@:2}\"",
        [Python.peers.appending(path: "check_generate.py").path, copy.path, "latest", "20"])
      #expect(check.status == 0, "\(check.output)\(check.errors)")
    }
  }

  /// `check_logits.py`: CodeGen written out in numpy gives the same logits.
  @Test(.enabled(if: Python.has("numpy"), "Python has no numpy"))
  func logitsAreThoseOfNumpy() throws {
    let check = try Python.shell(
      "exec \"$PYTHON\" \"$@\"", [Python.peers.appending(path: "check_logits.py").path, TinyRun.path(), "60", "5"])
    #expect(check.status == 0 && check.output.contains("5 samples"), "\(check.output)\(check.errors)")
  }

  @Test(.enabled(if: Python.has("datasets", "transformers"), "Python has not both of datasets, transformers"))
  func dataSetsOpenInDatasets() throws {
    try withFolder { folder in
      let data = folder.appending(path: "data")
      #expect(try Command(["corpus", "--out", data.path, "--count", "50", "--encoding", "cells"]).status == 0)
      let check = try Python.shell(
        """
        exec "$PYTHON" -c '
        import json, sys
        from datasets import load_dataset
        from transformers import AutoTokenizer
        data = load_dataset(sys.argv[1], split="test")
        tokenizer = AutoTokenizer.from_pretrained(sys.argv[1] + "/tokenizer")
        assert all(tokenizer(line["text"])["input_ids"] == line["tokens"] for line in data)
        for line in data: print(json.dumps(line))' "$1"
        """, [data.path])
      #expect(check.status == 0, "\(check.errors)")
      let known = try Command(["corpus", "--count", "50", "--encoding", "cells"]).lines
      func object(_ line: Substring) throws -> NSDictionary? {
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
      }
      #expect(try check.lines.map(object) == known.map(object))
    }
  }

  @Test(.enabled(if: Python.has("tensorboard"), "Python has no tensorboard"))
  func metricsOpenInTensorBoard() throws {
    try withFolder { folder in
      #expect(
        try Command(["metrics", "--run", TinyRun.path(), "--tensorboard", folder.path]).status == 0)
      let check = try Python.shell(
        """
        exec "$PYTHON" -c '
        import sys
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
        events.Reload()
        for tag in ("loss/text", "evaluation/generative_accuracy"):
          if tag in events.Tags()["scalars"]:
            for event in events.Scalars(tag): print(tag, event.step, event.value)' "$1"
        """, [folder.path])
      #expect(check.status == 0, "\(check.errors)")
      let lines = try RunDirectory(URL(fileURLWithPath: TinyRun.path())).metricsLog().lines
      let read = check.lines.map { $0.split(separator: " ") }
      let losses = read.filter { $0[0] == "loss/text" }
      #expect(losses.map { Int($0[1]) } == lines.map(\.step))
      #expect(losses.compactMap { Float($0[2]) } == lines.map { Float($0.loss.text) })
      #expect(read.count - losses.count == lines.count { $0.evaluation != nil })
    }
  }

  /// `train_transformers.py` in two processes, interrupted once by its own number of steps, to a run that opens.
  @Test(
    .enabled(
      if: Python.has("torch", "transformers", "datasets", "accelerate"),
      "Python has not all of torch, transformers, datasets, accelerate"))
  func trainingsOfSeveralProcessesBecomeRuns() throws {
    try withFolder { folder in
      let (data, out, run) = (
        folder.appending(path: "data"), folder.appending(path: "out"), folder.appending(path: "run")
      )
      #expect(
        try Command(["corpus", "--out", data.path, "--split", "train", "--count", "200", "--seed", "7"]).status == 0)
      func train(_ steps: Int) throws {
        let training = try Python.shell(
          "exec \"$PYTHON\" -m torch.distributed.run --standalone --nproc_per_node 2 \"$@\"",
          [
            Python.peers.appending(path: "train_transformers.py").path, "--data", data.path, "--out", out.path,
            "--width",
            "32", "--layers", "2", "--heads", "4", "--rotary", "8", "--inner", "72", "--steps", "\(steps)", "--batch",
            "6",
            "--micro", "2", "--save-at", "4", "--turns-first", "1:12,2:24",
          ])
        #expect(training.status == 0, "\(training.errors)")
      }
      var isNew = true
      func imported() throws -> [Int] {
        let command = try Command(
          ["import", "--from", out.path, "--out", run.path] + (isNew ? ["--count", "10"] : []))
        #expect(command.status == 0, "\(command.errors)")
        return try RunDirectory(run).checkpointSteps
      }
      try train(8)
      #expect(try imported() == [4, 8])
      isNew = false
      try train(12)
      #expect(try imported() == [4, 8, 12])
      let configuration = try RunDirectory(run).configuration
      #expect(configuration.seed == 7 && configuration.preset.batchSize == 6)
      #expect(configuration.preset.model.innerWidth == 72 && configuration.preset.model.encoding == .coordinates)
      let step = try Command(["step", "--run", run.path, "--once"])
      #expect(step.status == 0 && step.output.contains("PROGRAM"))
      let loss = try String(contentsOf: out.appending(path: "log.jsonl"), encoding: .utf8)
      #expect(loss.split(separator: "\n").count == 2)
    }
  }

  /// The start in the documentation, as it stands there, and the report's figure.
  @Test(.enabled(if: models, missing))
  func theStartInTheDocumentationReproducesAFigure() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let sizes = ["--training", "60", "--validation", "20", "--test", "40"]
      #expect(
        try Command(["probe", "--run", run.path, "--checkpoint", "60", "--probes", "linear"] + sizes).status == 0)
      let dump = folder.appending(path: "states.safetensors")
      #expect(
        try Command(["probe", "--run", run.path, "--checkpoint", "60", "--dump", dump.path] + sizes).status == 0)
      let page = try String(
        contentsOf: Command.assets.appending(path: "../Sources/karelscope/Karelscope.docc/Interop.md"), encoding: .utf8)
      let start = try #require(page.firstRange(of: "```python\n")).upperBound
      let end = try #require(page[start...].firstRange(of: "```\n")).lowerBound
      let script = folder.appending(path: "start.py")
      try Data(page[start..<end].utf8).write(to: script)
      let check = try Python.shell("exec \"$PYTHON\" \"$@\"", [script.path, run.path, "60", dump.path])
      #expect(check.status == 0, "\(check.errors)")
      let result = try #require(
        try RunDirectory(run).probeResults(60).records.first {
          $0.probe == "linear" && $0.frame == "grid" && $0.feature == "direction" && $0.offset == 0
            && $0.semantics == "original" && $0.control == nil
        })
      let accuracy = try #require(result.accuracy)
      #expect(check.lines.last == "direction, linear probe: \(String(format: "%.3f", accuracy)) of \(result.n)")
    }
  }
}
