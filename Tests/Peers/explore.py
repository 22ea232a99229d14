"""Trains many settings of the model at once in PyTorch and tells how each learns, one line an evaluation, as JSON.

Needs the packages torch and numpy, a GPU (or much patience), and a release build. Run it as

    python Tests/Peers/explore.py orders|rates|lower-rates|longer|deeper|wider|wider-deeper|quick [--steps N] [--out FILE]

The parameters of all settings are stacked and trained side by side: products in bfloat16, everything else in float32.
Architecture, optimizer, schedule, loss and corpus are those of `karelscope train`; random numbers are not, so a curve here is
another seed of the same training, not its repetition. What is found so is then run with `karelscope train`.

    accuracy    share of the validation specifications whose greedy program, under the grammar, satisfies all five examples
    long        the same for programs of 6 to 10 ops
    direction, position, markers
                share whose final direction, position, markers are right in all five
    unique      different programs, as a share of the specifications
    loss, program, norm
                means since the line before: weighted loss, loss of program tokens, norm of the gradient (nats)
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
from torch.nn import functional

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "release" / "karelscope"
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
HALF = torch.bfloat16 if DEVICE == "cuda" else torch.float32

# Tokens of the coordinate text.
VOCABULARY, PROGRAM_MARK, END, PICK, PUT, RIGHT, LEFT, MOVE, OUTPUT_MARK, WALL_MARK = 50, 0, 1, 2, 3, 4, 5, 6, 7, 8
INPUT_KIND, OUTPUT_KIND, PROGRAM_KIND, NO_KIND = range(4)
LONGEST_PROGRAM, BATCH = 16, 32

# ---- what is tried

LONG_MODEL = {"width": 128, "layers": 6, "heads": 4, "rotary": 16}
QUICK_MODEL = {"width": 64, "layers": 5, "heads": 4, "rotary": 8}
PROGRAM_FIRST, UNIFORM = [0.003, 0.06, 0.1], [1, 1, 1]
TURNS = [[1, 32_000], [2, 80_000], [3, 128_000], [4, 192_000]]
LONG_RUN = {
    "seed": 1, "weights": PROGRAM_FIRST, "stages": [], "muon": 0.015, "muon_decay": 0.05, "embedding": 0.012,
    "head": 0.006, "vector": 0.003, "beta2": 0.98, "warm_up": 300, "decay_start": 0.35}
QUICK_RUN = {**LONG_RUN, "muon_decay": 0, "warm_up": 100, "decay_start": 0.05}


def adam(rate, **others):
    return {"embedding": rate, "head": rate / 2, "vector": rate / 4, **others}


EXPLORATIONS = {
    # Random order, every token alike: how the rates decide on when accuracy leaves its first level.
    "orders": (LONG_MODEL, "paper", 28_000, {
        "adam .012": {"weights": UNIFORM},
        "adam .006": adam(0.006, weights=UNIFORM),
        "adam .003": adam(0.003, weights=UNIFORM),
        "adam .012, muon .02": {"weights": UNIFORM, "muon": 0.02},
        "adam .006, muon .02": adam(0.006, weights=UNIFORM, muon=0.02),
        "adam .002": adam(0.002, weights=UNIFORM),
        "adam .002, muon .007": adam(0.002, weights=UNIFORM, muon=0.007),
        "adam .003, muon .02": adam(0.003, weights=UNIFORM, muon=0.02)}),
    # Orders, weights and rates over 1.7 million samples.
    "rates": (LONG_MODEL, "paper", 54_000, {
        "few turns first": {"stages": TURNS},
        "random": {},
        "random, weights .1 1 1": {"weights": [0.1, 1, 1]},
        "random, muon .01": {"muon": 0.01},
        "random, muon .01, beta .95": {"muon": 0.01, "beta2": 0.95},
        "random, weights .3 1 1, muon .01, beta .95": {"weights": [0.3, 1, 1], "muon": 0.01, "beta2": 0.95},
        "random, muon .01, decay .02": {"muon": 0.01, "muon_decay": 0.02},
        "few turns first, muon .01, beta .95": {"stages": TURNS, "muon": 0.01, "beta2": 0.95}}),
    # All in random order.
    "lower-rates": (LONG_MODEL, "paper", 54_000, {
        "uniform, adam .002, muon .007": adam(0.002, muon=0.007, weights=UNIFORM),
        "adam .002, muon .007": adam(0.002, muon=0.007),
        "adam .002, muon .005": adam(0.002, muon=0.005),
        "adam .002, muon .003": adam(0.002, muon=0.003),
        "adam .004, muon .005, decay .02": adam(0.004, muon=0.005, muon_decay=0.02),
        "adam .012, muon .007": adam(0.012, muon=0.007),
        "adam .002, muon .005, beta .95": adam(0.002, muon=0.005, beta2=0.95),
        "adam .002, muon .007, decay .02": adam(0.002, muon=0.007, muon_decay=0.02)}),
    # What the same processor time gives to other shapes, at the best of these rates and at a lower one.
    **{name: (shape, "paper", steps, {
        "muon .005": adam(0.004, muon=0.005, muon_decay=0.02), "muon .003": adam(0.003, muon=0.003, muon_decay=0.02)})
        for name, steps, shape in (
            ("longer", 108_000, LONG_MODEL),
            ("deeper", 72_000, {**LONG_MODEL, "layers": 9}),
            ("wider", 48_000, {**LONG_MODEL, "width": 192, "rotary": 24}),
            ("wider-deeper", 52_000, {**LONG_MODEL, "width": 160, "layers": 8, "rotary": 20}))},
    # Rates of the small model, three seeds each.
    "quick": (QUICK_MODEL, "quick", 6500, {
        f"muon {muon}, adam {rate}, seed {seed}": {
            **QUICK_RUN, "seed": seed, "muon": muon, "embedding": rate, "head": rate, "vector": rate}
        for muon in (0.004, 0.007, 0.01) for rate in (0.002, 0.005, 0.015) for seed in (1, 2, 3)})}

# ---- corpus


def corpus(run, split, count):
    command = [PROGRAM, "corpus", "--run", run, "--split", split, "--count", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield from process.stdout
    if process.returncode:
        sys.exit(process.returncode)


class TrainingSplit:
    """Tokens [N, T] and what each says [N, T], padded; turns in each program [N]."""

    def __init__(self, run, count, longest=152):
        tokens = np.zeros((count, longest), np.uint8)
        kinds = np.full((count, longest), NO_KIND, np.uint8)
        turns = np.zeros(count, np.int16)
        for row, line in enumerate(corpus(run, "train", count)):
            text = np.array(json.loads(line)["tokens"], np.uint8)[:longest]
            program = int(np.flatnonzero(text == PROGRAM_MARK)[0])
            tokens[row, : len(text)] = text
            kinds[row, :program] = INPUT_KIND
            walls = np.flatnonzero(text[:program] == WALL_MARK)[1:].tolist() + [program - 1]
            for start, end in zip(np.flatnonzero(text[:program] == OUTPUT_MARK), walls):
                kinds[row, start + 1 : end + 1] = OUTPUT_KIND
            kinds[row, program : len(text)] = PROGRAM_KIND
            turns[row] = np.isin(text[program:], (RIGHT, LEFT)).sum()
        used = int((kinds != NO_KIND).any(0).sum())
        self.tokens = torch.from_numpy(tokens[:, :used]).to(DEVICE)
        self.kinds = torch.from_numpy(kinds[:, :used]).to(DEVICE)
        self.turns = turns

    def order(self, settings, needed):
        """Sample numbers [needed]: the stages, then passes in random order."""
        random = np.random.default_rng(settings["seed"])
        remaining, parts, shown = random.permutation(len(self.turns)), [], 0
        for most, end in settings["stages"]:
            remaining = random.permutation(remaining)
            easy = np.flatnonzero(self.turns[remaining] <= most)[: end - shown]
            parts.append(remaining[easy])
            shown += len(easy)
            remaining = np.delete(remaining, easy)
        while shown < needed:
            parts.append(random.permutation(len(self.turns)))
            shown += len(self.turns)
        return np.concatenate(parts)[:needed]


class Specifications:
    """Prompts [n, T] with their lengths [n]; worlds before and after, [n, 5] or [n, 5, 64] by cell; program lengths [n]."""

    def __init__(self, run, count):
        lines = [json.loads(line) for line in corpus(run, "validation", count)]
        prompts = [line["tokens"][: line["tokens"].index(PROGRAM_MARK) + 1] for line in lines]
        padded = np.full((count, max(map(len, prompts))), END)
        for row, prompt in enumerate(prompts):
            padded[row, : len(prompt)] = prompt
        cells = lambda side: np.array([[list("".join(world)) for world in line[side]] for line in lines])
        self.prompts = torch.from_numpy(padded).to(DEVICE)
        self.lengths = torch.tensor([len(prompt) for prompt in prompts], device=DEVICE)
        self.sizes = torch.tensor([len(line["program"]) for line in lines], device=DEVICE)
        self.before, self.after = (self.state(cells(side)) for side in ("inputs", "outputs"))
        self.walls = torch.from_numpy((cells("inputs") == "#").astype(np.int64)).to(DEVICE)

    @staticmethod
    def state(cells):
        """Markers [n, 5, 64], the robot's cell and direction [n, 5]"""
        robot = np.isin(cells, list("^>v<"))
        place = robot.argmax(2)
        glyphs = np.take_along_axis(cells, place[..., None], 2)[..., 0]
        direction = np.select([glyphs == glyph for glyph in "^>v<"], range(4))
        markers = np.where(np.char.isdigit(cells), cells, "0").astype(np.int64)
        return tuple(torch.from_numpy(x.astype(np.int64)).to(DEVICE) for x in (markers, place, direction))

    def run(self, program):
        """The states after programs [n, k], END where they are shorter."""
        markers, place, direction = self.before
        forward = torch.tensor([-8, 1, 8, -1], device=DEVICE)
        for column in program.T:
            op = column[:, None].expand_as(place)
            turn = torch.where(op == RIGHT, 1, torch.where(op == LEFT, 3, 0))
            direction = (direction + turn) % 4
            here = markers.gather(2, place[..., None])[..., 0]
            change = torch.where(op == PUT, 1, torch.where((op == PICK) & (here > 0), -1, 0))
            markers = markers.scatter_add(2, place[..., None], change[..., None])
            ahead = place + forward[direction]
            is_free = self.walls.gather(2, ahead[..., None])[..., 0] == 0
            place = torch.where((op == MOVE) & is_free, ahead, place)
        # The robot hides a marker under it; counts are shown up to 9.
        return markers.clamp(max=9).scatter(2, place[..., None], 0), place, direction


