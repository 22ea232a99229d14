import CNcurses
import Screens

/// The colours of styles on the terminal at hand, and the only place that knows them. Truth, belief and disagreement are
/// the sky blue, orange and vermillion of Okabe and Ito (2008), which stay apart for the colour-blind, and a chart's lines
/// their bluish green, sky blue, orange and reddish purple; on a light background, darker relatives.
struct Palette {
  /// How a style looks: the number of an ncurses colour pair, and attributes.
  struct Look {
    var pair: Int16 = 0
    var attributes: attr_t = 0
  }

  private var looks: [Style: Look] = [:]

  /// Defines the colour pairs. The terminal must have been started.
  init(_ options: Terminal.Options, isDirect: Bool) {
    let depth: Depth? =
      options.allowsColor && has_colors() && start_color() == OK
      ? Depth(colors: curses_colors(), isDirect: isDirect) : nil
    if depth != nil { use_default_colors() }
    for (number, style) in Style.allCases.enumerated() {
      var look = Look(attributes: Palette.attributes(style, depth))
      if let depth, let color = Palette.color(style, depth, isLight: options.isLight) {
        look.pair = Int16(number + 1)
        _ = curses_define_pair(look.pair, color, -1)
      }
      looks[style] = look
    }
  }

  subscript(style: Style) -> Look { looks[style] ?? Look() }

  /// What the terminal can show.
  private enum Depth {
    case eight, sixteen, indexed, direct

    init(colors: Int32, isDirect: Bool) {
      self = isDirect ? .direct : colors >= 256 ? .indexed : colors >= 16 ? .sixteen : .eight
    }
  }

  /// Bold and dim, which say without colour what colour says.
  private static func attributes(_ style: Style, _ depth: Depth?) -> attr_t {
    switch (style, depth) {
    case (.heading, _), (.accent, _): curses_bold()
    case (.disagreement, _), (.failure, _): depth == nil ? curses_reverse() : curses_bold()
    case (.quiet, nil), (.floor, nil), (.wall, nil), (.quiet, .eight), (.floor, .eight), (.wall, .eight): curses_dim()
    default: 0
    }
  }

  /// The number of a style's colour; nil for the terminal's own.
  private static func color(_ style: Style, _ depth: Depth, isLight: Bool) -> Int32? {
    let color: (direct: Int32, indexed: Int32, sixteen: Int32?)
    switch style {
    case .plain, .heading, .accent: return nil
    case .truth: color = isLight ? (0x0072B2, 25, 4) : (0x56B4E9, 74, 6)
    case .belief: color = isLight ? (0xA86F00, 130, 3) : (0xE69F00, 214, 3)
    case .disagreement, .failure: color = isLight ? (0xC03D00, 160, 1) : (0xFF6A2B, 202, 1)
    case .series1: color = isLight ? (0x00795A, 29, 2) : (0x00B383, 36, 2)
    case .series2: color = isLight ? (0x0072B2, 25, 4) : (0x56B4E9, 74, 6)
    case .series3: color = isLight ? (0xA86F00, 130, 3) : (0xE69F00, 214, 3)
    case .series4: color = isLight ? (0xA0527F, 132, 5) : (0xCC79A7, 175, 5)
    case .quiet: color = isLight ? (0x6B6B6B, 242, 8) : (0x8F8F8F, 245, 8)
    case .wall: color = isLight ? (0xC4C4C4, 251, 7) : (0x4A4A4A, 239, 8)
    case .floor: color = isLight ? (0xB0B0B0, 249, 7) : (0x5A5A5A, 240, 8)
    }
    switch depth {
    case .direct: return color.direct
    case .indexed: return color.indexed
    case .sixteen: return color.sixteen
    case .eight: return color.sixteen.flatMap { $0 < 7 ? $0 : nil }
    }
  }
}
