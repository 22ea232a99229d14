import Foundation

/// The descriptors that every process expects to be open: standard input, output and error.
enum StandardStream {
  /// Opens those on `/dev/null` that whoever started the program has closed: the next file that is opened would otherwise get
  /// their number, and what is meant for a terminal would be written into it. To be called before anything is opened.
  ///
  /// Each is opened for what it is not used for, so that reading and writing still fail.
  static func openClosed() {
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
      // The lowest number that is free is the one that an open file gets.
      if fcntl(descriptor, F_GETFD) < 0, errno == EBADF { _ = open("/dev/null", mode) }
    }
  }
}
