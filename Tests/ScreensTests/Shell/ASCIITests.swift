import Screens
import Testing
import TextCanvas

struct ASCIITests {
  @Test func asciiIsASCII() {
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)] {
      var instrument = Fixture.instrument(Fixture.tab(), size: size)
      for _ in 0...Fixture.program.ops.count {
        let text = instrument.frame(size).inASCII.text
        #expect(text.allSatisfy { $0.isASCII })
        #expect(text.filter { $0 == "?" }.count == 1, "the one in the hints; every sign has a likeness")
        _ = instrument.update(.key(.right))
      }
      _ = instrument.update(.key(.character("?")))
      let help = instrument.frame(size)
      #expect(help.inASCII.text.filter { $0 == "?" }.count == help.text.filter { $0 == "?" }.count)
    }
  }
}
