"""What the scripts that compare Karelscope's speed with Python's have in common. They need a release build."""

import json
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "release" / "karelscope"


def karelscope(*arguments, text=""):
    """What the program writes to standard output."""
    words = [str(argument) for argument in arguments]
    return subprocess.run([PROGRAM, *words], input=text, stdout=subprocess.PIPE, text=True, check=True).stdout


def bench(name, figure, *arguments):
    """One figure of `karelscope bench`."""
    return json.loads(karelscope("bench", name, "--json", *arguments))[figure]


def rate(count, work):
    """How many of `count` things `work` does in a second."""
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: found {found}, expected {expected}")


def side_by_side(unit, ours, theirs, rounds=5):
    """Takes two measurements in turn, so that whatever else the machine does meets both, and prints rates and ratio.

    The first of `theirs` is a warm-up and not counted; `karelscope bench` warms up by itself.
    """
    theirs()
    pairs = []
    for number in range(1, rounds + 1):
        pairs.append((ours(), theirs()))
        print(f"round {number}: karelscope {pairs[-1][0]:.4g}, Python {pairs[-1][1]:.4g} {unit}", flush=True)
    for name, choose in (("median", statistics.median), ("best", max)):
        our, their = (choose(column) for column in zip(*pairs))
        print(f"{name}: karelscope {our:.4g}, Python {their:.4g} {unit}: {our / their:.1f} times")
