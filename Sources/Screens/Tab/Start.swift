/// The initial state of tabs.
public struct Start: Sendable {
  public var subject: Subject
  /// Determines the order of specifications.
  public var randomSeed: UInt64
  public var preferences: Preferences
  /// Whether what is drawn is shown in ASCII, so that a command to be copied must be spelled in it.
  public var drawsASCII: Bool

  public init(
    subject: Subject, randomSeed: UInt64, preferences: Preferences = Preferences(), drawsASCII: Bool = false
  ) {
    self.subject = subject
    self.randomSeed = randomSeed
    self.preferences = preferences
    self.drawsASCII = drawsASCII
  }
}

/// The user's preferences for tabs.
public struct Preferences: Hashable, Sendable {
  /// Steps a second in playback, one of ``speeds``; nil for the tab's default.
  public var speed: Int?
  /// The probe to read beliefs with, where there is one of that name, for example `linear·grid`.
  public var probe: String?

  public init(speed: Int? = nil, probe: String? = nil) {
    self.speed = speed
    self.probe = probe
  }

  public static let speeds = Playback.speeds
}
