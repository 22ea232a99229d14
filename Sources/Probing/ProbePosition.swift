import Corpus
import LanguageModel

/// The token whose hidden states are probed.
public enum ProbePosition: Hashable, Sendable {
  /// Each that produces an op.
  case op
  /// The robot's cell in the input of an example, from 0: one state a program, about its start.
  case robot(Int)
  /// The last token of the input of an example.
  case input(Int)

  /// `op`; `robot-1` to `robot-5`; `input-1` to `input-5`.
  public var name: String {
    switch self {
    case .op: "op"
    case .robot(let example): "robot-\(example + 1)"
    case .input(let example): "input-\(example + 1)"
    }
  }

  /// Every position.
  public static let all: [ProbePosition] =
    [.op] + (0..<Specification.exampleCount).flatMap { [.robot($0), .input($0)] }

  /// Parses a ``name``; nil if it is invalid.
  public init?(name: some StringProtocol) {
    guard let position = ProbePosition.all.first(where: { $0.name == name }) else { return nil }
    self = position
  }

  /// The place of the token in a prompt; nil for those of the program.
  func place(in specification: Specification, _ vocabulary: Vocabulary) -> Int? {
    switch self {
    case .op: nil
    case .robot(let example): vocabulary.inputPlaces(specification)[example].robot
    case .input(let example): vocabulary.inputPlaces(specification)[example].end
    }
  }
}

extension CachedDecoder {
  /// The hidden states of some layers at one token of a prompt, which must be in the cache.
  func hiddenStates(_ layers: [HiddenLayer], at place: Int, of prompt: [Int]) -> [[Float]] {
    rewind(to: place)
    read([prompt[place]])
    return layers.map(hiddenState)
  }
}
