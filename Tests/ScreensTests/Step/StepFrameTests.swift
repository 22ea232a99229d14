import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

/// Whole frames as pictures. The generations in them are fixtures.
@Suite struct StepFrameTests {
  private func frame(_ columns: Int, _ rows: Int, _ keys: Key...) -> Canvas {
    let size = Size(columns: columns, rows: rows)
    return Fixture.instrument(Fixture.tab(), size: size, keys: keys).frame(size)
  }

  @Test func aBeliefOffTheGridIsSaid() {
    // The fixture's robot starts at column 4: six columns to the right is past the last, three is on the ring.
    for (dx, isOff) in [(6, true), (3, false)] {
      let label = Label(direction: .north, dx: dx, dy: 0, isObstacleAhead: false)
      let beliefs = [Belief](
        repeating: Fixture.belief(label, confidence: 0.9, shift: 0, turns: 0), count: ProbedGeneration.offsets.count)
      let reading = Fixture.reading()
      let far = ProbedGeneration(
        specification: reading.specification, program: reading.program,
        steps: reading.steps.map { ProbedGeneration.Step(choice: $0.choice, beliefs: [beliefs, beliefs]) },
        logProbability: reading.logProbability)
      let text = Fixture.frame(Fixture.tab(reading: far), 80, 24).text
      #expect(text.contains("robot off the grid") == isOff)
      #expect(text.contains("true position") == !isOff)
    }
  }

