import Corpus
import LanguageModel
import Lens
import Tensors
import Testing

@Suite struct AblationTests {
  private let parameters = SmallModel.parameters()
  private let texts = SmallModel.samples(10..<14).map { Vocabulary(.coordinates).encode($0) }

  private func logits(
    _ parameters: Parameters, _ tokens: [Int], hook: (HookPoint, Matrix) -> Void = { _, _ in }
  ) -> [Float] {
    HookedTransformer(parameters).logits(tokens, hook: hook).flatMap { $0 }
  }

  /// The mean row of the values at a hook point over all positions of the texts.
  private func mean(_ wanted: HookPoint) -> [Float] {
    var (sum, count) = ([Double](repeating: 0, count: 16), 0)
    for text in texts {
      HookedTransformer(parameters).forward(text) { point, values in
        guard point == wanted else { return }
        for row in 0..<values.rows {
          for column in 0..<16 { sum[column] += Double(values[row, column]) }
        }
        count += values.rows
      }
    }
    return sum.map { Float($0 / Double(count)) }
  }

  /// An ablated model against the whole one with hooks that replace the contribution.
  @Test(arguments: [false, true]) func ablationIsReplacementByHooks(_ isMean: Bool) throws {
    let means = isMean ? try ComponentMeans(parameters, texts, threads: 2) : nil
    let tokens = Vocabulary(.coordinates).encode(SmallModel.samples(0..<1)[0])
    let components = AblatedComponent.Kind.allCases.flatMap { AblatedComponent.all($0, parameters.configuration) }
    #expect(components.count == 3 * (4 + 3))
    for component in components {
      let block = component.block
      var points: [HookPoint: Range<Int>] = [:]
      switch component {
      case .head(_, let head): points[.headOutputs(block: block)] = head * 4..<(head + 1) * 4
      case .attention: points[.headOutputs(block: block)] = 0..<16
      case .mlp: points[.mlpOutput(block: block)] = 0..<16
      case .block: points = [.headOutputs(block: block): 0..<16, .mlpOutput(block: block): 0..<16]
      }
      let expected = logits(parameters, tokens) { point, values in
        guard let columns = points[point] else { return }
        let mean = isMean ? mean(point) : [Float](repeating: 0, count: 16)
        for row in 0..<values.rows {
          for column in columns { values[row, column] = mean[column] }
        }
      }
      for (found, expected) in zip(logits(parameters.ablated(component, means: means), tokens), expected) {
        guard abs(found - expected) < 1e-4 else {
          Issue.record("\(component): found \(found), expected \(expected)")
          break
        }
      }
    }
  }

  @Test func theModelItselfIsUnchanged() {
    let before = logits(parameters, texts[0])
    _ = parameters.ablated(.block(0))
    #expect(logits(parameters, texts[0]) == before)
  }

  @Test func theStudyComparesTheSameSpecifications() throws {
    let specifications = SmallModel.samples(0..<12).map(\.specification)
    let components = AblatedComponent.all(.block, parameters.configuration)
    let study = try AblationStudy(
      of: parameters, components, AblationKind.allCases, means: ComponentMeans(parameters, texts, threads: 1),
      specifications, threads: 2)
    #expect(study.results.map(\.component) == components.flatMap { [$0, $0] })
    #expect(study.results.map(\.kind) == components.flatMap { _ in [AblationKind.zero, .mean] })
    for result in study.results {
      #expect(abs(study.baseline.value - result.accuracy.value - result.loss.value) < 1e-12)
      #expect(result.loss.low <= result.loss.value && result.loss.value <= result.loss.high)
    }
    // Without means only the zero ablation is left.
    let rest = try AblationStudy(
      of: parameters, components, AblationKind.allCases, means: nil, specifications, threads: 1)
    #expect(rest.results == study.results.filter { $0.kind == .zero })
  }
}
