/// Why a tab has nothing to show for a run. The instrument draws it in the tab's place, with what can be done about it.
public struct Emptiness: Hashable, Sendable {
  /// For example `nothing to show for quick`.
  public var title: String
  public var reason: Notice
  /// What leads on from here; nil leaves that to other tabs.
  public var advice: String?

  public init(title: String, reason: Notice, advice: String? = nil) {
    self.title = title
    self.reason = reason
    self.advice = advice
  }

  /// The emptiness of a run that could not be read, with a reason in one line.
  init(of run: RunReference, reason: String) {
    self.init(title: "nothing to show for \(run.name)", reason: .failure(reason.shortened(in: run)))
  }
}
