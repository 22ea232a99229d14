import Corpus
import Karel
import Testing

@Suite struct EncodingTests {
  @Test(arguments: Encoding.allCases)
  func textReadsBackExactly(_ encoding: Encoding) throws {
    let vocabulary = Vocabulary(encoding)
    let corpus = Corpus(seed: 7)
    for split in Split.allCases {
      for index in 0..<500 {
        let sample = corpus.sample(index, of: split)
        let (specification, program) = try vocabulary.decode(text: vocabulary.text(vocabulary.encode(sample)))
        #expect(program == sample.program)
        for (read, written) in zip(
          specification.inputs + specification.outputs, sample.specification.inputs + sample.specification.outputs)
        {
          #expect(read.looksEqual(to: written))
        }
      }
    }
  }
}
