import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Whatever a name, a value, a file or an argument holds is shown, and steers neither terminal nor log nor page.
@Suite struct HostileTextCommandTests {
  /// Sets a title, clears the screen in two ways, breaks the line in four, turns the direction, and closes what quotes.
  private static let hostile =
    "\u{1B}]0;x\u{7}\u{9B}2J\u{7F}\r\n\u{85}\u{2028}\u{202E}\u{2066}\u{200F}\u{FEFF}<&\"'\u{301}"

  /// Runs the program in a folder in which it finds its settings as well; nothing that it writes steers.
  private func run(
    _ arguments: [String], in folder: URL, input: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Command {
    let command = try Command.shell(
      "cd \"$1\" && LC_ALL=C.UTF-8 XDG_CONFIG_HOME=\"$1\" exec \"$0\" \"${@:2}\"", [folder.path] + arguments,
      input: input)
    for (name, text) in [("output", command.output), ("errors", command.errors)] {
      let steering = Self.steering(text)
      #expect(steering.isEmpty, "\(arguments): \(steering) in \(name)", sourceLocation: sourceLocation)
    }
    return command
  }

  /// What must not be in a text of lines.
  private static func steering(_ text: String) -> [String] {
    text.unicodeScalars.filter { scalar in
      let isControl = [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
      return scalar != "\n" && (isControl || scalar.properties.isBidiControl)
    }
    .map { String($0.value, radix: 16) }
  }

  /// Runs the program on what it refuses, and expects one line for it, and below it nothing but the parser's own.
  private func refused(
    _ arguments: [String], in folder: URL, input: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let command = try run(arguments, in: folder, input: input, sourceLocation: sourceLocation)
    let lines = command.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(command.status != 0 && command.output.isEmpty, "\(arguments)", sourceLocation: sourceLocation)
    #expect(lines.first?.hasPrefix("error: ") == true, "\(command.errors)", sourceLocation: sourceLocation)
    let usage = ["Help:  ", "Usage: karelscope ", "  See 'karelscope "]
    for line in lines.dropFirst() {
      #expect(usage.contains(where: line.hasPrefix), "\(command.errors)", sourceLocation: sourceLocation)
    }
    return command.errors
  }

  /// A finished run with probes, in a folder of such a name, and with such texts in its configuration.
  private func hostileRun(in folder: URL) throws -> URL {
    let run = folder.appending(path: "r" + Self.hostile)
    try FileManager.default.copyItem(at: Command.assets.appending(path: "quick"), to: run)
    let file = run.appending(path: "run.json")
    var fields = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    var preset = try #require(fields["preset"] as? [String: Any])
    preset["name"] = "quick" + Self.hostile
    fields["preset"] = preset
    fields["version"] = "1" + Self.hostile
    fields["deviations"] = ["other" + Self.hostile]
    var machines = try #require(fields["machines"] as? [[String: Any]])
    for key in machines[0].keys where machines[0][key] is String { machines[0][key] = key + Self.hostile }
    fields["machines"] = machines
    try JSONSerialization.data(withJSONObject: fields).write(to: file)
    return run
  }

  @Test func whatARunHoldsIsShown() throws {
    try withFolder { folder in
      let run = try hostileRun(in: folder)
      let shown = #"\u{1B}]0;x\u{7}\u{9B}2J\u{7F}\r\n\u{85}\u{2028}\u{202E}\u{2066}\u{200F}\u{FEFF}<&"'"# + "\u{301}"
      let info = try self.run(["info", "--run", run.path], in: folder)
      for text in ["r", "karelscope 1", "quick", "  other"] { #expect(info.output.contains(text + shown + "\n")) }
      let metrics = try self.run(["metrics", "--run", run.path], in: folder)
      #expect(metrics.output.hasPrefix("run r\(shown), preset quick\(shown), seed 1\n"))
      struct Info: Decodable { let preset: String }
      let json = try self.run(["info", "--run", run.path, "--json"], in: folder)
      #expect(try decoded(json.output, as: Info.self).preset == "quick" + Self.hostile, "the same value")
      for arguments in [
        ["metrics", "--json"], ["report", "--csv", "-"], ["report", "--json"], ["eval", "--count", "2"],
        ["eval", "--count", "2", "--json"], ["export", "--checkpoint", "latest", "--out", run.path + "/x\u{1B}\n"],
        ["corpus", "--count", "1"],
      ] {
        let command = try self.run(arguments + ["--run", run.path], in: folder)
        #expect(command.status == 0 && !command.output.isEmpty, "\(arguments): \(command.errors)")
      }
      let done = try self.run(["train", "--out", run.path, "--resume"], in: folder)
      #expect(done.status == 0 && done.errors.hasSuffix("r\(shown) after step 6500 of 6500\ndone\n"), "\(done.errors)")
      let other = try refused(["train", "--out", run.path, "--resume", "--preset", "x\u{1B}"], in: folder)
      #expect(other.contains(#"--preset: found x\u{1B}, expected"#), "\(other)")
    }
  }

  @Test func pagesAreWellFormed() throws {
    try withFolder { folder in
      let run = try hostileRun(in: folder)
      let text = try self.run(
        ["report", "--run", run.path, "--html", "page.html", "--svg", "figures.svg"], in: folder)
      #expect(text.status == 0 && text.output.hasPrefix(#"run r\u{1B}]0;x"#), "\(text.errors)")
      let frame = try self.run(
        ["step", "--run", run.path, "--once", "--size", "200x60", "--frame", "frame.svg"], in: folder)
      #expect(frame.status == 0)
      for name in ["page.html", "figures.svg", "frame.svg"] {
        let data = try Data(contentsOf: folder.appending(path: name))
        #expect(XMLParser(data: data).parse(), "\(name)")
        #expect(Self.steering(String(decoding: data, as: UTF8.self)).isEmpty, "\(name)")
      }
    }
  }

  @Test(arguments: ["step", "watch", "compare", "library"])
  func framesAreCells(_ view: String) throws {
    try withFolder { folder in
      let run = try hostileRun(in: folder)
      for arguments in [
        [view, "--once"], [view, "--script", "? Esc : o v e r l a y space n o p e Enter", "--record", "r.cast"],
      ] {
        let command = try self.run(arguments + ["--run", run.path, "--size", "200x60"], in: folder)
        let lines = command.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(command.status == 0 && lines.count == 61 && lines.allSatisfy { $0.count <= 200 }, "\(command.errors)")
        #expect(command.output.contains("r?]0;x??2J????"), "every scalar takes a cell")
      }
      let recording = try String(contentsOf: folder.appending(path: "r.cast"), encoding: .utf8)
      #expect(Self.steering(recording).isEmpty && recording.contains(#"\u001b["#))
    }
  }

  @Test(arguments: [
    ["st\u{9B}ep"], ["a\nb"], ["--fl\u{1B}ag"], ["--fl\nag\n   or: x"], ["-\u{1B}"], ["help", "\u{202E}"],
    ["train", "--out", "x", "--preset", "t\u{1B}\nx", "--seed", "1"],
    ["train", "--out", "x", "--preset", "tiny", "--seed", "1", "--set", "\u{1B}\n=\u{202E}"],
    ["train", "--out", "x", "--preset", "tiny", "--seed", "1", "--set", "steps=\u{1B}\n"],
    ["run", "--program", "move\n\u{1B}[31m", "--world", "-"], ["run", "--program", "move", "--world", "n\u{1B}o\npe"],
    ["--once", "--frame", "x\u{1B}\n.gif"], ["report", "--layer", "\u{1B}\n"], ["--size", "\u{1B}\n"],
    ["--color", "\u{1B}\n"], ["generate", "--specs", "\u{1B}\n"], ["eval", "--lengths", "\u{1B}\n"],
    ["steer", "--strength", "\u{1B}\n"], ["probe", "--checkpoint", "\u{1B}\n"], ["--script", "nn\u{1B}"],
    ["--record", "/nope\u{1B}\n/x", "--once"], ["corpus", "--run", "\u{1B}\n"], ["info", "--run", "\u{1B}\n"],
    ["bench", "probe", "--dump", "\u{1B}\n"], ["probe", "--frames", "\u{1B}\n"],
  ])
  func argumentsAreQuoted(_ arguments: [String]) throws {
    try withFolder { folder in
      let errors = try refused(arguments, in: folder)
      #expect(errors.contains("\\u{") || errors.contains("\\n"), "\(errors)")
    }
  }

  /// Line feeds of the parser's own stay, where no argument has any.
  @Test func theParserKeepsItsLines() throws {
    let command = try Command(["--generate-completion-script", "x\u{1B}"])
    #expect(command.errors.hasPrefix("error: Can't generate completion scripts for 'x\\u{1B}'.\nPlease use "))
    let other = try Command(["--generate-completion-script", "x\n"]).errors
    #expect(other.hasPrefix(#"error: Can't generate completion scripts for 'x\n'.\nPlease use "#), "\(other)")
  }

  @Test func whatFilesHoldIsQuoted() throws {
    try withFolder { folder in
      let world = try refused(["run", "--program", "move", "--world", "-"], in: folder, input: Self.hostile)
      #expect(world.contains("standard input: line "))
      for specification in [
        "{\"in\u{1B}\": \u{9B}", "{\"inputs\": \"\u{9B}2J\u{202E}\u{2028}\"}", "\"\u{9B}\u{202E}\"",
        #"{"inputs": [["\u001b\n"]], "outputs": []}"#,
      ] {
        let errors = try refused(["generate", "--specs", "-"], in: folder, input: specification)
        #expect(errors.contains("standard input: line 1: "), "\(errors)")
      }
      let settings = folder.appending(path: "karelscope/settings.json")
      try FileManager.default.createDirectory(
        at: settings.deletingLastPathComponent(), withIntermediateDirectories: true)
      try JSONSerialization.data(withJSONObject: [Self.hostile: 1, "theme": "x\u{1B}\n", "speed": [Self.hostile]])
        .write(to: settings)
      let info = try run(["info"], in: folder)
      #expect(info.output.contains(#"theme: found x\u{1B}\n, expected"#), "\(info.output)")
      let frame = try run(["step", "--once", "--size", "120x40"], in: folder).output
      #expect(frame.contains("found ?]0;x?"), "\(frame)")
    }
  }

  @Test func whatACheckpointHoldsIsQuoted() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let file = run.appending(path: "checkpoints/step-000060/model.safetensors")
      for entry in [
        #"{"dtype":"F\u001b\n32","shape":[1],"data_offsets":[0,4]}"#,
        #"{"dtype":"F32","shape":[2],"data_offsets":[0,4]}"#, #"{"dtype":7,"shape":[1],"data_offsets":[0,4]}"#,
      ] {
        let header = Data(#"{"t\u001b\u202e\n":\#(entry)}"#.utf8)
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        try (length + header + Data(count: 4)).write(to: file)
        let errors = try refused(["eval", "--count", "1", "--run", run.path], in: folder)
        #expect(errors.contains("model.safetensors: "), "\(errors)")
      }
      let configuration = run.appending(path: "run.json")
      for text in [#"{"format": "\u001b\n"}"#, "{\"\u{9B}", #"{"preset": {"\u001b": 1, "name": "\n"}}"#] {
        try Data(text.utf8).write(to: configuration)
        #expect(try refused(["info", "--run", run.path], in: folder).contains("run.json"))
      }
    }
  }
}
