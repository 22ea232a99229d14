/// A screen encoded for a file.
public struct Picture: Hashable, Sendable {
  public let file: String
  /// The file's content.
  public let bytes: [UInt8]

  /// The formats of a screen in a file.
  public enum Format: CaseIterable, Hashable, Sendable {
    case text, svg, png

    /// The format of a file's extension: `.txt`, `.svg`, `.png`, case-insensitive; text without an extension.
    ///
    /// - Throws: ``PictureError`` if the name is empty or has another extension.
    public init(file: String) throws(PictureError) {
      let name = file.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      switch parts.count > 1 ? parts[parts.count - 1].lowercased() : "txt" {
      case "txt" where !name.isEmpty && name != "-": self = .text
      case "svg": self = .svg
      case "png": self = .png
      default: throw PictureError(found: file)
      }
    }
  }

  /// - Parameters:
  ///   - format: Nil to derive it from the file's extension; text without one.
  ///   - isLight: Whether colours are those for a light background.
  public init(of canvas: Canvas, file: String, format: Format? = nil, isLight: Bool = false) {
    self.file = file
    bytes =
      switch format ?? (try? Format(file: file)) ?? .text {
      case .text: Array(canvas.text.utf8)
      case .svg: Array(canvas.svg(isLight: isLight).utf8)
      case .png: canvas.png(isLight: isLight)
      }
  }

  /// What the file will hold, as text.
  public var content: String { String(decoding: bytes, as: UTF8.self) }
}

/// A file whose extension is not a supported format.
public struct PictureError: Error, Hashable, Sendable {
  public let found: String

  /// What was found, what was expected.
  public var description: String { "found '\(found)', expected a file that ends in .txt, .svg or .png" }
}
