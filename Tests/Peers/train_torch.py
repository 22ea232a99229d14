"""Trains the model of `karelscope bench train` in PyTorch (eager, float32) and prints how fast that goes, as JSON.

Needs the package torch, and a release build. Run it as

    python Tests/Peers/train_torch.py [--encoding coordinates|cells] [--steps N] [--threads T]
        [--texts fastest|padded|packed] [--attention fastest|fused|plain]

The model is that of the preset `turns`: CodeGen blocks (one layer norm feeds attention and MLP, both added to the
residual; rotary positions; gelu_new; an untied head) of width 128, 6 layers, 4 heads. Its texts are the first ones of the
training split, 32 a batch, all read before the clock starts. The optimizer is the same too, after clipping: Muon on the
blocks' matrices (queries, keys and values apart; five Newton-Schulz steps, matrices of one shape side by side), AdamW in its
fused form on the rest.

    texts      padded: to the longest of the batch, as is usual; packed: without padding outside attention
    attention  fused: scaled_dot_product_attention; plain: products and softmax

`fastest` tries what there is for a few steps and takes the fastest. Every variant computes the same loss.
"""

import argparse
import itertools
import json
import pathlib
import subprocess
import time

import torch
from torch import nn
from torch.nn import functional

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "release" / "karelscope"
WIDTH, LAYERS, HEADS, ROTARY, BATCH = 128, 6, 4, 16, 32
WARM_UP = 2


class Batch:
    """Texts as they are, or padded to the longest: tokens, what follows them, and where each stands."""

    def __init__(self, texts, is_packed):
        self.shape = (len(texts), max(map(len, texts)) - 1)
        is_real = torch.zeros(self.shape, dtype=torch.bool)
        padded = torch.zeros(self.shape, dtype=torch.long)
        targets = torch.full(self.shape, -100)
        for row, text in enumerate(texts):
            is_real[row, : len(text) - 1] = True
            padded[row, : len(text) - 1] = torch.tensor(text[:-1])
            targets[row, : len(text) - 1] = torch.tensor(text[1:])
        self.places = is_real.flatten().nonzero().squeeze(1) if is_packed else None
        self.tokens = padded[is_real] if is_packed else padded.flatten()
        self.targets = targets[is_real] if is_packed else targets.flatten()

    def spread(self, x):
        """[N, C] → [B, T, C]; zeros where there is no text."""
        if self.places is not None:
            x = x.new_zeros(self.shape[0] * self.shape[1], x.shape[1]).index_copy(0, self.places, x)
        return x.view(*self.shape, -1)

    def gather(self, x):
        """[B, T, C] → [N, C]"""
        x = x.reshape(-1, x.shape[2])
        return x if self.places is None else x.index_select(0, self.places)


