"""Compares the speed of training with PyTorch's: alternates `karelscope bench train` and `train_torch.py`.

Needs the package torch, a release build and a machine that does nothing else. Run it as

    python Tests/Peers/bench_train.py [ROUNDS [STEPS]]

For both encodings it first lets `train_torch.py` find its fastest variant with padded batches, as PyTorch is usually
written, and with packed ones. Then, in each of ROUNDS rounds (5), each program trains for STEPS steps (10), one after the
other, with all processors. It prints samples per second for every round, the medians, the medians of the rounds' ratios
and the share of the machine's peak.
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
        peers = []
        for texts in ["padded", "packed"]:
            torch = [sys.executable, PEERS / "train_torch.py", "--texts", texts]
            found = result(*torch, "--encoding", encoding, "--steps", "1")
            peers.append([*torch, "--attention", found["attention"], *options])
            print(f"{encoding}: torch {found['torch']}, {texts}, attention {found['attention']}")
        print("round  karelscope  padded  packed  ratios      share of peak")
        rows = []
        for number in range(1, rounds + 1):
            ours = result(PROGRAM, "bench", "train", "--json", *options)
            rate = ours["samples_per_second"]
            theirs = [result(*peer)["samples_per_second"] for peer in peers]
            rows.append((rate, *theirs, *(rate / other for other in theirs), ours["share_of_peak"]))
            print(f"{number:5}  {LINE.format(*rows[-1])}", flush=True)
        print(f"median {LINE.format(*map(statistics.median, zip(*rows)))}\n")


LINE = "{:10.1f}  {:6.1f}  {:6.1f}  {:4.2f}  {:4.2f}  {:13.2f}"


if __name__ == "__main__":
    if len(sys.argv) > 3:
        sys.exit(__doc__)
    main(*map(int, sys.argv[1:]))
