"""Compares the speed of Karelscope's interpreter with that of a plain one in Python.

Needs a release build. Run it as

    python3 Tests/Peers/bench_interpreter.py [COUNT]

with a number of training samples (1000 by default). Both run each sample's program in its five inputs, on one thread, over
and over; every final world of the Python interpreter must look like the sample's output.
"""

import json
import sys

from side_by_side import bench, expect, karelscope, rate, side_by_side

SIZE = 8
TURNS = {"^": "^>v<", ">": ">v<^", "v": "v<^>", "<": "<^>v"}
STEPS = {"^": -SIZE, ">": 1, "v": SIZE, "<": -1}
PASSES = 5


def read(rows):
    """A world: the cells in row order without the robot, the robot's cell, the glyph that says where it faces."""
    cells = list("".join(rows))
    robot = next(place for place, glyph in enumerate(cells) if glyph in STEPS)
    facing, cells[robot] = cells[robot], "."
    return [glyph if glyph == "#" else int(glyph.replace(".", "0")) for glyph in cells], robot, facing


def run(program, world):
    """The world after a program."""
    cells, robot, facing = world
    cells = cells.copy()
    for op in program:
        if op == "move":
            ahead = robot + STEPS[facing]
            if cells[ahead] != "#":
                robot = ahead
        elif op == "turnRight":
            facing = TURNS[facing][1]
        elif op == "turnLeft":
            facing = TURNS[facing][3]
        elif op == "putMarker":
            cells[robot] += 1
        elif cells[robot] > 0:
            cells[robot] -= 1
    return cells, robot, facing


def rows(world):
    """The world's text, in which the robot hides markers."""
    cells, robot, facing = world
    glyphs = [cell if cell == "#" else ".123456789"[min(9, cell)] for cell in cells]
    glyphs[robot] = facing
    return ["".join(glyphs[start : start + SIZE]) for start in range(0, len(glyphs), SIZE)]


def main(count="1000"):
    lines = karelscope("corpus", "--split", "train", "--count", count).splitlines()
    samples = [json.loads(line) for line in lines]
    cases = [(sample["program"], [read(text) for text in sample["inputs"]]) for sample in samples]
    for sample, (program, inputs) in zip(samples, cases):
        expect(f"sample {sample['index']}", [rows(run(program, world)) for world in inputs], sample["outputs"])
    print(f"{count} samples: all final worlds agree")

    def run_all():
        for _ in range(PASSES):
            for program, inputs in cases:
                for world in inputs:
                    run(program, world)

    ops = PASSES * sum(len(program) * len(inputs) for program, inputs in cases)
    side_by_side(
        "ops a second", lambda: bench("interpreter", "ops_per_second", "--count", count, "--repetitions", 3),
        lambda: rate(ops, run_all))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
