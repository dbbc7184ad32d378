"""Makes a checkpoint and the tokenizer out of an exported file, where the training's own checkpoint is lost.

    python3 models/recipe/restore.py models/pensieve-tiny.gguf models/recipe/out

The weights are those of the file: rounded to Q8_0, without the optimizer's state.
"""

import argparse
import json
import pathlib
import struct

import numpy as np
import torch

from export import ALIGNMENT, ARRAY, BOOL, F32, FLOAT32, INT32, Q8_0, STRING, UINT32, tensors
from network import Network, Shape
from tokenizer import Tokenizer

SIMPLE = {UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}


class Reader:
    """Reads the header and the tensors of the kinds that export.py writes."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0
        magic, version, tensor_count, pair_count = self._unpack("<4sIQQ")
        if magic != b"GGUF" or version != 3:
            raise ValueError("not a GGUF file of version 3")
        self.pairs = {}
        for _ in range(pair_count):
            key = self._string()
            self.pairs[key] = self._value(self._unpack("<I")[0])
        described = [self._tensor() for _ in range(tensor_count)]
        start = -(-self.at // ALIGNMENT) * ALIGNMENT
        self.tensors = {name: self._values(dims, kind, start + offset) for name, dims, kind, offset in described}

    def _unpack(self, form: str) -> tuple:
        out = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return out

    def _string(self) -> str:
        size, = self._unpack("<Q")
        self.at += size
        return self.data[self.at - size:self.at].decode("utf-8")

    def _value(self, kind: int):
        if kind == STRING:
            return self._string()
        if kind == ARRAY:
            inner, count = self._unpack("<IQ")
            return [self._value(inner) for _ in range(count)]
        return self._unpack(SIMPLE[kind])[0]

    def _tensor(self) -> tuple:
        name, dims = self._string(), self._unpack("<I")[0]
        sizes = self._unpack(f"<{dims}Q")
        return name, sizes[::-1], *self._unpack("<IQ")

    def _values(self, dims: tuple, kind: int, at: int) -> np.ndarray:
        count = int(np.prod(dims))
        if kind == F32:
            return np.frombuffer(self.data, "<f4", count, at).reshape(dims).copy()
        if kind != Q8_0:
            raise ValueError(f"a tensor of type {kind}, which the recipe does not write")
        blocks = np.frombuffer(self.data, [("scale", "<f2"), ("quants", "i1", 32)], count // 32, at)
        return (blocks["scale"].astype(np.float32)[:, None] * blocks["quants"]).reshape(dims)


def restore(path) -> tuple[Network, Tokenizer]:
    file = Reader(pathlib.Path(path).read_bytes())
    get = lambda key: file.pairs["llama." + key]
    shape = Shape(vocabulary=get("vocab_size"), width=get("embedding_length"), layers=get("block_count"), heads=get("attention.head_count"),
                  hidden=get("feed_forward_length"), base=get("rope.freq_base"), context=get("context_length"))
    tokenizer = Tokenizer([tuple(pair.split(" ")) for pair in file.pairs["tokenizer.ggml.merges"]])
    if tokenizer.tokens != file.pairs["tokenizer.ggml.tokens"]:
        raise ValueError("the vocabulary of the file is not the recipe's")
    net = Network(shape)
    with torch.no_grad():
        for name, values in tensors(net.state_dict(), shape):
            values[:] = file.tensors[name]
    return net, tokenizer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gguf")
    parser.add_argument("out", help="folder for tokenizer.json and the checkpoint")
    parser.add_argument("--name", default="refined.pt", help="the checkpoint's name: checkpoint.pt to begin refine with it, refined.pt for finish")
    options = parser.parse_args()
    net, tokenizer = restore(options.gguf)
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "tokenizer.json", "w", encoding="utf-8") as file:
        json.dump({"merges": tokenizer.merges}, file, ensure_ascii=False)
    torch.save({"net": net.state_dict(), "shape": vars(net.shape), "step": 0, "tokens": 0, "seconds": 0.0, "accuracy": {}}, out / options.name)
    print(f"{sum(p.numel() for p in net.parameters())} parameters")


if __name__ == "__main__":
    main()
