import Foundation

extension Error {
  /// Why the system could not do what Foundation was asked for, in the system's words if they are known.
  package var systemReason: String {
    guard let cause = (self as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError else {
      return localizedDescription
    }
    return String(cString: strerror(cause.code.rawValue))
  }
}
