import Foundation

/// The descriptors that every process expects to be open, and often shares with others: standard input, output and
/// error.
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

  /// Writes all bytes. If whoever shares the stream has set it to not block, waits until it takes more.
  ///
  /// - Returns: The system's error number; nil on success.
  static func write(_ bytes: some Sequence<UInt8>, to descriptor: Int32) -> Int32? {
    let bytes = Array(bytes)
    var start = 0
    while start < bytes.count {
      let written = bytes[start...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        start += written
      } else if errno == EAGAIN {
        wait(for: POLLOUT, on: descriptor)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  /// Waits until a descriptor is ready to be read or written, or has failed.
  static func wait(for events: some BinaryInteger, on descriptor: Int32) {
    var waiting = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    poll(&waiting, 1, -1)
  }
}
