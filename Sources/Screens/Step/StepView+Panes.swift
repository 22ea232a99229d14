import TextCanvas

/// The parts of the Step tab that can be focused, by their titles.
enum StepPane: String, CaseIterable {
  case truth = "TRUTH"
  case belief = "BELIEF"
  case program = "PROGRAM"
  case choice = "NEXT OP"
  case table = "FEATURES"
  case examples = "EXAMPLES"
  /// In place of the two worlds while one is edited.
  case input = "INPUT"
  case output = "OUTPUT"

  /// What is in it, one line each.
  var explanations: [(name: String, text: String)] {
    switch self {
    case .truth:
      [
        ("after …", "shows the world after this op has run"),
        ("○ • ▲", "the robot's start, its path, its position and direction"),
        ("△", "where the robot should end, if elsewhere"),
        ("1 … 9", "markers on a cell"),
      ]
    case .belief:
      [
        ("linear·start", "the probe's kind; frame: the robot's start, or ·grid: north up"),
        ("before …", "decoded before this op is written, for the world after it"),
        ("░ ▒ ▓", "cells with probability at least 3, 15, 50% for the robot"),
        ("▚ ·", "believed ahead: wall, free"),
        ("△", "the true position, if different"),
      ]
    case .program:
      [
        ("3/8", "current op, number of ops"),
        ("≠", "the probe is wrong about direction, position or obstacle after this op; final states are excluded"),
        ("= .90", "correct, and the probe's confidence (wide screens)"),
        ("» move", "a forced op; the model would have written another"),
        ("~ move", "an op that the model wrote while steered (> <)"),
        ("●", "a breakpoint: playback stops here"),
        ("↑ ↓", "more above, below"),
      ]
    case .choice:
      [
        ("move .71", "the model's probability of each op, and of the end, under the grammar"),
        ("K … E", "the key that forces this op here; the model continues from there, u undoes"),
        ("┊", "where the bar ends without steering (> < steer the belief as if the robot had turned)"),
        ("log P", "log-probability of the whole program given the specification, in nats"),
      ]
    case .table:
      [
        ("truth, belief", "true state after the op, and as decoded; position from the start"),
        ("P", "the probe's confidence"),
        ("−2 … +2", "correct or not for the state that many ops before, after"),
        ("so far", "correct so far, of how many"),
        ("test", "accuracy on test programs"),
        ("majority", "accuracy of the majority class there"),
        ("never trained", "final states are in the specification: no probe is trained on them"),
      ]
    case .examples:
      [
        ("1 ✓ 4 ✗", "whether the program turns the example's input into its output"),
        ("solves 4 of 5", "examples satisfied; the specification is satisfied if all are"),
        ("test 7 · seed 1", "in the bottom row: the specification and its corpus seed"),
        ("solves 91.8%", "in the top row: the checkpoint's generative accuracy"),
      ]
    case .input:
      [
        ("[ ]", "the current cell"),
        ("► 1 █", "the robot, markers, walls of the input; the ring of walls stays"),
        ("Enter", "the model writes a program for the edited specification; Esc discards the edits"),
      ]
    case .output:
      [
        ("by left …", "the reference program, which turns inputs into outputs"),
        ("○ • ▲", "its start, path and end: the goal of the edited specification"),
      ]
    }
  }
}

extension StepView {
  /// The panes in the order in which focus moves, each where a layout has it.
  static func panes(_ layout: StepLayout, isEditing: Bool) -> [(pane: StepPane, rectangle: Rectangle?)] {
    [
      (isEditing ? .input : .truth, layout.truth), (isEditing ? .output : .belief, layout.belief),
      (.program, layout.program), (.choice, layout.choice), (.table, layout.table), (.examples, layout.examples),
    ]
  }

  static func panes(_ tab: StepTab, _ body: Size) -> [Pane] {
    guard let layout = tab.layout(body) else { return [] }
    return panes(layout, isEditing: tab.editor != nil).map {
      Pane($0.pane.rawValue, $0.rectangle, $0.pane.explanations)
    }
  }
}
