import Karel
import Screens
import Testing
import TextCanvas

@Suite struct LayoutTests {
  @Test func partsLieOnTheScreenAndApart() throws {
    for columns in 0...210 {
      for rows in 0...64 {
        let size = Size(columns: columns, rows: rows)
        guard let layout = StepLayout(size) else {
          #expect(columns < StepLayout.minimum.columns || rows < StepLayout.minimum.rows)
          continue
        }
        let screen = Rectangle(x: 0, y: 0, columns: columns, rows: rows)
        for parts in [layout.parts, try #require(StepLayout(size, hasCalibration: true)).parts] {
          for (index, part) in parts.enumerated() {
            #expect(part.columns > 0 && part.rows > 0 && part.intersection(screen) == part, "\(part) at \(size)")
            for other in parts[..<index] { #expect(!part.overlaps(other), "\(part) and \(other) at \(size)") }
          }
        }
      }
    }
  }

  @Test func everyStepDrawsAtEverySize() {
    let programs = [Program([]), Fixture.program, Program(Array(repeating: .putMarker, count: 40))]
    for program in programs {
      for columns in [-1, 0, 1, 2, 19, 37, 38, 40, 60, 79, 80, 111, 120, 160, 200] {
        for rows in [-1, 0, 1, 2, 11, 12, 13, 17, 19, 23, 24, 31, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(Fixture.tab(program: program), size: size)
          for _ in 0...program.ops.count {
            let canvas = instrument.frame(size)
            #expect(canvas.cells.count == max(0, columns) * max(0, rows))
            _ = instrument.update(.key(.right))
          }
          for key: Key in [.character("f"), .character("i"), .enter, .character("?"), .down] {
            _ = instrument.update(.key(key))
            _ = instrument.frame(size)
          }
        }
      }
    }
  }

  @Test func longProgramsScrollWithTheStep() {
    let program = Program((0..<40).map { Op.allCases[$0 % 5] })
    for size in [Size(columns: 80, rows: 24), Size(columns: 60, rows: 12)] {
      var instrument = Fixture.instrument(Fixture.tab(program: program), size: size)
      for step in 0..<40 {
        let number = step < 9 ? " \(step + 1)" : "\(step + 1)"
        #expect(instrument.frame(size).text.contains("▸\(number) \(program.ops[step].name)"))
        _ = instrument.update(.key(.right))
      }
    }
  }
}
