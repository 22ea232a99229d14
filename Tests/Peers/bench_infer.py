"""Compares how long Karelscope and Hugging Face's `generate` take to write a program for one specification.

Needs the packages torch and transformers, and a release build. Run it as

    python3 Tests/Peers/bench_infer.py RUN [STEP [COUNT]]

with a run's folder, a checkpoint (the newest by default) and a number of test specifications (20 by default). Both
decode greedily, one specification at a time, under the same grammar: one op at least, at most 16, then the end. First the
programs must agree. `transformers` runs in float32 under `torch.inference_mode`, with one thread or one for each processor,
whichever is faster here; Karelscope with one for each processor.
"""

import json
import os
import pathlib
import sys

import torch
from transformers import CodeGenForCausalLM, LogitsProcessor, LogitsProcessorList, PreTrainedTokenizerFast

from side_by_side import bench, expect, karelscope, rate, side_by_side

OPS = ["pickMarker", "putMarker", "turnRight", "turnLeft", "move"]
LONGEST_PROGRAM = 16


class Grammar(LogitsProcessor):
    """Leaves only ops, and after the first also the end."""

    def __init__(self, prompt_length, ops, end, vocabulary):
        self.prompt_length = prompt_length
        self.rest = torch.full((vocabulary,), -torch.inf)
        self.rest[ops] = 0
        self.first = self.rest.clone()
        self.rest[end] = 0

    def __call__(self, text, scores):
        return scores + (self.first if text.shape[1] == self.prompt_length else self.rest)


def main(run, step="latest", count="20"):
    run = pathlib.Path(run)
    if step == "latest":
        step = max(int(folder.name.removeprefix("step-")) for folder in run.glob("checkpoints/step-*"))
    folder = run / "checkpoints" / f"step-{int(step):06}"
    model = CodeGenForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    ops, end = tokenizer.convert_tokens_to_ids(OPS), tokenizer.convert_tokens_to_ids("end")
    mark = tokenizer.convert_tokens_to_ids("program")

    samples = karelscope(
        "corpus", "--run", run, "--split", "test", "--count", count, "--encoding", model.config.karelscope_encoding)
    answers = karelscope("generate", "--run", run, "--checkpoint", step, "--specs", "-", "--json", text=samples)
    texts = [json.loads(line)["tokens"] for line in samples.splitlines()]
    prompts = [text[: text.index(mark) + 1] for text in texts]

    def write(prompt):
        grammar = Grammar(len(prompt), ops, end, model.config.vocab_size)
        text = torch.tensor([prompt])
        written = model.generate(
            text, attention_mask=torch.ones_like(text), max_new_tokens=LONGEST_PROGRAM, do_sample=False,
            eos_token_id=end, pad_token_id=end, logits_processor=LogitsProcessorList([grammar]))
        return [token for token in written[0, len(prompt) :].tolist() if token != end]

    def write_all():
        return [write(prompt) for prompt in prompts]

    with torch.inference_mode():
        expected = [json.loads(line)["program"] for line in answers.splitlines()]
        expect("programs", [tokenizer.convert_ids_to_tokens(program) for program in write_all()], expected)

        def rate_with(threads):
            torch.set_num_threads(threads)
            return rate(len(prompts), write_all)

        threads = max(1, os.cpu_count(), key=rate_with)
        print(f"{folder}: {len(prompts)} programs agree; torch {torch.__version__} with {threads} of its threads")
        torch.set_num_threads(threads)
        options = ["--run", run, "--checkpoint", step, "--count", count, "--repetitions", 3]
        side_by_side(
            "specifications a second, one at a time", lambda: bench("infer", "specifications_per_second_one_at_a_time", *options),
            lambda: rate(len(prompts), write_all))


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