# ---- model


class Models:
    """R models of one architecture: every parameter has a first axis [R]."""

    def __init__(self, width, layers, heads, rotary, seeds):
        self.width, self.layers, self.heads, self.rotary, self.count = width, layers, heads, rotary, len(seeds)
        self.parameters = {}

        def weights(name, *shape):
            draws = [
                torch.randn(shape, generator=torch.Generator().manual_seed(1000 * seed + len(self.parameters)))
                for seed in seeds]
            self.parameters[name] = (0.02 * torch.stack(draws)).to(DEVICE).requires_grad_()

        def constants(name, value, size):
            self.parameters[name] = torch.full((self.count, size), value, device=DEVICE).requires_grad_()

        weights("embedding", VOCABULARY, width)
        for layer in range(layers):
            for name in ("queries", "keys", "values", "attention"):
                weights(f"{layer}.{name}", width, width)
            weights(f"{layer}.inner", 4 * width, width)
            weights(f"{layer}.outer", width, 4 * width)
            constants(f"{layer}.inner_bias", 0.0, 4 * width)
            constants(f"{layer}.outer_bias", 0.0, width)
            constants(f"{layer}.norm", 1.0, width)
            constants(f"{layer}.norm_bias", 0.0, width)
        constants("norm", 1.0, width)
        constants("norm_bias", 0.0, width)
        weights("head", VOCABULARY, width)
        constants("head_bias", 0.0, VOCABULARY)
        angles = torch.outer(torch.arange(512), 10_000 ** -(torch.arange(0, rotary, 2) / rotary))
        self.cosines, self.sines = angles.cos().to(DEVICE), angles.sin().to(DEVICE)
        self.first_rows = VOCABULARY * torch.arange(self.count, device=DEVICE)[:, None, None]

    def logits(self, tokens):
        """[R, n, T] → [R, n T, V]"""
        texts, length = tokens.shape[1:]
        p = self.parameters
        table = p["embedding"].reshape(-1, self.width)
        stream = functional.embedding(tokens + self.first_rows, table).view(self.count, -1, self.width)
        for layer in range(self.layers):
            x = normalised(stream, p[f"{layer}.norm"], p[f"{layer}.norm_bias"])
            q, k, v = (
                product(x, p[f"{layer}.{name}"]).view(self.count * texts, length, self.heads, -1).transpose(1, 2)
                for name in ("queries", "keys", "values"))
            context = functional.scaled_dot_product_attention(self.turned(q), self.turned(k), v, is_causal=True)
            context = context.transpose(1, 2).reshape(self.count, -1, self.width)
            inner = product(x, p[f"{layer}.inner"]) + p[f"{layer}.inner_bias"][:, None].to(HALF)
            inner = functional.gelu(inner, approximate="tanh")
            mlp = product(inner, p[f"{layer}.outer"]).float() + p[f"{layer}.outer_bias"][:, None]
            stream = stream + product(context, p[f"{layer}.attention"]).float() + mlp
        stream = normalised(stream, p["norm"], p["norm_bias"])
        return product(stream, p["head"]).float() + p["head_bias"][:, None]

    def turned(self, x):
        """Rotary positions on interleaved pairs of each head's first dimensions; x is [R n, H, T, D]."""
        a, b = x[..., 0 : self.rotary : 2].float(), x[..., 1 : self.rotary : 2].float()
        cosines, sines = self.cosines[: x.shape[2]], self.sines[: x.shape[2]]
        pairs = torch.stack((a * cosines - b * sines, b * cosines + a * sines), -1).flatten(-2)
        return torch.cat((pairs.to(x.dtype), x[..., self.rotary :]), -1)

    def losses(self, tokens, kinds, weights):
        """[R] weighted loss, [R] mean loss of program tokens, of texts [R, n, T] under weights [R, kinds]."""
        logits = self.logits(tokens[:, :, :-1].long()).reshape(-1, VOCABULARY)
        targets, kinds = tokens[:, :, 1:].reshape(-1).long(), kinds[:, :, 1:].reshape(self.count, -1).long()
        losses = functional.cross_entropy(logits, targets, reduction="none").view(self.count, -1)
        shares = weights.gather(1, kinds)
        shares = shares / shares.sum(1, keepdim=True)
        program = (kinds == PROGRAM_KIND).float()
        return (shares * losses).sum(1), (program * losses).sum(1) / program.sum(1)

    @torch.no_grad()
    def programs(self, specifications):
        """Greedy programs under the grammar, [R, n, k]; END where they are shorter."""
        n, longest = specifications.prompts.shape
        texts = torch.full((self.count, n, longest + LONGEST_PROGRAM), END, device=DEVICE)
        texts[:, :, :longest] = specifications.prompts
        place = specifications.lengths.expand(self.count, n).clone()
        done = torch.zeros(self.count, n, dtype=torch.bool, device=DEVICE)
        programs = torch.full((self.count, n, LONGEST_PROGRAM), END, device=DEVICE)
        allowed = torch.full((VOCABULARY,), float("-inf"), device=DEVICE)
        allowed[PICK : MOVE + 1] = 0
        for step in range(LONGEST_PROGRAM):
            logits = self.logits(texts[:, :, : longest + step]).view(self.count, n, -1, VOCABULARY)
            last = logits.gather(2, (place - 1)[..., None, None].expand(-1, -1, 1, VOCABULARY))[:, :, 0]
            choice = torch.where(done, END, (last + allowed).argmax(-1))
            programs[:, :, step] = choice
            texts.scatter_(2, place[..., None], choice[..., None])
            place += 1
            done |= choice == END
            allowed[END] = 0
            if done.all():
                break
        return programs


