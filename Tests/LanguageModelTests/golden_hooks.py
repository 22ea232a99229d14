"""Makes the golden numbers for hooks: attention, every block's outputs, logits read from every block, and logits after
values were replaced. For the models and texts that `golden.py` made.

    python Tests/LanguageModelTests/golden_hooks.py transformers    writes Golden/*/hooks.safetensors
    python Tests/LanguageModelTests/golden_hooks.py numpy           compares it with a second implementation

The first needs torch, transformers and safetensors, and takes the numbers from Hugging Face's CodeGen through
`output_attentions` and forward hooks. The second needs numpy alone and computes CodeGen from its formulas. The committed
files were made with torch 2.15.0, transformers 5.24.0 and safetensors 0.8.0; the second implementation differs from them
by less than 2e-6.

In `hooks.safetensors`, all F32, for the texts i = 0 and 1 (T tokens) and each block L (C channels, H heads, V vocabulary):

    i.blocks.L.hook_resid_pre, .hook_resid_post, .hook_attn_out, .hook_mlp_out   [T, C]
    i.blocks.L.attn.hook_pattern                                                 [H, T, T]
    i.blocks.L.attn.hook_z                                                       [T, H, C / H]
    i.ln_final.hook_normalized                                                   [T, C]
    i.lens.L     [T, V]    final layer norm and head applied to hook_resid_post of block L

and for text 1 with values of text 2 put in, the logits after its last token:

    patched.SITE.L      [P, V]   at each of P positions alone, from the same position of text 2; SITE is hook_resid_pre,
                                 hook_resid_post, hook_attn_out, hook_mlp_out, or attn.hook_z.h for head h
    patched.together.L  [V]      hook_resid_pre at all positions of TOGETHER at once, each from SHIFT positions later
"""

import json
import pathlib
import struct
import sys

import numpy as np

POSITIONS = [0, 7, 22]
TOGETHER = [3, 9, 15]
SHIFT = 4
SITES = ["hook_resid_pre", "hook_resid_post", "hook_attn_out", "hook_mlp_out"]
EPSILON = 1e-5
# Blocks of the fused projection, each ordered query, value, key.
PARTITIONS = 4


def read(file):
    """The tensors of a safetensors file."""
    data = file.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    types = {"F32": "<f4", "F64": "<f8", "I64": "<i8"}
    tensors = {}
    for name, facts in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in facts["data_offsets"])
            tensors[name] = np.frombuffer(data[begin:end], types[facts["dtype"]]).reshape(facts["shape"])
    return tensors


