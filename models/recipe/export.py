"""Writes a checkpoint as a GGUF file: llama architecture, Q8_0 matrices, tokenizer and chat template inside.

    python3 models/recipe/export.py models/recipe/out/finished.pt models/pensieve-tiny.gguf

The format: a header, typed key-value pairs, tensor descriptions, then the tensor data, each at a multiple of
32 bytes. Q8_0 holds 32 weights as one half-precision scale and 32 signed bytes.
"""

import argparse
import pathlib
import struct

import numpy as np
import torch

import chat
from network import Shape
from tokenizer import SPECIAL, TAGS, Tokenizer

UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
F32, Q8_0 = 0, 8
NORMAL, CONTROL, USER_DEFINED = 1, 3, 4
ALIGNMENT = 32


def string(text: str) -> bytes:
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def scalar(kind: int, value) -> bytes:
    return string(value) if kind == STRING else struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}[kind], value)


def pair(key: str, kind: int, value) -> bytes:
    return string(key) + struct.pack("<I", kind) + scalar(kind, value)


def array(key: str, kind: int, values) -> bytes:
    head = string(key) + struct.pack("<IIQ", ARRAY, kind, len(values))
    return head + b"".join(scalar(kind, v) for v in values)


def q8_0(weights: np.ndarray) -> bytes:
    """Blocks of 32 along the rows: the scale is the largest magnitude over 127."""
    blocks = weights.astype(np.float32).reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 127.0).astype(np.float32)
    inverse = np.divide(1.0, scales, out=np.zeros_like(scales), where=scales > 0)
    quants = np.clip(np.rint(blocks * inverse), -127, 127).astype(np.int8)
    packed = np.empty(len(blocks), dtype=[("scale", "<f2"), ("quants", "i1", 32)])
    packed["scale"], packed["quants"] = scales[:, 0].astype(np.float16), quants
    return packed.tobytes()


def metadata(shape: Shape, parameters: int, tokenizer: Tokenizer, exact: bool) -> list[bytes]:
    types = [NORMAL] * (len(tokenizer.tokens) - len(TAGS) - len(SPECIAL)) + [USER_DEFINED] * len(TAGS) + [CONTROL] * len(SPECIAL)
    ids = tokenizer.ids
    return [
        pair("general.architecture", STRING, "llama"),
        pair("general.type", STRING, "model"),
        pair("general.name", STRING, "Pensieve Tiny"),
        pair("general.basename", STRING, "pensieve"),
        pair("general.size_label", STRING, f"{parameters / 1e6:.1f}M"),
        pair("general.version", STRING, "1"),
        pair("general.description", STRING,
             "A tiny demo model trained from scratch on generated text. It greets, repeats words, adds numbers up to 99, counts, spells, "
             "names capitals, writes small JSON objects, tells a three-sentence story and calls tools; it knows nothing else."),
        pair("general.license", STRING, "mit"),
        array("general.languages", STRING, ["en"]),
        pair("general.file_type", UINT32, 0 if exact else 7),
        pair("general.quantization_version", UINT32, 2),
        pair("general.alignment", UINT32, ALIGNMENT),
        pair("llama.vocab_size", UINT32, shape.vocabulary),
        pair("llama.context_length", UINT32, shape.context),
        pair("llama.embedding_length", UINT32, shape.width),
        pair("llama.block_count", UINT32, shape.layers),
        pair("llama.feed_forward_length", UINT32, shape.hidden),
        pair("llama.rope.dimension_count", UINT32, shape.head),
        pair("llama.rope.freq_base", FLOAT32, shape.base),
        pair("llama.attention.head_count", UINT32, shape.heads),
        pair("llama.attention.head_count_kv", UINT32, shape.heads),
        pair("llama.attention.layer_norm_rms_epsilon", FLOAT32, shape.epsilon),
        pair("tokenizer.ggml.model", STRING, "gpt2"),
        pair("tokenizer.ggml.pre", STRING, "qwen2"),
        array("tokenizer.ggml.tokens", STRING, tokenizer.tokens),
        array("tokenizer.ggml.token_type", INT32, types),
        array("tokenizer.ggml.merges", STRING, [f"{a} {b}" for a, b in tokenizer.merges]),
        pair("tokenizer.ggml.eos_token_id", UINT32, ids["<|im_end|>"]),
        pair("tokenizer.ggml.bos_token_id", UINT32, ids["<|endoftext|>"]),
        pair("tokenizer.ggml.padding_token_id", UINT32, ids["<|endoftext|>"]),
        pair("tokenizer.ggml.add_bos_token", BOOL, False),
        pair("tokenizer.ggml.add_space_prefix", BOOL, False),
        pair("tokenizer.chat_template", STRING, chat.TEMPLATE),
    ]


def tensors(net: dict, shape: Shape) -> list[tuple[str, np.ndarray]]:
    """Tensors under their GGUF names; the embedding also serves as the output matrix."""
    names = {"attention_norm": "attn_norm", "q": "attn_q", "k": "attn_k", "v": "attn_v", "o": "attn_output",
             "ffn_norm": "ffn_norm", "gate": "ffn_gate", "up": "ffn_up", "down": "ffn_down"}
    out = [("token_embd.weight", net["embedding.weight"]), ("output_norm.weight", net["norm.weight"])]
    for layer in range(shape.layers):
        out += [(f"blk.{layer}.{gguf}.weight", net[f"blocks.{layer}.{name}.weight"]) for name, gguf in names.items()]
    return [(name, tensor.numpy()) for name, tensor in out]


def write(path, net: dict, shape: Shape, tokenizer: Tokenizer, exact: bool = False):
    """`exact` keeps the matrices in single precision, to tell export errors from rounding."""
    parameters = sum(values.size for _, values in tensors(net, shape))
    pairs = metadata(shape, parameters, tokenizer, exact)
    described, data, offset = [], [], 0
    for name, values in tensors(net, shape):
        kind = Q8_0 if values.ndim == 2 and not exact else F32
        raw = q8_0(values) if kind == Q8_0 else values.astype("<f4").tobytes()
        dims = values.shape[::-1]
        described.append(string(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, kind, offset))
        raw += b"\0" * (-len(raw) % ALIGNMENT)
        data.append(raw)
        offset += len(raw)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(described), len(pairs)) + b"".join(pairs + described)
    head += b"\0" * (-len(head) % ALIGNMENT)
    pathlib.Path(path).write_bytes(head + b"".join(data))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint")
    parser.add_argument("gguf")
    parser.add_argument("--average", action="store_true", help="the running average of the weights instead of the last ones")
    parser.add_argument("--exact", action="store_true", help="single precision instead of Q8_0")
    options = parser.parse_args()
    state = torch.load(options.checkpoint)
    tokenizer = Tokenizer.load(pathlib.Path(options.checkpoint).parent / "tokenizer.json")
    write(options.gguf, state["average" if options.average else "net"], Shape(**state["shape"]), tokenizer, options.exact)
    print(f"{options.gguf}: {pathlib.Path(options.gguf).stat().st_size} bytes, step {state['step']}, {state['tokens']} tokens")


if __name__ == "__main__":
    main()
