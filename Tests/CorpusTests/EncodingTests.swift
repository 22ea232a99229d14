import Corpus
import Karel
import Testing

@Suite struct EncodingTests {
  @Test(arguments: Encoding.allCases)
  func samplesRoundTrip(_ encoding: Encoding) throws {
    let vocabulary = Vocabulary(encoding)
    let corpus = Corpus(seed: 7)
    for split in Split.allCases {
      for index in 0..<1_000 { try expectRoundTrip(corpus.sample(index, of: split), in: vocabulary) }
    }
  }

  /// Worlds that sampling would never produce: mostly walls, stacks of any height, markers under the robot.
  @Test(arguments: Encoding.allCases)
  func crowdedSpecificationsRoundTrip(_ encoding: Encoding) throws {
    let vocabulary = Vocabulary(encoding)
    var random = SplitMix64(keys: 17)
    for index in 0..<1_000 {
      let program = Program.random(lengths: 0...30, using: &random)
      let inputs = (0..<5).map { _ in World.crowded(using: &random) }
      let sample = Sample(index: index, specification: Specification(of: program, inputs: inputs), program: program)
      try expectRoundTrip(sample, in: vocabulary)
    }
  }

  private func expectRoundTrip(_ sample: Sample, in vocabulary: Vocabulary) throws {
    let tokens = vocabulary.encode(sample)
    let (specification, program) = try vocabulary.decode(tokens)
    #expect(program == sample.program)
    let written = sample.specification.inputs + sample.specification.outputs
    #expect((specification.inputs + specification.outputs).map(\.rows) == written.map(\.rows))
    let text = vocabulary.text(tokens)
    #expect(text.split(whereSeparator: \.isWhitespace).map { vocabulary.number(of: String($0)) } == tokens)
    #expect(try vocabulary.decode(text: text) == (specification, program))
  }

  @Test(arguments: Encoding.allCases)
  func vocabulariesAreClosed(_ encoding: Encoding) {
    let vocabulary = Vocabulary(encoding)
    #expect(vocabulary.count == vocabulary.tokens.count)
    #expect(Set(vocabulary.tokens).count == vocabulary.count)
    for (number, text) in vocabulary.tokens.enumerated() { #expect(vocabulary.number(of: text) == number) }
    #expect(vocabulary.number(of: "jump") == nil)
    #expect(Op.allCases.map(vocabulary.token) == Array(vocabulary.opTokens))
    for token in -1...vocabulary.count {
      let op = vocabulary.op(token)
      #expect(op.map(vocabulary.token) == (vocabulary.opTokens.contains(token) ? token : nil))
    }
    #expect(vocabulary.tokens[vocabulary.programMark] == "program")
    #expect(vocabulary.tokens[vocabulary.end] == "end")
  }

  @Test func vocabularySizesAreKnown() {
    // Program and end, 5 ops; then ->, #, o, 4 directions, 36 cells; or output, input, 15 glyphs.
    #expect(Vocabulary(.coordinates).count == 7 + 3 + 4 + 36)
    #expect(Vocabulary(.cells).count == 7 + 2 + 15)
  }

  @Test func aCellTextHas37TokensPerState() {
    let vocabulary = Vocabulary(.cells)
    for sample in SamplingTests.train.prefix(500) {
      #expect(vocabulary.encode(sample).count == 10 * 37 + sample.program.ops.count + 2)
    }
  }

  @Test func aCoordinateTextNamesEveryCellThatMatters() {
    let vocabulary = Vocabulary(.coordinates)
    for sample in SamplingTests.train.prefix(500) {
      var expected = sample.program.ops.count + 2
      for (input, output) in zip(sample.specification.inputs, sample.specification.outputs) {
        let walls = Position.inner.count(where: input.isWall)
        let markers = [input, output].flatMap(\.rows).joined().compactMap(\.wholeNumberValue).reduce(0, +)
        expected += 8 + walls + markers
      }
      #expect(vocabulary.encode(sample).count == expected)
    }
  }

  @Test(arguments: [(Encoding.coordinates, 100.6), (.cells, 380)])
  func meanLengthsAreAsDocumented(_ encoding: Encoding, mean: Double) {
    let vocabulary = Vocabulary(encoding)
    let lengths = SamplingTests.train.map { Double(vocabulary.encode($0).count) }
    let found = lengths.reduce(0, +) / Double(lengths.count)
    #expect(abs(found - mean) < 0.3, "found a mean of \(found) tokens")
  }

  @Test(arguments: Encoding.allCases)
  func thePromptIsTheTextBeforeTheProgram(_ encoding: Encoding) {
    let vocabulary = Vocabulary(encoding)
    let sample = Corpus(seed: 1).sample(3, of: .test)
    let prompt = vocabulary.encode(sample.specification)
    #expect(prompt.last == vocabulary.programMark)
    #expect(prompt + sample.program.ops.map(vocabulary.token) + [vocabulary.end] == vocabulary.encode(sample))
  }

  @Test func kindsOfACoordinateTextFollowItsLines() {
    let vocabulary = Vocabulary(.coordinates)
    for sample in SamplingTests.train.prefix(200) {
      let tokens = vocabulary.encode(sample)
      let expected = vocabulary.text(tokens).split(separator: "\n").flatMap { line -> [TokenKind] in
        let words = line.split(separator: " ")
        // The first word of a line signals that the previous line's markers are complete.
        guard let mark = words.firstIndex(of: "->")
        else { return [.outputMarkers] + words.dropFirst().map { _ in .program } }
        return [.outputMarkers] + Array(repeating: .input, count: mark)
          + [.outputDirection, .outputPosition]
          + Array(repeating: .outputMarkers, count: words.count - mark - 3)
      }
      #expect(vocabulary.kinds(of: tokens) == [.input] + expected.dropFirst())
    }
  }

  @Test func kindsOfACellTextFollowItsStates() {
    let vocabulary = Vocabulary(.cells)
    for sample in SamplingTests.train.prefix(200) {
      let tokens = vocabulary.encode(sample)
      let expected = (0..<5).flatMap { example -> [TokenKind] in
        let output = sample.specification.outputs[example]
        return Array(repeating: .input, count: 37) + [.outputMarkers]
          + Position.inner.map { $0 == output.position ? .outputPosition : .outputMarkers }
      }
      #expect(
        vocabulary.kinds(of: tokens)
          == expected + [.outputMarkers] + sample.program.ops.map { _ in .program } + [.program])
    }
  }
}

extension World {
  /// A world where any cell may be a wall or hold up to twelve markers.
  fileprivate static func crowded(using random: inout SplitMix64) -> World {
    var world = World.random(using: &random)
    let wallsInTen = random.next(below: 10)
    for cell in Position.inner {
      world.setWall(random.next(below: 10) < wallsInTen, at: cell)
      world.setMarkerCount(max(0, random.next(below: 20) - 7), at: cell)
    }
    return world
  }
}
