"""Checks the logits of `karelscope generate` against CodeGen written out in numpy, in float64.

Needs the package numpy, and a release build, or the program that the variable KARELSCOPE names. Run it as

    python Tests/Peers/check_logits.py RUN STEP [COUNT]

with a run's folder, a checkpoint and a number of test samples (10 by default). It reads `model.safetensors` by the format's
definition, prints the largest difference, and ends with status 1 if that is above 1e-4.
"""

import json
import os
import pathlib
import struct
import subprocess
import sys

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("KARELSCOPE", ROOT / ".build" / "release" / "karelscope")
TOLERANCE = 1e-4


def tensors(file):
    data = file.read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    for name, entry in json.loads(data[8:start]).items():
        if name == "__metadata__":
            continue
        begin, end = (start + offset for offset in entry["data_offsets"])
        if entry["dtype"] == "BF16":
            numbers = (numpy.frombuffer(data[begin:end], "<u2").astype("<u4") << 16).view("<f4")
        else:
            numbers = numpy.frombuffer(data[begin:end], {"F16": "<f2", "F32": "<f4"}[entry["dtype"]])
        yield name, numbers.reshape(entry["shape"]).astype(numpy.float64)


def logits(tokens, weights, shape):
    """[T, V]"""
    count, heads, layers, rotary = len(tokens), shape["n_head"], shape["n_layer"], shape["rotary_dim"]
    width = shape["n_embd"] // heads
    angles = numpy.arange(count)[:, None, None] * 10_000.0 ** -(numpy.arange(0, rotary, 2) / rotary)
    later = numpy.triu(numpy.ones((count, count), bool), 1)

    def norm(x, name):
        x = x - x.mean(-1, keepdims=True)
        scale = numpy.sqrt((x**2).mean(-1, keepdims=True) + shape["layer_norm_epsilon"])
        return x / scale * weights[name + ".weight"] + weights[name + ".bias"]

    def rotated(x):
        even, odd, turned = x[..., 0:rotary:2], x[..., 1:rotary:2], x.copy()
        turned[..., 0:rotary:2] = even * numpy.cos(angles) - odd * numpy.sin(angles)
        turned[..., 1:rotary:2] = odd * numpy.cos(angles) + even * numpy.sin(angles)
        return turned

    stream = weights["transformer.wte.weight"][tokens]
    for layer in range(layers):
        block = f"transformer.h.{layer}."
        x = norm(stream, block + "ln_1")
        # Four blocks, each with the queries, values and keys of a quarter of the heads.
        qkv = (x @ weights[block + "attn.qkv_proj.weight"].T).reshape(count, 4, 3, heads // 4, width)
        queries, values, keys = (qkv[:, :, part].reshape(count, heads, width) for part in range(3))
        scores = numpy.einsum("ihd,jhd->hij", rotated(queries), rotated(keys)) / width**0.5
        scores = numpy.exp(numpy.where(later, -numpy.inf, scores - scores.max()))
        context = numpy.einsum("hij,jhd->ihd", scores / scores.sum(-1, keepdims=True), values).reshape(count, -1)
        inner = x @ weights[block + "mlp.fc_in.weight"].T + weights[block + "mlp.fc_in.bias"]
        inner = 0.5 * inner * (1 + numpy.tanh((2 / numpy.pi) ** 0.5 * (inner + 0.044715 * inner**3)))
        mlp = inner @ weights[block + "mlp.fc_out.weight"].T + weights[block + "mlp.fc_out.bias"]
        stream = stream + context @ weights[block + "attn.out_proj.weight"].T + mlp
    return norm(stream, "transformer.ln_f") @ weights["lm_head.weight"].T + weights["lm_head.bias"]


def main(run, step, count="10"):
    folder = pathlib.Path(run) / "checkpoints" / f"step-{int(step):06}"
    shape = json.loads((folder / "config.json").read_text())
    weights = dict(tensors(folder / "model.safetensors"))
    corpus = ["corpus", "--run", run, "--count", count, "--encoding", shape["karelscope_encoding"]]
    samples = subprocess.run([PROGRAM, *corpus], stdout=subprocess.PIPE, text=True, check=True).stdout
    generate = ["generate", "--run", run, "--checkpoint", step, "--specs", "-", "--json", "--logits"]
    answers = subprocess.run([PROGRAM, *generate], input=samples, stdout=subprocess.PIPE, text=True, check=True).stdout
    largest = 0
    for answer in map(json.loads, answers.splitlines()):
        known = logits(answer["tokens"], weights, shape)[-1 - len(answer["logits"]) : -1]
        largest = max(largest, abs(known - numpy.array(answer["logits"])).max())
    print(f"{folder}: {len(answers.splitlines())} samples, largest difference {largest:.1e}")
    if not largest <= TOLERANCE:
        sys.exit(f"found a difference above {TOLERANCE}")


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
