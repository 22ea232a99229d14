import Corpus
import Foundation
import Testing
import TextCanvas

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct AnimationTests {
  /// Frames of many styles and characters, the third smaller and the last as the first.
  private static let canvases: [Canvas] = {
    let characters = Array("ab<&\" █░▚▲")
    var random = SplitMix64(keys: 5)
    var canvases = (0..<3).map { index in
      let size = index == 2 ? Size(columns: 31, rows: 7) : Size(columns: 40, rows: 9)
      var canvas = Canvas(size)
      for y in 0..<size.rows where y % 2 == 0 || index > 0 {
        for x in 0..<size.columns {
          canvas.put(
            characters[random.next(below: characters.count)], x: x, y: y,
            Style.allCases[random.next(below: Style.allCases.count)])
        }
      }
      return canvas
    }
    canvases.append(canvases[0])
    return canvases
  }()
  private static let starts: [Duration] = [.zero, .milliseconds(500), .milliseconds(1250), .seconds(3)]

  private static func animation() -> Animation {
    var animation = Animation()
    for (canvas, start) in zip(canvases, starts) { animation.show(canvas, at: start) }
    animation.end(at: .seconds(10))
    return animation
  }

  // MARK: GIF

  @Test(arguments: [false, true])
  func everyFrameOfAGIFIsThePictureOfItsCanvas(_ isLight: Bool) throws {
    let gif = try DecodedGIF(Self.animation().gif(isLight: isLight))
    #expect(gif.isEndless && gif.width == 480 && gif.height == 216)
    #expect(gif.frames.map(\.delay) == [50, 75, 175, 700])
    for (frame, canvas) in zip(gif.frames, Self.canvases) {
      var whole = Canvas(Size(columns: 40, rows: 9))
      for (index, cell) in canvas.cells.enumerated() {
        whole.put(cell.character, x: index % canvas.size.columns, y: index / canvas.size.columns, cell.style)
      }
      let png = try DecodedPNG(whole.png(isLight: isLight))
      let colors = (0..<gif.height).flatMap { y in (0..<gif.width).map { x in png.color(x: x, y: y) } }
      #expect(frame.colors == colors)
    }
  }

  @Test func aFrameHoldsNoMoreThanWhatChanged() throws {
    var canvas = Canvas(Size(columns: 200, rows: 60))
    var animation = Animation()
    animation.show(canvas, at: .zero)
    canvas.put("x", x: 100, y: 30)
    canvas.put("y", x: 102, y: 31)
    animation.show(canvas, at: .seconds(1))
    #expect(try DecodedGIF(animation.gif(isLight: false)).frames.last?.held == 3 * 12 * 2 * 24)
  }

  @Test func manyColoursAndLongStringsAreCompressed() throws {
    // More pixels than codes, so that the table begins anew.
    var canvas = Canvas(Size(columns: 120, rows: 50))
    var random = SplitMix64(keys: 7)
    for y in 0..<50 {
      for x in 0..<120 {
        canvas.put(Character(UnicodeScalar(UInt8(33 + random.next(below: 94)))), x: x, y: y, .series3)
      }
    }
    var animation = Animation()
    animation.show(canvas, at: .zero)
    let bytes = animation.gif(isLight: false)
    let gif = try DecodedGIF(bytes)
    let png = try DecodedPNG(canvas.png(isLight: false))
    #expect(gif.frames[0].colors == (0..<gif.height).flatMap { y in (0..<gif.width).map { png.color(x: $0, y: y) } })
    #expect(bytes.count < gif.width * gif.height / 4)
  }

  // MARK: SVG

  @Test(arguments: [false, true])
  func everyFrameOfAnSVGShowsTheTextOfItsCanvas(_ isLight: Bool) throws {
    let svg = try AnimatedSVG(Self.animation().svg(isLight: isLight))
    #expect(svg.milliseconds == 10_000)
    for (canvas, start) in zip(Self.canvases, Self.starts) {
      let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
      for y in 0..<9 {
        // Blocks are rectangles.
        let text = String((y < lines.count ? String(lines[y]) : "").map { "█░▚".contains($0) ? " " : $0 })
        #expect(svg.row(y, at: start) == text.trimmingSuffix(while: { $0 == " " }))
      }
    }
  }

  @Test func aRowThatNeverChangesDoesNotMove() throws {
    var canvas = Canvas(Size(columns: 10, rows: 3))
    canvas.write("still", x: 0, y: 0)
    canvas.write("one", x: 0, y: 2)
    var animation = Animation()
    animation.show(canvas, at: .zero)
    canvas.write("two", x: 0, y: 2)
    animation.show(canvas, at: .seconds(1))
    let text = animation.svg(isLight: false)
    #expect(text.contains("@keyframes r2") && !text.contains("@keyframes r0"))
    #expect(!text.contains("<script") && text.contains("prefers-reduced-motion"))
  }

  // MARK: Time

  @Test func framesInQuickSuccessionAreOne() throws {
    var canvas = Canvas(Size(columns: 4, rows: 1))
    var animation = Animation()
    for (index, time) in [0, 10, 20, 400, 410].enumerated() {
      canvas.write("\(index)", x: index % 4, y: 0)
      animation.show(canvas, at: .milliseconds(time))
    }
    let gif = try DecodedGIF(animation.gif(isLight: false))
    #expect(gif.frames.map(\.delay) == [40, 200])
    #expect(try AnimatedSVG(animation.svg(isLight: false)).row(0, at: .milliseconds(400)) == "4123")
  }

  @Test func whatDoesNotChangeIsNoFrame() {
    var animation = Animation()
    #expect(animation.isEmpty)
    for second in 0..<5 { animation.show(Self.canvases[0], at: .seconds(second)) }
    #expect(!animation.isEmpty && animation.duration == .seconds(4))
    #expect((try? DecodedGIF(animation.gif(isLight: false)))?.frames.count == 1)
  }
}

