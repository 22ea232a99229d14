import ArgumentParser
import Karel

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a program in a world and print every state.",
    discussion: """
      A world is 8 rows of 8 characters: # wall, . open, 1-9 markers (o is one), ^ > v < the robot; the outer ring is \
      wall. x and y count from 0 at the top left.

      A straight-line program may be written in the syntax of other Karel tools: alone or in def run() { … }, def \
      run(): … or DEF run m( … m), as turnLeft, turn_left() or TURN_LEFT, with beepers for markers, and with comments: \
      --program "$(cat FILE)".
      """)

  @Option(
    help: "The ops, for example \"move turnLeft putMarker\", or as turn_left().", transform: Program.init(parsing:))
  var program: Program

  @Option(help: "The file with the world, or - for standard input.", transform: PathArgument.init(parsing:))
  var world: PathArgument

  @Option(
    help: ArgumentHelp(
      "The semantics: original, flip, adversarial, or the effects of pick, put, right, left and move, comma-separated.",
      valueName: "semantics"),
    transform: Semantics.init(parsing:))
  var semantics = Semantics.original

  @Flag(help: "Write one JSON object.")
  var json = false

  func run() throws {
    let input = TextInput(world)
    let text = try input.text()
    let start: World
    do {
      start = try World(text: text)
    } catch {
      throw InputError(name: input.name, problem: error.description)
    }
    let report = TraceReport(Trace(of: program, from: start, semantics: semantics))
    var output = StandardOutput()
    try output.write(report, asJSON: json)
    try output.flush()
  }
}
