/// A screen to be written into a file.
public struct Picture: Hashable, Sendable {
  public let file: String
  /// What the file will hold.
  public let bytes: [UInt8]

  /// Text, or SVG or PNG where the file's name ends so.
  ///
  /// - Parameter isLight: Whether colours are those for a light background.
  public init(of canvas: Canvas, file: String, isLight: Bool = false) {
    self.file = file
    if file.hasSuffix(".png") {
      bytes = canvas.png(isLight: isLight)
    } else {
      bytes = Array((file.hasSuffix(".svg") ? canvas.svg(isLight: isLight) : canvas.text).utf8)
    }
  }

  /// What the file will hold, as text.
  public var content: String { String(decoding: bytes, as: UTF8.self) }
}
