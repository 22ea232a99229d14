import Corpus
import Karel
import Testing

@Suite struct DecodingErrorTests {
  /// Five equal examples: a robot at 2,3 facing east moves once, past a wall and two markers.
  private static let example = "# 1,1 5,1 o 6,1 6,1 2,3 east -> east 3,3 o 6,1 6,1"
  private static let coordinates = Array(repeating: example, count: 5).joined(separator: "\n") + "\nprogram move end"

  /// A change to the first example, then the error's position and what it found there.
  @Test(arguments: [
    ("1,1 5,1 o", "5,1 1,1 o", 1, "5,1"),
    ("1,1 5,1 o", "1,1 1,1 5,1 o", 2, "1,1"),
    ("6,1 6,1 2,3", "5,1 6,1 2,3", 4, "5,1"),
    ("6,1 6,1 2,3", "6,1 2,3 2,3", 6, "2,3"),
    ("3,3 o 6,1 6,1", "3,3 o 6,1 3,3", 13, "3,3"),
    ("6,1 6,1 2,3", "6,1 6,1 6,1 6,1 6,1 6,1 6,1 6,1 6,1 6,1 2,3", 13, "6,1"),
    ("2,3 east ->", "5,1 east ->", 7, "east"),
    ("-> east 3,3", "-> east 1,1", 10, "1,1"),
    ("-> east 3,3", "-> 3,3 east", 9, "3,3"),
    ("-> east", "east", 8, "east"),
    ("-> east 3,3 o", "-> east 3,3", 11, "6,1"),
    ("# 1,1", "1,1", 0, "1,1"),
    ("# 1,1", "# 0,1", 1, "0,1"),
  ])
  func aChangedExampleIsAnError(_ old: String, new: String, place: Int, found: String) throws {
    let vocabulary = Vocabulary(.coordinates)
    #expect(try vocabulary.decode(text: DecodingErrorTests.coordinates).program == Program([.move]))
    let text = DecodingErrorTests.coordinates.replacing(old, with: new, maxReplacements: 1)
    let error = #expect(throws: TokenError.self) { try vocabulary.decode(text: text) }
    #expect(error?.place == place)
    #expect(error?.found == found)
  }

  @Test(arguments: Encoding.allCases)
  func everyShortenedTextIsAnError(_ encoding: Encoding) {
    let vocabulary = Vocabulary(encoding)
    let tokens = vocabulary.encode(Corpus(seed: 1).sample(0, of: .test))
    for length in 0..<tokens.count {
      let error = #expect(throws: TokenError.self) { try vocabulary.decode(Array(tokens[..<length])) }
      #expect(error?.place == length)
      #expect(error?.found == "the end of the text")
    }
  }

  @Test(arguments: Encoding.allCases)
  func nothingFollowsTheEnd(_ encoding: Encoding) {
    let vocabulary = Vocabulary(encoding)
    let tokens = vocabulary.encode(Corpus(seed: 1).sample(0, of: .test))
    let error = #expect(throws: TokenError.self) { try vocabulary.decode(tokens + [vocabulary.end]) }
    #expect(error?.place == tokens.count)
  }

  @Test(arguments: Encoding.allCases, [Int.min, -1, 1_000, Int.max])
  func aNumberOutsideTheVocabularyIsAnError(_ encoding: Encoding, number: Int) {
    let vocabulary = Vocabulary(encoding)
    var tokens = vocabulary.encode(Corpus(seed: 1).sample(0, of: .test))
    for place in [0, 9, tokens.count - 2] {
      let kept = tokens[place]
      tokens[place] = number
      let error = #expect(throws: TokenError.self) { try vocabulary.decode(tokens) }
      #expect(error?.place == place)
      #expect(error?.description.contains("found 'number \(number)'") == true)
      tokens[place] = kept
    }
  }

  /// Changes, removes or adds one token: whatever still decodes must encode to the same tokens.
  @Test(arguments: Encoding.allCases)
  func onlyEncodedTextsAreDecoded(_ encoding: Encoding) {
    let vocabulary = Vocabulary(encoding)
    let corpus = Corpus(seed: 23)
    var random = SplitMix64(keys: 23)
    var refused = 0
    for index in 0..<10_000 {
      var tokens = vocabulary.encode(corpus.sample(index, of: .test))
      let place = random.next(below: tokens.count)
      let token = random.next(below: vocabulary.count)
      switch random.next(below: 3) {
      case 0: tokens[place] = token
      case 1: tokens.remove(at: place)
      default: tokens.insert(token, at: place)
      }
      guard let (specification, program) = try? vocabulary.decode(tokens) else {
        refused += 1
        continue
      }
      #expect(vocabulary.encode(specification) + vocabulary.encode(program) == tokens)
    }
    #expect((5_000..<10_000).contains(refused))
  }

  @Test func aCellTextNeedsOneRobotAndTheSameWalls() throws {
    let vocabulary = Vocabulary(.cells)
    let sample = Corpus(seed: 1).sample(0, of: .test)
    let tokens = vocabulary.encode(sample)
    let open = try #require(vocabulary.number(of: "."))
    let wall = try #require(vocabulary.number(of: "#"))
    let robot = try #require(vocabulary.number(of: "^"))
    let output = 37
    let outputRobot = try #require(
      Position.inner.firstIndex(of: sample.specification.outputs[0].position).map { output + 1 + $0 })
    let free = try #require(tokens[(output + 1)...].firstIndex(of: open))

    for (place, token, expected) in [
      (outputRobot, open, "found no robot"), (free, robot, "found a second robot"),
      (free, wall, "outputs[0]: found walls that differ"),
    ] {
      var changed = tokens
      changed[place] = token
      let error = #expect(throws: TokenError.self) { try vocabulary.decode(changed) }
      #expect(error?.description.contains(expected) == true)
    }
  }
}