def normalised(x, weight, bias):
    return functional.layer_norm(x, x.shape[-1:]) * weight[:, None] + bias[:, None]


def product(x, weight):
    return torch.bmm(x.to(HALF), weight.transpose(1, 2).to(HALF))


# ---- training


class Optimizer:
    """Muon on the blocks' matrices, AdamW on the rest, each model with rates of its own."""

    MUON = ("queries", "keys", "values", "attention"), ("inner",), ("outer",)

    def __init__(self, parameters, runs):
        def numbers(name):
            return torch.tensor([run[name] for run in runs], device=DEVICE, dtype=torch.float32)

        self.parameters = parameters
        self.groups = [[n for n in parameters if n.split(".")[-1] in group and "." in n] for group in self.MUON]
        muon = sum(self.groups, [])
        self.adam = [name for name in parameters if name not in muon]
        self.first = {name: torch.zeros_like(p) for name, p in parameters.items()}
        self.second = {name: torch.zeros_like(parameters[name]) for name in self.adam}
        self.muon_rate, self.muon_decay, self.beta2 = numbers("muon"), numbers("muon_decay"), numbers("beta2")
        self.rates = {"embedding": numbers("embedding"), "head": numbers("head")}
        self.vector_rate = numbers("vector")
        self.factor = torch.zeros(len(runs), device=DEVICE)
        self.step = torch.ones((), device=DEVICE)

    def clear(self):
        for moment in (*self.first.values(), *self.second.values()):
            moment.zero_()

    @torch.no_grad()
    def update(self, gradients):
        """Takes one step; the gradient's norm, [R]."""
        norm = sum(g.square().flatten(1).sum(1) for g in gradients.values()).sqrt()
        clip = torch.clamp(1 / (norm + 1e-12), max=1)
        for names in self.groups:
            updates = []
            for name in names:
                gradient = gradients[name] * along(clip, gradients[name])
                self.first[name].mul_(0.95).add_(0.05 * gradient)
                updates.append(0.95 * self.first[name] + 0.05 * gradient)
            orthogonal = orthogonalised(torch.cat(updates)).split(len(clip))
            rows, columns = self.parameters[names[0]].shape[1:]
            for name, update in zip(names, orthogonal):
                p = self.parameters[name]
                rate = along(self.muon_rate * self.factor, p)
                p.mul_(1 - rate * along(self.muon_decay, p)).sub_(rate * max(1, rows / columns) ** 0.5 * update)
        for name in self.adam:
            p, first, second = self.parameters[name], self.first[name], self.second[name]
            gradient = gradients[name] * along(clip, p)
            beta2 = along(self.beta2, p)
            first.mul_(0.9).add_(0.1 * gradient)
            second.mul_(beta2).add_((1 - beta2) * gradient * gradient)
            rate = along(self.rates.get(name, self.vector_rate) * self.factor, p)
            if name in self.rates:
                p.mul_(1 - 0.01 * rate)
            corrected = (second / (1 - beta2**self.step)).sqrt() + 1e-8
            p.sub_(rate * first / (1 - 0.9**self.step) / corrected)
        return norm


