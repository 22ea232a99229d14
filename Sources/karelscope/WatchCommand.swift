import ArgumentParser
import Experiments
import Foundation
import Screens
import Synchronization
import Terminal

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Watch a training: its charts, its phases, and the programs written at each checkpoint.",
    discussion: """
      A run that another process writes is followed as it grows; one that is finished can be played again. ? explains the \
      keys.
      """)

  @OptionGroup var options: RunOptions

  @Option(help: "When to use colours.")
  var color = Terminal.ColorChoice.auto

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print the first frame as plain text and end.")
  var once = false

  @Option(help: "The frame's extent with --once.")
  var size = FrameSize(columns: 80, rows: 24)

  func run() throws {
    let directory = try options.directory()
    let worker = WatchWorker(directory)
    var screen = WatchModel()
    if once {
      screen.settle(size: size.size, perform: worker.perform)
      if let failure = screen.failure { throw InputError(name: directory.url.path, problem: failure) }
      let frame = screen.frame(size.size)
      var output = StandardOutput()
      try output.write((ascii || !Terminal.localeIsUTF8 ? frame.inASCII : frame).text)
      try output.flush()
    } else {
      let appearance = Terminal.Options(
        color: color, ascii: ascii ? true : nil, environment: ProcessInfo.processInfo.environment)
      try Terminal.run(screen, options: appearance, perform: worker.perform)
    }
  }
}

/// Does what the Watch view asks for, on whatever thread it is asked.
private final class WatchWorker: Sendable {
  private let watcher: Mutex<TrainingWatcher>

  init(_ run: RunDirectory) {
    watcher = Mutex(TrainingWatcher(run))
  }

  @Sendable func perform(_ request: Request) -> Message {
    switch request {
    case .history:
      do {
        return .history(try watcher.withLock { try $0.look() })
      } catch let error as RunError {
        return .failed(request, reason: error.problem)
      } catch {
        return .failed(request, reason: "\(error)")
      }
    case .read:
      return .failed(request, reason: "no program is read here")
    }
  }
}
