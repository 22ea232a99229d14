import Foundation

/// The descriptors that every process expects to be open: standard input, output and error.
enum StandardStream {
  /// Opens closed standard descriptors on `/dev/null`: otherwise the next opened file would get their number and
  /// receive output meant for the terminal. Call before anything is opened.
  ///
  /// Each is opened in the opposite mode, so that reads and writes still fail.
  static func openClosed() {
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
      // An opened file gets the lowest free descriptor.
      if fcntl(descriptor, F_GETFD) < 0, errno == EBADF { _ = open("/dev/null", mode) }
    }
  }
}