def along(values, parameter):
    """[R], to be multiplied with [R, …]"""
    return values.view(-1, *[1] * (parameter.dim() - 1))


def orthogonalised(x):
    """Five Newton–Schulz steps on matrices [K, M, N]."""
    is_tall = x.shape[1] > x.shape[2]
    x = x.transpose(1, 2) if is_tall else x
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).to(HALF)
    for _ in range(5):
        gram = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * (gram @ gram)) @ x
    return x.transpose(1, 2).float() if is_tall else x.float()


class Training:
    def __init__(self, model, runs, split, steps):
        self.models = Models(**model, seeds=[run["seed"] for run in runs])
        self.optimizer = Optimizer(self.models.parameters, runs)
        self.runs, self.split, self.steps = runs, split, steps
        self.orders = torch.from_numpy(np.stack([split.order(run, steps * BATCH) for run in runs])).to(DEVICE)
        self.weights = torch.tensor([[*run["weights"], 0.0] for run in runs], device=DEVICE)
        shape = (len(runs), BATCH, split.tokens.shape[1])
        self.tokens = torch.zeros(shape, dtype=split.tokens.dtype, device=DEVICE)
        self.kinds = torch.zeros(shape, dtype=split.kinds.dtype, device=DEVICE)
        self.figures = torch.zeros(3, len(runs), device=DEVICE)
        self.losses, self.update = self.models.losses, self.optimizer.update
        self.take = self.take_step
        if DEVICE == "cuda":
            self.record()

    def record(self):
        """Compiles a step and records it as one graph, without moving the parameters."""
        self.losses = torch.compile(self.losses, dynamic=False)
        self.update = torch.compile(self.update, dynamic=False)
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.prepare(0)
                self.optimizer.factor.zero_()
                self.take_step()
        torch.cuda.current_stream().wait_stream(side)
        self.optimizer.clear()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.take_step()
        self.take = graph.replay

    def prepare(self, step):
        """Sets the batches and rates of a step, counted from 0."""
        samples = self.orders[:, step * BATCH : (step + 1) * BATCH]
        self.tokens.copy_(self.split.tokens[samples])
        self.kinds.copy_(self.split.kinds[samples])
        factors = [
            min(1, (step + 1) / run["warm_up"], (self.steps - step) / (self.steps * (1 - run["decay_start"])))
            for run in self.runs]
        self.optimizer.factor.copy_(torch.tensor(factors))
        self.optimizer.step.fill_(step + 1)

    def take_step(self):
        losses, program = self.losses(self.tokens, self.kinds, self.weights)
        parameters = self.models.parameters
        gradients = torch.autograd.grad(losses.sum(), list(parameters.values()))
        norm = self.update(dict(zip(parameters, gradients)))
        self.figures.copy_(torch.stack((losses.detach(), program.detach(), norm)))


