import Foundation

extension Error {
  /// The reason of a Foundation error: the system's message if there is one.
  package var systemReason: String {
    guard let cause = (self as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError else {
      return localizedDescription
    }
    return String(cString: strerror(cause.code.rawValue))
  }
}
