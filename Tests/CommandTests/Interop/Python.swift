import Foundation

/// The Python that checks against other programs run in: `python3`, or what `KARELSCOPE_PYTHON` names.
enum Python {
  static let interpreter = ProcessInfo.processInfo.environment["KARELSCOPE_PYTHON"] ?? "python3"

  /// Whether it has all of these packages.
  static func has(_ packages: String...) -> Bool {
    let check = "import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))"
    return
      (try? Command.shell(
        "exec \"$1\" -c \"${@:2}\" 2> /dev/null", [interpreter, check] + packages))?.status == 0
  }

  /// Runs a script of `Tests/Peers`, or any line of shell in which `"$PYTHON"` is the interpreter, with the built program
  /// first on the path and as `KARELSCOPE`, and no network.
  static func shell(_ line: String, _ arguments: [String] = []) throws -> Command {
    try Command.shell(
      """
      export PYTHON=\(interpreter) KARELSCOPE="$0" PATH="$(dirname "$0"):$PATH" HF_HUB_OFFLINE=1 HF_HOME="$(mktemp -d)"
      export TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1
      trap 'rm -rf "$HF_HOME"' EXIT
      \(line)
      """, arguments)
  }

  /// The scripts that compare with other programs.
  static let peers = URL(fileURLWithPath: #filePath).appending(path: "../../../Peers").standardizedFileURL
}
