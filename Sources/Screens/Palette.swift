/// How many colours a terminal shows.
public enum ColorDepth: CaseIterable, Hashable, Sendable {
  /// None: bold, dim and reversed text say what colours say elsewhere.
  case none
  case eight, sixteen
  /// 256, by their numbers.
  case indexed
  /// Any red, green and blue.
  case direct
}

/// How styles look on a terminal: in the colours of `Style.color(isLight:)`, or the nearest that it has.
public struct Palette: Sendable {
  public let depth: ColorDepth
  /// Whether the background is light.
  public let isLight: Bool
  /// What turns a style on, whatever was on before, by the style's place among all.
  private let sequences: [[UInt8]]

  public init(depth: ColorDepth, isLight: Bool = false) {
    self.depth = depth
    self.isLight = isLight
    sequences = Style.allCases.map { style in
      let codes = Palette.attributes(style, depth) + (Palette.color(style, depth, isLight: isLight) ?? [])
      return Array(("\u{1B}[" + (codes.isEmpty ? [] : [0] + codes).map(String.init).joined(separator: ";") + "m").utf8)
    }
  }

  /// The control sequence that turns a style on, and any other off.
  public subscript(style: Style) -> [UInt8] { sequences[style.place] }

  /// Whether a style is seen on a blank.
  func showsBlanks(_ style: Style) -> Bool { Palette.attributes(style, depth).contains(7) }

  /// Bold (1), dim (2) and reversed (7), which say without colour what colour says.
  private static func attributes(_ style: Style, _ depth: ColorDepth) -> [Int] {
    switch (style, depth) {
    case (.heading, _), (.accent, _): [1]
    case (.selected, _): [7]
    case (.disagreement, .none), (.failure, .none): [7]
    case (.disagreement, _), (.failure, _): [1]
    case (.quiet, .none), (.floor, .none), (.wall, .none), (.quiet, .eight), (.floor, .eight), (.wall, .eight): [2]
    default: []
    }
  }

  /// The codes of a style's colour; nil for the terminal's own.
  private static func color(_ style: Style, _ depth: ColorDepth, isLight: Bool) -> [Int]? {
    guard depth != .none, let direct = style.color(isLight: isLight) else { return nil }
    let color: (indexed: Int, sixteen: Int)
    switch style {
    case .plain, .heading, .accent, .selected: return nil
    case .truth, .series2: color = isLight ? (25, 4) : (74, 6)
    case .belief, .series3: color = isLight ? (130, 3) : (214, 3)
    case .disagreement, .failure: color = isLight ? (160, 1) : (202, 1)
    case .series1: color = isLight ? (29, 2) : (36, 2)
    case .series4: color = isLight ? (132, 5) : (175, 5)
    case .quiet: color = isLight ? (242, 8) : (245, 8)
    case .wall: color = isLight ? (251, 7) : (239, 8)
    case .floor: color = isLight ? (249, 7) : (240, 8)
    }
    switch depth {
    case .none: return nil
    case .direct: return [38, 2, Int(direct >> 16 & 255), Int(direct >> 8 & 255), Int(direct & 255)]
    case .indexed: return [38, 5, color.indexed]
    case .sixteen: return [color.sixteen < 8 ? 30 + color.sixteen : 82 + color.sixteen]
    case .eight: return color.sixteen < 7 ? [30 + color.sixteen] : nil
    }
  }
}

extension Style {
  /// Its place among all styles.
  fileprivate var place: Int { Style.places[self]! }

  private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
