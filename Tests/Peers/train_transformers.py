"""Trains a CodeGen of any size with transformers, on any number of processors, GPUs or nodes.

Needs the packages torch, transformers, datasets and accelerate. The data is a training split that
`karelscope corpus --split train --encoding cells --out DATA` wrote. Run it as

    python Tests/Peers/train_transformers.py --data DATA --out OUT [options]
    torchrun --nproc_per_node 8 Tests/Peers/train_transformers.py --data DATA --out OUT [options]
    accelerate launch --num_machines 4 … Tests/Peers/train_transformers.py --data DATA --out OUT [options]

    --width 256 --layers 12 --heads 8 --rotary 32 [--inner N] [--context 512]     the model
    --steps 30000 --batch 256 [--micro 64]   samples in a step, of all processes together; and in a pass of one process
    --rate 6e-4 --warm-up 500                AdamW: a linear rise, then a cosine to a tenth
    --turns-first 1:24000,2:48000            up to sample 24,000 only programs with one turn at most, then two at most
    --save-every 1000 --save-at 100,200,400  when to save, besides the last step
    --precision bf16|no                      on GPUs; checkpoints are in 32 bits
    --seed 1                                 of the initial parameters and the order of the samples

Every checkpoint is a folder OUT/checkpoint-N in the form of `save_pretrained` with its tokenizer, which appears when it is
complete. While the training goes on, and after it,

    karelscope import --from OUT --out RUN

adds the new ones to a run, and `karelscope watch --run RUN` shows it. A training that was stopped goes on from OUT/state
with the same command. Which samples are in a step depends on the options alone, not on the number of processes.
OUT/log.jsonl has a line every 20 steps: step, loss (nats a token), rate, seconds, tokens.
"""

import argparse
import json
import math
import pathlib
import shutil
import time

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from datasets import load_dataset
from transformers import AutoTokenizer, CodeGenConfig, CodeGenForCausalLM

STEPS_PER_LINE = 20


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    for name, value in [
        ("width", 256), ("layers", 12), ("heads", 8), ("rotary", 32), ("context", 512), ("steps", 30_000), ("batch", 256),
        ("micro", 64), ("warm-up", 500), ("save-every", 1000), ("seed", 1),
    ]:
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--inner", type=int)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--save-at", default="")
    parser.add_argument("--turns-first", default="")
    parser.add_argument("--precision", choices=["bf16", "no"], default="bf16")
    return parser.parse_args()


def presentation_order(programs, stages, count, seed):
    """The indices of the first `count` samples: easy programs first, then passes over all in random order."""
    generator = torch.Generator().manual_seed(seed)
    turns = torch.tensor([sum(op.startswith("turn") for op in program) for program in programs])
    order, rest = torch.empty(0, dtype=torch.long), torch.randperm(len(programs), generator=generator)
    for stage in filter(None, stages.split(",")):
        most, end = map(int, stage.split(":"))
        easy = torch.nonzero(turns[rest] <= most).squeeze(1)[: max(0, end - len(order))]
        kept = torch.ones(len(rest), dtype=torch.bool)
        kept[easy] = False
        order, rest = torch.cat((order, rest[easy])), rest[kept]
        rest = rest[torch.randperm(len(rest), generator=generator)]
    while len(order) < count:
        order = torch.cat((order, torch.randperm(len(programs), generator=generator)))
    return order[:count]


def loss_sum(model, texts, device):
    """The loss added over all predicted tokens. Padding stands behind the texts, so causal attention never sees it."""
    length = max(map(len, texts))
    tokens = torch.zeros(len(texts), length, dtype=torch.long)
    targets = torch.full((len(texts), length), -100)
    for row, text in enumerate(texts):
        tokens[row, : len(text)] = targets[row, : len(text)] = torch.tensor(text)
    logits = model(input_ids=tokens.to(device), use_cache=False).logits
    return torch.nn.functional.cross_entropy(
        logits[:, :-1].flatten(0, 1).float(), targets[:, 1:].flatten().to(device), reduction="sum")


