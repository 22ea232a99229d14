import Karel
import Screens
import Testing

/// Whole frames of branches, edited worlds and breakpoints. The generations in them are fixtures.
@Suite struct SteppingFrameTests {
  private func editing(_ keys: Key...) -> StepTab {
    var reading = Fixture.reading()
    reading.reference = Program([.turnLeft, .move, .move])
    var tab = Fixture.tab(reading: reading)
    for key in [Key.character("w")] + keys { _ = tab.press(key) }
    return tab
  }

  @Test func editingAt80x24() {
    let tab = editing(.right, .character("#"), .down, .character("+"), .character("+"), .character("T"))
    #expect(
      Fixture.frame(tab, 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         INPUT and OUTPUT are edited; the rest shows the previous run until Enter.

         INPUT  example 1    OUTPUT  asked for    PROGRAM before    NEXT OP before edit
         2 markers           by left move×2       ▸ 1 turnLeft      K pick   .04
         ████████████████    ████████████████       2 move          P put    .02
         ██· · · · · · ██    ██· · · · · · ██       3 move       ≠  R right  .01
         ██· ██· · 1 · ██    ██· ██· · 1 · ██       4 putMarker     L left   .70 ━━━━
         ██· · · ▲ ██· ██    ██· ◄ • ○ ██· ██       5 turnRight     M move   .15 ━
         ██· · · ·[2]· ██    ██· · · · 2 · ██       6 move       ≠  E end    .08 ╸
         ██· · 1 · ██· ██    ██· · 1 · ██· ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1



         FEATURES before the edit     P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      –   =   =   =   =     1/1   .93       .26
         position    0, 0 =  0, 0   .81      –   =   =   =   =     1/1   .64       .21
         obstacle      no = no      .90      –   =   =   =   =     1/1   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   before the edit
         test 17 · seed 1                                     paused · 2 steps a second
         ← → ↑ ↓ cell  # wall  + marker  u undo  - less  Enter done  Esc give up

        """)
  }

  @Test func editingAt40x12() {
    #expect(
      Fixture.frame(editing(.left, .up, .character("+")), 40, 12).text == """
         1 Step  2 Watch  3 Compare  4 Library
         INPUT  example 1   OUTPUT  asked for
         ████████████████   ████████████████
         ██· · · · · · ██   ██· · · ▲ · · ██
         ██· █[1]· 1 · ██   ██· ██1 • 1 · ██
         ██· · · ► · · ██   ██· · · ○ · · ██
         ██· · · · · · ██   ██· · · · · · ██
         ██· · 1 · ██· ██   ██· · 1 · ██· ██
         ██· · · · · · ██   ██· · · · · · ██
         ████████████████   ████████████████
         was 1/8 turnLeft  dir =  pos =  obs =
         ← → ↑ ↓ cell  Enter done  Esc give up

        """)
  }

  @Test func editingAt120x40() {
    #expect(
      Fixture.frame(editing(.right, .character("#"), .left), 120, 40).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library                                 fixture · step 12,345 · solves 57.1%
         INPUT and OUTPUT are edited; the rest shows the previous run until Enter.

         INPUT  example 1                    OUTPUT  asked for                    PROGRAM before    NEXT OP before the edit
         robot                               by left move×2                       ▸ 1 turnLeft      K pick   .04 ╸
         ████████████████████████████████    ████████████████████████████████       2 move          P put    .02 ╸
         ████████████████████████████████    ████████████████████████████████       3 move       ≠  R right  .01
         ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   ▟▙  ·   ·  ████       4 putMarker     L left   .70 ━━━━━━━━━━
         ████                        ████    ████            ▟▀▀▙        ████       5 turnRight     M move   .15 ━━
         ████ ·  ████ ·   ·   1   ·  ████    ████ ·  ████ ·   •   1   ·  ████       6 move       ≠  E end    .08 ━
         ████    ████                ████    ████    ████                ████       7 move
         ████ ·   ·   · [▜▙▄▖]███ ·  ████    ████ ·   ·   ·   ○  ████ ·  ████       8 pickMarker    log P of the
         ████           [▟▛▀▘]███    ████    ████                ████    ████         end           whole program −4.1
         ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████    ████                        ████
         ████ ·   ·   1   ·  ████ ·  ████    ████ ·   ·   1   ·  ████ ·  ████
         ████                ████    ████    ████                ████    ████
         ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████    ████                        ████
         ████████████████████████████████    ████████████████████████████████
         ████████████████████████████████    ████████████████████████████████


         FEATURES before the edit     P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      –   =   =   =   =     1/1   .93       .26
         position    0, 0 =  0, 0   .81      –   =   =   =   =     1/1   .64       .21
         obstacle      no = no      .90      –   =   =   =   =     1/1   .86       .68

         EXAMPLES 1 ✓        2 ✓                 3 ✓                 4 ✗                 5 ✓                    before the edit
         ████████████████    ████████████████    ████████████████    ████████████████    ████████████████
         ██· · · · · ▷ ██    ██· · ██· · · ██    ██△ ██1 · · · ██    ██· · ██◁ 1 ████    ██· 1 · · · 1 ██
         ██· ██· · 1 · ██    ██· 1 · · · ████    ██· · · · · · ██    ██1 · · · · ◄ ██    ██· · · · · · ██
         ██· · · ▲ · · ██    ██· · · · · · ██    ██· ◄ · · · 1 ██    ██1 · · · ██· ██    ████1 · ► · · ██
         ██· · · · · · ██    ██· ██· · 1 · ██    ████· · · · · ██    ██· 1 · · ██· ██    ██· 1 · · · · ██
         ██· · 1 · ██· ██    ██· · · ▼ · · ██    ██· · · · · · ██    ██· · · · · · ██    ██· · · 1 · ▽ ██
         ██· · · · · · ██    ██· ◁ · · · · ██    ██· · · · · · ██    ██· · · · · · ██    ████· · 1 · · ██
         ████████████████    ████████████████    ████████████████    ████████████████    ████████████████

         test 17 · seed 1                                                                             paused · 2 steps a second
         ← → ↑ ↓ cell  # wall  + marker  u undo  - less  r robot  t turn  Enter done  Esc give up

        """)
  }

