import Foundation

extension Duration {
  /// Hours, minutes and seconds, at a precision that suits a remaining time.
  var text: String {
    let seconds = Int((self / .seconds(1)).rounded())
    if seconds >= 3600 { return String(format: "%d h %02d min", seconds / 3600, seconds % 3600 / 60) }
    if seconds >= 600 { return "\((seconds + 30) / 60) min" }
    if seconds >= 60 { return String(format: "%d min %02d s", seconds / 60, seconds % 60) }
    return "\(seconds) s"
  }
}
