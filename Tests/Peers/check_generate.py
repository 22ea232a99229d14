"""Checks what `karelscope generate` writes against Hugging Face's CodeGen on the same checkpoint.

Needs the packages torch and transformers, and a release build, or the program that the variable KARELSCOPE names. Run it as

    python Tests/Peers/check_generate.py RUN [STEP [COUNT]]

with a run's folder, a checkpoint (the newest by default) and a number of test samples (50 by default). For each sample:

    tokens           `AutoTokenizer` turns the text that `corpus` writes into the tokens that it writes, and the answer's
                     tokens are the prompt, the program's ops and the end
    program          greedy decoding under the grammar (one op at least, then ops or the end) finds the same
    logits           differ by at most 1e-4 at every position that produces an op or the end
    log_probability  differs by at most 1e-3 from the sum of log softmax over these positions

It prints the largest differences, and ends with status 1 if one is too large or anything else differs. `transformers` runs
in float32, in another order than Karelscope.
"""

import json
import os
import pathlib
import subprocess
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("KARELSCOPE", ROOT / ".build" / "release" / "karelscope")
OPS = ["pickMarker", "putMarker", "turnRight", "turnLeft", "move"]
LONGEST_PROGRAM = 16
TOLERANCE = 1e-4
SUM_TOLERANCE = 1e-3


def karelscope(*arguments, text=""):
    result = subprocess.run([PROGRAM, *arguments], input=text, stdout=subprocess.PIPE, text=True, check=True)
    return result.stdout


def main(run, step="latest", count="50"):
    run = pathlib.Path(run)
    if step == "latest":
        step = max(int(folder.name.removeprefix("step-")) for folder in run.glob("checkpoints/step-*"))
    folder = run / "checkpoints" / f"step-{int(step):06}"
    model = AutoModelForCausalLM.from_pretrained(folder).float().eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    seed = str(json.loads((run / "run.json").read_text())["seed"])

    samples = karelscope(
        "corpus", "--split", "test", "--seed", seed, "--count", count, "--encoding",
        model.config.karelscope_encoding)
    answers = karelscope(
        "generate", "--run", run, "--checkpoint", str(step), "--specs", "-", "--json", "--logits", text=samples)
    pairs = list(zip(samples.splitlines(), answers.splitlines(), strict=True))
    differences = [check(json.loads(s), json.loads(a), model, tokenizer) for s, a in pairs]

    logits, log_probability = (max(column) for column in zip(*differences))
    satisfied = sum(json.loads(answer)["satisfied"] for _, answer in pairs)
    print(f"{folder}: {len(pairs)} samples, {satisfied} satisfied")
    print(f"largest difference: logits {logits:.1e}, log_probability {log_probability:.1e}")
    if logits > TOLERANCE or log_probability > SUM_TOLERANCE:
        sys.exit(f"found a difference above {TOLERANCE} or {SUM_TOLERANCE}")


def check(sample, answer, model, tokenizer):
    """The largest differences between the logits, and between the log probabilities, of one answer."""
    number = f"sample {sample['index']}"
    expect(number, "tokens of the text", tokenizer(sample["text"])["input_ids"], sample["tokens"])
    ops = tokenizer.convert_tokens_to_ids(OPS)
    end = tokenizer.convert_tokens_to_ids("end")
    prompt = sample["tokens"][: sample["tokens"].index(tokenizer.convert_tokens_to_ids("program")) + 1]
    written = tokenizer.convert_tokens_to_ids(answer["program"]) + [end]
    expect(number, "index", answer["index"], sample["index"])
    expect(number, "tokens", answer["tokens"], prompt + written)

    with torch.no_grad():
        text = list(prompt)
        while text[-1] != end:
            length = len(text) - len(prompt)
            allowed = [end] if length == LONGEST_PROGRAM else ops + ([end] if length > 0 else [])
            logits = model(torch.tensor([text])).logits[0, -1]
            text.append(max(allowed, key=lambda token: logits[token].item()))
        expect(number, "program", answer["program"], tokenizer.convert_ids_to_tokens(text[len(prompt) : -1]))
        logits = model(torch.tensor([answer["tokens"]])).logits[0, len(prompt) - 1 : -1]
    found = torch.tensor(answer["logits"])
    expect(number, "shape of logits", found.shape, logits.shape)
    log_probability = torch.log_softmax(logits.double(), -1)[range(len(written)), written].sum().item()
    return (found - logits).abs().max().item(), abs(answer["log_probability"] - log_probability)


def expect(number, what, found, expected):
    if found != expected:
        sys.exit(f"{number}: {what}: found {found}, expected {expected}")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