def save(accelerator, model, tokenizer, step, out):
    """Writes a checkpoint that appears complete or not at all, and the state to go on from."""
    accelerator.save_state(str(out / "state"))
    state = accelerator.get_state_dict(model)
    if accelerator.is_main_process:
        (out / "state" / "step.json").write_text(json.dumps(step))
        partial, folder = out / f".checkpoint-{step}.partial", out / f"checkpoint-{step}"
        shutil.rmtree(partial, ignore_errors=True)
        accelerator.unwrap_model(model).save_pretrained(partial, state_dict=state)
        tokenizer.save_pretrained(partial)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    accelerator.wait_for_everyone()


def main():
    options = arguments()
    accelerator = Accelerator(
        cpu=not torch.cuda.is_available(), mixed_precision=options.precision if torch.cuda.is_available() else "no")
    set_seed(options.seed)
    plan = json.loads((options.data / "karelscope.json").read_text())
    tokenizer = AutoTokenizer.from_pretrained(options.data / "tokenizer")
    with accelerator.main_process_first():
        data = load_dataset(str(options.data), split="train")
    order = presentation_order(data["program"], options.turns_first, options.steps * options.batch, options.seed)

    model = CodeGenForCausalLM(
        CodeGenConfig(
            vocab_size=len(tokenizer), n_positions=options.context, n_embd=options.width, n_layer=options.layers,
            n_head=options.heads, rotary_dim=options.rotary, n_inner=options.inner, bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id, karelscope_encoding=plan["encoding"], karelscope_seed=plan["seed"],
            karelscope_batch_size=options.batch))
    decayed = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    others = [parameter for parameter in model.parameters() if parameter.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0}], lr=options.rate,
        betas=(0.9, 0.95))

    def factor(step):
        rise = min(1, (step + 1) / max(1, options.warm_up))
        return rise * (0.55 + 0.45 * math.cos(math.pi * min(1, step / options.steps)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    model, optimizer = accelerator.prepare(model, optimizer)
    accelerator.register_for_checkpointing(schedule)
    first = 0
    if (options.out / "state" / "step.json").exists():
        accelerator.load_state(str(options.out / "state"))
        first = json.loads((options.out / "state" / "step.json").read_text())
    options.out.mkdir(parents=True, exist_ok=True)
    accelerator.print(
        f"{sum(parameter.numel() for parameter in model.parameters()):,} parameters, "
        f"{accelerator.num_processes} processes on {accelerator.device.type}, from step {first}")

    steps_to_save = {int(step) for step in options.save_at.split(",") if step} | {options.steps}
    model.train()
    start, nats, tokens = time.perf_counter(), 0.0, 0
    for step in range(first, options.steps):
        batch = order[step * options.batch : (step + 1) * options.batch]
        texts = data[batch[accelerator.process_index :: accelerator.num_processes].tolist()]["tokens"]
        # Alike lengths need little padding.
        texts.sort(key=len)
        parts = [texts[i : i + options.micro] for i in range(0, len(texts), options.micro)]
        predicted = torch.tensor(sum(len(text) - 1 for text in texts), device=accelerator.device)
        total = accelerator.reduce(predicted, "sum").item()
        step_nats = torch.zeros((), device=accelerator.device)
        for part in parts[:-1]:
            with accelerator.no_sync(model):
                loss = loss_sum(model, part, accelerator.device)
                accelerator.backward(loss * accelerator.num_processes / total)
                step_nats += loss.detach()
        # The last part brings the gradients of all processes together, as their mean.
        loss = loss_sum(model, parts[-1], accelerator.device)
        accelerator.backward(loss * accelerator.num_processes / total)
        step_nats += loss.detach()
        accelerator.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        nats += accelerator.reduce(step_nats, "sum").item()
        tokens += total
        done = step + 1
        if accelerator.is_main_process and (done % STEPS_PER_LINE == 0 or done == options.steps):
            line = {
                "step": done, "loss": nats / tokens, "rate": schedule.get_last_lr()[0], "tokens": tokens,
                "seconds": time.perf_counter() - start}
            print(json.dumps(line), flush=True)
            with open(options.out / "log.jsonl", "a") as log:
                log.write(json.dumps(line) + "\n")
            nats, tokens = 0.0, 0
        if done % options.save_every == 0 or done in steps_to_save:
            save(accelerator, model, tokenizer, done, options.out)
    accelerator.end_training()


if __name__ == "__main__":
    main()