  @Test func stoppedAtABreakpointAt80x24() {
    var tab = Fixture.tab()
    tab.stop(at: Breakpoints([.op(.move), .wrong(.position)]))
    _ = tab.press(.character(" "))
    _ = tab.advance(.seconds(60))
    #expect(
      Fixture.frame(tab, 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Left: what the program does. Right: what a probe decodes from the model.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  2/8      NEXT OP
         after 2 move        before 2 is written    1 turnLeft      K pick   .08 ╸
         ████████████████    ████████████████     ▸ 2●move          P put    .04
         ██· · · · · ▷ ██    ██· · · ·░· · ██     ● 3 move       ≠  R right  .02
         ██· ██· ▲ 1 · ██    ██· · ░░▲ ░░· ██       4 putMarker     L left   .01
         ██· · · ○ · · ██    ██· · · ░░· · ██       5 turnRight     M move   .70 ━━━━
         ██· · · · · · ██    ██· · · · · · ██     ● 6 move       ≠  E end    .15 ━
         ██· · 1 · ██· ██    ██· · · · · · ██     ● 7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1



         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      =   =   =   =   =     2/2   .93       .26
         position    0,−1 =  0,−1   .81      =   =   =   =   =     2/2   .64       .21
         obstacle      no = no      .90      =   =   =   =   =     2/2   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         ● stopped: move                                      paused · 2 steps a second
         space play  n next  N back  ] wrong  { earlier  r new  b clear  ? help  q quit

        """)
  }

  @Test func stoppedAtABreakpointAt40x12() {
    var tab = Fixture.tab()
    tab.stop(at: Breakpoints([.wrong(.direction)]))
    _ = tab.press(.character(" "))
    _ = tab.advance(.seconds(60))
    #expect(
      Fixture.frame(tab, 40, 12).text == """
         1 Step  2 Watch  3 Compare  4 Library
         TRUTH  after op 6  BELIEF linear·grid
         ████████████████   ████████████░░██
         ██· · · 1 ► ▷ ██   ██· · · · ▷░▼ ░░
         ██· ██· • 1 · ██   ██· · · · · ·░██
         ██· · · ○ · · ██   ██· · · ○ · · ██
         ██· · · · · · ██   ██· · · · · · ██
         ██· · 1 · ██· ██   ██· · · · · · ██
         ██· · · · · · ██   ██· · · · · · ██
         ████████████████   ████████████████
         6/8 move  dir ≠  pos ≠  obs =
         ● stopped: wrong direction

        """)
  }

  @Test func aBranchAndBreakpointsInTheStatusAt80x24() {
    var subject = Fixture.subject()
    subject.intervention = Intervention(ops: Array(Fixture.program.ops.prefix(3)))
    var tab = Fixture.tab(subject: subject)
    tab.stop(at: Breakpoints([.op(.pickMarker)]))
    for _ in 0..<3 { _ = tab.press(.right) }
    #expect(
      Fixture.frame(tab, 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Op 3: move forced as the model would; the model continues. u undoes.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  4/8      NEXT OP
         after 4 putMarker   before 4 is written    1 turnLeft      K pick   .01
         ████████████████    ████████▚▚██████       2 move          P put    .70 ━━━━
         ██· · · ▲ · ▷ ██    ██· · ░░▲ ░░· ██       3 move       ≠  R right  .15 ━
         ██· ██· • 1 · ██    ██· · · ░░· · ██     ▸ 4 putMarker     L left   .08 ╸
         ██· · · ○ · · ██    ██· · · ○ · · ██       5 turnRight     M move   .04
         ██· · · · · · ██    ██· · · · · · ██       6 move       ≠  E end    .02
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██     ● 8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1
         on 1 marker


         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      =   =   =   =   =     4/4   .93       .26
         position    0,−2 =  0,−2   .81      =   =   =   =   =     3/4   .64       .21
         obstacle     yes = yes     .90      =   =   =   =   =     4/4   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1 · op 3 forced · ● pickMarker        paused · 2 steps a second
         space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit

        """)
  }

