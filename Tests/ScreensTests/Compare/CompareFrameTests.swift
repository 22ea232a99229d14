import Screens
import Testing
import TextCanvas

/// Whole frames of the Compare tab as pictures. The generations in them are fixtures.
@Suite struct CompareFrameTests {
  private func frame(_ columns: Int, _ rows: Int) -> Canvas {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    for _ in 0..<3 { _ = tab.press(.right) }
    return Fixture.frame(tab, columns, rows)
  }

  @Test func compare80x24() {
    #expect(
      frame(80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Same program, same hidden states; each column gives the ops another meaning.
         ORIGINAL           FLIP ◆ 1           ADVERSARIAL ◆ 1    PROGRAM  4/8
         4 putMarker        4 putMarker        4 putMarker → left   1 turnLeft   =◆◆
         ████████████████   ████████████████   ████████████████     2 move       =
         ██· · · ▲ · ▷ ██   ██· · · △ · · ██   ██· · · △ · · ██     3 move       ≠
         ██· ██· • 1 · ██   ██· ██· · 1 · ██   ██· ██· · 1 · ██   ▸ 4 putMarker  =
         ██· · · ○ · · ██   ██· · · ○ · · ██   ██· · · ◄ · · ██     5 turnRight  =
         ██· · · · · · ██   ██· · · • · · ██   ██· · · · · · ██     6 move       ≠
         ██· · 1 · ██· ██   ██· · 1 ▼ ██· ██   ██· · 1 · ██· ██     7 move       =
         ██· · · · · · ██   ██· · · · · · ██   ██· · · · · · ██     8 pickMarker –
         ████████████████   ████████████████   ████████████████       end
         BELIEF linear·grid BELIEF no probe    BELIEF no probe
         ████████▚▚██████   ████████████████   ████████████████
         ██· · ░░▲ ░░· ██   ██            ██   ██            ██
         ██· · · ░░· · ██   ██  no probe  ██   ██  no probe  ██
         ██· · · ○ · · ██   ██     for    ██   ██     for    ██
         ██· · · · · · ██   ██    flip    ██   ██ adversarial██
         ██· · · · · · ██   ██            ██   ██            ██
         ██· · · · · · ██   ██            ██   ██            ██
         ████████████████   ████████████████   ████████████████
         dir = pos = obs =  dir – pos – obs –  dir – pos – obs –
         no probe: karelscope probe --checkpoint 12345 or T   paused · 2 steps a second
         space play  n next  N back  T train  c columns  v results  ? help  q quit

        """)
  }

  @Test func compare120x40() {
    #expect(
      frame(120, 40).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library                             fixture · step 12,345 · test 17 · seed 1
         Same program, same hidden states; each column gives the ops another meaning.
         ORIGINAL                           FLIP ◆ 1                           ADVERSARIAL ◆ 1                    PROGRAM  4/8
         4 putMarker                        4 putMarker                        4 putMarker does turnLeft            1 left  =◆◆
         ████████████████████████████████   ████████████████████████████████   ████████████████████████████████     2 move  =
         ████████████████████████████████   ████████████████████████████████   ████████████████████████████████     3 move  ≠
         ████ ·   ·   ·   ▟▙  ·   ▷  ████   ████ ·   ·   ·   △   ·   ·  ████   ████ ·   ·   ·   △   ·   ·  ████   ▸ 4 put   =
         ████            ▟▀▀▙        ████   ████                        ████   ████                        ████     5 right =
         ████ ·  ████ ·   •   1   ·  ████   ████ ·  ████ ·   ·   1   ·  ████   ████ ·  ████ ·   ·   1   ·  ████     6 move  ≠
         ████    ████                ████   ████    ████                ████   ████    ████                ████     7 move  =
         ████ ·   ·   ·   ○   ·   ·  ████   ████ ·   ·   ·   ○   ·   ·  ████   ████ ·   ·   ·  ▗▄▟▛ ·   ·  ████     8 pick  –
         ████                        ████   ████                        ████   ████            ▝▀▜▙        ████       end
         ████ ·   ·   ·   ·   ·   ·  ████   ████ ·   ·   ·   •   ·   ·  ████   ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████   ████                        ████   ████                        ████
         ████ ·   ·   1   ·  ████ ·  ████   ████ ·   ·   1  ▜▄▄▛████ ·  ████   ████ ·   ·   1   ·  ████ ·  ████
         ████                ████    ████   ████             ▜▛ ████    ████   ████                ████    ████
         ████ ·   ·   ·   ·   ·   ·  ████   ████ ·   ·   ·   ·   ·   ·  ████   ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████   ████                        ████   ████                        ████
         ████████████████████████████████   ████████████████████████████████   ████████████████████████████████
         ████████████████████████████████   ████████████████████████████████   ████████████████████████████████
         BELIEF linear·grid                 BELIEF no probe                    BELIEF no probe
         ████████████████▚▚▚▚████████████   ████████████████████████████████   ████████████████████████████████
         ████████████████▚▚▚▚████████████   ████████████████████████████████   ████████████████████████████████
         ████ ·   ·  ░░░░ ▟▙ ░░░░ ·  ████   ████                        ████   ████                        ████
         ████        ░░░░▟▀▀▙░░░░    ████   ████                        ████   ████                        ████
         ████ ·   ·   ·  ░░░░ ·   ·  ████   ████                        ████   ████                        ████
         ████            ░░░░        ████   ████                        ████   ████                        ████
         ████ ·   ·   ·   ○   ·   ·  ████   ████        no probe        ████   ████        no probe        ████
         ████                        ████   ████           for          ████   ████           for          ████
         ████ ·   ·   ·   ·   ·   ·  ████   ████          flip          ████   ████       adversarial      ████
         ████                        ████   ████                        ████   ████                        ████
         ████ ·   ·   ·   ·   ·   ·  ████   ████                        ████   ████                        ████
         ████                        ████   ████                        ████   ████                        ████
         ████ ·   ·   ·   ·   ·   ·  ████   ████                        ████   ████                        ████
         ████                        ████   ████                        ████   ████                        ████
         ████████████████████████████████   ████████████████████████████████   ████████████████████████████████
         ████████████████████████████████   ████████████████████████████████   ████████████████████████████████
         dir = pos = obs =                  dir – pos – obs –                  dir – pos – obs –
         no probe: karelscope probe --checkpoint 12345 or T                                           paused · 2 steps a second
         space play  n next  N back  T train  c columns  v results  d diff  ] wrong  r new  b break  i info  ? help  q quit

        """)
  }

  @Test func compare40x12() {
    #expect(
      frame(40, 12).text == """
         1 Step  2 Watch  3 Compare  4 Library
         ORIGINAL   4 put     FLIP ◆ 1   4 put
         █████████▚██████     ████████████████
         ██· · ·░▲▲·░▷ ██     ██· · · △ · · ██
         ██· ██· •░1 · ██     ██· ██· · 1 · ██
         ██· · · ○ · · ██     ██· · · ○ · · ██
         ██· · · · · · ██     ██· · · • · · ██
         ██· · 1 · ██· ██     ██· · 1 ▼ ██· ██
         ██· · · · · · ██     ██· · · · · · ██
         ████████████████     ████████████████
         dir = pos = obs =    dir – pos – obs –
         space play  n next  ? help  q quit

        """)
  }
}
