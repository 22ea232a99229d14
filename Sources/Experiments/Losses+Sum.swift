import Corpus
import LanguageModel
import Records

extension Losses {
  /// The means of a sum of losses.
  public init(_ sum: LossSum) {
    func mean(_ kind: TokenKind) -> Double? {
      let mean = sum.mean([kind])
      return mean.isFinite ? mean : nil
    }
    self.init(
      text: sum.mean(), program: sum.mean([.program]), outputDirection: mean(.outputDirection),
      outputPosition: mean(.outputPosition), outputMarkers: mean(.outputMarkers))
  }
}
