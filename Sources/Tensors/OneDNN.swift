import COneDNN

/// The library that computes matrix products.
public enum OneDNN {
  public static let name = "oneDNN"

  /// Its version, for example 2.6.3.
  public static var version: String {
    guard let version = dnnl_version()?.pointee else { return "unknown" }
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// The instruction set that it uses on this machine, by oneDNN's own name, for example `avx512_core_vnni`; `default`
  /// on processors for which it has no such names.
  public static var instructionSet: String {
    switch dnnl_get_effective_cpu_isa() {
    case dnnl_cpu_isa_sse41: "sse41"
    case dnnl_cpu_isa_avx: "avx"
    case dnnl_cpu_isa_avx2: "avx2"
    case dnnl_cpu_isa_avx2_vnni: "avx2_vnni"
    case dnnl_cpu_isa_avx512_core: "avx512_core"
    case dnnl_cpu_isa_avx512_core_vnni: "avx512_core_vnni"
    case dnnl_cpu_isa_avx512_core_bf16: "avx512_core_bf16"
    case dnnl_cpu_isa_avx512_core_amx: "avx512_core_amx"
    case let other where other.rawValue == 0: "default"
    case let other: "number 0x\(String(other.rawValue, radix: 16))"
    }
  }
}
