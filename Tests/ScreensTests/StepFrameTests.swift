import Beliefs
import Screens
import Testing

/// Whole frames as pictures. The readings in them are fixtures.
@Suite struct StepFrameTests {
  private func model(_ columns: Int, _ rows: Int, keys: Key...) -> StepModel {
    var model = Fixture.model(size: Size(columns: columns, rows: rows))
    for key in keys { _ = model.update(.key(key)) }
    return model
  }

  @Test func aBeliefOffTheGridIsSaid() {
    // The fixture's robot starts at column 4: six columns to the right is past the last, three is on the ring.
    for (dx, isOff) in [(6, true), (3, false)] {
      let label = Label(direction: .north, dx: dx, dy: 0, isObstacleAhead: false)
      let beliefs = [Belief](
        repeating: Fixture.belief(label, confidence: 0.9, shift: 0, turns: 0), count: Reading.offsets.count)
      let reading = Fixture.reading()
      let far = Reading(
        specification: reading.specification, program: reading.program,
        steps: reading.steps.map { Reading.Step(choice: $0.choice, beliefs: [beliefs, beliefs]) },
        logProbability: reading.logProbability)
      let model = StepModel(
        run: Fixture.run, showing: TracedReading(far, of: .sample(Fixture.sample(17))), corpusSeed: 1)
      let text = model.frame(Size(columns: 80, rows: 24)).text
      #expect(text.contains("robot off the grid") == isOff)
      #expect(text.contains("where it truly is") == !isOff)
    }
  }

