"""Compares how fast Karelscope and plain Python draw samples of the corpus and write them as tokens.

Needs a release build. Run it as

    python3 Tests/Peers/bench_corpus.py [COUNT]

with a number of training samples (1000 by default). Python's tokens of each must be those of `karelscope corpus`. Both work
on one thread; Karelscope draws a hundred times as many samples, since it would be done too soon.
"""

import json
import sys

from side_by_side import bench, expect, karelscope, rate, side_by_side

MASK = 2**64 - 1
GOLDEN_RATIO = 0x9E3779B97F4A7C15
TRAINING_SAMPLES = 1
SIZE = 8
INNER = [SIZE * y + x for y in range(1, 7) for x in range(1, 7)]
OPS = ["pickMarker", "putMarker", "turnRight", "turnLeft", "move"]
PICK, PUT, RIGHT, LEFT, MOVE = range(5)
WEIGHTED_OPS = [PICK] * 2 + [PUT] * 2 + [MOVE] * 5 + [RIGHT] * 3 + [LEFT] * 3
STEPS = [-SIZE, 1, SIZE, -1]

# The vocabulary: marks and ops, then the marks of worlds, the directions, the inner cells.
PROGRAM, END, FIRST_OP = 0, 1, 2
ARROW, WALLS, MARKERS = 7, 8, 9
FIRST_DIRECTION = 10
CELL_TOKENS = {place: 14 + number for number, place in enumerate(INNER)}


class Random:
    """SplitMix64, its stream chosen by keys."""

    def __init__(self, *keys):
        self.state = 0x243F6A8885A308D3
        for key in keys:
            self.state = self.mixed(((self.state ^ key) + GOLDEN_RATIO) & MASK)

    @staticmethod
    def mixed(z):
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        """A whole number from 0 to `bound`, which is left out."""
        while True:
            self.state = (self.state + GOLDEN_RATIO) & MASK
            product = self.mixed(self.state) * bound
            if product & MASK >= (MASK + 1) % bound:
                return product >> 64


def draw_world(random):
    robot = INNER[random.below(len(INNER))]
    facing = random.below(4)
    walls, markers = set(), {}
    for place in INNER:
        if place == robot:
            continue
        if random.below(10) == 0:
            walls.add(place)
        elif random.below(10) == 0:
            markers[place] = 1
    return robot, facing, walls, markers


def run(program, world):
    robot, facing, walls, markers = world
    markers = markers.copy()
    for op in program:
        if op == MOVE:
            ahead = robot + STEPS[facing]
            if ahead in CELL_TOKENS and ahead not in walls:
                robot = ahead
        elif op == RIGHT:
            facing = (facing + 1) % 4
        elif op == LEFT:
            facing = (facing - 1) % 4
        elif op == PUT:
            markers[robot] = markers.get(robot, 0) + 1
        elif markers.get(robot, 0) > 0:
            markers[robot] -= 1
    return robot, facing, walls, markers


def marker_tokens(world):
    robot, _, _, markers = world
    return [
        CELL_TOKENS[place] for place in sorted(markers) if place != robot for _ in range(min(9, markers[place]))]


def tokens(seed, index):
    """Training sample `index` as tokens of the coordinates."""
    random = Random(seed, TRAINING_SAMPLES, index)
    length = 6 + random.below(5)
    program = [WEIGHTED_OPS[random.below(len(WEIGHTED_OPS))] for _ in range(length)]
    text = []
    for world in [draw_world(random) for _ in range(5)]:
        robot, facing, walls, _ = world
        end = run(program, world)
        text.append(WALLS)
        text += [CELL_TOKENS[place] for place in sorted(walls)]
        text.append(MARKERS)
        text += marker_tokens(world)
        text += [CELL_TOKENS[robot], FIRST_DIRECTION + facing, ARROW, FIRST_DIRECTION + end[1], CELL_TOKENS[end[0]]]
        text.append(MARKERS)
        text += marker_tokens(end)
    return text + [PROGRAM] + [FIRST_OP + op for op in program] + [END]


def main(count="1000"):
    lines = karelscope("corpus", "--split", "train", "--seed", 1, "--count", count).splitlines()
    for index, line in enumerate(lines):
        expect(f"sample {index}", tokens(1, index), json.loads(line)["tokens"])
    print(f"{count} samples: all tokens agree")

    def draw_all():
        for index in range(int(count)):
            tokens(1, index)

    options = ["--count", min(100 * int(count), 500_000), "--threads", 1, "--repetitions", 3]
    side_by_side(
        "samples a second", lambda: bench("corpus", "samples_per_second", *options), lambda: rate(int(count), draw_all))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
