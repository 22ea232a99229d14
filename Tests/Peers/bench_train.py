"""Compares the speed of training with PyTorch's: alternates `karelscope bench train` and `train_torch.py`.

Needs the package torch, a release build and a machine that does nothing else. Run it as

    python Tests/Peers/bench_train.py [ROUNDS [STEPS]]

For both encodings it first lets `train_torch.py` find its fastest variant; then, in each of ROUNDS rounds (5), each program
trains for STEPS steps (10), one after the other, with all processors. It prints samples per second for every round, the
medians, the median of the rounds' ratios and the share of the machine's peak.
"""

import json
import pathlib
import statistics
import subprocess
import sys

PEERS = pathlib.Path(__file__).resolve().parent
PROGRAM = PEERS.parents[1] / ".build" / "release" / "karelscope"


def result(*command):
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def main(rounds=5, steps=10):
    for encoding in ["coordinates", "cells"]:
        options = ["--encoding", encoding, "--steps", str(steps)]
        torch = [sys.executable, PEERS / "train_torch.py"]
        found = result(*torch, "--encoding", encoding, "--steps", "1")
        variant = ["--texts", found["texts"], "--attention", found["attention"]]
        print(f"{encoding}: torch {found['torch']}, texts {found['texts']}, attention {found['attention']}")
        print("round  karelscope  torch  ratio  share of peak")
        rows = []
        for number in range(1, rounds + 1):
            ours = result(PROGRAM, "bench", "train", "--json", *options)
            theirs = result(*torch, *options, *variant)
            rates = ours["samples_per_second"], theirs["samples_per_second"]
            rows.append((*rates, rates[0] / rates[1], ours["share_of_peak"]))
            print("{:5}  {:10.1f}  {:5.1f}  {:5.2f}  {:13.2f}".format(number, *rows[-1]), flush=True)
        print("median {:10.1f}  {:5.1f}  {:5.2f}  {:13.2f}\n".format(*map(statistics.median, zip(*rows))))


if __name__ == "__main__":
    if len(sys.argv) > 3:
        sys.exit(__doc__)
    main(*map(int, sys.argv[1:]))
