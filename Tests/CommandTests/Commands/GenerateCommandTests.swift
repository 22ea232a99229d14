import Corpus
import Foundation
import Karel
import Testing

@Suite struct GenerateCommandTests {
  private struct Answer: Decodable {
    let index: Int
    let program: [String]
    let satisfied: Bool
    let examples: [Bool]
    let tokens: [Int]
    let logProbability: Double
    let logits: [[Double]]?

    var ops: [Op] { program.compactMap { Op(name: $0) } }
  }

  private static let vocabulary = Vocabulary(.coordinates)
  private static let samples = (0..<30).map { Corpus(seed: 5).sample($0, of: .test) }

  /// The samples as lines of the corpus.
  private static func specifications(_ count: Int = 30) throws -> String {
    try Command(["corpus", "--seed", "5", "--count", "\(count)"]).output
  }

  private static func generate(_ options: [String] = [], specifications: String) throws -> Command {
    try Command(["generate", "--run", TinyRun.path(), "--specs", "-"] + options, input: specifications)
  }

  /// After 20 steps the model never ends a program by itself, so its longest programs are seen here as well.
  @Test(arguments: ["20", "40", "latest"])
  func anAnswerFollowsFromItsProgram(_ checkpoint: String) throws {
    let command = try Self.generate(["--json", "--checkpoint", checkpoint], specifications: Self.specifications())
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
    let answers = try command.lines.map { try decoded($0, as: Answer.self) }
    #expect(answers.map(\.index) == Self.samples.map(\.index))
    for (answer, sample) in zip(answers, Self.samples) {
      let program = Program(answer.ops)
      #expect(program.ops.map(\.name) == answer.program)
      #expect((1...16).contains(program.ops.count))
      #expect(answer.examples == sample.specification.satisfied(by: program))
      #expect(answer.satisfied == answer.examples.allSatisfy { $0 })
      #expect(answer.tokens == Self.vocabulary.encode(sample.specification) + Self.vocabulary.encode(program))
      #expect(answer.logits == nil)
    }
    if checkpoint == "20" { #expect(answers.allSatisfy { $0.program.count == 16 }) }
  }

  @Test(arguments: ["20", "latest"])
  func theProgramIsTheLikeliestUnderTheGrammar(_ checkpoint: String) throws {
    let command = try Self.generate(
      ["--json", "--logits", "--checkpoint", checkpoint], specifications: Self.specifications(8))
    let answers = try command.lines.map { try decoded($0, as: Answer.self) }
    #expect(answers.count == 8)
    for answer in answers {
      let logits = try #require(answer.logits)
      let written = answer.tokens.suffix(answer.program.count + 1)
      #expect(logits.count == written.count)
      var logProbability = 0.0
      for (place, (token, row)) in zip(written, logits).enumerated() {
        #expect(row.count == Self.vocabulary.count)
        logProbability += row[token] - log(row.reduce(0) { $0 + exp($1) })
        let end = Self.vocabulary.end
        let allowed =
          place == 16 ? [end] : Array(Self.vocabulary.opTokens) + (place == 0 ? [] : [end])
        #expect(allowed.allSatisfy { row[$0] <= row[token] })
      }
      #expect(abs(answer.logProbability - logProbability) < 1e-4)
    }
  }

  @Test func threadsChangeNothing() throws {
    let outputs = try ["1", "2", "5"].map {
      try Self.generate(["--json", "--logits", "--threads", $0], specifications: Self.specifications()).output
    }
    #expect(!outputs[0].isEmpty)
    #expect(Set(outputs).count == 1)
  }

  @Test func withoutJSONALineIsForAReader() throws {
    let specifications = try Self.specifications(3)
    let answers = try Self.generate(["--json"], specifications: specifications).lines.map {
      try decoded($0, as: Answer.self)
    }
    let expected = answers.map { answer in
      let marks = answer.examples.map { $0 ? "✓" : "✗" }.joined()
      return "\(answer.index)  \(marks)  \(answer.program.joined(separator: " "))\n"
    }
    #expect(try Self.generate(specifications: specifications).output == expected.joined())
  }

  @Test func onlyInputsAndOutputsAreNeeded() throws {
    let lines = try Self.specifications(3).split(separator: "\n").map { line in
      var fields = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      for name in ["index", "program", "text", "tokens"] { fields[name] = nil }
      fields["comment"] = ["anything": [1, nil]]
      return String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    }
    let command = try Self.generate(
      ["--json"], specifications: "\(lines[0])\r\n\r\n  \n\(lines[1])\n\n\(lines[2])")
    let answers = try command.lines.map { try decoded($0, as: Answer.self) }
    #expect(answers.map(\.index) == [0, 3, 5], "the lines' numbers, the blank ones counted")
    for (answer, sample) in zip(answers, Self.samples) {
      #expect(answer.tokens.starts(with: Self.vocabulary.encode(sample.specification)))
    }
    #expect(command.status == 0)
  }

  /// The first samples as flat records, as the paper's generator writes them.
  private static func flatRecords(_ count: Int) throws -> [[String: Any]] {
    samples.prefix(count).map { sample in
      var fields: [String: Any] = ["code": "def run() {\n  \(sample.program.text(.snakeCaseCall))\n}"]
      for (name, worlds) in [("input", sample.specification.inputs), ("output", sample.specification.outputs)] {
        for (number, world) in worlds.enumerated() { fields["\(name)\(number)"] = world.rows.joined(separator: "\n") }
      }
      return fields
    }
  }

  private static func text(_ lines: [[String: Any]]) throws -> String {
    try lines.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) + "\n" }.joined()
  }

  @Test func flatRecordsAreReadLikeTheCorpus() throws {
    let expected = try Self.generate(["--json"], specifications: Self.specifications(3)).output
    #expect(!expected.isEmpty)
    let records = try Self.flatRecords(3)
    for start in ["", "\u{FEFF}"] {
      let command = try Self.generate(["--json"], specifications: start + Self.text(records))
      #expect(command.output == expected, "\(command.errors)")
    }
    // Lists of worlds that are strings, with white space around rows; and code that is not needed here.
    let lists = records.map { record -> [String: Any] in
      func worlds(_ name: String) -> [Any] {
        (0..<5).map { (record["\(name)\($0)"] as? String)?.replacing("\n", with: " \r\n") ?? "" }
      }
      return ["inputs": worlds("input"), "outputs": worlds("output"), "code": "while(frontIsClear) move"]
    }
    #expect(try Self.generate(["--json"], specifications: Self.text(lists)).output == expected)
  }

  @Test func whatDoesNotFitInAFlatRecordIsNamed() throws {
    let world = Self.samples[0].specification.inputs[0].rows.joined(separator: "\n")
    let cases: [(name: String, value: Any?, message: String)] = [
      ("input0", nil, "inputs: found no such field, expected a list of 5 worlds (or input0 to input4)"),
      ("output3", nil, "output3: found no such field, expected a world"),
      ("input5", world, "input5: found more than 5 worlds, expected input0 to input4"),
      ("input2", 7, "input2: found 7, expected a list of 8 rows"),
      ("output4", world + "\n########", "output4: line 1, column 1: found 9 rows, expected 8"),
      (
        "input1", "\n" + world.replacing("#\n#", with: "#\nx"),
        "input1: line 3, column 1: found 'x', expected one of # . 1-9 ^ > v <"
      ),
    ]
    for (name, value, message) in cases {
      var record = try Self.flatRecords(1)[0]
      record[name] = value
      try Self.expectError(String(Self.text([record]).dropLast()), message)
    }
  }

  @Test func aFileIsReadLikeStandardInput() throws {
    let specifications = try Self.specifications(2)
    let command = try withFile(specifications) { path in
      try Command(["generate", "--run", TinyRun.path(), "--specs", path])
    }
    #expect(try command.output == Self.generate(specifications: specifications).output)
    #expect(command.lines.count == 2)
  }

  @Test func nothingIsAnsweredWithNothing() throws {
    let command = try Self.generate(specifications: "")
    #expect(command.output.isEmpty)
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
  }

  @Test func eachLineIsAnsweredBeforeTheNextIsWritten() throws {
    let command = try Command.shell(
      """
      coproc GENERATE { exec "$0" generate --run "$1" --specs -; }
      while IFS= read -r line; do
        printf '%s\\n' "$line" >&"${GENERATE[1]}"
        IFS= read -r -t 100 answer <&"${GENERATE[0]}" || exit 1
        printf 'answered %s\\n' "$answer"
      done
      """, [TinyRun.path()], input: Self.specifications(3))
    #expect(command.lines.map { $0.prefix(12) } == ["answered 0  ", "answered 1  ", "answered 2  "])
    #expect(command.status == 0)
  }

  // MARK: Lines that are no specifications

  private static let world = Array(repeating: "########", count: 8)

  /// The first line of the corpus with another value for one field; without it if there is none.
  private static func line(with value: Any?, for field: String) throws -> String {
    let line = try specifications(1)
    var fields = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    fields[field] = value
    return String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
  }

  private static func expectError(_ line: String, _ message: String) throws {
    // The lines above the broken one are answered, those below it are not.
    let text = "\n" + (try specifications(1)) + line + "\n" + (try specifications(1))
    let command = try generate(specifications: text)
    #expect(command.errors == "error: standard input: line 3: \(message)\n")
    #expect(command.lines.count == 1)
    #expect(command.status == 1)
  }

  @Test(arguments: [
    ("specification", "found invalid or truncated JSON, expected an object"),
    ("{\"inputs\": [", "found invalid or truncated JSON, expected an object"),
    ("{\"inputs\": 1e400}", "found a number out of range, expected an object"),
    ("[1, 2]", "found a list of 2, expected an object with inputs and outputs"),
    ("7", "found 7, expected an object with inputs and outputs"),
    ("null", "found null, expected an object with inputs and outputs"),
  ])
  func aLineThatIsNoObjectIsPlaced(_ line: String, message: String) throws {
    let command = try Self.generate(specifications: line)
    #expect(command.errors.hasPrefix("error: standard input: line 1: \(message)"))
    #expect(command.output.isEmpty)
    #expect(command.status == 1)
  }

  @Test func aFieldThatIsMissingIsNamed() throws {
    for name in ["input", "output"] {
      try Self.expectError(
        try Self.line(with: nil, for: name + "s"),
        "\(name)s: found no such field, expected a list of 5 worlds (or \(name)0 to \(name)4)")
    }
  }

  @Test func aFieldOfAnotherTypeIsNamed() throws {
    let cases: [(value: Any, field: String, message: String)] = [
      ("all of them", "inputs", "inputs: found the string 'all of them', expected a list of 5 worlds"),
      (
        [Self.world, 7], "outputs",
        "outputs[0]: line 1, column 1: found no robot, expected one of ^ > v < in an inner cell"
      ),
      ([7], "outputs", "outputs[0]: found 7, expected a list of 8 rows"),
      ([[NSNull()]], "inputs", "inputs[0][0]: found null, expected a row as a string"),
      ("first", "index", "index: found the string 'first', expected a whole number"),
      (1.5, "index", "index: found 1.5, expected a whole number"),
      (true, "index", "index: found 1, expected a whole number"),
      (["a": 1], "index", "index: found an object, expected a whole number"),
    ]
    for (value, field, message) in cases { try Self.expectError(try Self.line(with: value, for: field), message) }
  }

  @Test func worldsThatAreNoExamplesAreNamed() throws {
    let rows = Self.samples[0].specification.inputs.map(\.rows)
    try Self.expectError(
      try Self.line(with: Array(rows.prefix(4)), for: "inputs"), "inputs: found 4 worlds, expected 5")
    try Self.expectError(
      try Self.line(with: rows + rows.prefix(1), for: "outputs"), "outputs: found 6 worlds, expected 5")

    var broken = rows
    broken[2][4] = "#..x...#"
    try Self.expectError(
      try Self.line(with: broken, for: "inputs"),
      "inputs[2]: line 5, column 4: found 'x', expected one of # . 1-9 ^ > v <")
    broken[2].removeLast()
    try Self.expectError(
      try Self.line(with: broken, for: "inputs"), "inputs[2]: line 1, column 1: found 7 rows, expected 8")

    let other = Corpus(seed: 5).sample(1, of: .test).specification.outputs.map(\.rows)
    try Self.expectError(
      try Self.line(with: other, for: "outputs"),
      "outputs[0]: found walls that differ from inputs[0], expected the same (no op moves a wall)")
  }

  @Test func aLineWithoutEndIsRefused() throws {
    let command = try Command.shell(
      "head -c 2000000 /dev/zero | \"$0\" generate --run \"$1\" --specs -", [TinyRun.path()])
    #expect(command.errors == "error: standard input: line 1: found more than 1048576 bytes, expected fewer\n")
    #expect(command.status == 1)
  }

  // MARK: Runs and checkpoints that cannot be used

  @Test func aTextThatIsTooLongForTheModelIsPlaced() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      for name in ["run.json", "checkpoints/step-000060/config.json"] {
        let file = run.appending(path: name)
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacing(/"n_positions" : \d+/, with: "\"n_positions\" : 80").utf8).write(to: file)
      }
      let command = try Command(
        ["generate", "--run", run.path, "--specs", "-"], input: Self.specifications(1))
      let length = Self.vocabulary.encode(Self.samples[0].specification).count + 16
      #expect(length > 80)
      #expect(
        command.errors
          == "error: standard input: line 1: \(run.path)/checkpoints/step-000060: the specification's text with its "
          + "program has up to \(length) tokens; this model reads at most 80: choose a model with a longer context\n")
      #expect(command.status == 1)
    }
  }

  @Test func parametersThatAreNoNumbersAreRefused() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let file = run.appending(path: "checkpoints/step-000060/model.safetensors")
      var bytes = try Data(contentsOf: file)
      bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
      try bytes.write(to: file)
      let command = try Command(["generate", "--run", run.path, "--specs", "-"], input: Self.specifications(1))
      #expect(command.errors.hasPrefix("error: \(file.path): transformer.wte.weight: "))
      #expect(command.errors.contains("nan"))
      #expect(command.output.isEmpty)
      #expect(command.status == 1)
    }
  }

  @Test(arguments: [
    (["--checkpoint", "7"], "has no checkpoint '7'; expected latest or one of 20, 40, 60"),
    (["--logits"], "--logits: found without --json, expected both"),
    (["--threads", "0"], "--threads: found 0, expected 1 to 256"),
  ])
  func misuseIsNamed(_ options: [String], message: String) throws {
    let command = try Self.generate(options, specifications: "")
    #expect(command.errors.contains(message))
    #expect(command.output.isEmpty)
    #expect(command.status != 0)
  }

  @Test func aRunOrAFileThatIsNotThereIsNamed() throws {
    let run = try Command(["generate", "--run", "/no/such/run", "--specs", "-"])
    #expect(run.errors.hasPrefix("error: /no/such/run: holds no run"))
    #expect(run.status == 1)
    let file = try Command(["generate", "--run", TinyRun.path(), "--specs", "/no/such/file"])
    #expect(file.errors.hasPrefix("error: /no/such/file: found no such file, expected a file; "))
    #expect(file.status == 1)
  }
}