  @Test func typedSemanticsAt80x24() throws {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    _ = tab.obey(.semantics(try Semantics(parsing: "put,pick,move,right,left")))
    tab.stop(at: Breakpoints([.op(.move)]))
    _ = tab.press(.right)
    #expect(
      Fixture.frame(tab, 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Same program, same hidden states; each column gives the ops another meaning.
         ORIGINAL            FLIP ◆ 1            ADVERSARIAL ◆ 1     TYPED ◆ 1
         2 move              2 move              2 move → left       2 move → left
         ████████████████    ████████████████    ████████████████    ████████████████
         ██· · · · · ▷ ██    ██· · · · · · ██    ██· · · · · · ██    ██· · · · · · ██
         ██· ██· ▲ 1 · ██    ██· ██· △ 1 · ██    ██· ██· △ 1 · ██    ██· ██· △ 1 · ██
         ██· · · ○ · · ██    ██· · · ○ · · ██    ██· · · ► · · ██    ██· · · ► · · ██
         ██· · · · · · ██    ██· · · ▼ · · ██    ██· · · · · · ██    ██· · · · · · ██
         ██· · 1 · ██· ██    ██· · 1 · ██· ██    ██· · 1 · ██· ██    ██· · 1 · ██· ██
         ██· · · · · · ██    ██· · · · · · ██    ██· · · · · · ██    ██· · · · · · ██
         ████████████████    ████████████████    ████████████████    ████████████████
         BELIEF linear·grid  BELIEF no probe     BELIEF no probe     BELIEF no probe
         ████████████████    ████████████████    ████████████████    ████████████████
         ██· · · ·░· · ██    ██            ██    ██            ██    ██            ██
         ██· · ░░▲ ░░· ██    ██  no probe  ██    ██  no probe  ██    ██  no probe  ██
         ██· · · ░░· · ██    ██     for    ██    ██     for    ██    ██     for    ██
         ██· · · · · · ██    ██    flip    ██    ██ adversarial██    ██  these ops ██
         ██· · · · · · ██    ██            ██    ██            ██    ██            ██
         ██· · · · · · ██    ██            ██    ██            ██    ██            ██
         ████████████████    ████████████████    ████████████████    ████████████████
         dir = pos = obs =   dir – pos – obs –   dir – pos – obs –   dir – pos – obs –
         no probe: karelscope probe --checkpoint 12345 or T   paused · 2 steps a second
         space play  n next  N back  T train  c columns  v results  ? help  q quit

        """)
  }
}
