import Tensors
import Testing

@Suite struct AvailableProcessorsTests {
  @Test(
    arguments: [
      (8, nil, 8), (8, 2.0, 2), (8, 2.5, 3), (2, 16, 2), (8, 0.1, 1), (0, nil, 1), (4, 1e300, 4), (1, 0.5, 1),
    ] as [(Int, Double?, Int)])
  func theTighterLimitApplies(_ allowed: Int, _ quota: Double?, _ count: Int) {
    #expect(AvailableProcessors(allowed: allowed, quota: quota).count == count)
  }

  private static let mounts = """
    22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
    30 23 0:26 / /sys/fs/cgroup/unified rw,nosuid shared:9 master:1 - cgroup2 cgroup2 rw
    31 23 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:10 - cgroup cgroup rw,cpu,cpuacct
    32 23 0:28 / /sys/fs/cgroup/memory rw,nosuid shared:11 - cgroup cgroup rw,memory

    """

  private func quota(groups: String, mounts: String = mounts, _ files: [String: String]) -> Double? {
    ControlGroups(groups: groups, mounts: mounts) { files[$0] }.processorQuota
  }

  @Test func theTightestGroupOfVersion2Applies() {
    let root = "/sys/fs/cgroup/unified"
    let files = [
      "\(root)/cpu.max": "max 100000\n", "\(root)/a/cpu.max": "150000 100000\n",
      "\(root)/a/b/cpu.max": "400000 100000\n",
      "\(root)/c/cpu.max": "10000 100000\n",
    ]
    #expect(quota(groups: "0::/a/b\n", files) == 1.5)
    #expect(quota(groups: "0::/\n", files) == nil)
    #expect(quota(groups: "0::/d\n", files) == nil)
    #expect(quota(groups: "", files) == nil)
    #expect(quota(groups: "0::/a/b\n", mounts: "", files) == nil)
  }

  @Test func theTightestGroupOfVersion1Applies() {
    let root = "/sys/fs/cgroup/cpu,cpuacct"
    let files = [
      "\(root)/cpu.cfs_quota_us": "-1\n", "\(root)/cpu.cfs_period_us": "100000\n",
      "\(root)/job/cpu.cfs_quota_us": "50000\n", "\(root)/job/cpu.cfs_period_us": "100000\n",
    ]
    let groups = "4:memory:/job\n3:cpu,cpuacct:/job\n0::/\n"
    #expect(quota(groups: groups, files) == 0.5)
    #expect(quota(groups: "3:cpu,cpuacct:/\n", files) == nil)
    #expect(quota(groups: "3:cpuset:/job\n", files) == nil)
  }

  /// In a container the group is mounted at the root of the mount, while its path is that on the host.
  @Test func aHostPathResolvesInsideTheContainer() {
    let mounts = "31 23 0:27 /docker/x /sys/fs/cgroup ro shared:10 - cgroup2 cgroup rw\n"
    let files = ["/sys/fs/cgroup/cpu.max": "200000 100000", "/sys/fs/cgroup/in/cpu.max": "100000 100000"]
    #expect(quota(groups: "0::/docker/x\n", mounts: mounts, files) == 2)
    #expect(quota(groups: "0::/docker/x/in\n", mounts: mounts, files) == 1)
    #expect(quota(groups: "0::/elsewhere\n", mounts: mounts, files) == 2)
    #expect(quota(groups: "0::/../../elsewhere\n", mounts: "1 1 0:1 / /sys/fs/cgroup ro - cgroup2 c rw", files) == 2)
  }

  @Test(arguments: ["", "max", "x 100000", "100000 0", "100000 x", "-1 100000", "1 2 3", "nan 1", "1e400 1"])
  func invalidLimitsAreIgnored(_ text: String) {
    #expect(quota(groups: "0::/\n", ["/sys/fs/cgroup/unified/cpu.max": text]) == nil)
  }
}
