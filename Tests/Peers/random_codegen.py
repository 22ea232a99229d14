"""Writes a CodeGen checkpoint of any size with random weights, to try what size costs.

Needs the package numpy. Run it as

    python Tests/Peers/random_codegen.py OUT [--layers 20] [--width 1024] [--heads 16] [--rotary 32] [--context 2048]
        [--vocabulary 24] [--type float32|float16] [--tied] [--seed 1]

The default is the shape of the paper's model, 350 million parameters before the vocabulary is cut to this one. The folder is
as `save_pretrained` of transformers leaves it: `config.json` and `model.safetensors`. Biases and matrices are drawn from
a normal distribution with standard deviation 0.02, layer norms' weights are 1.
"""

import argparse
import json
import pathlib
import struct

import numpy

TYPES = {"float32": ("F32", numpy.float32), "float16": ("F16", numpy.float16)}


def shapes(options):
    width, inner, vocabulary = options.width, 4 * options.width, options.vocabulary
    yield "transformer.wte.weight", [vocabulary, width]
    for layer in range(options.layers):
        block = f"transformer.h.{layer}."
        yield block + "ln_1.weight", [width]
        yield block + "ln_1.bias", [width]
        yield block + "attn.qkv_proj.weight", [3 * width, width]
        yield block + "attn.out_proj.weight", [width, width]
        yield block + "mlp.fc_in.weight", [inner, width]
        yield block + "mlp.fc_in.bias", [inner]
        yield block + "mlp.fc_out.weight", [width, inner]
        yield block + "mlp.fc_out.bias", [width]
    yield "transformer.ln_f.weight", [width]
    yield "transformer.ln_f.bias", [width]
    if not options.tied:
        yield "lm_head.weight", [vocabulary, width]
    yield "lm_head.bias", [vocabulary]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    for name, value in [
        ("layers", 20), ("width", 1024), ("heads", 16), ("rotary", 32), ("context", 2048), ("vocabulary", 24), ("seed", 1),
    ]:
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--type", choices=TYPES, default="float32")
    parser.add_argument("--tied", action="store_true")
    options = parser.parse_args()
    name, number_type = TYPES[options.type]
    options.out.mkdir(parents=True, exist_ok=True)
    configuration = {
        "model_type": "codegen", "architectures": ["CodeGenForCausalLM"], "vocab_size": options.vocabulary,
        "n_positions": options.context, "n_embd": options.width, "n_layer": options.layers, "n_head": options.heads,
        "n_inner": None, "rotary_dim": options.rotary, "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new",
        "tie_word_embeddings": options.tied, "attn_pdrop": 0.0, "embd_pdrop": 0.0, "resid_pdrop": 0.0,
        "dtype": options.type}
    (options.out / "config.json").write_text(json.dumps(configuration, indent=2))

    header, begin = {"__metadata__": {"format": "pt"}}, 0
    for tensor, shape in shapes(options):
        end = begin + int(numpy.prod(shape)) * number_type().itemsize
        header[tensor] = {"dtype": name, "shape": shape, "data_offsets": [begin, end]}
        begin = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    generator = numpy.random.default_rng(options.seed)
    with open(options.out / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor, shape in shapes(options):
            is_norm = tensor.endswith("weight") and len(shape) == 1
            numbers = numpy.ones(shape) if is_norm else 0.02 * generator.standard_normal(shape, dtype=numpy.float32)
            file.write(numbers.astype(number_type).tobytes())


if __name__ == "__main__":
    main()
