import TextCanvas

/// A screen, every update of which is handed to a log as well.
public struct LoggedScreen<Shown: Screen>: Screen {
  public private(set) var shown: Shown
  private let log: @Sendable (ScreenEvent) -> Void

  public init(_ shown: Shown, log: @escaping @Sendable (ScreenEvent) -> Void) {
    self.shown = shown
    self.log = log
  }

  public mutating func update(_ message: Message) -> [Effect] {
    let effects = shown.update(message)
    log(ScreenEvent(message: message, effects: effects))
    return effects
  }

  public func draw(into canvas: inout Canvas) { shown.draw(into: &canvas) }
  public func awaits(_ request: Request) -> Bool { shown.awaits(request) }
  public var failure: String? { shown.failure }
  public var timeToNextChange: Duration? { shown.timeToNextChange }
}

/// A message that a screen received, and the effects that it returned.
public struct ScreenEvent: Sendable {
  public let message: Message
  public let effects: [Effect]

  public init(message: Message, effects: [Effect]) {
    self.message = message
    self.effects = effects
  }
}

extension Message {
  /// What it is and what it carries, in a few words: `key n`, `response history of quick`.
  public var title: String {
    switch self {
    case .started: "started"
    case .key(let key): "key \(key.name)"
    case .pasted(let text): "pasted \(text.count) characters"
    case .mouse(let event): "mouse \(event.action) \(event.x),\(event.y)"
    case .resized(let size): "resized \(size.columns)x\(size.rows)"
    case .background(let isLight): "background \(isLight ? "light" : "dark")"
    case .tick(let elapsed): "tick \(elapsed)"
    case .response(let response): "response \(response.title)"
    }
  }
}

extension Effect {
  /// What it is and what it carries, in a few words: `redraw`, `request findings of quick`.
  public var title: String {
    switch self {
    case .quit: "quit"
    case .redraw: "redraw"
    case .suspend: "suspend"
    case .request(let request): "request \(request.title)"
    case .cancel(let request): "cancel \(request.title)"
    }
  }
}

extension Request {
  var title: String {
    switch self {
    case .read(let subject): "read \(subject.title)"
    case .history(let run): "history of \(run.name)"
    case .findings(let run): "findings of \(run.name)"
    case .probe(let request): "probe \(request.title)"
    case .library: "library"
    case .catalogEntries(let runs): "catalogEntries of \(runs.count) runs"
    case .complete: "complete"
    case .write(let picture): "write \(picture.file)"
    case .train(let preset): "train \(preset)"
    case .control(let run, let control): "control \(control) of \(run.name)"
    }
  }
}

extension Response {
  var title: String {
    switch self {
    case .reading(let generation, let run, let subject):
      "reading of \(subject.title), written by step \(run.step): \(generation.program.ops.count) ops"
    case .history(let history, let run): "history of \(run.name): \(history.lines.count) lines"
    case .findings(let findings, let run): "findings of \(run.name): \(findings.checkpoints.count) checkpoints"
    case .probing(let progress): "probing: \(progress.state)"
    case .preparing(let subject, let done, let total): "preparing \(subject.title): \(done) of \(total)"
    case .library(let catalog): "library of \(catalog.runs.count) runs"
    case .catalogEntries(let contents): "catalogEntries of \(contents.count) runs"
    case .completions(let completions, _): "completions: \(completions.count)"
    case .training(let run, let seed, _): "training \(run.name), seed \(seed)"
    case .wrote(let file, _): "wrote \(file)"
    case .cancelled(let request): "cancelled \(request.title)"
    case .failed(let request, let reason): "failed \(request.title): \(reason)"
    }
  }
}

extension Subject {
  fileprivate var title: String { "\(run.name) at \(step.map { "step \($0)" } ?? "its latest checkpoint")" }
}