def evaluation(models, specifications):
    """One dictionary a model."""
    programs = models.programs(specifications)
    is_long = specifications.sizes >= 6
    for program in programs:
        markers, place, direction = specifications.run(program)
        after_markers, after_place, after_direction = specifications.after
        right = {
            "direction": direction == after_direction, "position": place == after_place,
            "markers": (markers == after_markers).all(2)}
        satisfied = (right["direction"] & right["position"] & right["markers"]).all(1)
        yield {
            "accuracy": satisfied.float().mean().item(),
            "long": (satisfied & is_long).sum().item() / max(1, is_long.sum().item()),
            **{name: each.all(1).float().mean().item() for name, each in right.items()},
            "unique": len({tuple(p) for p in program.tolist()}) / len(program),
            "mean_length": (program != END).sum(1).float().mean().item()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("exploration", choices=EXPLORATIONS)
    parser.add_argument("--steps", type=int, help="steps of every training, in place of the exploration's own")
    parser.add_argument("--specifications", type=int, default=1000)
    parser.add_argument("--every", type=int, default=2000, help="steps between evaluations")
    parser.add_argument("--out", type=argparse.FileType("a"), default=sys.stdout)
    options = parser.parse_args()
    model, preset, steps, settings = EXPLORATIONS[options.exploration]
    steps = options.steps or steps
    runs = [{**LONG_RUN, **run, "name": name} for name, run in settings.items()]

    with tempfile.TemporaryDirectory() as folder:
        # A run of one step stands for the corpus of its preset.
        run = pathlib.Path(folder) / "run"
        subprocess.run(
            [PROGRAM, "train", "--preset", preset, "--seed", "1", "--steps", "1", "--set", "checkpointSteps=[]",
             "--set", "evaluationCount=1", "--out", run], check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        split = TrainingSplit(run, min(500_000, steps * BATCH))
        specifications = Specifications(run, options.specifications)

    training = Training(model, runs, split, steps)
    sums, since, start = torch.zeros_like(training.figures), 0, time.perf_counter()
    for step in range(steps):
        training.prepare(step)
        training.take()
        sums += training.figures
        since += 1
        if (step + 1) % options.every and step + 1 < steps:
            continue
        loss, program, norm = (sums / since).tolist()
        sums.zero_()
        since = 0
        for index, figures in enumerate(evaluation(training.models, specifications)):
            figures |= {"loss": loss[index], "program": program[index], "norm": norm[index]}
            line = {"name": runs[index]["name"], "step": step + 1, "samples": (step + 1) * BATCH}
            rounded = {name: round(value, 4) for name, value in figures.items()}
            print(json.dumps(line | rounded), file=options.out, flush=True)
        print(f"step {step + 1} of {steps}, {time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
