/// All Unicode scalars.
let allScalars = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)

extension Unicode.Scalar {
  /// Whether this scalar must not reach a terminal, a log or XML, by Unicode's and XML's own lists.
  var isUnfit: Bool {
    let categories: [Unicode.GeneralCategory] = [.control, .lineSeparator, .paragraphSeparator]
    return categories.contains(properties.generalCategory) || properties.isBidiControl || value & 0xFFFE == 0xFFFE
  }
}

extension String {
  /// The code points of the unfit scalars.
  var unfit: [String] { unicodeScalars.filter(\.isUnfit).map { String($0.value, radix: 16) } }
}
