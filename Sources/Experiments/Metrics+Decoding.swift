import Foundation

extension Metrics {
  /// Decodes a line. Most lines hold only the numbers that this program writes; scanning them is about 20 times as fast
  /// as decoding. The decoder handles all other lines and reports errors.
  static func decode(_ line: Data, _ decoder: JSONDecoder) throws -> Metrics {
    let scanned = line.withUnsafeBytes { bytes -> Metrics? in
      var scanner = NumberScanner(bytes)
      guard let metrics = Metrics(scanning: &scanner), scanner.isAtEnd else { return nil }
      return metrics
    }
    return try scanned ?? decoder.decode(Metrics.self, from: line)
  }

  private init?(scanning scanner: inout NumberScanner) {
    var step, samples, tokens: Int?
    var seconds, processorSeconds, factor, norm: Double?
    var losses: Losses?
    var count = 0
    let isWhole = scanner.members { name, scanner in
      count += 1
      if name == "step" {
        step = scanner.whole()
      } else if name == "samples" {
        samples = scanner.whole()
      } else if name == "tokens" {
        tokens = scanner.whole()
      } else if name == "seconds" {
        seconds = scanner.number()
      } else if name == "processorSeconds" {
        processorSeconds = scanner.number()
      } else if name == "loss" {
        losses = Losses(scanning: &scanner)
      } else if name == "learningRateFactor" {
        factor = scanner.number()
      } else if name == "gradientNorm" {
        norm = scanner.number()
      } else {
        return false
      }
      return true
    }
    guard isWhole, let step, let samples, let seconds, let processorSeconds, let losses, let factor, let norm,
      count == (tokens == nil ? 7 : 8)
    else { return nil }
    self.init(
      step: step, samples: samples, tokens: tokens, seconds: seconds, processorSeconds: processorSeconds, loss: losses,
      learningRateFactor: Float(factor), gradientNorm: Float(norm))
  }
}

extension Metrics.Losses {
  fileprivate init?(scanning scanner: inout NumberScanner) {
    var text, program, direction, position, markers: Double?
    var count = 0
    let isWhole = scanner.members { name, scanner in
      count += 1
      if name == "text" {
        text = scanner.number()
      } else if name == "program" {
        program = scanner.number()
      } else if name == "outputDirection" {
        direction = scanner.number()
      } else if name == "outputPosition" {
        position = scanner.number()
      } else if name == "outputMarkers" {
        markers = scanner.number()
      } else {
        return false
      }
      return true
    }
    guard isWhole, let text, let program,
      count == 2 + [direction, position, markers].count(where: { $0 != nil })
    else { return nil }
    self.init(
      text: text, program: program, outputDirection: direction, outputPosition: position, outputMarkers: markers)
  }
}
