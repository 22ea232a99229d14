import Beliefs
import Karel
import LanguageModel
import PlainText
import Probing

extension Findings {
  /// All findings, as tables.
  public var tables: [Table] {
    evidence.tables + [courseTable, contentTable, regressionTable] + kinds.map(accuracyTable)
      + [dropTable, controlTable, selectivityTable, layerTable].compactMap { $0 } + kinds.compactMap(opTable)
      + [calibrationTable].compactMap { $0 } + kinds.compactMap(reliabilityTable) + [expectationTable]
  }

  /// How the intervals at the last checkpoint are computed.
  public var intervalNote: String {
    "All are 95% confidence intervals. "
      + (seeds.count > 1
        ? "At step \(last.step), for probes trained with several seeds (\(seeds.map { "\($0)" }.joined(separator: ", ")) in all), "
          + "they cover the seeds (Student's t) and the sampling of programs together; elsewhere they"
        : "They")
      + (isOverPrograms
        ? " are Wilson intervals for as many states as the tested ones are worth, since states of one program resemble each other."
        : " are Wilson intervals over states, assumed independent, which states of one program are not quite.")
  }

  private var courseTable: Table {
    Table(
      "Semantic content beside generative accuracy (current state, original semantics)",
      columns: ["step", "phase", "generative accuracy"] + kinds.map(\.rawValue) + ["majority"],
      rows: checkpoints.map { checkpoint in
        ["\(checkpoint.step)", checkpoint.phase ?? "-", Numbers.interval(checkpoint.generativeAccuracy)]
          + kinds.map { kind in
            Numbers.figure(semanticContent(Key(checkpoint.step, kind, layer: selection.traces.layer))?.value)
          } + [Numbers.figure(kinds.lazy.compactMap { majorityContent(checkpoint, $0) }.first?.value)]
      },
      notes: [
        "Semantic content is the geometric mean of the accuracies for direction, position and obstacle. majority: that of the "
          + "majority class in each checkpoint's own programs."
      ]
        + (leftOut.isEmpty
          ? []
          : [
            "Left out, here and below: step \(leftOut.map { "\($0)" }.joined(separator: ", ")), with fewer than "
              + "\(Findings.minimumStates) states to test."
          ]))
  }

  private var contentTable: Table {
    let rows = kinds.flatMap { kind in
      semantics.map { semantics in
        let key = now(kind).with(\.semantics, semantics)
        return [
          "\(kind.rawValue) \(semantics.name)", Numbers.interval(semanticContent(key)),
          Numbers.figure(semanticContent(key.with(\.control, .majority))?.value),
          semantics == .original ? "-" : Numbers.interval(drop(key)),
          semantics == .original ? Numbers.figure(Paper.semanticContent(kind)) : "-",
        ]
      }
    }
    return Table(
      "Semantic content at step \(last.step) (current state)",
      columns: ["probe, semantics", "semantic content", "majority", "drop", "paper"], rows: rows,
      notes: intervalNotes)
  }

  /// How the intervals of the semantic content are computed.
  private var intervalNotes: [String] {
    let counts = Set(
      kinds.flatMap { kind in semantics.map { seedCount(now(kind).with(\.semantics, $0)) } }.filter { $0 > 0 })
    let several =
      "Student's t over seeds, with each seed's own interval; that of the drop is over the per-seed differences."
    let one =
      "the intervals combine those of the three accuracies as if all errors had the same sign, which is conservative "
      + "whatever their correlation; that of the drop combines the three differences in the same way."
    if counts.allSatisfy({ $0 > 1 }) { return ["Intervals are " + several] }
    if counts == [1] { return [one.prefix(1).uppercased() + one.dropFirst()] }
    return ["With several seeds, intervals are \(several) With one, \(one)"]
  }

