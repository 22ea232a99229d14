/// A terminal's colour depth.
public enum ColorDepth: CaseIterable, Hashable, Sendable {
  /// None: bold, dim and reversed text replace colours.
  case none
  case eight, sixteen
  /// 256, by their numbers.
  case indexed
  /// Any red, green and blue.
  case direct
}

/// The appearance of styles on a terminal: the colours of `Style.color(isLight:)`, or the closest available.
public struct Palette: Sendable {
  public let depth: ColorDepth
  /// Whether the background is light.
  public let isLight: Bool
  /// The control sequences that turn a style on and any other off, by the style's index.
  private let sequences: [[UInt8]]

  /// How a style looks.
  public struct Look: Hashable, Sendable {
    public var isBold = false
    public var isDim = false
    public var isReversed = false
    /// Red, green and blue in one number where the depth is direct, else the colour's number; nil for the terminal's
    /// own.
    public var color: Int32?
  }

  public init(depth: ColorDepth, isLight: Bool = false) {
    self.depth = depth
    self.isLight = isLight
    sequences = Style.allCases.map { style in
      let codes = Palette.codes(Palette.look(style, depth, isLight: isLight), depth)
      return Array(("\u{1B}[" + (codes.isEmpty ? [] : [0] + codes).map(String.init).joined(separator: ";") + "m").utf8)
    }
  }

  /// How a style looks.
  public func look(_ style: Style) -> Look { Palette.look(style, depth, isLight: isLight) }

  /// The control sequence that turns a style on, and any other off.
  public subscript(style: Style) -> [UInt8] { sequences[style.place] }

  /// Whether a style is visible on a blank.
  func showsBlanks(_ style: Style) -> Bool { look(style).isReversed }

  /// Bold, dim and reversed text in place of colours.
  private static func look(_ style: Style, _ depth: ColorDepth, isLight: Bool) -> Look {
    var look = Look(color: color(style, depth, isLight: isLight))
    switch (style, depth) {
    case (.heading, _), (.accent, _): look.isBold = true
    case (.selected, _): look.isReversed = true
    case (.disagreement, .none), (.failure, .none): look.isReversed = true
    case (.disagreement, _), (.failure, _): look.isBold = true
    case (.quiet, .none), (.floor, .none), (.wall, .none), (.quiet, .eight), (.floor, .eight), (.wall, .eight):
      look.isDim = true
    default: break
    }
    return look
  }

  /// A style's colour, as ``Look/color`` has it.
  private static func color(_ style: Style, _ depth: ColorDepth, isLight: Bool) -> Int32? {
    guard depth != .none, let direct = style.color(isLight: isLight) else { return nil }
    let color: (indexed: Int32, sixteen: Int32)
    switch style {
    case .plain, .heading, .accent, .selected: return nil
    case .truth, .series2: color = isLight ? (25, 4) : (74, 6)
    case .belief, .series3: color = isLight ? (130, 5) : (214, 3)
    case .disagreement, .failure: color = isLight ? (160, 1) : (202, 1)
    case .series1: color = isLight ? (29, 2) : (36, 2)
    case .series4: color = isLight ? (132, 3) : (175, 5)
    case .series5: color = isLight ? (58, 6) : (227, 11)
    case .series6: color = isLight ? (61, 4) : (111, 12)
    case .quiet: color = isLight ? (242, 8) : (245, 8)
    case .wall: color = isLight ? (251, 7) : (239, 8)
    case .floor: color = isLight ? (249, 7) : (240, 8)
    }
    switch depth {
    case .none: return nil
    case .direct: return direct
    case .indexed: return color.indexed
    case .sixteen: return color.sixteen
    case .eight: return color.sixteen < 7 ? color.sixteen : nil
    }
  }

  /// The numbers in the control sequence of a look (ECMA-48, SGR).
  private static func codes(_ look: Look, _ depth: ColorDepth) -> [Int32] {
    let attributes: [(isOn: Bool, code: Int32)] = [(look.isBold, 1), (look.isDim, 2), (look.isReversed, 7)]
    let codes = attributes.filter(\.isOn).map(\.code)
    guard let color = look.color else { return codes }
    switch depth {
    case .none: return codes
    case .direct: return codes + [38, 2, color >> 16 & 255, color >> 8 & 255, color & 255]
    case .indexed: return codes + [38, 5, color]
    case .sixteen, .eight: return codes + [color < 8 ? 30 + color : 82 + color]
    }
  }
}

extension Style {
  /// Its index among all styles.
  fileprivate var place: Int { Style.places[self]! }

  private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
