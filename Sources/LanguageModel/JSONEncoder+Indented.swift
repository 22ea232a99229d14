import Foundation

extension JSONEncoder {
  /// For human-readable files: indented, with sorted keys.
  public static var indented: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return encoder
  }
}
