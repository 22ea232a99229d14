import TextCanvas

/// The parts of the Step view that can be focused, by their titles.
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
        ("after …", "the world on screen is the one after this op has run"),
        ("○ • ▲", "where the robot started, where it has been, where it is and faces"),
        ("△", "where the robot should be at the end, where that is elsewhere"),
        ("1 … 9", "markers on a cell"),
      ]
    case .belief:
      [
        ("linear·start", "the probe's kind; ways are as seen from the start, or ·grid: north up"),
        ("before …", "read before this op was written, about the world after it"),
        ("░ ▒ ▓", "cells where the robot is with at least 3, 15, 50% by the probe"),
        ("▚ ·", "wall, free way believed ahead"),
        ("△", "the robot's true place, if another"),
      ]
    case .program:
      [
        ("3/8", "the op at hand, of so many"),
        ("≠", "the probe is wrong about direction, position or obstacle after this op; the last op's is never learned"),
        ("= .90", "right, and how sure the probe is of what it says (wide screens)"),
        ("» move", "an op that was given to the model, which would have written another"),
        ("~ move", "an op that the model wrote with its hidden states pushed (> <)"),
        ("●", "a breakpoint holds here: playing stops"),
        ("↑ ↓", "the list goes on above, below"),
      ]
    case .choice:
      [
        ("move .71", "the model's probability of each op, and of the end, under the grammar"),
        ("K … E", "the key that takes this op here instead; the model goes on from there, u undoes"),
        ("┊", "where a bar ends if the hidden states are not pushed (> < push them as if the robot had turned)"),
        ("log P", "natural logarithm of the probability of the whole program given the specification"),
      ]
    case .table:
      [
        ("truth, belief", "what is so after the op, and what the probe says; position from the start"),
        ("P", "how sure the probe is of that"),
        ("−2 … +2", "right or wrong about the state so many ops before or after"),
        ("so far", "how often right, of so many"),
        ("test", "how often on test programs"),
        ("majority", "how often the commonest answer is right there"),
        ("never learned", "last states stand in the specification: no probe is trained on them"),
      ]
    case .examples:
      [
        ("1 ✓ 4 ✗", "whether the program turns the example's input into its output"),
        ("solves 4 of 5", "examples that come out right; the specification is solved if all do"),
        ("test 7 · seed 1", "in the bottom row: which specification, of the corpus of which seed"),
        ("solves 91.8%", "in the top row: the share of specifications that this checkpoint solves"),
      ]
    case .input:
      [
        ("[ ]", "the cell at hand"),
        ("► 1 █", "the robot, markers, walls of the input; the ring of walls stays"),
        ("Enter", "the model reads the edited specification and writes anew; Esc leaves all as it was"),
      ]
    case .output:
      [
        ("by left …", "the program that made the sample, which turns inputs into outputs"),
        ("○ • ▲", "its start, its way and its end: what the specification then asks for"),
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
