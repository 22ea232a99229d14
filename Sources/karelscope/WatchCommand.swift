import ArgumentParser
import Experiments
import Screens
import Synchronization

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Watch a training: its charts, its phases, and the programs written at each checkpoint.",
    discussion: """
      A run that another process writes is followed as it grows; one that is finished can be played again. ? explains the \
      keys.
      """)

  @OptionGroup var options: RunOptions

  @OptionGroup var view: ViewOptions

  func run() throws {
    let directory = try options.directory()
    let worker = WatchWorker(directory)
    let screen = WatchModel()
    try view.show(screen, of: directory, perform: worker.perform)
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