class Numpy:
    """CodeGen in float64, from its formulas."""

    def __init__(self, folder):
        self.configuration = json.loads((folder / "config.json").read_text())
        self.weights = {name: tensor.astype(np.float64) for name, tensor in read(folder / "model.safetensors").items()}
        self.layers, self.heads = self.configuration["n_layer"], self.configuration["n_head"]

    def norm(self, x, name):
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - mean) / np.sqrt(variance + EPSILON) * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def rotate(self, x):
        """Rotates [T, H, D] by position, in interleaved pairs."""
        size = self.configuration["rotary_dim"]
        angles = np.arange(len(x))[:, None] / 10_000 ** (np.arange(0, size, 2) / size)
        cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
        result = x.copy()
        even, odd = x[..., 0:size:2], x[..., 1:size:2]
        result[..., 0:size:2] = even * cosine - odd * sine
        result[..., 1:size:2] = odd * cosine + even * sine
        return result

    def head(self, x):
        return self.norm(x, "transformer.ln_f") @ self.weights["lm_head.weight"].T + self.weights["lm_head.bias"]

    def run(self, tokens, replace=lambda name, value: value):
        """The values at all hook points; `replace` gives those with which the pass goes on."""
        seen = {}

        def hook(name, value):
            seen[name] = replace(name, value)
            return seen[name]

        x = self.weights["transformer.wte.weight"][tokens]
        count, width = x.shape
        for layer in range(self.layers):
            name, prefix = f"blocks.{layer}.", f"transformer.h.{layer}."
            x = hook(name + "hook_resid_pre", x)
            normed = self.norm(x, prefix + "ln_1")
            fused = normed @ self.weights[prefix + "attn.qkv_proj.weight"].T
            fused = fused.reshape(count, PARTITIONS, 3, self.heads // PARTITIONS, width // self.heads)
            query, value, key = (fused[:, :, part].reshape(count, self.heads, -1) for part in range(3))
            query, key = self.rotate(query), self.rotate(key)
            scores = np.einsum("ihd,jhd->hij", query, key) / np.sqrt(width // self.heads)
            scores = np.where(np.tril(np.ones((count, count), bool)), scores, -np.inf)
            pattern = np.exp(scores - scores.max(-1, keepdims=True))
            pattern = hook(name + "attn.hook_pattern", pattern / pattern.sum(-1, keepdims=True))
            z = hook(name + "attn.hook_z", np.einsum("hij,jhd->ihd", pattern, value))
            attention = z.reshape(count, width) @ self.weights[prefix + "attn.out_proj.weight"].T
            attention = hook(name + "hook_attn_out", attention)
            inner = normed @ self.weights[prefix + "mlp.fc_in.weight"].T + self.weights[prefix + "mlp.fc_in.bias"]
            inner = 0.5 * inner * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
            mlp = inner @ self.weights[prefix + "mlp.fc_out.weight"].T + self.weights[prefix + "mlp.fc_out.bias"]
            mlp = hook(name + "hook_mlp_out", mlp)
            x = hook(name + "hook_resid_post", x + attention + mlp)
        hook("ln_final.hook_normalized", self.norm(x, "transformer.ln_f"))
        seen["logits"] = self.head(x)
        return seen


class Transformers:
    """Hugging Face's CodeGen in float64, but for the attention scores, which it computes in float32."""

    def __init__(self, folder):
        import torch
        from transformers import CodeGenForCausalLM

        self.torch = torch
        self.model = CodeGenForCausalLM.from_pretrained(folder, attn_implementation="eager").eval().double()
        self.layers, self.heads = self.model.config.n_layer, self.model.config.n_head

    def head(self, x):
        with self.torch.no_grad():
            return self.model.lm_head(self.model.transformer.ln_f(self.torch.from_numpy(x))).numpy()

    def run(self, tokens, replace=lambda name, value: value):
        seen, handles = {}, []

        def hook(name, tensor):
            value = tensor.detach()[0].numpy()
            shape = (len(value), self.heads, -1) if name.endswith("hook_z") else value.shape
            seen[name] = replace(name, value.reshape(shape).copy())
            return self.torch.from_numpy(np.array(seen[name]).reshape(value.shape))[None]

        def before(module, name):
            handles.append(module.register_forward_pre_hook(lambda _, given: (hook(name, given[0]), *given[1:])))

        def after(module, name):
            def change(_, __, output):
                if isinstance(output, tuple):
                    return (hook(name, output[0]), *output[1:])
                return hook(name, output)

            handles.append(module.register_forward_hook(change))

        for layer, block in enumerate(self.model.transformer.h):
            before(block, f"blocks.{layer}.hook_resid_pre")
            before(block.attn.out_proj, f"blocks.{layer}.attn.hook_z")
            after(block.attn, f"blocks.{layer}.hook_attn_out")
            after(block.mlp, f"blocks.{layer}.hook_mlp_out")
            after(block, f"blocks.{layer}.hook_resid_post")
        after(self.model.transformer.ln_f, "ln_final.hook_normalized")
        with self.torch.no_grad():
            output = self.model(self.torch.tensor(np.array(tokens))[None], output_attentions=True)
        for handle in handles:
            handle.remove()
        for layer, pattern in enumerate(output.attentions):
            seen[f"blocks.{layer}.attn.hook_pattern"] = pattern[0].numpy()
        seen["logits"] = output.logits[0].numpy()
        return seen


def expected(model, texts):
    tensors = {}
    for number in (0, 1):
        seen = model.run(texts[number])
        tensors |= {f"{number}.{name}": value for name, value in seen.items() if name != "logits"}
        for layer in range(model.layers):
            tensors[f"{number}.lens.{layer}"] = model.head(seen[f"blocks.{layer}.hook_resid_post"])

    source = model.run(texts[2])

    def logits(place, positions, shift=0, head=None):
        def replace(name, value):
            if name == place:
                for position in positions:
                    rows = (position,) if head is None else (position, head)
                    others = (position + shift, *rows[1:])
                    value[rows] = source[place][others]
            return value

        return model.run(texts[1], replace)["logits"][-1]

    for layer in range(model.layers):
        block = f"blocks.{layer}."
        for site in SITES:
            tensors[f"patched.{site}.{layer}"] = np.stack([logits(block + site, [p]) for p in POSITIONS])
        for head in range(model.heads):
            tensors[f"patched.attn.hook_z.{head}.{layer}"] = np.stack(
                [logits(block + "attn.hook_z", [p], head=head) for p in POSITIONS])
        tensors[f"patched.together.{layer}"] = logits(block + "hook_resid_pre", TOGETHER, SHIFT)
    return {name: np.ascontiguousarray(tensor, np.float32) for name, tensor in tensors.items()}


def main():
    golden = pathlib.Path(__file__).parent / "Golden"
    if len(sys.argv) != 2 or sys.argv[1] not in ("transformers", "numpy"):
        sys.exit("usage: golden_hooks.py transformers|numpy")
    for folder in (golden / "half", golden / "whole"):
        known = read(folder / "expected.safetensors")
        texts = [known[f"tokens.{number}"] for number in range(3)]
        file = folder / "hooks.safetensors"
        if sys.argv[1] == "transformers":
            from safetensors.numpy import save_file

            save_file(expected(Transformers(folder), texts), file)
            continue
        model, tensors = Numpy(folder), read(file)
        found = expected(model, texts)
        found |= {f"logits.{number}": model.run(text)["logits"] for number, text in enumerate(texts)}
        tensors |= {name: tensor for name, tensor in known.items() if name in found}
        if set(found) != set(tensors):
            sys.exit(f"error: {file}: found other tensors: {sorted(set(found) ^ set(tensors))[:4]}")
        difference = max(np.abs(found[name] - tensors[name]).max() for name in found)
        print(f"{folder.name}: {len(found)} tensors, largest difference {difference:.1e}")
        if not difference < 2e-6:
            sys.exit(1)


if __name__ == "__main__":
    main()