  @Test func wrongBeliefAt80x24() {
    #expect(
      frame(80, 24, .right, .right).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Left: what the program does. Right: what a probe decodes from the model.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  3/8      NEXT OP
         after 3 move        before 3 is written    1 turnLeft      K pick   .08 ╸
         ████████████████    ██████████▚▚████       2 move          P put    .04
         ██· · · ▲ · ▷ ██    ██· · · △░▲ ░░██     ▸ 3 move       ≠  R right  .02
         ██· ██· • 1 · ██    ██· · · · ░░· ██       4 putMarker     L left   .01
         ██· · · ○ · · ██    ██· · · ○ · · ██       5 turnRight     M move   .70 ━━━━
         ██· · · · · · ██    ██· · · · · · ██       6 move       ≠  E end    .15 ━
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1
                             △ true position


         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      =   =   =   =   =     3/3   .93       .26
         position    0,−2 ≠ +1,−2   .81      =   =   ≠   =   =     2/3   .64       .21
         obstacle     yes = yes     .90      =   =   =   =   =     3/3   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1                                     paused · 2 steps a second
         space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit

        """)
  }

  @Test func endAt80x24() {
    #expect(
      frame(80, 24, .end).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Solves 4 of 5 examples. Probes are not trained on final states.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  end      NEXT OP
         at the end          at the end             1 turnLeft      K pick   .15 ━
         ████████████████    ██████████░░░░░░       2 move          P put    .08 ╸
         ██· · · 1 • ► ██    ██· · · · ░░► ▚▚       3 move       ≠  R right  .04
         ██· ██· • 1 · ██    ██· · · · ░░░░░░       4 putMarker     L left   .02
         ██· · · ○ · · ██    ██· · · ○ · · ██       5 turnRight     M move   .01
         ██· · · · · · ██    ██· · · · · · ██       6 move       ≠  E end    .70 ━━━━
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████     ▸   end           whole program −4.1



         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction   east = east    .60      =   =   –   –   –     6/7   never trained
         position   +2,−2 = +2,−2   .36      =   =   –   –   –     5/7   never trained
         obstacle     yes = yes     .60      =   =   –   –   –     7/7   never trained

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1                                     paused · 2 steps a second
         space play  n next  N back  [ wrong  { earlier  r new  b break  ? help  q quit

        """)
  }

  @Test func anotherExampleAt80x24() {
    #expect(
      frame(80, 24, .character("e")).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         TRUTH shows example 2; BELIEF and FEATURES show example 1, the probed one.

         TRUTH  example 2    BELIEF of example 1  PROGRAM  1/8      NEXT OP
         after 1 turnLeft    before 1 is written  ▸ 1 turnLeft      K pick   .04
         ████████████████    ████████████████       2 move          P put    .02
         ██· · ██· · · ██    ██· · · · · · ██       3 move       ≠  R right  .01
         ██· 1 · · · ████    ██· · · ·░· · ██       4 putMarker     L left   .70 ━━━━
         ██· · · · · · ██    ██· · ░░▲ ░░· ██       5 turnRight     M move   .15 ━
         ██· ██· · 1 · ██    ██· · · ░░· · ██       6 move       ≠  E end    .08 ╸
         ██· · · ▼ · · ██    ██· · · · · · ██       7 move
         ██· ◁ · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1



         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      –   =   =   =   =     1/1   .93       .26
         position    0, 0 =  0, 0   .81      –   =   =   =   =     1/1   .64       .21
         obstacle      no = no      .90      –   =   =   =   =     1/1   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1                                     paused · 2 steps a second
         space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit

        """)
  }

  @Test func asciiAt80x24() {
    #expect(
      frame(80, 24, .right, .right).inASCII.text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture . step 12,345
         Left: what the program does. Right: what a probe decodes from the model.

         TRUTH  example 1    BELIEF  linear.grid  PROGRAM  3/8      NEXT OP
         after 3 move        before 3 is written    1 turnLeft      K pick   .08 -
         ################    ################       2 move          P put    .04
         ##. . . ^ . ) ##    ##. . . A:^ ::##     > 3 move       !  R right  .02
         ##. ##. o 1 . ##    ##. . . . ::. ##       4 putMarker     L left   .01
         ##. . . @ . . ##    ##. . . @ . . ##       5 turnRight     M move   .70 ====
         ##. . . . . . ##    ##. . . . . . ##       6 move       !  E end    .15 =
         ##. . 1 . ##. ##    ##. . . . . . ##       7 move
         ##. . . . . . ##    ##. . . . . . ##       8 pickMarker    log P of the
         ################    ################         end           whole program -4.1
                             A true position


         FEATURES   truth   belief    P     -2  -1 now  +1  +2  so far  test  majority
         direction  north = north   .90      =   =   =   =   =     3/3   .93       .26
         position    0,-2 ! +1,-2   .81      =   =   !   =   =     2/3   .64       .21
         obstacle     yes = yes     .90      =   =   =   =   =     3/3   .86       .68

         EXAMPLES  1 y  2 y  3 y  4 x  5 y   solves 4 of 5
         test 17 . seed 1                                     paused . 2 steps a second
         space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit

        """)
  }

  @Test func helpAt80x24() {
    #expect(
      frame(80, 24, .character("?")).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345

         WHAT YOU SEE                                 KEYS
         A language model wrote this program from     space   play or pause
         five examples. It never saw a robot move.    n →     next op (pauses playback)
         TRUTH: the world after the current op.       N ←     previous op (pauses too)
         BELIEF: that world as a probe, a small       Home    first op
         classifier, decodes it from the state        End     end of the program
         before the op was written.                   ]       next wrong belief
         linear·start: directions relative to the     [       previous wrong belief
         robot's start, ·grid: north up.              }       next checkpoint, same op
         −2 to +2: ops before, after. So far, test,   {       previous checkpoint
         majority: accuracy here, on tests, of the    r       new specification
         majority class. Position: from ○.            e       next example in TRUTH
         K P R L M E force another op, > < steer      p       next probe
         its belief: the model continues. w edits a   b       toggle breakpoint on op
         world. u undoes. Playback stops at           K       force pickMarker here
         breakpoints (b, :break).                     P       force putMarker here
                                                      R       force turnRight here
         SIGNS                                        L       force turnLeft here
         ○•▲  start, path and robot                   M       force move here
         ▲    the believed robot                      E       force the end here
         ░▒▓  probability from 3, 15, 50%             >       steer right
         ↑ ↓ PgUp PgDn scroll   lines 1–21 of 64   q closes help

        """)
  }

  @Test func compactAt40x12() {
    #expect(
      frame(40, 12, .right, .right).text == """
         1 Step  2 Watch  3 Compare  4 Library
         TRUTH  after op 3  BELIEF linear·grid
         ████████████████   ██████████▚▚████
         ██· · · ▲ · ▷ ██   ██· · · △░▲ ░░██
         ██· ██· • 1 · ██   ██· · · · ░░· ██
         ██· · · ○ · · ██   ██· · · ○ · · ██
         ██· · · · · · ██   ██· · · · · · ██
         ██· · 1 · ██· ██   ██· · · · · · ██
         ██· · · · · · ██   ██· · · · · · ██
         ████████████████   ████████████████
         3/8 move  dir =  pos ≠  obs =
         space play  n next  ? help  q quit

        """)
  }

  @Test func between64x20() {
    #expect(
      frame(64, 20, .right, .right).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library      fixture
         TRUTH  after op 3  BELIEF linear·grid  PROGRAM  3/8   ↓
         ████████████████   ██████████▚▚████      1 turnLeft
         ██· · · ▲ · ▷ ██   ██· · · △░▲ ░░██      2 move
         ██· ██· • 1 · ██   ██· · · · ░░· ██    ▸ 3 move       ≠
         ██· · · ○ · · ██   ██· · · ○ · · ██      4 putMarker
         ██· · · · · · ██   ██· · · · · · ██      5 turnRight
         ██· · 1 · ██· ██   ██· · · · · · ██      6 move       ≠
         ██· · · · · · ██   ██· · · · · · ██      7 move
         ████████████████   ████████████████      8 pickMarker

         FEATURES   truth   belief    P     −2  −1 now  +1  +2
         direction  north = north   .90      =   =   =   =   =
         position    0,−2 ≠ +1,−2   .81      =   =   ≠   =   =
         obstacle     yes = yes     .90      =   =   =   =   =

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5

         test 17 · seed 1                     paused · 2 steps a second
         space play  n next  N back  ] wrong  { earlier  ? help  q quit

        """)
  }

  @Test func largeAt120x40() {
    #expect(
      frame(120, 40, .right, .right, .right, .right, .right).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library                                 fixture · step 12,345 · solves 57.1%
         Left: what the program does. Right: what a probe decodes from the model.

         TRUTH  example 1                    BELIEF  linear·grid                  PROGRAM  6/8      NEXT OP
         after 6 move                        before 6 move is written               1 turnLeft      K pick   .08 ━
         ████████████████████████████████    ████████████████████████░░░░████       2 move          P put    .04 ╸
         ████████████████████████████████    ████████████████████████░░░░████       3 move       ≠  R right  .02 ╸
         ████ ·   ·   ·   1  ▜▙▄▖ ▷  ████    ████ ·   ·   ·   ·  ░▷░░▜▄▄▛░░░░       4 putMarker     L left   .01
         ████                ▟▛▀▘    ████    ████                ░░░░ ▜▛ ░░░░       5 turnRight     M move   .70 ━━━━━━━━━━
         ████ ·  ████ ·   •   1   ·  ████    ████ ·   ·   ·   ·   ·  ░·░░████     ▸ 6 move       ≠  E end    .15 ━━
         ████    ████                ████    ████                    ░░░░████       7 move
         ████ ·   ·   ·   ○   ·   ·  ████    ████ ·   ·   ·   ○   ·   ·  ████       8 pickMarker    log P of the
         ████                        ████    ████                        ████         end           whole program −4.1
         ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████    ████                        ████
         ████ ·   ·   1   ·  ████ ·  ████    ████ ·   ·   ·   ·   ·   ·  ████
         ████                ████    ████    ████                        ████
         ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████    ████                        ████
         ████████████████████████████████    ████████████████████████████████
         ████████████████████████████████    ████████████████████████████████
                                             ▷ true position

         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction   east ≠ south   .90      =   =   ≠   =   =     5/6   .93       .26
         position   +1,−2 ≠ +2,−2   .81      =   =   ≠   =   =     4/6   .64       .21
         obstacle      no = no      .90      =   =   =   =   =     6/6   .86       .68

         EXAMPLES 1 ✓        2 ✓                 3 ✓                 4 ✗                 5 ✓
         ████████████████    ████████████████    ████████████████    ████████████████    ████████████████
         ██· · · 1 ► ▷ ██    ██· · ██· · · ██    ██△ ██1 · · · ██    ██· · ██▲ 1 ████    ██· 1 · · · 1 ██
         ██· ██· • 1 · ██    ██· 1 · · · ████    ██▲ · · · · · ██    ██1 · · 1 • ○ ██    ██· · · · · · ██
         ██· · · ○ · · ██    ██· · · · · · ██    ██1 ○ · · · 1 ██    ██1 · · · ██· ██    ████1 · ○ • 1 ██
         ██· · · · · · ██    ██· ██· · 1 · ██    ████· · · · · ██    ██· 1 · · ██· ██    ██· 1 · · · ▼ ██
         ██· · 1 · ██· ██    ██· · · ○ · · ██    ██· · · · · · ██    ██· · · · · · ██    ██· · · 1 · ▽ ██
         ██· · · · · · ██    ██· ◁ ◄ 1 · · ██    ██· · · · · · ██    ██· · · · · · ██    ████· · 1 · · ██
         ████████████████    ████████████████    ████████████████    ████████████████    ████████████████

         test 17 · seed 1                                                                             paused · 2 steps a second
         space play  n next  N back  [ wrong  { earlier  r new  b break  > steer  k sure  w world  i info  ? help  q quit

        """)
  }

  @Test func largestAt200x60() {
    #expect(
      frame(200, 60, .right, .right, .right, .right, .right).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library                                  fixture · step 12,345 · solves 57.1% · 1,000 test specifications of lengths 6–10 · 790,080 samples · preset by-hand
         Left: what the program does. Right: what a probe decodes from the model.

         TRUTH  example 1                                    BELIEF  linear·grid                                  PROGRAM  6/8      dir    pos    obs     NEXT OP
         after 6 move                                        before 6 move is written                               1 turnLeft      = .90  = .81  = .90   K pick   .08 ━━━
         ████████████████████████████████████████████████    ████████████████████████████████████░░░░░░██████       2 move          = .90  = .81  = .90   P put    .04 ━╸
         ████████████████████████████████████████████████    ████████████████████████████████████░░░░░░██████       3 move          = .90  ≠ .81  = .90   R right  .02 ╸
         ████████████████████████████████████████████████    ████████████████████████████████████░░░░░░██████       4 putMarker     = .90  = .81  = .90   L left   .01 ╸
         ██████                        ▜▙▄▖        ██████    ██████                        ░░░░░░▜▙▖▗▟▛░░░░░░       5 turnRight     = .90  = .81  = .90   M move   .70 ━━━━━━━━━━━━━━━━━━━━━━━━━━
         ██████  ·     ·     ·     1    ████▌  ▷   ██████    ██████  ·     ·     ·     ·   ░░▷░░░ ▜██▛ ░░░░░░     ▸ 6 move          ≠ .90  ≠ .81  = .90   E end    .15 ━━━━━╸
         ██████                        ▟▛▀▘        ██████    ██████                        ░░░░░░  ▜▛  ░░░░░░       7 move          = .90  = .81  = .90
         ██████      ██████                        ██████    ██████                              ░░░░░░██████       8 pickMarker    = .90  = .81  = .90   log P of the
         ██████  ·   ██████  ·     •     1     ·   ██████    ██████  ·     ·     ·     ·     ·   ░░·░░░██████         end                                 whole program −4.1
         ██████      ██████                        ██████    ██████                              ░░░░░░██████
         ██████                                    ██████    ██████                                    ██████
         ██████  ·     ·     ·     ○     ·     ·   ██████    ██████  ·     ·     ·     ○     ·     ·   ██████
         ██████                                    ██████    ██████                                    ██████
         ██████                                    ██████    ██████                                    ██████
         ██████  ·     ·     ·     ·     ·     ·   ██████    ██████  ·     ·     ·     ·     ·     ·   ██████
         ██████                                    ██████    ██████                                    ██████
         ██████                        ██████      ██████    ██████                                    ██████
         ██████  ·     ·     1     ·   ██████  ·   ██████    ██████  ·     ·     ·     ·     ·     ·   ██████
         ██████                        ██████      ██████    ██████                                    ██████
         ██████                                    ██████    ██████                                    ██████
         ██████  ·     ·     ·     ·     ·     ·   ██████    ██████  ·     ·     ·     ·     ·     ·   ██████
         ██████                                    ██████    ██████                                    ██████
         ████████████████████████████████████████████████    ████████████████████████████████████████████████
         ████████████████████████████████████████████████    ████████████████████████████████████████████████
         ████████████████████████████████████████████████    ████████████████████████████████████████████████
                                                             ▷ true position

         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction   east ≠ south   .90      =   =   ≠   =   =     5/6   .93       .26
         position   +1,−2 ≠ +2,−2   .81      =   =   ≠   =   =     4/6   .64       .21
         obstacle      no = no      .90      =   =   =   =   =     6/6   .86       .68

         EXAMPLES 1 ✓                        2 ✓                                 3 ✓                                 4 ✗                                 5 ✓
         ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████
         ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████
         ████ ·   ·   ·   1  ▜▙▄▖ ▷  ████    ████ ·   ·  ████ ·   ·   ·  ████    ████ △  ████ 1   ·   ·   ·  ████    ████ ·   ·  ████ ▟▙  1  ████████    ████ ·   1   ·   ·   ·   1  ████
         ████                ▟▛▀▘    ████    ████        ████            ████    ████    ████                ████    ████        ████▟▀▀▙    ████████    ████                        ████
         ████ ·  ████ ·   •   1   ·  ████    ████ ·   1   ·   ·   ·  ████████    ████ ▟▙  ·   ·   ·   ·   ·  ████    ████ 1   ·   ·   1   •   ○  ████    ████ ·   ·   ·   ·   ·   ·  ████
         ████    ████                ████    ████                    ████████    ████▟▀▀▙                    ████    ████                        ████    ████                        ████
         ████ ·   ·   ·   ○   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████    ████ 1   ○   ·   ·   ·   1  ████    ████ 1   ·   ·   ·  ████ ·  ████    ████████ 1   ·   ○   •   1  ████
         ████                        ████    ████                        ████    ████                        ████    ████                ████    ████    ████████                    ████
         ████ ·   ·   ·   ·   ·   ·  ████    ████ ·  ████ ·   ·   1   ·  ████    ████████ ·   ·   ·   ·   ·  ████    ████ ·   1   ·   ·  ████ ·  ████    ████ ·   1   ·   ·   ·  ▜▄▄▛████
         ████                        ████    ████    ████                ████    ████████                    ████    ████                ████    ████    ████                     ▜▛ ████
         ████ ·   ·   1   ·  ████ ·  ████    ████ ·   ·   ·   ○   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   1   ·   ▽  ████
         ████                ████    ████    ████                        ████    ████                        ████    ████                        ████    ████                        ████
         ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ◁  ▗▄▟▛ 1   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████    ████ ·   ·   ·   ·   ·   ·  ████    ████████ ·   ·   1   ·   ·  ████
         ████                        ████    ████        ▝▀▜▙            ████    ████                        ████    ████                        ████    ████████                    ████
         ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████
         ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████    ████████████████████████████████





         test 17 · seed 1                                                                                                                                                             paused · 2 steps a second
         space play  n next  N back  [ wrong  { earlier  r new  b break  > steer  k sure  w world  T train  p probe  e example  f focus  i info  ? help  q quit

        """)
  }

  /// A terminal that gives a row to something else loses blank rows, and then the sentence, but none of the lists.
  @Test func aRowOrThreeFewerLoseBlankRowsOnly() {
    let whole = Fixture.frame(Fixture.tab(), 80, 24).text.split(separator: "\n")
    for rows in 21..<24 {
      #expect(Fixture.frame(Fixture.tab(), 80, rows).text.split(separator: "\n") == whole, "\(rows)")
    }
    #expect(!Fixture.frame(Fixture.tab(), 80, 20).text.contains("NEXT OP"))
    let narrow = Fixture.frame(Fixture.tab(), 79, 24).text
    #expect(narrow.contains("whole program −4.1\n") && narrow.contains("majority\n"))
  }

  @Test func informationAt80x24() {
    #expect(
      frame(80, 24, .character("f"), .character("i")).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Left: what the program does. Right: what a probe decodes from the model.

        »TRUTH  example 1    BELIEF  linear·grid  PROGRAM  1/8      NEXT OP
         after 1 turnLeft    before 1 is written  ▸ 1 turnLeft      K pick   .04
         ████████████████    ████████████████       2 move          P put    .02
         ██· · · · · ▷ ██    ██· · · · · · ██       3 move       ≠  R right  .01
         ██· ██· · 1 · ██    ██· · · ·░· · ██       4 putMarker     L left   .70 ━━━━
         ██· · · ▲ · · ██    ██· · ░░▲ ░░· ██       5 turnRight     M move   .15 ━
         ██· · · · · · ██    ██· · · ░░· · ██       6 move       ≠  E end    .08 ╸
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1



         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
        ─ TRUTH ────────────────────────────────────────────────────────────────────────
         after …  shows the world after this op has run
         ○ • ▲    the robot's start, its path, its position and direction
         △        where the robot should end, if elsewhere
         1 … 9    markers on a cell

         space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit

        """)
  }

  @Test func fullScreenAt80x24() {
    #expect(
      frame(80, 24, .character("f"), .enter).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345

         TRUTH  example 1
         after 1 turnLeft
         ████████████████████████████████
         ████████████████████████████████
         ████ ·   ·   ·   ·   ·   ▷  ████
         ████                        ████
         ████ ·  ████ ·   ·   1   ·  ████
         ████    ████                ████
         ████ ·   ·   ·   ▟▙  ·   ·  ████
         ████            ▟▀▀▙        ████
         ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████
         ████ ·   ·   1   ·  ████ ·  ████
         ████                ████    ████
         ████ ·   ·   ·   ·   ·   ·  ████
         ████                        ████
         ████████████████████████████████
         ████████████████████████████████



         space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit

        """)
  }

  @Test func tooSmallSaysWhatItNeeds() {
    #expect(
      frame(20, 5).text == """
        too small: 20x5
        needs 38x12
        q quits



        """)
  }

  @Test func waitsForItsFirstReading() {
    var tab = StepTab(Start(subject: Fixture.subject(3), randomSeed: 0))
    _ = tab.show(Fixture.subject(3))
    #expect(
      Fixture.frame(tab, 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         The model writes a program, and probes read its hidden states.




















         running test 3 · seed 1 at step 12,345 …             paused · 2 steps a second
         r new  f focus  i info  ? help  q quit

        """)
  }

  @Test func unknownFiguresAreDashes() {
    let tab = Fixture.tab(run: Fixture.bareRun, subject: Fixture.subject(3, step: 400))
    #expect(
      Fixture.frame(tab, 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library              bare · step 400
         Left: what the program does. Right: what a probe decodes from the model.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  1/8      NEXT OP
         after 1 turnLeft    before 1 is written  ▸ 1 turnLeft      K pick   .04
         ████████████████    ████████████████       2 move          P put    .02
         ██· · · · · ▷ ██    ██· · · · · · ██       3 move       ≠  R right  .01
         ██· ██· · 1 · ██    ██· · · ·░· · ██       4 putMarker     L left   .70 ━━━━
         ██· · · ▲ · · ██    ██· · ░░▲ ░░· ██       5 turnRight     M move   .15 ━
         ██· · · · · · ██    ██· · · ░░· · ██       6 move       ≠  E end    .08 ╸
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1



         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      –   =   =   =   =     1/1     –         –
         position    0, 0 =  0, 0   .81      –   =   =   =   =     1/1     –         –
         obstacle      no = no      .90      –   =   =   =   =     1/1     –         –

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 3 · seed 1                                      paused · 2 steps a second
         space play  n next  N back  ] wrong  r new  b break  > steer  ? help  q quit

        """)
  }

  @Test func sizesWithoutRoomDrawNothing() {
    #expect(frame(0, 0).text == "")
    #expect(frame(1, 1).text == "t\n")
  }

  @Test func resizingAndBackShowsTheSameFrame() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(Fixture.tab(), size: size, keys: [.right, .right])
    let before = instrument.frame(size)
    _ = instrument.update(.resized(Size(columns: 1, rows: 1)))
    _ = instrument.frame(Size(columns: 1, rows: 1))
    _ = instrument.update(.resized(size))
    #expect(instrument.frame(size) == before)
  }

  @Test func frameStandsStillWhileNothingHappens() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(Fixture.tab(), size: size, keys: [.character(" ")])
    let before = instrument.frame(size)
    _ = instrument.update(.tick(elapsed: .milliseconds(1)))
    #expect(instrument.frame(size) == before)
  }

  @Test func truthAndBeliefKeepToTheirStyles() {
    let cells = frame(80, 24, .right, .right).cells
    #expect(cells.filter { $0.character == "▲" }.map(\.style) == [.truth, .belief])
    #expect(cells.filter { $0.character == "≠" }.allSatisfy { $0.style == .disagreement })
    #expect(cells.filter { $0.style == .disagreement }.count == 4, "two ops, one row, one offset")
  }

  @Test func anotherExampleIsSaid() {
    let text = frame(80, 24, .character("e")).text
    #expect(text.contains("TRUTH shows example 2; BELIEF and FEATURES show example 1"))
  }

  @Test func theProbesFrameIsNamedAtEverySize() {
    for (columns, rows) in [(38, 12), (40, 12), (64, 20), (80, 24), (120, 40), (200, 60)] {
      #expect(frame(columns, rows).text.contains("grid"), "\(columns)x\(rows)")
    }
  }

  @Test func aProgramThatIsCutSaysSo() {
    let program = Program((0..<16).map { Op.allCases[$0 % 5] })
    func title(_ keys: Key...) -> String {
      let size = Size(columns: 80, rows: 24)
      let text = Fixture.instrument(Fixture.tab(program: program), size: size, keys: keys).frame(size).text
      return text.split(separator: "\n").first { $0.contains("PROGRAM") }.map { String($0.dropFirst(42).prefix(16)) }
        ?? ""
    }
    #expect(title() == "PROGRAM  1/16  ↓")
    #expect(title(.end) == "PROGRAM  end  ↑ ")
  }

  @Test(arguments: [(Size(columns: 80, rows: 24), 1), (Size(columns: 120, rows: 40), 5)])
  func examplesAloneShowInputsAndOutputsToo(_ size: Size, _ count: Int) {
    var canvas = Canvas(Size(columns: size.columns - 2, rows: size.rows - 3))
    var tab = Fixture.tab()
    _ = tab.press(.right)
    tab.draw("EXAMPLES", into: &canvas)
    let text = canvas.text
    for title in ["INPUT", "AFTER 2 move", "ASKED FOR"] { #expect(text.contains(title)) }
    // Each board has eight rows, beside each other where only one example's have room, else below each other.
    let walls = text.split(separator: "\n").filter { $0.contains("████████████████") }
    #expect(walls.count == (count == 5 ? 6 : 2))
  }

  @Test func panesCanBeFocusedExplainedAndShownAlone() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60), (40, 12)] {
      let size = Size(columns: columns, rows: rows)
      var instrument = Fixture.instrument(Fixture.tab(), size: size)
      let titles = StepTab.paneTitles(size)
      for title in titles {
        _ = instrument.update(.key(.character("f")))
        #expect(instrument.focusedPane?.title == title)
        // One without room beside others is alone at once.
        let isBesideOthers = instrument.focusedPane?.isBesideOthers ?? false
        #expect(instrument.frame(size).text.contains("»" + title) == isBesideOthers)
        #expect(instrument.frame(size).text.contains(title))
        _ = instrument.update(.key(.character("i")))
        let text = instrument.frame(size).text
        let first = instrument.focusedPane?.explanations.first
        #expect(text.contains(first?.name ?? "?"), "\(title) at \(columns)x\(rows)")
        _ = instrument.update(.key(.character("i")))
        guard isBesideOthers else { continue }
        _ = instrument.update(.key(.enter))
        #expect(instrument.isFullScreen)
        #expect(instrument.frame(size).text.contains(title))
        _ = instrument.update(.key(.enter))
      }
      #expect(titles == ["TRUTH", "BELIEF", "PROGRAM", "NEXT OP", "FEATURES", "EXAMPLES"])
      // Enter leads back from the last to all of them.
      if columns == 40 {
        _ = instrument.update(.key(.enter))
        #expect(instrument.focusedPane == nil && instrument.frame(size).text.contains("TRUTH"))
      }
    }
  }
}

extension StepTab {
  /// The titles of the panes on a screen of some extent.
  fileprivate static func paneTitles(_ screen: Size) -> [String] {
    Fixture.tab().panes(Size(columns: screen.columns, rows: screen.rows - 2)).map(\.title)
  }
}
