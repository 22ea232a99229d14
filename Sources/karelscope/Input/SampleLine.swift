import Corpus
import Karel

/// A sample of the corpus as a line of JSON, its keys sorted.
///
/// Built by hand because Foundation's encoder takes several times as long. Apart from the line breaks of `text`, none
/// of its strings needs JSON escapes.
struct SampleLine {
  let sample: Sample
  let vocabulary: Vocabulary

  /// The line, without a line break at its end.
  var json: String {
    let tokens = vocabulary.encode(sample)
    var json = ""
    json.reserveCapacity(SampleLine.usualLength)
    json += "{\"index\":\(sample.index),\"inputs\":"
    append(sample.specification.inputs, to: &json)
    json += ",\"outputs\":"
    append(sample.specification.outputs, to: &json)
    json += ",\"program\":"
    append(sample.program.ops, to: &json) { op, json in appendQuoted(op.name, to: &json) }
    json += ",\"text\":"
    appendQuoted(vocabulary.text(tokens, lineBreak: "\\n"), to: &json)
    json += ",\"tokens\":"
    append(tokens, to: &json) { token, json in json += String(token) }
    json += "}"
    return json
  }

  /// A capacity, in bytes, that suffices for most lines of the longer encoding.
  private static let usualLength = 4096

  private func append(_ worlds: [World], to json: inout String) {
    append(worlds, to: &json) { world, json in
      append(world.rows, to: &json) { row, json in appendQuoted(row, to: &json) }
    }
  }

  private func append<Item>(_ items: [Item], to json: inout String, _ append: (Item, inout String) -> Void) {
    json += "["
    for (place, item) in items.enumerated() {
      if place > 0 { json += "," }
      append(item, &json)
    }
    json += "]"
  }

  private func appendQuoted(_ text: String, to json: inout String) {
    json += "\""
    json += text
    json += "\""
  }
}
