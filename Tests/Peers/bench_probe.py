"""Times the probes that `karelscope bench probe` trains against the same probes in PyTorch.

Needs the packages torch and safetensors, and a release build. Run it as

    python3 Tests/Peers/bench_probe.py DUMP [KINDS [REPEATS]]

with a file that `karelscope probe --dump` wrote, kinds of probe separated by commas (linear,mlp1,mlp2 by default) and how
often each is timed (1 by default); of several times the least counts. Both sides use one thread and do the same:
standardise by the validation states; for direction, dx, dy and obstacle a net each (dense layers, batch norm and ReLU
between them); AdamW with a rate that falls linearly; every pass; the pass with the lowest validation loss kept for each net;
accuracies on the test states. It prints both times, their ratio, and both accuracies.

Times are the processor's, which other work on the machine disturbs less. That of karelscope includes starting the program
and reading the file, that of PyTorch does not.
"""

import copy
import json
import pathlib
import resource
import subprocess
import sys
import time

import torch
from safetensors.torch import load_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "release" / "karelscope"
WIDTHS = {"linear": [], "mlp1": [256], "mlp2": [256, 1024]}
CLASSES = {"direction": 4, "dx": 13, "dy": 13, "obstacle": 2}
FEATURES = {"direction": ["direction"], "position": ["dx", "dy"], "obstacle": ["obstacle"]}


def main(dump, kinds="linear,mlp1,mlp2", repeats="1"):
    torch.set_num_threads(1)
    tensors = load_file(dump)
    for kind in kinds.split(","):
        ours = [karelscope(dump, kind) for _ in range(int(repeats))]
        theirs = [train(kind, tensors, ours[0]) for _ in range(int(repeats))]
        ours, theirs = min(ours, key=lambda r: r["seconds"]), min(theirs, key=lambda r: r["seconds"])
        print(
            f"{kind}: {ours['passes']} passes over {ours['states']} states: karelscope {ours['seconds']:.2f} s, "
            f"torch {theirs['seconds']:.2f} s, ratio {theirs['seconds'] / ours['seconds']:.2f}"
        )
        for feature in FEATURES:
            print(f"  {feature}: karelscope {ours['accuracy'][feature]:.4f}, torch {theirs['accuracy'][feature]:.4f}")


def karelscope(dump, kind):
    command = [PROGRAM, "bench", "probe", "--dump", dump, "--probes", kind, "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result | {"seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def net(kind, inputs, outputs):
    layers = []
    for width in WIDTHS[kind]:
        layers += [torch.nn.Linear(inputs, width), torch.nn.BatchNorm1d(width), torch.nn.ReLU()]
        inputs = width
    return torch.nn.Sequential(*layers, torch.nn.Linear(inputs, outputs))


def train(kind, tensors, settings):
    torch.manual_seed(1)
    splits = [tensors["split"] == number for number in range(3)]
    labels = {head: tensors[head] + (6 if head in ("dx", "dy") else 0) for head in CLASSES}
    start = time.process_time()
    validation = tensors["hidden"][splits[1]]
    mean, deviation = validation.mean(0), validation.std(0, correction=0)
    hidden = [(tensors["hidden"][split] - mean) / deviation for split in splits]
    targets = [{head: label[split] for head, label in labels.items()} for split in splits]
    nets = torch.nn.ModuleDict({head: net(kind, hidden[0].shape[1], count) for head, count in CLASSES.items()})
    optimizer = torch.optim.AdamW(
        nets.parameters(), lr=settings["rate"], betas=(0.9, 0.99), weight_decay=settings["weight_decay"], foreach=True
    )
    count = len(hidden[0])
    batches = -(-count // settings["batch_size"])
    steps = batches * settings["passes"]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    loss = torch.nn.functional.cross_entropy
    best = {head: (float("inf"), None) for head in CLASSES}
    for _ in range(settings["passes"]):
        nets.train()
        for rows in torch.randperm(count).tensor_split(batches):
            batch = hidden[0][rows]
            optimizer.zero_grad()
            sum(loss(nets[head](batch), targets[0][head][rows]) for head in CLASSES).backward()
            optimizer.step()
            schedule.step()
        nets.eval()
        with torch.no_grad():
            for head in CLASSES:
                value = loss(nets[head](hidden[1]), targets[1][head]).item()
                if value < best[head][0]:
                    best[head] = (value, copy.deepcopy(nets[head].state_dict()))
    accuracy = {}
    with torch.no_grad():
        for head in CLASSES:
            nets[head].load_state_dict(best[head][1])
        right = {head: nets[head](hidden[2]).argmax(1) == targets[2][head] for head in CLASSES}
    for feature, heads in FEATURES.items():
        accuracy[feature] = torch.stack([right[head] for head in heads]).all(0).double().mean().item()
    return {"seconds": time.process_time() - start, "accuracy": accuracy}


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
