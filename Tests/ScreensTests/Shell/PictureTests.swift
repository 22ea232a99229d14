import Foundation
import Screens
import Testing
import TextCanvas

@Suite struct PictureTests {
  private static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    Size(columns: 40, rows: 12),
  ]

  // MARK: Shapes

  @Test func everyCharacterOfEveryGoldenFrameHasAShape() throws {
    try expectShapes(in: "Tests/ScreensTests", suffix: "FrameTests.swift", atLeast: 3)
  }

  @Test func everyCharacterInTheViewsSourceHasAShape() throws {
    try expectShapes(in: "Sources/Screens", suffix: ".swift", atLeast: 60)
    try expectShapes(in: "Sources/TextCanvas", suffix: ".swift", atLeast: 15)
  }

  /// Every character of the files below a folder of the package has a shape.
  private func expectShapes(in folder: String, suffix: String, atLeast count: Int) throws {
    let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../../" + folder).standardizedFileURL
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(suffix) }
    #expect(files.count >= count)
    for file in files {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for character in Set(text) where !character.isNewline {
        #expect(PixelFont.shape(character) != nil, "'\(character)' in \(file): draw it in PixelFont+Art")
      }
    }
  }

  @Test func everyCharacterOnScreenHasAShape() {
    for size in Self.sizes {
      for view in Instrument.tabs {
        var instrument = Instrument(Start(subject: Fixture.subject(), randomSeed: 0), showing: view.name)
        instrument.settle(size: size) { request in
          switch request {
          case .read(let subject): .reading(Fixture.reading(), by: Fixture.run, of: subject)
          case .history(let run): .history(WatchFixture.history(), of: run)
          case .library: .library(LibraryFixture.library)
          default: .failed(request, reason: "not asked for")
          }
        }
        for key: Key in [.right, .character("f"), .character("i"), .escape, .character("?")] {
          _ = instrument.update(.key(key))
          for cell in instrument.frame(size).cells {
            #expect(PixelFont.shape(cell.character) != nil, "'\(cell.character)'")
          }
        }
      }
    }
  }

  @Test func charactersThatDifferLookDifferent() {
    // Signs that are drawn alike on purpose.
    let alike: [Set<Character>] = [["–", "—", "−", "-"], ["µ", "μ"], ["▶", "►"], ["◀", "◄"]]
    let characters = (0x21...0x2BFF).compactMap { Unicode.Scalar($0).map { Character($0) } }.filter { character in
      PixelFont.shape(character) != nil && !(0x2500...0x257F).contains(character.unicodeScalars.first!.value)
        && character != "\u{2800}"
    }
    #expect(characters.count > 400)
    var known: [[UInt8]: Character] = [:]
    for character in characters {
      let shape = PixelFont.shape(character)!
      #expect(shape.count == PixelFont.width * PixelFont.height)
      #expect(shape.contains { $0 > 0 }, "'\(character)' is empty")
      // Some have two numbers in Unicode.
      if let other = known[shape], other != character,
        !alike.contains(where: { $0.contains(character) && $0.contains(other) })
      {
        Issue.record("'\(character)' looks like '\(other)'")
      }
      known[shape] = character
    }
  }

  @Test func blocksAndLinesMeet() throws {
    let (width, height) = (PixelFont.width, PixelFont.height)
    func ink(_ character: Character) throws -> [UInt8] { try #require(PixelFont.shape(character)) }
    #expect(try ink("█").allSatisfy { $0 == 255 })
    #expect(try ink("▀").filter { $0 == 255 }.count == width * height / 2)
    #expect(try zip(ink("▛"), ink("▗")).allSatisfy { $0 == 255 && $1 == 0 || $0 == 0 && $1 == 255 })
    #expect(try zip(ink("▌"), ink("▐")).allSatisfy { $0 == 255 && $1 == 0 || $0 == 0 && $1 == 255 })
    for line: Character in ["─", "━", "┴"] {
      let rows = try ink(line)
      let edge = (0..<height).filter { rows[$0 * width] == 255 }
      #expect(!edge.isEmpty && edge == (0..<height).filter { rows[$0 * width + width - 1] == 255 })
    }
    let column = try ink("│")
    #expect((0..<height).allSatisfy { y in column[y * width..<(y + 1) * width].contains(255) })
    #expect(try ink("⣿").filter { $0 == 255 }.count == 8 * 12)
    #expect(PixelFont.shape("漢") == nil)
  }

  // MARK: PNG

  @Test func aPNGHoldsThePicture() throws {
    var canvas = Canvas(Size(columns: 3, rows: 2))
    canvas.put("█", x: 1, y: 0, .truth)
    canvas.put("▒", x: 2, y: 1, .belief)
    canvas.put(" ", x: 0, y: 1, .selected)
    let picture = try DecodedPNG(canvas.png(isLight: false))
    #expect(picture.width == 3 * PixelFont.width && picture.height == 2 * PixelFont.height)
    #expect(picture.color(x: 0, y: 0) == 0x101010)
    #expect(picture.color(x: PixelFont.width + 3, y: 5) == 0x56B4E9)
    #expect(picture.color(x: 3, y: PixelFont.height + 5) == 0xD8D8D8)
    // Half way between background and belief.
    #expect(picture.color(x: 2 * PixelFont.width + 3, y: PixelFont.height + 5) == 0x7B5708)
    let light = try DecodedPNG(canvas.png(isLight: true))
    #expect(light.color(x: 0, y: 0) == 0xFAFAFA && light.color(x: PixelFont.width + 3, y: 5) == 0x0072B2)
  }

  @Test func aScreenSurvivesItsPNG() throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      let canvas = Fixture.frame(Fixture.tab(), size)
      let bytes = canvas.png(isLight: false)
      let picture = try DecodedPNG(bytes)
      #expect(bytes.count < picture.width * picture.height / 10, "repetitions are left out")
      for (index, cell) in canvas.cells.enumerated() where cell.character == "█" {
        let (x, y) = (index % size.columns * PixelFont.width, index / size.columns * PixelFont.height)
        #expect(picture.color(x: x, y: y) == UInt32(cell.style.color(isLight: false) ?? 0xD8D8D8))
      }
    }
    #expect(try DecodedPNG(Canvas(Size(columns: 1, rows: 1)).png(isLight: false)).width == PixelFont.width)
  }

  @Test func theNameDecidesTheFormat() {
    let canvas = Fixture.frame(Fixture.tab(), Size(columns: 80, rows: 24))
    #expect(Picture(of: canvas, file: "a.png").bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(Picture(of: canvas, file: "a.svg").content.hasPrefix("<svg"))
    #expect(Picture(of: canvas, file: "a").content == canvas.text)
    #expect(Picture(of: canvas, file: "a.svg", isLight: true).content.contains("#fafafa"))
  }
}