  private var regressionTable: Table {
    var rows: [[String]] = []
    for kind in kinds {
      for offset in offsets {
        guard let line = regression(kind, offset: offset) else { continue }
        func row(_ name: String, _ line: LinearRegression, paper: Double?) -> [String] {
          [
            name, "\(line.count)", Numbers.figure(line.slope),
            Numbers.figure(line.intercept), Numbers.rSquared(line), Numbers.figure(line.predictedRSquared),
            Numbers.p(line.p), Numbers.figure(paper),
          ]
        }
        rows.append(row("\(kind.rawValue) \(Numbers.offset(offset))", line, paper: offset == 0 ? Paper.rSquared : nil))
        if let above = regression(kind, offset: offset, isAboveMajority: true) {
          rows.append(row(" above majority", above, paper: nil))
        }
        if let ops = regression(kind, offset: offset, control: .ops) {
          rows.append(row(" ops alone", ops, paper: nil))
        }
      }
    }
    if !rows.isEmpty, let line = timeRegression {
      rows.append([
        "log10 of step", "\(line.count)", Numbers.figure(line.slope), Numbers.figure(line.intercept),
        Numbers.rSquared(line), Numbers.figure(line.predictedRSquared), Numbers.p(line.p), "-",
      ])
    }
    return Table(
      "Semantic content = intercept + slope x generative accuracy, over checkpoints",
      columns: ["probe, offset", "n", "slope", "at 0", "R2", "LOO", "p", "paper"], rows: rows,
      notes: [
        rows.isEmpty
          ? "Needs three checkpoints with probe results and evaluations that are not all equal; probe them with "
            + "--checkpoint all."
          : "at 0 is the intercept. R2 has Fisher's interval; LOO (leave-one-out) is the share that lines through the other checkpoints predict. Both, and p, "
            + "assume independent checkpoints, which those of one training are not: whatever rises with training correlates, so "
            + "compare with the ops alone and with time."
      ])
  }

  private func accuracyTable(_ kind: ProbeKind) -> Table {
    let rows = semantics.flatMap { semantics in
      offsets.compactMap { offset -> [String]? in
        let key = now(kind).with(\.semantics, semantics).with(\.offset, offset)
        let cells = Feature.standard.map { accuracy(key, $0) }
        guard cells.contains(where: { $0 != nil }) else { return nil }
        return ["\(semantics.name) \(Numbers.offset(offset))"] + cells.map(Numbers.interval)
      }
    }
    return Table(
      "Accuracy of \(kind.rawValue) probes at step \(last.step)",
      columns: ["semantics"] + Feature.standard.map(\.rawValue), rows: rows)
  }

