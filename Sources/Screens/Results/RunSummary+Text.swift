import PlainText
import Records

extension RunSummary {
  /// That this checkpoint stands in for another, which the run does not keep; nil if it is the requested one.
  func remark(insteadOf step: Int?) -> String? {
    guard let step, step != self.step else { return nil }
    return "no weights of step \(Numbers.grouped(step)); the nearest: \(Numbers.grouped(self.step))"
  }
}
