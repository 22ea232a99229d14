"""Writes Tests/CorpusTests/GoldenSamples.swift: random numbers and samples of the corpus, worked out here without any
of the package's code.

    python3 Tests/Golden/samples.py | swift format - > Tests/CorpusTests/GoldenSamples.swift
"""

MASK = 2**64 - 1
GOLDEN_RATIO = 0x9E3779B97F4A7C15
INNER = [(x, y) for y in range(1, 7) for x in range(1, 7)]
STEPS = {"north": (0, -1), "east": (1, 0), "south": (0, 1), "west": (-1, 0)}
DIRECTIONS = list(STEPS)
GLYPHS = dict(zip(DIRECTIONS, "^>v<"))
OPS = ["pickMarker"] * 2 + ["putMarker"] * 2 + ["move"] * 5 + ["turnRight"] * 3 + ["turnLeft"] * 3
SPLITS = {"train": (1, 6, 10), "validation": (2, 1, 10), "test": (3, 1, 10)}


def mixed(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


class Random:
    def __init__(self, *keys):
        self.state = 0x243F6A8885A308D3
        for key in keys:
            self.state = mixed(((self.state ^ key) + GOLDEN_RATIO) & MASK)

    def next(self):
        self.state = (self.state + GOLDEN_RATIO) & MASK
        return mixed(self.state)

    def below(self, bound):
        while True:
            product = self.next() * bound
            if product & MASK >= 2**64 % bound:
                return product >> 64


def random_world(random):
    robot = INNER[random.below(36)]
    facing = DIRECTIONS[random.below(4)]
    walls, markers = set(), {}
    for cell in INNER:
        if cell == robot:
            continue
        if random.below(10) == 0:
            walls.add(cell)
        elif random.below(10) == 0:
            markers[cell] = 1
    return robot, facing, walls, markers


def run(program, world):
    robot, facing, walls, markers = world
    markers = dict(markers)
    for op in program:
        if op == "pickMarker":
            markers[robot] = max(0, markers.get(robot, 0) - 1)
        elif op == "putMarker":
            markers[robot] = markers.get(robot, 0) + 1
        elif op == "move":
            ahead = (robot[0] + STEPS[facing][0], robot[1] + STEPS[facing][1])
            if ahead in INNER and ahead not in walls:
                robot = ahead
        else:
            turn = 1 if op == "turnRight" else -1
            facing = DIRECTIONS[(DIRECTIONS.index(facing) + turn) % 4]
    return robot, facing, walls, markers


def sample(seed, split, index):
    key, shortest, longest = SPLITS[split]
    random = Random(seed, key, index)
    length = shortest + random.below(longest - shortest + 1)
    program = [OPS[random.below(15)] for _ in range(length)]
    inputs = [random_world(random) for _ in range(5)]
    return program, inputs, [run(program, world) for world in inputs]


def cell_name(cell):
    return f"{cell[0]},{cell[1]}"


def marker_names(world):
    robot, _, _, markers = world
    return [cell_name(c) for c in INNER if c != robot for _ in range(min(9, markers.get(c, 0)))]


def coordinates(program, inputs, outputs):
    lines = []
    for before, after in zip(inputs, outputs):
        words = ["#"] + [cell_name(c) for c in INNER if c in before[2]]
        words += ["o"] + marker_names(before) + [cell_name(before[0]), before[1]]
        words += ["->", after[1], cell_name(after[0]), "o"] + marker_names(after)
        lines.append(" ".join(words))
    return "\n".join(lines + [" ".join(["program"] + program + ["end"])])


def glyph(world, cell):
    robot, facing, walls, markers = world
    if cell == robot:
        return GLYPHS[facing]
    if cell in walls:
        return "#"
    return str(min(9, markers[cell])) if markers.get(cell, 0) else "."


def cells(program, inputs, outputs):
    lines = []
    for before, after in zip(inputs, outputs):
        for name, world in (("input", before), ("output", after)):
            lines.append(name)
            lines += [" ".join(glyph(world, (x, y)) for x in range(1, 7)) for y in range(1, 7)]
    return "\n".join(lines + [" ".join(["program"] + program + ["end"])])


def block(text):
    return '"""\n' + "\n".join("      " + line for line in text.split("\n")) + '\n      """'


print("// Written by Tests/Golden/samples.py, which works these out on its own.\n")
print("enum Golden {")
print("  /// Keys of a source, and its first numbers.")
print("  static let numbers: [(keys: (UInt64, UInt64, UInt64), values: [UInt64])] = [")
for keys in [(0, 0, 0), (1, 3, 0), (1, 0, 3), (MASK, 4, MASK)]:
    random = Random(*keys)
    print(f"    (({', '.join(hex(k) for k in keys)}), [{', '.join(hex(random.next()) for _ in range(3))}]),")
print("  ]\n")
print("  /// Bounds, and the first numbers below them from the source with keys 1, 2, 3.")
print("  static let bounded: [(bound: Int, values: [Int])] = [")
for bound in [2, 10, 36, 500_000, 2**62 + 1, 2**63 - 1]:
    random = Random(1, 2, 3)
    print(f"    ({bound}, [{', '.join(str(random.below(bound)) for _ in range(12))}]),")
print("  ]\n")
print("  /// Samples under seed 1 as texts of both encodings.")
print("  static let samples: [(split: String, index: Int, coordinates: String, cells: String)] = [")
for split, index in [("train", 0), ("train", 499_999), ("validation", 17), ("test", 0), ("test", 9_999)]:
    texts = [f(*sample(1, split, index)) for f in (coordinates, cells)]
    print(f'    (\n      "{split}", {index},\n      {block(texts[0])},\n      {block(texts[1])}\n    ),')
print("  ]")
print("}")
