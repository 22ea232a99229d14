import Corpus
import Karel

/// Which tokens of two texts stand for the same thing.
///
/// In the program, tokens correspond by their step. In an example, a token corresponds to one of the same part: that of the
/// same cell if there is one, else the tokens left over correspond in order. Under ``Encoding/cells``, where every cell has
/// its place, tokens correspond by the cell alone. A token may correspond to none.
public struct TextAlignment: Hashable, Sendable {
  /// For each token of the first text, the position of its counterpart in the second.
  public let counterparts: [Int?]

  private struct Section: Hashable {
    let example: Int?
    let part: TokenRole.Part?
    let isOutput: Bool
    let step: Int?
    let cell: Position?
  }

  public init(_ first: [TokenRole], _ second: [TokenRole], _ encoding: Encoding) {
    func section(_ role: TokenRole) -> Section {
      let isCell = encoding == .cells && role.cell != nil
      return Section(
        example: role.example, part: isCell ? nil : role.part, isOutput: role.isOutput, step: role.step,
        cell: isCell ? role.cell : nil)
    }
    var open = Dictionary(grouping: second.indices) { section(second[$0]) }
    var counterparts = [Int?](repeating: nil, count: first.count)
    func take(_ position: Int, where fits: (TokenRole) -> Bool) {
      let key = section(first[position])
      guard let place = open[key]?.firstIndex(where: { fits(second[$0]) }) else { return }
      counterparts[position] = open[key]?.remove(at: place)
    }
    for position in first.indices { take(position) { $0.cell == first[position].cell } }
    for position in first.indices where counterparts[position] == nil { take(position) { _ in true } }
    self.counterparts = counterparts
  }
}
