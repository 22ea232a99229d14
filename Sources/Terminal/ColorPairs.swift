import CNcurses
import Screens
import TextCanvas

/// Styles as ncurses colour pairs and attributes.
enum ColorPairs {
  /// The number of a colour pair, and attributes.
  struct Look {
    var pair: Int16 = 0
    var attributes: attr_t = 0
  }

  /// Defines a pair for each style that has a colour. The terminal and its colours must have been initialised.
  static func define(_ palette: Palette) -> [Style: Look] {
    if palette.depth != .none { use_default_colors() }
    var looks: [Style: Look] = [:]
    for (number, style) in Style.allCases.enumerated() {
      let look = palette.look(style)
      var pair: Int16 = 0
      if let color = look.color {
        pair = Int16(number + 1)
        _ = curses_define_pair(pair, color, -1)
      }
      let attributes = [
        look.isBold ? curses_bold() : 0, look.isDim ? curses_dim() : 0, look.isReversed ? curses_reverse() : 0,
      ]
      looks[style] = Look(pair: pair, attributes: attributes.reduce(0, |))
    }
    return looks
  }
}
