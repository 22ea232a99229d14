/// The processor time limits of a Linux process's control groups: version 2's `cpu.max`, version 1's `cpu.cfs_quota_us`
/// and `cpu.cfs_period_us`.
public struct ControlGroups {
  /// The directories of the process's groups and their ancestors, each with its hierarchy's version.
  private let folders: [(path: String, version: Int)]
  private let read: (String) -> String?

  /// - Parameters:
  ///   - groups: The text of `/proc/self/cgroup`.
  ///   - mounts: The text of `/proc/self/mountinfo`.
  ///   - read: The text of a file; nil if it cannot be read.
  public init(groups: String, mounts: String, read: @escaping (String) -> String?) {
    self.read = read
    let mounts = mounts.split(separator: "\n").compactMap(Mount.init)
    folders = groups.split(separator: "\n").flatMap { line -> [(path: String, version: Int)] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let version = fields[0] == "0" && fields[1].isEmpty ? 2 : 1
      guard version == 2 || fields[1].split(separator: ",").contains("cpu"),
        let mount = mounts.first(where: { version == 2 ? $0.type == "cgroup2" : $0.hasProcessors })
      else { return [] }
      return mount.folders(of: fields[2]).map { ($0, version) }
    }
  }

  /// The lowest limit of any group, in processors; nil if none sets one.
  public var processorQuota: Double? {
    folders.compactMap { folder in
      folder.version == 2
        ? ControlGroups.ratio(words("\(folder.path)/cpu.max"))
        : ControlGroups.ratio(words("\(folder.path)/cpu.cfs_quota_us") + words("\(folder.path)/cpu.cfs_period_us"))
    }.min()
  }

  private func words(_ file: String) -> [Substring] { read(file)?.split(whereSeparator: \.isWhitespace) ?? [] }

  /// Quota over period; nil for `max` and -1, which mean no limit, and for anything that is not a number.
  private static func ratio(_ words: [Substring]) -> Double? {
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]) else { return nil }
    let ratio = quota / period
    return quota > 0 && period > 0 && ratio.isFinite ? ratio : nil
  }

  /// A mount point: a line of `mountinfo`.
  private struct Mount {
    /// The part of the file system mounted there.
    let root: Substring
    let point: Substring
    let type: Substring
    /// Whether it is version 1's `cpu` controller.
    let hasProcessors: Bool

    init?(_ line: Substring) {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 5, fields.count > dash + 3 else { return nil }
      (root, point, type) = (fields[3], fields[4], fields[dash + 1])
      hasProcessors = type == "cgroup" && fields[dash + 3].split(separator: ",").contains("cpu")
    }

    /// The directories of a group and its ancestors, as far as they are mounted. For a group outside the mount, as in a
    /// container that sees its path on the host, the mount's own directory.
    func folders(of group: Substring) -> [String] {
      let base = point == "/" ? "" : String(point)
      var names = group.split(separator: "/")
      let rootNames = root.split(separator: "/")
      names = names.starts(with: rootNames) ? Array(names.dropFirst(rootNames.count)) : []
      if names.contains("..") { names = [] }
      return (0...names.count).map { ([base] + names.prefix($0).map(String.init)).joined(separator: "/") }
    }
  }
}