  @Test func wrongBeliefAt80x24() {
    let model = model(80, 24, keys: .right, .right)
    #expect(
      model.frame(Size(columns: 80, rows: 24)).text == """
         karelscope  Step          fixture · step 12,345 · solves 57.1% at lengths 6–10
         Left: what the program does. Right: what a probe reads inside the model.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  3/8      NEXT OP
         after 3 move        before 3 is written    1 turnLeft      pick   .08 ╸
         ████████████████    ██████████▚▚████       2 move          put    .04 ╸
         ██· · · ▲ · ▷ ██    ██· · · △░▲ ░░██     ▸ 3 move       ≠  right  .02
         ██· ██· • 1 · ██    ██· · · · ░░· ██       4 putMarker     left   .01
         ██· · · ○ · · ██    ██· · · ○ · · ██       5 turnRight     move   .70 ━━━━━╸
         ██· · · · · · ██    ██· · · · · · ██       6 move       ≠  end    .15 ━
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1
                             △ where it truly is


                    truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      =   =   =   =   =     3/3   .93       .26
         position    0,−2 ≠ +1,−2   .81      =   =   ≠   =   =     2/3   .64       .21
         obstacle     yes = yes     .90      =   =   =   =   =     3/3   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1                                     paused · 2 steps a second
         space play  n next  N back  ] differs  r new  e example  ? help  q quit

        """)
  }

  @Test func endAt80x24() {
    let model = model(80, 24, keys: .end)
    #expect(
      model.frame(Size(columns: 80, rows: 24)).text == """
         karelscope  Step          fixture · step 12,345 · solves 57.1% at lengths 6–10
         Probes never learned last states: what they say of this one is a guess.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  end      NEXT OP
         at the end          at the end             1 turnLeft      pick   .15 ━
         ████████████████    ██████████░░░░░░       2 move          put    .08 ╸
         ██· · · 1 • ► ██    ██· · · · ░░► ▚▚       3 move       ≠  right  .04 ╸
         ██· ██· • 1 · ██    ██· · · · ░░░░░░       4 putMarker     left   .02
         ██· · · ○ · · ██    ██· · · ○ · · ██       5 turnRight     move   .01
         ██· · · · · · ██    ██· · · · · · ██       6 move       ≠  end    .70 ━━━━━╸
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████     ▸   end           whole program −4.1



                    truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction   east = east    .60      =   =   –   –   –     6/7     –         –
         position   +2,−2 = +2,−2   .36      =   =   –   –   –     5/7     –         –
         obstacle     yes = yes     .60      =   =   –   –   –     7/7     –         –

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1                                     paused · 2 steps a second
         space play  n next  N back  ] differs  r new  e example  ? help  q quit

        """)
  }

  @Test func anotherExampleAt80x24() {
    let model = model(80, 24, keys: .character("e"))
    #expect(
      model.frame(Size(columns: 80, rows: 24)).text == """
         karelscope  Step          fixture · step 12,345 · solves 57.1% at lengths 6–10
         Left: what the program does. Right: what a probe reads inside the model.

         TRUTH  example 2    BELIEF  of example 1 PROGRAM  1/8      NEXT OP
         after 1 turnLeft    before 1 is written  ▸ 1 turnLeft      pick   .04 ╸
         ████████████████    ████████████████       2 move          put    .02
         ██· · ██· · · ██    ██· · · · · · ██       3 move       ≠  right  .01
         ██· 1 · · · ████    ██· · · ·░· · ██       4 putMarker     left   .70 ━━━━━╸
         ██· · · · · · ██    ██· · ░░▲ ░░· ██       5 turnRight     move   .15 ━
         ██· ██· · 1 · ██    ██· · · ░░· · ██       6 move       ≠  end    .08 ╸
         ██· · · ▼ · · ██    ██· · · · · · ██       7 move
         ██· ◁ · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1



                    truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      –   =   =   =   =     1/1   .93       .26
         position    0, 0 =  0, 0   .81      –   =   =   =   =     1/1   .64       .21
         obstacle      no = no      .90      –   =   =   =   =     1/1   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1                                     paused · 2 steps a second
         space play  n next  N back  ] differs  r new  e example  ? help  q quit

        """)
  }

  @Test func asciiAt80x24() {
    let model = model(80, 24, keys: .right, .right)
    #expect(
      model.frame(Size(columns: 80, rows: 24)).inASCII.text == """
         karelscope  Step          fixture . step 12,345 . solves 57.1% at lengths 6-10
         Left: what the program does. Right: what a probe reads inside the model.

         TRUTH  example 1    BELIEF  linear.grid  PROGRAM  3/8      NEXT OP
         after 3 move        before 3 is written    1 turnLeft      pick   .08 -
         ################    ################       2 move          put    .04 -
         ##. . . ^ . ) ##    ##. . . A:^ ::##     > 3 move       !  right  .02
         ##. ##. o 1 . ##    ##. . . . ::. ##       4 putMarker     left   .01
         ##. . . 0 . . ##    ##. . . 0 . . ##       5 turnRight     move   .70 =====-
         ##. . . . . . ##    ##. . . . . . ##       6 move       !  end    .15 =
         ##. . 1 . ##. ##    ##. . . . . . ##       7 move
         ##. . . . . . ##    ##. . . . . . ##       8 pickMarker    log P of the
         ################    ################         end           whole program -4.1
                             A where it truly is


                    truth   belief    P     -2  -1 now  +1  +2  so far  test  majority
         direction  north = north   .90      =   =   =   =   =     3/3   .93       .26
         position    0,-2 ! +1,-2   .81      =   =   !   =   =     2/3   .64       .21
         obstacle     yes = yes     .90      =   =   =   =   =     3/3   .86       .68

         EXAMPLES  1 y  2 y  3 y  4 x  5 y   solves 4 of 5
         test 17 . seed 1                                     paused . 2 steps a second
         space play  n next  N back  ] differs  r new  e example  ? help  q quit

        """)
  }

  @Test func helpAt80x24() {
    let model = model(80, 24, keys: .character("?"))
    #expect(
      model.frame(Size(columns: 80, rows: 24)).text == """
         karelscope  Step          fixture · step 12,345 · solves 57.1% at lengths 6–10

         WHAT YOU SEE                                 KEYS
         A language model wrote this program from     space   play or pause
         five examples. It never saw a robot move.    n →     next op, or only pause
         TRUTH: the world after the marked op.        N ←     op before, or only pause
         BELIEF: that world as a probe, a small       Home    first op
         classifier, read it in the hidden state      End     end of the program
         before the op was written.                   ]       next wrong belief
         linear·start learned ways as the robot saw   [       wrong belief before
         them at its start, ·grid with north up.      + =     play faster
         −2 to +2: ops before, after. So far, test,   -       play slower
         majority: right here, elsewhere, by the      r       new specification
         commonest answer. Position: from ○.          e       TRUTH of another example
                                                      p       probe of another frame
         SIGNS                                        ?       this help
         ○•▲  start, path and robot                   ↑       scroll help up
         ▲    the robot as believed                   ↓       scroll help down
         ░▒▓  likely cells, from 3, 15, 50%           q Esc   one level back, or quit
         ▚ ·  believed ahead: wall, free way          Q       quit at once
         △ △  where it truly is, should end           Ctrl-L  draw anew
         = ≠  belief is truth, is not                 Ctrl-Z  suspend, until fg
         ✓ ✗  example solved, not solved
         q closes help

        """)
  }

  @Test func compactAt40x12() {
    let model = model(40, 12, keys: .right, .right)
    #expect(
      model.frame(Size(columns: 40, rows: 12)).text == """
         karelscope  Step               fixture
         TRUTH  after op 3  BELIEF  before it
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
    let model = model(64, 20, keys: .right, .right)
    #expect(
      model.frame(Size(columns: 64, rows: 20)).text == """
         karelscope  Step                         fixture · step 12,345
         TRUTH  after op 3  BELIEF  before it   PROGRAM  3/8
         ████████████████   ██████████▚▚████      1 turnLeft
         ██· · · ▲ · ▷ ██   ██· · · △░▲ ░░██      2 move
         ██· ██· • 1 · ██   ██· · · · ░░· ██    ▸ 3 move       ≠
         ██· · · ○ · · ██   ██· · · ○ · · ██      4 putMarker
         ██· · · · · · ██   ██· · · · · · ██      5 turnRight
         ██· · 1 · ██· ██   ██· · · · · · ██      6 move       ≠
         ██· · · · · · ██   ██· · · · · · ██      7 move
         ████████████████   ████████████████      8 pickMarker

                    truth   belief    P     −2  −1 now  +1  +2
         direction  north = north   .90      =   =   =   =   =
         position    0,−2 ≠ +1,−2   .81      =   =   ≠   =   =
         obstacle     yes = yes     .90      =   =   =   =   =

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5

         test 17 · seed 1                     paused · 2 steps a second
         space play  n next  N back  ] differs  r new  ? help  q quit

        """)
  }

  @Test func largeAt120x40() {
    let model = model(120, 40, keys: .right, .right, .right, .right, .right)
    #expect(
      model.frame(Size(columns: 120, rows: 40)).text == """
         karelscope  Step    fixture · step 12,345 · solves 57.1% at lengths 6–10 · 1,000 test specifications · 790,080 samples
         Left: what the program does. Right: what a probe reads inside the model.

         TRUTH  example 1                    BELIEF  linear·grid                  PROGRAM  6/8      NEXT OP
         after 6 move                        before 6 move is written               1 turnLeft      pick   .08 ━╸
         ████████████████████████████████    ████████████████████████░░░░████       2 move          put    .04 ╸
         ████████████████████████████████    ████████████████████████░░░░████       3 move       ≠  right  .02 ╸
         ████ ·   ·   ·   1  █▙▄▖ ▷  ████    ████ ·   ·   ·   ·  ░▷░░▜██▛░░░░       4 putMarker     left   .01
         ████                █▛▀▘    ████    ████                ░░░░ ▜▛ ░░░░       5 turnRight     move   .70 ━━━━━━━━━━━
         ████ ·  ████ ·   •   1   ·  ████    ████ ·   ·   ·   ·   ·  ░·░░████     ▸ 6 move       ≠  end    .15 ━━╸
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
                                             ▷ where it truly is

                    truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction   east ≠ south   .90      =   =   ≠   =   =     5/6   .93       .26
         position   +1,−2 ≠ +2,−2   .81      =   =   ≠   =   =     4/6   .64       .21
         obstacle      no = no      .90      =   =   =   =   =     6/6   .86       .68

         EXAMPLE 1 ✓         EXAMPLE 2 ✓         EXAMPLE 3 ✓         EXAMPLE 4 ✗         EXAMPLE 5 ✓
         ████████████████    ████████████████    ████████████████    ████████████████    ████████████████
         ██· · · 1 ► ▷ ██    ██· · ██· · · ██    ██△ ██1 · · · ██    ██· · ██▲ 1 ████    ██· 1 · · · 1 ██
         ██· ██· • 1 · ██    ██· 1 · · · ████    ██▲ · · · · · ██    ██1 · · 1 • ○ ██    ██· · · · · · ██
         ██· · · ○ · · ██    ██· · · · · · ██    ██1 ○ · · · 1 ██    ██1 · · · ██· ██    ████1 · ○ • 1 ██
         ██· · · · · · ██    ██· ██· · 1 · ██    ████· · · · · ██    ██· 1 · · ██· ██    ██· 1 · · · ▼ ██
         ██· · 1 · ██· ██    ██· · · ○ · · ██    ██· · · · · · ██    ██· · · · · · ██    ██· · · 1 · ▽ ██
         ██· · · · · · ██    ██· ◁ ◄ 1 · · ██    ██· · · · · · ██    ██· · · · · · ██    ████· · 1 · · ██
         ████████████████    ████████████████    ████████████████    ████████████████    ████████████████

         test 17 · seed 1                                                                             paused · 2 steps a second
         space play  n next  N back  ] differs  r new  e example  p probe  ? help  q quit

        """)
  }

  @Test func tooSmallSaysWhatItNeeds() {
    let model = model(20, 5)
    #expect(
      model.frame(Size(columns: 20, rows: 5)).text == """
        too small: 20x5
        needs 38x12
        q quits



        """)
  }

  @Test func waitsForItsFirstReading() {
    var model = StepModel(run: Fixture.bareRun, first: Fixture.sample(3))
    _ = model.update(.started)
    #expect(
      model.frame(Size(columns: 80, rows: 24)).text == """
         karelscope  Step                              bare · step 400 · 25,600 samples
         Left: what the program does. Right: what a probe reads inside the model.




















         reading test 3 · seed 1 …                            paused · 2 steps a second
         space play  n next  N back  ] differs  r new  e example  ? help  q quit

        """)
  }

  @Test func unknownFiguresAreDashes() {
    var model = StepModel(run: Fixture.bareRun, first: Fixture.sample(3))
    _ = model.update(.reading(Fixture.reading(), of: .sample(Fixture.sample(3))))
    #expect(
      model.frame(Size(columns: 80, rows: 24)).text == """
         karelscope  Step                              bare · step 400 · 25,600 samples
         Left: what the program does. Right: what a probe reads inside the model.

         TRUTH  example 1    BELIEF  linear·grid  PROGRAM  1/8      NEXT OP
         after 1 turnLeft    before 1 is written  ▸ 1 turnLeft      pick   .04 ╸
         ████████████████    ████████████████       2 move          put    .02
         ██· · · · · ▷ ██    ██· · · · · · ██       3 move       ≠  right  .01
         ██· ██· · 1 · ██    ██· · · ·░· · ██       4 putMarker     left   .70 ━━━━━╸
         ██· · · ▲ · · ██    ██· · ░░▲ ░░· ██       5 turnRight     move   .15 ━
         ██· · · · · · ██    ██· · · ░░· · ██       6 move       ≠  end    .08 ╸
         ██· · 1 · ██· ██    ██· · · · · · ██       7 move
         ██· · · · · · ██    ██· · · · · · ██       8 pickMarker    log P of the
         ████████████████    ████████████████         end           whole program −4.1



                    truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      –   =   =   =   =     1/1     –         –
         position    0, 0 =  0, 0   .81      –   =   =   =   =     1/1     –         –
         obstacle      no = no      .90      –   =   =   =   =     1/1     –         –

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 3 · seed 1                                      paused · 2 steps a second
         space play  n next  N back  ] differs  r new  e example  ? help  q quit

        """)
  }

  @Test func sizesWithoutRoomDrawNothing() {
    let model = Fixture.model()
    #expect(model.frame(Size(columns: 0, rows: 0)).text == "")
    #expect(model.frame(Size(columns: 1, rows: 1)).text == "t\n")
  }

  @Test func resizingAndBackShowsTheSameFrame() {
    var model = model(80, 24, keys: .right, .right)
    let before = model.frame(Size(columns: 80, rows: 24))
    _ = model.update(.resized(Size(columns: 1, rows: 1)))
    _ = model.update(.resized(Size(columns: 80, rows: 24)))
    #expect(model.frame(Size(columns: 80, rows: 24)) == before)
  }

  @Test func frameStandsStillWhileNothingHappens() {
    var model = model(80, 24, keys: .character(" "))
    let before = model.frame(Size(columns: 80, rows: 24))
    _ = model.update(.tick(elapsed: .milliseconds(1)))
    #expect(model.frame(Size(columns: 80, rows: 24)) == before)
  }

  @Test func truthAndBeliefKeepToTheirStyles() {
    let cells = model(80, 24, keys: .right, .right).frame(Size(columns: 80, rows: 24)).cells
    #expect(cells.filter { $0.character == "▲" }.map(\.style) == [.truth, .belief])
    #expect(cells.filter { $0.character == "≠" }.allSatisfy { $0.style == .disagreement })
    #expect(cells.filter { $0.style == .disagreement }.count == 4, "two ops, one row, one offset")
  }
}
