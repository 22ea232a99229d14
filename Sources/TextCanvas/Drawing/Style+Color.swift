extension Style {
  /// The colour of this part, red, green and blue in one number; nil for that of ordinary text.
  ///
  /// Truth, belief and disagreement are the sky blue, orange and vermillion of Okabe and Ito (2008), which stay apart for the
  /// colour-blind, and a chart's lines their bluish green, sky blue, orange, reddish purple, yellow and a blue; on a light
  /// background, darker relatives.
  public func color(isLight: Bool) -> Int32? {
    switch self {
    case .plain, .heading, .accent, .selected: nil
    case .truth, .series2: isLight ? 0x0072B2 : 0x56B4E9
    case .belief, .series3: isLight ? 0xA86F00 : 0xE69F00
    case .disagreement, .failure: isLight ? 0xC03D00 : 0xFF6A2B
    case .series1: isLight ? 0x00795A : 0x00B383
    case .series4: isLight ? 0xA0527F : 0xCC79A7
    case .series5: isLight ? 0x6E6200 : 0xF0E442
    case .series6: isLight ? 0x3A3A9E : 0x8C9EFF
    case .quiet: isLight ? 0x6B6B6B : 0x8F8F8F
    case .wall: isLight ? 0xC4C4C4 : 0x4A4A4A
    case .floor: isLight ? 0xB0B0B0 : 0x5A5A5A
    }
  }
}
