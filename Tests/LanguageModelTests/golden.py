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

Further folders hold checkpoints exactly as `save_pretrained` leaves them, of the tokens of an encoding: with the head tied
to the embedding, in several shards, in 16 and 64 bits, with other widths inside the MLP. Beside them, `expected.safetensors`
has `tokens.i` [T], `logits.i` [T, V] and `hidden.i` [T, C] for each sequence i of 0, 1.

    Golden/tied      float32, tied head, 37 channels inside the MLP, heads of 5 channels, rotary embedding on 4
    Golden/shards    bfloat16 in shards, 2 heads in each block of the fused qkv, named `module.transformer…` by a wrapper
    Golden/double    float64, 24 tokens
    Golden/half16    float16, fewer channels inside the MLP than outside

Every parameter is random, so that no term of the model is hidden by a 0 or a 1. The parameters are float32; what is
expected was computed from them in float64, but for the attention scores, which `transformers` computes in float32
whatever the model's type. With those in float64 as well, no logit changed by more than 5e-7, no gradient by more than
2e-8.

The committed files of the first two folders were made with torch 2.15.0, transformers 5.23.0 and safetensors 0.8.0; those
of the others with torch 2.13.0 and transformers 5.24.0. Folders that exist are left as they are.
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
        **{
            "vocab_size": 54,
            "n_positions": 128,
            "n_ctx": 128,
            "n_embd": 32,
            "n_inner": None,
            "activation_function": "gelu_new",
            "resid_pdrop": 0.0,
            "embd_pdrop": 0.0,
            "attn_pdrop": 0.0,
            "bos_token_id": None,
            "eos_token_id": None,
            "tie_word_embeddings": False,
            "attn_implementation": "eager",
            **sizes,
        }
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


class Wrapper(torch.nn.Module):
    """As DistributedDataParallel names what it wraps."""

    def __init__(self, module):
        super().__init__()
        self.module = module


def save(folder, seed, dtype, shard_size="1GB", is_wrapped=False, **sizes):
    """Saves a random model as it is used: in one type, perhaps in shards."""
    generator = torch.Generator().manual_seed(seed)
    model = CodeGenForCausalLM(configuration(**sizes)).eval()
    randomize(model, generator)
    model.to(dtype)
    state = Wrapper(model).state_dict() if is_wrapped else None
    model.save_pretrained(folder, max_shard_size=shard_size, state_dict=state)
    (folder / "generation_config.json").unlink(missing_ok=True)
    # Another instance, since the first one's rotary angles have been rounded with its parameters.
    exact = CodeGenForCausalLM(model.config).eval()
    exact.load_state_dict(model.state_dict())
    model = exact.double()
    expected = {}
    with torch.no_grad():
        for i, length in enumerate([9, 40]):
            tokens = torch.randint(model.config.vocab_size, (length,), generator=generator)
            output = model(tokens[None], output_hidden_states=True)
            expected |= {
                f"tokens.{i}": tokens,
                f"logits.{i}": output.logits[0].float().contiguous(),
                f"hidden.{i}": torch.stack(output.hidden_states).mean(0)[0].float().contiguous(),
            }
    save_file(expected, folder / "expected.safetensors")


if __name__ == "__main__":
    golden = pathlib.Path(__file__).parent / "Golden"
    checkpoints = {
        "half": lambda folder: make(folder, seed=1, n_layer=3, n_head=4, rotary_dim=4),
        "whole": lambda folder: make(folder, seed=2, n_layer=1, n_head=8, rotary_dim=4),
        "tied": lambda folder: save(
            folder, 3, torch.float32, vocab_size=50, n_embd=20, n_layer=2, n_head=4, rotary_dim=4, n_inner=37,
            tie_word_embeddings=True),
        "shards": lambda folder: save(
            folder, 4, torch.bfloat16, shard_size="12KB", is_wrapped=True, vocab_size=50, n_embd=24, n_layer=3, n_head=8,
            rotary_dim=2, n_inner=50),
        "double": lambda folder: save(folder, 5, torch.float64, vocab_size=24, n_embd=16, n_layer=1, n_head=4, rotary_dim=4),
        "half16": lambda folder: save(
            folder, 6, torch.float16, vocab_size=24, n_embd=32, n_layer=2, n_head=4, rotary_dim=6, n_inner=7),
    }
    for name, write in checkpoints.items():
        if not (golden / name).exists():
            write(golden / name)
