import Corpus
import Screens
import Testing
import TextCanvas

@Suite struct FrameEncoderTests {
  @Test(arguments: ColorDepth.allCases)
  func aTerminalShowsWhatTheViewsDraw(_ depth: ColorDepth) {
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60), Size(columns: 40, rows: 12)] {
      let palette = Palette(depth: depth)
      var encoder = FrameEncoder(palette)
      var terminal = TerminalEmulator(size)
      var instrument = Fixture.instrument(Fixture.tab(), size: size)
      let keys: [Key] = [
        .right, .right, .character("f"), .character("i"), .escape, .character("?"), .down, .escape, .character("4"),
        .character("1"), .character(":"), .character("x"), .escape, .end, .home,
      ]
      for key in keys {
        _ = instrument.update(.key(key))
        let canvas = instrument.frame(size)
        terminal.write(encoder.encode(canvas))
        #expect(terminal.cells == TerminalEmulator.cells(of: canvas, palette))
        #expect(encoder.encode(canvas).isEmpty, "the same frame takes no bytes")
      }
    }
  }

  @Test func aTerminalShowsWhateverIsDrawn() {
    var random = SplitMix64(keys: 7)
    let (size, palette) = (Size(columns: 23, rows: 7), Palette(depth: .sixteen, isLight: true))
    var encoder = FrameEncoder(palette)
    var terminal = TerminalEmulator(size)
    var canvas = Canvas(size)
    let characters: [Character] = [" ", " ", " ", "a", "é", "█", "⠉", "日", "本", "e\u{301}"]
    for frame in 0..<400 {
      if frame % 50 == 0 { encoder.forget() }
      if frame % 20 == 0 { canvas = Canvas(size) }
      for _ in 0..<random.next(below: 30) {
        canvas.put(
          characters[random.next(below: characters.count)], x: random.next(below: size.columns),
          y: random.next(below: size.rows), Style.allCases[random.next(below: Style.allCases.count)])
      }
      terminal.write(encoder.encode(canvas))
      #expect(terminal.cells == TerminalEmulator.cells(of: canvas, palette))
    }
  }

  @Test func everyFrameIsOneSynchronizedUpdate() {
    var encoder = FrameEncoder(Palette(depth: .direct))
    var terminal = TerminalEmulator(Size(columns: 9, rows: 2))
    var canvas = Canvas(terminal.size)
    for text in ["one", "two", "two", ""] {
      canvas.write(text, x: 0, y: 1)
      let bytes = encoder.encode(canvas)
      terminal.write(bytes)
      #expect(bytes.isEmpty || bytes.starts(with: Array("\u{1B}[?2026h".utf8)))
    }
    #expect(terminal.frames == 2)
  }

  @Test func onlyWhatChangedIsWritten() {
    var encoder = FrameEncoder(Palette(depth: .none))
    var canvas = Canvas(Size(columns: 40, rows: 3))
    canvas.write("a line that stays as it is", x: 0, y: 1)
    _ = encoder.encode(canvas)
    canvas.put("!", x: 30, y: 1)
    #expect(encoder.encode(canvas) == Array("\u{1B}[?2026h\u{1B}[2;31H!\u{1B}[?2026l".utf8))
    // Blanks of another style look the same.
    canvas.put(" ", x: 5, y: 2, .truth)
    #expect(encoder.encode(canvas).isEmpty)
    encoder.forget()
    #expect(encoder.encode(canvas).count > 40)
  }

  @Test func anotherExtentIsDrawnAnew() {
    var encoder = FrameEncoder(Palette(depth: .eight))
    for size in [Size(columns: 80, rows: 24), Size(columns: 20, rows: 5), Size(columns: 0, rows: 0)] {
      var terminal = TerminalEmulator(size)
      let canvas = Fixture.frame(Fixture.tab(), size)
      terminal.write(encoder.encode(canvas))
      #expect(terminal.cells == TerminalEmulator.cells(of: canvas, encoder.palette))
    }
  }
}

@Suite struct PaletteTests {
  private func codes(_ style: Style, _ depth: ColorDepth, isLight: Bool = false) -> String {
    String(decoding: Palette(depth: depth, isLight: isLight)[style], as: UTF8.self)
  }

  @Test func coloursComeDownToWhatTheTerminalHas() {
    #expect(codes(.truth, .direct) == "\u{1B}[0;38;2;86;180;233m")
    #expect(codes(.truth, .indexed) == "\u{1B}[0;38;5;74m")
    #expect(codes(.truth, .sixteen) == "\u{1B}[0;36m")
    #expect(codes(.quiet, .sixteen) == "\u{1B}[0;90m")
    #expect(codes(.truth, .eight) == "\u{1B}[0;36m")
    #expect(codes(.quiet, .eight) == "\u{1B}[0;2m")
    #expect(codes(.truth, .none) == "\u{1B}[m")
    #expect(codes(.plain, .direct) == "\u{1B}[m")
  }

  @Test func whatColourSaysIsSaidWithoutIt() {
    #expect(codes(.disagreement, .none) == "\u{1B}[0;7m")
    #expect(codes(.failure, .none) == "\u{1B}[0;7m")
    #expect(codes(.heading, .none) == "\u{1B}[0;1m")
    for style in Style.allCases {
      #expect(!codes(style, .none).contains("3"), "no colour")
      // Light and dark differ in colours alone.
      #expect(codes(style, .none) == codes(style, .none, isLight: true))
    }
    #expect(codes(.belief, .direct, isLight: true) != codes(.belief, .direct))
  }
}