class Block(nn.Module):
    def __init__(self, is_fused):
        super().__init__()
        self.is_fused = is_fused
        self.norm = nn.LayerNorm(WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.attention_output = nn.Linear(WIDTH, WIDTH, bias=False)
        self.mlp_input = nn.Linear(WIDTH, 4 * WIDTH)
        self.mlp_output = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, stream, batch, turns, mask):
        x = self.norm(stream)
        count, length = batch.shape
        qkv = batch.spread(self.qkv(x)).view(count, length, 3, HEADS, WIDTH // HEADS)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        q, k = rotate(q, turns), rotate(k, turns)
        if self.is_fused:
            context = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = torch.matmul(q * (WIDTH // HEADS) ** -0.5, k.transpose(2, 3)) + mask
            context = torch.matmul(scores.softmax(-1), v)
        context = batch.gather(context.transpose(1, 2).reshape(count, length, WIDTH))
        mlp = self.mlp_output(functional.gelu(self.mlp_input(x), approximate="tanh"))
        return stream + self.attention_output(context) + mlp


def rotate(x, turns):
    """Turns interleaved pairs of the first dimensions of each head, as complex numbers."""
    pairs = torch.view_as_complex(x[..., :ROTARY].unflatten(-1, (-1, 2)))
    return torch.cat((torch.view_as_real(pairs * turns).flatten(-2), x[..., ROTARY:]), -1)


class Model(nn.Module):
    def __init__(self, vocabulary_size, context_length, is_fused):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, WIDTH)
        self.blocks = nn.ModuleList(Block(is_fused) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, vocabulary_size)
        rates = 10_000 ** -(torch.arange(0, ROTARY, 2) / ROTARY)
        angles = torch.outer(torch.arange(context_length), rates)
        self.register_buffer("turns", torch.polar(torch.ones_like(angles), angles))
        self.register_buffer("mask", torch.full((context_length, context_length), float("-inf")).triu(1))
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02)

    def loss(self, batch):
        length = batch.shape[1]
        stream = self.embedding(batch.tokens)
        for block in self.blocks:
            stream = block(stream, batch, self.turns[:length], self.mask[:length, :length])
        return functional.cross_entropy(self.head(self.norm(stream)), batch.targets)


class Muon:
    """Momentum, brought near the nearest orthogonal matrix (Jordan et al. 2024). `torch.optim.Muon` takes one matrix at a
    time, in bfloat16, and is slower here."""

    def __init__(self, matrices, rate=0.005, momentum=0.95, weight_decay=0.02):
        self.rate, self.momentum, self.kept = rate, momentum, 1 - rate * weight_decay
        self.groups = {}
        for matrix in matrices:
            parts = 3 if matrix.shape[0] == 3 * WIDTH else 1
            for part in range(parts):
                shape = (matrix.shape[0] // parts, matrix.shape[1])
                self.groups.setdefault(shape, []).append((matrix, parts, part))
        self.momenta = {shape: torch.zeros(len(group), *shape) for shape, group in self.groups.items()}

    @torch.no_grad()
    def step(self):
        for shape, group in self.groups.items():
            gradient = torch.stack([matrix.grad.chunk(parts)[part] for matrix, parts, part in group])
            momentum = self.momenta[shape].lerp_(gradient, 1 - self.momentum)
            x = gradient.lerp_(momentum, self.momentum)
            is_tall = shape[0] > shape[1]
            x = x.transpose(1, 2) if is_tall else x
            x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
            for _ in range(5):
                gram = x @ x.transpose(1, 2)
                polynomial = torch.baddbmm(gram, gram, gram, beta=-4.7750, alpha=2.0315)
                x = torch.baddbmm(x, polynomial, x, beta=3.4445)
            size = self.rate * max(1, shape[0] / shape[1]) ** 0.5
            for (matrix, parts, part), update in zip(group, x.transpose(1, 2) if is_tall else x):
                matrix.chunk(parts)[part].mul_(self.kept).add_(update, alpha=-size)


class Training:
    def __init__(self, texts, is_packed, is_fused):
        torch.manual_seed(1)
        self.batches = [Batch(texts[i : i + BATCH], is_packed) for i in range(0, len(texts), BATCH)]
        self.model = Model(1 + max(map(max, texts)), max(map(len, texts)), is_fused)
        matrices = [parameter for parameter in self.model.blocks.parameters() if parameter.dim() == 2]
        rest = [parameter for parameter in self.model.parameters() if all(parameter is not matrix for matrix in matrices)]
        adam = torch.optim.AdamW(rest, lr=2e-3, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.optimizers = [Muon(matrices), adam]

    def seconds(self, steps):
        """The seconds that these steps take."""
        start = time.perf_counter()
        for step in steps:
            self.model.zero_grad(set_to_none=True)
            self.model.loss(self.batches[step]).backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1, foreach=True)
            for optimizer in self.optimizers:
                optimizer.step()
        return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--encoding", default="coordinates", choices=["coordinates", "cells"])
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--texts", default="fastest", choices=["fastest", "padded", "packed"])
    parser.add_argument("--attention", default="fastest", choices=["fastest", "fused", "plain"])
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)

    count = BATCH * (WARM_UP + options.steps)
    command = [PROGRAM, "corpus", "--split", "train", "--count", str(count), "--encoding", options.encoding]
    lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    texts = [json.loads(line)["tokens"] for line in lines]

    variants = list(
        itertools.product(
            ["padded", "packed"] if options.texts == "fastest" else [options.texts],
            ["fused", "plain"] if options.attention == "fastest" else [options.attention]))
    trainings = {variant: Training(texts, variant[0] == "packed", variant[1] == "fused") for variant in variants}
    tried = {}
    for variant, training in trainings.items():
        training.seconds(range(1))
        if len(variants) > 1:
            tried[variant] = min(training.seconds([step % WARM_UP]) for step in range(2 * WARM_UP))
    best = min(variants, key=lambda variant: tried.get(variant, 0))
    training = trainings[best]
    training.seconds(range(WARM_UP))
    seconds = training.seconds(range(WARM_UP, WARM_UP + options.steps))
    tokens = sum(map(len, texts[BATCH * WARM_UP :]))
    print(
        json.dumps(
            {
                "attention": best[1],
                "batch_size": BATCH,
                "encoding": options.encoding,
                "samples_per_second": BATCH * options.steps / seconds,
                "seconds": seconds,
                "steps": options.steps,
                "texts": best[0],
                "threads": torch.get_num_threads(),
                "tokens_per_second": tokens / seconds,
                "torch": torch.__version__,
            }))


if __name__ == "__main__":
    main()
