/// A place to jump to.
public enum JumpTarget: Hashable, Sendable {
  /// By its number, from 1.
  case number(Int)
  /// A percentage of the way from the first to the last, from 0 to 100.
  case percent(Int)

  /// The place among those from 0 to `last`.
  func index(last: Int) -> Int {
    switch self {
    case .number(let number): min(max(number, 1) - 1, last)
    case .percent(let percent): (min(max(percent, 0), 100) * last + 50) / 100
    }
  }

  /// The notice for a place out of range, with the place taken instead; nil if it is in range.
  func remark(count: Int) -> String? {
    switch self {
    case .number(let number) where !(1...max(1, count)).contains(number):
      ":\(number) is not in 1 to \(count); showing the \(number < 1 ? "first" : "last")"
    case .percent(let percent) where !(0...100).contains(percent):
      ":\(percent)% is not in 0% to 100%; showing the \(percent < 0 ? "start" : "end")"
    case .number, .percent: nil
    }
  }
}
