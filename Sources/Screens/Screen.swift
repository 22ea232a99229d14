import Beliefs
import Corpus

/// A view with its state: told of events, it changes and says what it wants done; asked to draw, it draws. It touches no
/// clock, file, thread or terminal.
public protocol Screen: Sendable {
  /// Takes in what happened, and returns what is to be done about it.
  mutating func update(_ message: Message) -> [Effect]

  /// Draws the present state.
  func draw(into canvas: inout Canvas)

  /// Why the last thing it wanted done came to nothing, in one line; nil if it did not.
  var failure: String? { get }

  /// The time until the screen changes by itself; nil while it stands still.
  var timeToNextChange: Duration? { get }
}

/// Something that happened.
public enum Message: Sendable {
  /// The screen is about to be shown.
  case started
  case key(Key)
  /// The screen has this extent from now on.
  case resized(Size)
  /// Time has passed. Sent only while ``Screen/timeToNextChange`` is not nil.
  case tick(elapsed: Duration)
  /// A reading has come, of the specification that was asked for.
  case reading(Reading, of: SpecificationOrigin)
  /// What is on disk of a training, as far as it has come.
  case history(TrainingHistory)
  /// A request came to nothing, for a reason told in one line.
  case failed(Request, reason: String)
}

/// Something a screen wants done.
public enum Effect: Hashable, Sendable {
  /// Leave the screen.
  case quit
  /// Draw every cell anew, whatever the terminal shows now.
  case redraw
  /// Hand the terminal back to the shell until the process is continued.
  case suspend
  /// Work to be done beside the screen; its message comes later.
  case perform(Request)
}

/// Work that takes long, done beside the screen by whoever shows it.
public enum Request: Hashable, Sendable {
  /// Let the model write a program for a sample's specification, and read its states. Answered by ``Message/reading(_:of:)``.
  case read(SampleReference)
  /// Look what has been written of the training that is watched. Answered by ``Message/history(_:)``.
  case history
}

/// A sample of the corpus, by its place.
public struct SampleReference: Hashable, Sendable {
  public let split: Split
  public let index: Int
  public let seed: UInt64

  public init(split: Split, index: Int, seed: UInt64) {
    self.split = split
    self.index = index
    self.seed = seed
  }

  /// For example `test 17 · seed 1`.
  public var title: String { "\(split.rawValue) \(index) · seed \(seed)" }
}

/// Where a specification comes from.
public enum SpecificationOrigin: Hashable, Sendable {
  case sample(SampleReference)
  /// A person made or changed it.
  case edited

  /// For example `test 17 · seed 1`, or `edited`.
  public var title: String {
    switch self {
    case .sample(let reference): reference.title
    case .edited: "edited"
    }
  }
}

extension Screen {
  /// Starts the screen and does all it asks for at once, without a terminal, until it wants nothing more.
  public mutating func settle(size: Size, perform: (Request) -> Message) {
    var messages: [Message] = [.resized(size), .started]
    while !messages.isEmpty {
      for effect in update(messages.removeFirst()) {
        if case .perform(let request) = effect { messages.append(perform(request)) }
      }
    }
  }

  /// The screen at this extent.
  public func frame(_ size: Size) -> Canvas {
    var canvas = Canvas(size)
    draw(into: &canvas)
    return canvas
  }
}
