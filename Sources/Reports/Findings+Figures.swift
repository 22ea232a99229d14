import Beliefs
import Karel
import Probing

extension Findings {
  /// All figures for which there are results.
  public var figures: [Figure] {
    [courseFigure, semanticsCourseFigure, offsetFigure, regressionFigure, opFigure, layerFigure, calibrationFigure]
      .compactMap { $0 }
  }

  private var steps: Figure.Axis {
    let last = Double(checkpoints[checkpoints.count - 1].step)
    return Figure.Axis("step", 0...max(1, last))
  }

  private func style(_ kind: ProbeKind) -> Int { ProbeKind.allCases.firstIndex(of: kind)! }

  /// The named semantics have the first colours; others cycle through the rest.
  private func style(_ semantics: Semantics) -> Int {
    let named = Semantics.named.map(\.semantics)
    let others = self.semantics.filter { !named.contains($0) }
    return named.firstIndex(of: semantics)
      ?? named.count + (others.firstIndex(of: semantics) ?? 0) % (Figure.Palette.count - named.count)
  }

  private func points(_ course: [(checkpoint: ProbedCheckpoint, content: Estimate)]) -> [Figure.Point] {
    course.map { Figure.Point(x: Double($0.checkpoint.step), $0.content) }
  }

  private var courseFigure: Figure {
    var accuracy = Figure.Series(
      "generative accuracy", style: 4,
      checkpoints.compactMap { checkpoint in
        checkpoint.generativeAccuracy.map { Figure.Point(x: Double(checkpoint.step), $0) }
      })
    accuracy.isDashed = true
    let contents = kinds.map { kind in
      Figure.Series("semantic content, \(kind.rawValue)", style: style(kind), points(course(kind)))
    }
    var majority = Figure.Series(
      "majority", style: 5,
      checkpoints.compactMap { checkpoint in
        kinds.lazy.compactMap { majorityContent(checkpoint, $0) }.first
          .map { Figure.Point(x: Double(checkpoint.step), y: $0.value) }
      })
    (majority.isDashed, majority.hasMarks) = (true, false)
    return Figure(
      "Semantic content beside generative accuracy",
      caption:
        "Semantic content of the current state under the original semantics, that of the majority class, and the share of "
        + "specifications that the model's programs satisfy, at each probed checkpoint.",
      [
        Figure.Panel(
          "", x: steps, y: .share("share"), [accuracy] + contents + (majority.points.isEmpty ? [] : [majority]))
      ])
  }

  private var semanticsCourseFigure: Figure? {
    guard semantics.count > 1, checkpoints.count > 1 else { return nil }
    return Figure(
      "Original and other semantics over training",
      caption: "Semantic content of the current state: same hidden states, separate probes for each semantics.",
      kinds.map { kind in
        Figure.Panel(
          kind.rawValue, x: steps, y: .share("semantic content"),
          semantics.map { semantics in
            Figure.Series(semantics.name, style: style(semantics), points(course(kind, semantics: semantics)))
          })
      })
  }

  private var offsetFigure: Figure {
    let axis = Figure.Axis(
      "offset of the state, in ops", -2.4...2.4, ticks: (-2...2).map { (Double($0), Numbers.offset($0)) })
    return Figure(
      "Semantic content by state and semantics, at step \(last.step)",
      caption:
        "Past, current and future states. majority: the majority class under the original semantics.",
      kinds.map { kind in
        func points(_ key: Key, shift: Double = 0) -> [Figure.Point] {
          offsets.compactMap { offset in
            semanticContent(key.with(\.offset, offset)).map { Figure.Point(x: Double(offset) + shift, $0) }
          }
        }
        var majority = Figure.Series("majority", style: 5, points(now(kind).with(\.control, .majority)))
        (majority.isDashed, majority.hasMarks) = (true, false)
        majority.points = majority.points.map { Figure.Point(x: $0.x, y: $0.y) }
        let lines = semantics.enumerated().map { place, semantics in
          // Shifted, so that intervals do not overlap.
          let shift = 0.08 * (Double(place) - Double(self.semantics.count - 1) / 2)
          return Figure.Series(
            semantics.name, style: style(semantics), points(now(kind).with(\.semantics, semantics), shift: shift))
        }
        return Figure.Panel(
          kind.rawValue, x: axis, y: .share("semantic content"), (majority.points.isEmpty ? [] : [majority]) + lines)
      })
  }