/// Reads an animated SVG as a viewer does: which content of a row is shown when, and its text.
private final class AnimatedSVG: NSObject, XMLParserDelegate {
  private(set) var milliseconds = 0
  private var style = ""
  private var path: [String] = []
  /// The row of the elements being read, and whether it moves.
  private var row = 0
  private var texts: [(row: Int, x: Int, y: Int, text: String)] = []

  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    milliseconds = try #require(style.firstMatch(of: /animation:(\d+)ms step-end infinite/).flatMap { Int($0.1) })
  }

  /// The text of a row at a time, with blanks where it has none, up to its end.
  func row(_ row: Int, at time: Duration) -> String {
    var shown = 0
    if let keyframes = style.firstMatch(of: try! Regex("@keyframes r\(row)\\{(.*)\\}", as: (Substring, Substring).self))
    {
      for match in keyframes.1.matches(of: /([\d.]+)%\{transform:translateY\((-?\d+)px\)\}/) {
        let start = Double(match.1)! / 100 * Double(milliseconds)
        if start <= time / .milliseconds(1) + 0.5 { shown = -Int(match.2)! / 20 }
      }
    }
    var line = [Character](repeating: " ", count: 200)
    for text in texts where text.row == row && (text.y - 15) / 20 == shown {
      for (index, character) in text.text.enumerated() { line[text.x / 10 + index] = character }
    }
    return String(line).trimmingSuffix(while: { $0 == " " })
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    path.append(name)
    if name == "svg" { row = (attributes["y"].flatMap { Int($0) } ?? 0) / 20 }
    if name == "g", let shift = attributes["transform"]?.firstMatch(of: /translate\(0 (\d+)\)/) {
      row = Int(shift.1)! / 20
    }
    if name == "text", let x = attributes["x"].flatMap({ Int($0) }), let y = attributes["y"].flatMap({ Int($0) }) {
      texts.append((row, x, y, ""))
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    switch path.last {
    case "style": style += string
    case "text": texts[texts.count - 1].text += string
    default: break
    }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    path.removeLast()
  }
}

extension String {
  /// Without the characters at its end that fulfil the condition.
  fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
    String(self[..<(lastIndex { !condition($0) }.map { index(after: $0) } ?? startIndex)])
  }
}
