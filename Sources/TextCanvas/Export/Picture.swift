/// A screen to be written into a file.
public struct Picture: Hashable, Sendable {
  public let file: String
  /// What the file will hold.
  public let bytes: [UInt8]

  /// What a file can hold of a screen.
  public enum Format: CaseIterable, Hashable, Sendable {
    case text, svg, png

    /// The format that a file's name tells: `.txt`, `.svg`, `.png`, in any case of letters; text where the name has no such
    /// end.
    ///
    /// - Throws: ``PictureError`` if the name is empty or ends in something else.
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
  ///   - format: Nil for the one that the file's name tells; text where it tells none.
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

/// Why a file cannot hold a screen: its name tells of no format.
public struct PictureError: Error, Hashable, Sendable {
  public let found: String

  /// What was found, what was expected.
  public var description: String { "found '\(found)', expected a file that ends in .txt, .svg or .png" }
}
