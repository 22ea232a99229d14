import CNcurses
import Screens

/// The colours of styles on the terminal at hand: those of `Style.color(isLight:)`, or the nearest that it has.
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
    case (.selected, _): curses_reverse()
    case (.disagreement, _), (.failure, _): depth == nil ? curses_reverse() : curses_bold()
    case (.quiet, nil), (.floor, nil), (.wall, nil), (.quiet, .eight), (.floor, .eight), (.wall, .eight): curses_dim()
    default: 0
    }
  }

  /// The number of a style's colour; nil for the terminal's own.
  private static func color(_ style: Style, _ depth: Depth, isLight: Bool) -> Int32? {
    guard let direct = style.color(isLight: isLight) else { return nil }
    let color: (indexed: Int32, sixteen: Int32)
    switch style {
    case .plain, .heading, .accent, .selected: return nil
    case .truth, .series2: color = isLight ? (25, 4) : (74, 6)
    case .belief, .series3: color = isLight ? (130, 3) : (214, 3)
    case .disagreement, .failure: color = isLight ? (160, 1) : (202, 1)
    case .series1: color = isLight ? (29, 2) : (36, 2)
    case .series4: color = isLight ? (132, 5) : (175, 5)
    case .series5: color = isLight ? (58, 6) : (227, 11)
    case .series6: color = isLight ? (61, 4) : (111, 12)
    case .quiet: color = isLight ? (242, 8) : (245, 8)
    case .wall: color = isLight ? (251, 7) : (239, 8)
    case .floor: color = isLight ? (249, 7) : (240, 8)
    }
    switch depth {
    case .direct: return direct
    case .indexed: return color.indexed
    case .sixteen: return color.sixteen
    case .eight: return color.sixteen < 7 ? color.sixteen : nil
    }
  }
}
