"""Makes the golden numbers that Karelscope's CodeGen is tested against, with Hugging Face's.

Needs the packages torch, transformers and safetensors. Run it as

    python Tests/LanguageModelTests/golden.py

It writes two folders beside itself:

    Golden/half    rotary embedding on the first half of each head, 3 layers, 4 heads
    Golden/whole   rotary embedding on whole heads, 1 layer, 8 heads (two in each block of the fused qkv)

each with `config.json` and `model.safetensors`, as `transformers` saves a model, and `expected.safetensors`. In the
latter, for each sequence i of 0, 1, 2 (T tokens, C channels, V vocabulary):

    tokens.i     I64 [T]       the sequence
    logits.i     F32 [T, V]    the model's output
    hidden.i     F32 [T, C]    mean over `hidden_states`: embedding, blocks, the last one after the final LayerNorm
    weights.i    F32 [T - 1]   weight of predicting tokens 1... in the loss, some of them 0
    generated.i  I64 [8]       what greedy decoding adds to the first 5 tokens

and for all of them together:

    loss         F32 []        sum of weight times cross-entropy, divided by the sum of weights
    grad.NAME    F32           the loss's gradient with respect to the parameter NAME

Every parameter is random, so that no term of the model is hidden by a 0 or a 1. The parameters are float32; what is
expected was computed from them in float64, but for the attention scores, which `transformers` computes in float32
whatever the model's type. With those in float64 as well, no logit changed by more than 5e-7, no gradient by more than
2e-8.

The committed files were made with torch 2.15.0, transformers 5.23.0 and safetensors 0.8.0.
"""

import pathlib

import torch
from safetensors.torch import save_file
from transformers import CodeGenConfig, CodeGenForCausalLM

LENGTHS = [12, 23, 31]
PROMPT_LENGTH = 5
GENERATED_LENGTH = 8
# Float32 arithmetic in another order must not change what greedy decoding picks.
LEAST_MARGIN = 1e-2


def configuration(**sizes):
    return CodeGenConfig(
        vocab_size=54,
        n_positions=128,
        n_ctx=128,
        n_embd=32,
        n_inner=None,
        activation_function="gelu_new",
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=None,
        eos_token_id=None,
        tie_word_embeddings=False,
        attn_implementation="eager",
        **sizes,
    )


def randomize(model, generator):
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if name.endswith("weight") and ".ln_" in name:
                parameter.copy_(1 + 0.3 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.3 * noise)
            elif ".wte." in name:
                parameter.copy_(noise)
            else:
                parameter.copy_(1.2 * noise / parameter.shape[1] ** 0.5)


def generated(model, prompt):
    """Greedy decoding, and the smallest lead of a chosen token over the next best."""
    result = model.generate(
        prompt[None],
        attention_mask=torch.ones_like(prompt[None]),
        max_new_tokens=GENERATED_LENGTH,
        do_sample=False,
        output_logits=True,
        return_dict_in_generate=True,
    )
    best = torch.stack(result.logits).topk(2).values
    return result.sequences[0, len(prompt) :], (best[..., 0] - best[..., 1]).min().item()


def make(folder, seed, **sizes):
    generator = torch.Generator().manual_seed(seed)
    model = CodeGenForCausalLM(configuration(**sizes)).eval()
    randomize(model, generator)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    model.double()

    expected = {}
    loss_sum = torch.zeros((), dtype=torch.float64)
    weight_sum = torch.zeros((), dtype=torch.float64)
    for i, length in enumerate(LENGTHS):
        tokens = torch.randint(model.config.vocab_size, (length,), generator=generator)
        weights = torch.rand(length - 1, generator=generator)
        weights[torch.rand(length - 1, generator=generator) < 0.25] = 0
        output = model(tokens[None], output_hidden_states=True)
        assert len(output.hidden_states) == model.config.n_layer + 1
        cross_entropy = torch.nn.functional.cross_entropy(output.logits[0, :-1], tokens[1:], reduction="none")
        loss_sum = loss_sum + (weights * cross_entropy).sum()
        weight_sum = weight_sum + weights.double().sum()
        continuation, margin = generated(model, tokens[:PROMPT_LENGTH])
        assert margin > LEAST_MARGIN, f"sequence {i}: a lead of {margin}, take another seed"
        expected |= {
            f"tokens.{i}": tokens,
            f"weights.{i}": weights,
            f"logits.{i}": output.logits[0],
            f"hidden.{i}": torch.stack(output.hidden_states).mean(0)[0],
            f"generated.{i}": continuation,
        }
    loss = loss_sum / weight_sum
    loss.backward()
    expected["loss"] = loss
    for name, parameter in model.named_parameters():
        expected[f"grad.{name}"] = parameter.grad

    def stored(tensor):
        tensor = tensor.detach()
        return (tensor.float() if tensor.is_floating_point() else tensor).contiguous()

    save_file({name: stored(tensor) for name, tensor in expected.items()}, folder / "expected.safetensors")


if __name__ == "__main__":
    golden = pathlib.Path(__file__).parent / "Golden"
    make(golden / "half", seed=1, n_layer=3, n_head=4, rotary_dim=4)
    make(golden / "whole", seed=2, n_layer=1, n_head=8, rotary_dim=4)
