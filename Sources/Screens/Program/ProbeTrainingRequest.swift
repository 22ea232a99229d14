import Beliefs
import Karel
import PlainText

/// A request to train probes of a checkpoint; existing ones are tested again.
public struct ProbeTrainingRequest: Hashable, Sendable {
  public var run: RunReference
  public var step: Int
  /// At least one.
  public var probes: [Probe]

  /// A probe, and the semantics of the states that it is trained on.
  public struct Probe: Hashable, Sendable {
    public var name: ProbeName
    public var semantics: Semantics

    public init(_ name: ProbeName, _ semantics: Semantics = .original) {
      self.name = name
      self.semantics = semantics
    }

    /// For example `mlp1·start`, `linear·grid·flip`.
    var title: String { name.title + (semantics == .original ? "" : "·" + semantics.name) }
  }

  public init(run: RunReference, step: Int, probes: [Probe]) {
    self.run = run
    self.step = step
    self.probes = probes
  }

  /// For example `mlp1·start at step 6,000`.
  var title: String { probes.map(\.title).joined(separator: ", ") + " at step \(Numbers.grouped(step))" }
}

/// The progress of probe training.
public struct ProbingProgress: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    /// The number of programs the model has written, of the total.
    case writing(Int, of: Int)
    /// A share of the training is done.
    case training(Double)
    /// They are ready.
    case finished(seconds: Double)
    case stopped
    case failed(reason: String)

    /// Whether it is over.
    public var isOver: Bool {
      switch self {
      case .writing, .training: false
      case .finished, .stopped, .failed: true
      }
    }
  }

  public var request: ProbeTrainingRequest
  public var state: State

  public init(request: ProbeTrainingRequest, state: State) {
    self.request = request
    self.state = state
  }

  /// The notice about it, in one line.
  var notice: Notice {
    switch state {
    case .writing(let done, let total):
      Notice("T stops · \(Numbers.grouped(done)) of \(Numbers.grouped(total)) programs for \(request.title)", .accent)
    case .training(let share):
      Notice("T stops · \(Numbers.fixed(100 * share, decimals: 0))% trained: \(request.title)", .accent)
    case .finished(let seconds):
      Notice("ready after \(Numbers.duration(seconds)), kept until you quit: \(request.title)", .accent)
    case .stopped: Notice("stopped: \(request.title)", .quiet)
    case .failed(let reason): .failure(reason)
    }
  }
}

/// The progress of probe training in the background, and when to poll it.
struct ProbeTrainingMonitor: Hashable, Sendable {
  /// The latest status; nil before the first request, and once the user has moved on after its end.
  private(set) var progress: ProbingProgress?
  private var isLooking = false
  private var sinceLook = Duration.zero

  /// The polling interval.
  static let interval = Duration.milliseconds(250)

  /// Whether probes are being trained.
  var isBusy: Bool { progress.map { !$0.state.isOver } ?? false }

  var notice: Notice? { progress?.notice }

  /// The time until the next poll; nil while there is nothing to poll.
  var timeToNextLook: Duration? {
    isBusy && !isLooking ? max(.zero, ProbeTrainingMonitor.interval - sinceLook) : nil
  }

  /// Lets time pass.
  mutating func advance(_ elapsed: Duration) -> [TabEffect] {
    guard isBusy, !isLooking else { return [] }
    sinceLook += elapsed
    guard sinceLook >= ProbeTrainingMonitor.interval else { return [] }
    isLooking = true
    return [.request(.probing)]
  }

  /// Starts the requested training, or cancels the current one.
  mutating func toggle(_ request: ProbeTrainingRequest) -> [TabEffect] {
    guard !isBusy else { return [.request(.stopProbing)] }
    progress = ProbingProgress(request: request, state: .training(0))
    isLooking = true
    return [.request(.probe(request))]
  }

  /// Receives a status.
  ///
  /// - Returns: The request that has just been fulfilled, if one has.
  mutating func receive(_ response: Response) -> ProbeTrainingRequest? {
    let heard: ProbingProgress
    switch response {
    case .probing(let progress): heard = progress
    case .failed(.probe(let request), let reason):
      heard = ProbingProgress(request: request, state: .failed(reason: reason))
    default: return nil
    }
    (isLooking, sinceLook) = (false, .zero)
    let isNew = heard != progress
    progress = heard
    guard isNew, case .finished = heard.state else { return nil }
    return heard.request
  }

  /// Called when the user moves on: clears the status of a finished training.
  mutating func dismiss() { if !isBusy { progress = nil } }
}

extension RunSummary {
  /// The probes to offer next at this checkpoint: where there is none, linear ones; else the first kind that is
  /// missing in the frame of the current one, for each of some semantics; nil if none is missing.
  func missingProbes(_ name: ProbeName?, _ semantics: [Semantics]) -> [ProbeTrainingRequest.Probe]? {
    guard let first = probeNames().first else {
      return [ReferenceFrame.start, .grid].flatMap { frame in
        semantics.map { ProbeTrainingRequest.Probe(ProbeName(kind: ProbeName.kinds[0], frame: frame), $0) }
      }
    }
    let shown = name.flatMap { probe($0) == nil ? nil : $0 } ?? first
    let kinds = [shown.kind] + ProbeName.kinds.filter { $0 != shown.kind }
    for kind in kinds {
      let name = ProbeName(kind: kind, frame: shown.frame)
      let missing = semantics.filter { probe(name, $0) == nil }
      if !missing.isEmpty { return missing.map { ProbeTrainingRequest.Probe(name, $0) } }
    }
    return nil
  }
}