  private var dropTable: Table? {
    let others = semantics.filter { $0 != .original }
    var bases: Set<Estimate.Basis> = []
    let rows = kinds.flatMap { kind in
      others.flatMap { semantics in
        Feature.standard.compactMap { feature -> [String]? in
          let key = now(kind).with(\.semantics, semantics)
          guard let drop = drop(key, feature) else { return nil }
          bases.insert(drop.basis)
          return [
            "\(kind.rawValue) \(semantics.name) \(feature.rawValue)",
            Numbers.figure(accuracy(now(kind), feature)?.value), Numbers.figure(accuracy(key, feature)?.value),
            Numbers.interval(drop),
          ]
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    let notes: [(Estimate.Basis, String)] = [
      (.seeds, "over the per-seed differences (Student's t) and programs."),
      (.programs, "paired, over programs."), (.pairs, "paired over the states (Agresti & Min)."),
      (.unpaired, "unpaired (Newcombe), because pairs were not counted."),
    ]
    return Table(
      "Drop of accuracy under re-interpretation at step \(last.step) (current state)",
      columns: ["probe, semantics, feature", "original", "re-interpreted", "drop"], rows: rows,
      notes: ["Intervals: " + notes.filter { bases.contains($0.0) }.map(\.1).joined(separator: " Others ")])
  }

  private var controlTable: Table? {
    let rows = controls.flatMap { control in
      // The majority class does not depend on the probe.
      (control == .majority ? Array(kinds.prefix(1)) : kinds).flatMap { kind in
        semantics.flatMap { semantics in
          offsets.compactMap { offset -> [String]? in
            let key = now(kind).with(\.semantics, semantics).with(\.offset, offset).with(\.control, control)
            let cells = Feature.standard.map { accuracy(key, $0)?.value }
            guard cells.contains(where: { $0 != nil }) else { return nil }
            let name = control == .majority ? "majority" : "\(kind.rawValue) \(control.rawValue)"
            return ["\(name) \(semantics.name) \(Numbers.offset(offset))"] + cells.map(Numbers.figure)
          }
        }
      }
    }
    return rows.isEmpty
      ? nil
      : Table(
        "Controls at step \(last.step)", columns: ["control, semantics, offset"] + Feature.standard.map(\.rawValue),
        rows: rows,
        notes: ["majority: always the training states' majority class."])
  }

  private var layerTable: Table? {
    guard layers.count > 1 else { return nil }
    let rows = kinds.flatMap { kind in
      layers.compactMap { layer -> [String]? in
        let key = now(kind).with(\.layer, layer)
        let cells = Feature.standard.map { accuracy(key, $0)?.value } + [semanticContent(key)?.value]
        guard cells.contains(where: { $0 != nil }) else { return nil }
        return ["\(kind.rawValue) \(layer.name)"] + cells.map(Numbers.figure)
      }
    }
    return Table(
      "Accuracy by layer at step \(last.step) (current state, original semantics)",
      columns: ["probe, layer"] + Feature.standard.map(\.rawValue) + ["semantic content"], rows: rows,
      notes: ["Layer 0 is the embedding; the last one is after the final layer norm."])
  }

  private func opTable(_ kind: ProbeKind) -> Table? {
    let parts = Feature.standard.map { byOp(now(kind), $0) }
    let count = parts.map(\.count).max() ?? 0
    guard count > 0 else { return nil }
    let rows = (0..<count).map { op in
      let states = parts.compactMap { $0.dropFirst(op).first?.n }.first ?? 0
      return ["\(op + 1)", "\(states / max(1, results(now(kind), Feature.standard[0]).count))"]
        + parts.map { Numbers.figure($0.dropFirst(op).first?.accuracy) }
    }
    return Table(
      "Accuracy of \(kind.rawValue) probes by position in the program (current state, original)",
      columns: ["op", "states"] + Feature.standard.map(\.rawValue), rows: rows)
  }

  private var calibrationTable: Table? {
    let rows = kinds.compactMap { kind -> [String]? in
      let errors = Feature.standard.map { calibrationError(now(kind), $0) }
      return errors.contains { $0 != nil } ? [kind.rawValue] + errors.map(Numbers.figure) : nil
    }
    return rows.isEmpty
      ? nil
      : Table(
        "Expected calibration error at step \(last.step) (current state, original semantics)",
        columns: ["probe"] + Feature.standard.map(\.rawValue), rows: rows)
  }

  /// Confidence and accuracy in each bin of confidence.
  private func reliabilityTable(_ kind: ProbeKind) -> Table? {
    let parts = Feature.standard.map { byConfidence(now(kind), $0) }
    let count = parts.map(\.count).max() ?? 0
    guard count > 0 else { return nil }
    let rows = (0..<count).compactMap { bin -> [String]? in
      let cells = parts.map { $0.dropFirst(bin).first ?? Part() }
      guard cells.contains(where: { $0.n > 0 }) else { return nil }
      let bounds = [bin, bin + 1].map { Numbers.figure(Double($0) / Double(count)) }.joined(separator: " to ")
      return [bounds]
        + cells.map { "\(Numbers.figure($0.meanConfidence)) \(Numbers.figure($0.accuracy)) \($0.n)" }
    }
    return Table(
      "Reliability of \(kind.rawValue) probes: mean confidence, accuracy, states",
      columns: ["confidence"] + Feature.standard.map(\.rawValue), rows: rows)
  }

  /// The paper's predictions, and whether they hold.
  private var expectationTable: Table {
    var rows: [[String]] = []
    for kind in kinds {
      let contents = [Semantics.original, .flip, .adversarial].map {
        semanticContent(now(kind).with(\.semantics, $0))?.value
      }
      if let original = contents[0], let flip = contents[1], let adversarial = contents[2] {
        rows.append([
          "\(kind.rawValue): original > flip > adversarial", original > flip && flip > adversarial ? "yes" : "no",
          [original, flip, adversarial].map { Numbers.figure($0) }.joined(separator: ", "),
        ])
      }
      for offset in [1, 2] {
        let key = now(kind).with(\.offset, offset)
        guard let content = semanticContent(key),
          let chance = semanticContent(key.with(\.control, .majority))?.value
        else { continue }
        rows.append([
          "\(kind.rawValue): \(Numbers.offset(offset)) above the majority", content.low > chance ? "yes" : "no",
          "\(Numbers.figure(content.value)), \(Numbers.figure(chance))",
        ])
      }
      let course = course(kind)
      if let first = course.first(where: { $0.checkpoint.phase == "semantics" }), let last = course.last,
        first.checkpoint.step < last.checkpoint.step
      {
        rows.append([
          "\(kind.rawValue): rises in the third phase", last.content.value > first.content.value ? "yes" : "no",
          "\(Numbers.figure(first.content.value)), \(Numbers.figure(last.content.value))",
        ])
      }
    }
    return Table(
      "Expectations for the semantic content, and results at step \(last.step)",
      columns: ["expected", "met", "values"], rows: rows,
      notes: rows.isEmpty ? ["The results needed are missing."] : [])
  }
}
