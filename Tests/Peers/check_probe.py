"""Checks karelscope's linear probes against scikit-learn's logistic regression on the same hidden states.

Needs the packages numpy, safetensors and scikit-learn, and a release build. Run it as

    python3 Tests/Peers/check_probe.py RUN [STEP [OPTIONS…]]

with a run's folder, a checkpoint (latest by default) and more options of `karelscope probe`, for example --training 3000
--validation 500 --test 1000 --layer 3. It works on a copy of the run without its probes. For each offset and feature it fits
logistic regression, one for each head, on the training states of a dump, standardised by the validation states, and prints
its accuracy on the test states beside the probe's with its 95% interval. It ends with status 1 if one lies outside.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "release" / "karelscope"
FEATURES = {"direction": ["direction"], "position": ["dx", "dy"], "obstacle": ["obstacle"]}


def main(run, step="latest", *options):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "run"
        shutil.copytree(run, copy, ignore=shutil.ignore_patterns("probes"))
        probe = [PROGRAM, "probe", "--run", copy, "--checkpoint", step, *options]
        command = [*probe, "--probes", "linear", "--frames", "grid", "--semantics", "original", "--controls", "none"]
        results = subprocess.run([*command, "--json"], stdout=subprocess.PIPE, text=True, check=True).stdout
        results = [json.loads(line) for line in results.splitlines()]
        isAgreed = True
        for offset in sorted({result["offset"] for result in results}):
            dump = pathlib.Path(folder) / "dump.safetensors"
            subprocess.run([*probe, "--dump", dump, "--offset", str(offset)], check=True)
            accuracies = logistic_regression(load_file(dump))
            for result in results:
                if result["offset"] == offset:
                    isAgreed &= compare(result, *accuracies[result["feature"]])
        if not isAgreed:
            sys.exit("found an accuracy outside its interval")


def compare(result, accuracy, n):
    isAgreed = result["n"] == n and result["low"] <= accuracy <= result["high"]
    print(
        f"{result['offset']:+d} {result['feature']:9}: karelscope {result['accuracy']:.4f} "
        f"[{result['low']:.4f}, {result['high']:.4f}] of {result['n']}, scikit-learn {accuracy:.4f} of {n}"
        + ("" if isAgreed else "  DIFFERS")
    )
    return isAgreed


def logistic_regression(dump):
    """For each feature the accuracy on the test states, and their number."""
    train, validation, test = (dump["split"] == number for number in range(3))
    hidden = dump["hidden"].astype(numpy.float64)
    hidden = (hidden - hidden[validation].mean(0)) / hidden[validation].std(0)
    accuracies = {}
    for feature, heads in FEATURES.items():
        right = numpy.ones(test.sum(), dtype=bool)
        for head in heads:
            regression = LogisticRegression(max_iter=1000).fit(hidden[train], dump[head][train])
            right &= regression.predict(hidden[test]) == dump[head][test]
        accuracies[feature] = (right.mean(), len(right))
    return accuracies


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
