import Corpus
import Karel
import Screens
import Terminal
import Testing

/// Texts that are typed, pasted, given as arguments or sent by a terminal: each is read or refused in words.
@Suite(.serialized) struct FuzzTextTests {
  /// A reader of texts, some that it reads, and parts that mean something to it.
  struct Reader: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let texts: [String]
    let parts: [String]
    let read: @Sendable (String) throws -> Void
  }

  private static let world = """
    ########
    #......#
    #..3...#
    #..#...#
    #...#..#
    #.9....#
    #..>...#
    ########
    """

  static let readers = [
    Reader(
      testDescription: "programs",
      texts: ["move turnLeft putMarker", "def run(): move(); turn_left()", "DEF run m( move turnRight m)"],
      parts: [
        "def ", "run", "m(", "m)", "{", "}", "(", ")", ";", "//", "/*", "*/", "while", "if", "repeat", "R=9", "#", "\n",
      ]
    ) { text in
      let program = try Program(parsing: text)
      #expect(try Program(parsing: program.text()) == program)
    },
    Reader(
      testDescription: "worlds", texts: [world], parts: ["#", "10", ">", "\n", "\r\n", "\t", "........", "\u{FEFF}"]
    ) {
      let world = try World(text: $0)
      #expect(try World(rows: world.rows) == world)
    },
    Reader(
      testDescription: "semantics", texts: ["flip", "move,turnLeft,turnRight,putMarker,pickMarker"],
      parts: [",", "move", "original", " "]
    ) {
      let semantics = try Semantics(parsing: $0)
      #expect(try Semantics(parsing: semantics.name) == semantics)
    },
    Reader(
      testDescription: "typed commands",
      texts: [
        "40%", "54,000", "sample 3", "seed 7", "program move move", "break move", "steer right", "semantics flip",
      ],
      parts: ["%", ",", "-", "0", "checkpoint", "train", "overlay", "program", "screenshot", "~", "/"]
    ) { _ = try TypedCommand(parsing: $0) },
    Reader(
      testDescription: "scripts",
      texts: ["space n n wait=0.5 :40% 3", "size=80x24 click=3,4 paste=move_move /ab"],
      parts: [
        "wait=", "size=", "click=", "wheelup=", "x", ",", ":", "/", "\\", "\\_", "_", "1e308", "nan", "inf", "-1",
      ]
    ) { _ = try Script(parsing: $0) },
    Reader(
      testDescription: "samples as tokens",
      texts: [Encoding.coordinates, .cells].map { encoding in
        let vocabulary = Vocabulary(encoding)
        return vocabulary.text(vocabulary.encode(Corpus(seed: 1).sample(0, of: .test)))
      },
      parts: Vocabulary(.coordinates).tokens
    ) { text in
      do {
        _ = try Vocabulary(.coordinates).decode(text: text)
      } catch {
        _ = try Vocabulary(.cells).decode(text: text)
      }
    },
    Reader(
      testDescription: "terminal input",
      texts: ["\u{1B}[A\u{1B}OH\u{1B}[<0;10;20M\u{1B}]11;rgb:0/0/0\u{7}", "\u{1B}[200~pasted\u{1B}[201~q"],
      parts: [
        "\u{1B}", "[", "]", "O", "P", "M", "m", "<", ";", "~", "200~", "\u{7}", "\u{1B}\\", "\u{18}", "\u{1A}",
        "\u{9B}",
      ]
    ) { text in
      var decoder = InputDecoder()
      if text.utf8.count.isMultiple(of: 2) { decoder.awaitBackground() }
      // Torn where its own bytes say, also within characters.
      for chunk in text.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 % 7 == 3 }) {
        _ = decoder.decode(chunk, after: .milliseconds(chunk.count * 40))
      }
      _ = decoder.decode([UInt8](), after: .seconds(5))
      #expect(decoder.timeToNextChange == nil, "nothing is held for good")
    },
  ]

  private static let anyParts = [
    "0", "-1", "\(Int.max)", "\(Int.min)", "99999999999999999999", "1e308", "NaN", "", " ", "\u{0}", "\u{1B}[2J",
    "\u{7F}",
    "\u{9B}", "\u{202E}", "\u{2066}", "\u{2028}", "\u{FEFF}", "\u{301}", "日本", "🤖", "\u{10FFFF}", "'", "\"", "\\",
    "\r\n",
  ]

  @Test(arguments: readers) func textsAreReadOrRefused(_ reader: Reader) throws {
    for text in reader.texts { try reader.read(text) }
    FuzzBudget.run(reader.testDescription, count: 1500, share: 1 / Double(Self.readers.count)) { number, random in
      var text = Array(random.element(of: reader.texts).unicodeScalars)
      for _ in 0...random.next(below: 4) {
        let place = random.next(below: text.count + 1)
        switch random.next(below: 4) {
        case 0: text.removeSubrange(place..<min(text.count, place + random.next(below: 8)))
        case 1:
          let parts = random.next(below: 3) == 0 ? Self.anyParts : reader.parts
          text.insert(contentsOf: random.element(of: parts).unicodeScalars, at: place)
        case 2: text.insert(contentsOf: random.element(of: Self.anyParts).unicodeScalars, at: place)
        default: text.insert(contentsOf: text[place..<min(text.count, place + random.next(below: 40))], at: place)
        }
        if random.next(below: 200) == 0 { text += Array(repeating: text, count: 200).joined() }
      }
      let changed = String(String.UnicodeScalarView(text))
      do {
        try reader.read(changed)
      } catch {
        let fault = MessageRules.fault(in: (error as? TypedCommandError)?.description ?? "\(error)")
        #expect(fault == nil, "seed \(FuzzBudget.seed), mutation \(number): \(changed.debugDescription): \(error)")
      }
    }
  }
}
