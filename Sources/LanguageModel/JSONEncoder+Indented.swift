import Foundation

extension JSONEncoder {
  /// For files that people read as well: indented, keys sorted.
  public static var indented: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return encoder
  }
}