  private var regressionFigure: Figure? {
    let panels = kinds.compactMap { kind -> Figure.Panel? in
      guard let fit = regression(kind, offset: 0) else { return nil }
      let points = course(kind).compactMap { checkpoint, content in
        checkpoint.generativeAccuracy.map { Figure.Point(x: $0.value, content) }
      }.sorted { $0.x < $1.x }
      var marks = Figure.Series("checkpoints", style: 0, points)
      marks.isLine = false
      var line = Figure.Series(
        "least squares", style: 1,
        [points[0].x, points[points.count - 1].x].map { Figure.Point(x: $0, y: fit.intercept + fit.slope * $0) })
      line.hasMarks = false
      return Figure.Panel(
        "\(kind.rawValue): R² \(Numbers.share(fit.rSquared)), p \(Numbers.p(fit.p))",
        x: .share("generative accuracy"), y: .share("semantic content"), [marks, line])
    }
    return panels.isEmpty
      ? nil
      : Figure(
        "Semantic content against generative accuracy, over checkpoints",
        caption: "Current state, original semantics.", panels)
  }

  /// One panel per probe kind with results, one line per feature.
  private func featureFigure(
    _ title: String, caption: String, x: Figure.Axis, y: Figure.Axis,
    _ points: (ProbeKind, Feature) -> [Figure.Point], before: [Figure.Series] = []
  ) -> Figure? {
    let panels = kinds.compactMap { kind -> Figure.Panel? in
      let lines = Feature.standard.enumerated().map { Figure.Series($1.rawValue, style: $0, points(kind, $1)) }
      guard lines.contains(where: { !$0.points.isEmpty }) else { return nil }
      return Figure.Panel(kind.rawValue, x: x, y: y, before + lines)
    }
    return panels.isEmpty ? nil : Figure(title, caption: caption, panels)
  }

  private var opFigure: Figure? {
    let last = kinds.flatMap { kind in Feature.standard.map { byOp(now(kind), $0).count } }.max() ?? 0
    return featureFigure(
      "Accuracy by position in the program, at step \(self.last.step)",
      caption: "Current state, original semantics, by the number of the op being written, from 1.",
      x: Figure.Axis("op", 0.5...Double(max(1, last)) + 0.5), y: .share("accuracy"),
      { kind, feature in
        byOp(now(kind), feature).enumerated().compactMap { op, part in
          guard part.n > 0 else { return nil }
          return Figure.Point(x: Double(op + 1), Estimate(successes: part.right, count: part.n))
        }
      })
  }

  private var layerFigure: Figure? {
    let numbers = layers.compactMap { layer in
      if case .layer(let number) = layer { number } else { nil }
    }
    guard let most = numbers.max(), numbers.count > 1 else { return nil }
    return featureFigure(
      "Accuracy by layer, at step \(last.step)",
      caption: "Current state, original semantics; 0 is the embedding, the last is after the final layer norm.",
      x: Figure.Axis("layer", -0.3...Double(most) + 0.3, ticks: (0...most).map { (Double($0), "\($0)") }),
      y: .share("accuracy"),
      { kind, feature in
        numbers.sorted().compactMap { number in
          accuracy(now(kind).with(\.layer, .layer(number)), feature).map { Figure.Point(x: Double(number), $0) }
        }
      })
  }

  private var calibrationFigure: Figure? {
    var diagonal = Figure.Series("perfect calibration", style: 5, [.init(x: 0, y: 0), .init(x: 1, y: 1)])
    (diagonal.isDashed, diagonal.hasMarks) = (true, false)
    return featureFigure(
      "Calibration at step \(last.step)",
      caption: "Accuracy in bins of confidence. Current state, original semantics.",
      x: .share("mean confidence"), y: .share("accuracy"),
      { kind, feature in
        byConfidence(now(kind), feature).compactMap { part in
          guard let confidence = part.meanConfidence else { return nil }
          return Figure.Point(x: confidence, Estimate(successes: part.right, count: part.n))
        }
      }, before: [diagonal])
  }
}

extension Figure.Point {
  fileprivate init(x: Double, _ estimate: Estimate) {
    self.init(x: x, y: estimate.value, low: estimate.low, high: estimate.high)
  }
}
