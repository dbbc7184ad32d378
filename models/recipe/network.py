"""The network: a llama block stack (RMSNorm, rotary positions on neighbouring pairs, SwiGLU, tied embedding).

Rotary positions turn the pairs (0, 1), (2, 3), … of a head, which is the convention that GGUF's "llama"
architecture has, so that query and key weights are exported as they are.

`seed_circuits` gives copying a head start. A small network finds copying (look for what followed the
last time that this token occurred) late and all at once. Here the first layer starts with heads that look
one, two or three tokens back, and the next two layers with heads that compare this token with those and
pass on what they find. Training is free to change them.
"""

import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional as F


@dataclasses.dataclass
class Shape:
    """Sizes of the network; `base` is the rotary base, `context` the longest sequence trained."""
    vocabulary: int = 1280
    width: int = 160
    layers: int = 5
    heads: int = 5
    hidden: int = 416
    base: float = 500000.0
    epsilon: float = 1e-5
    context: int = 1024

    @property
    def head(self) -> int:
        return self.width // self.heads


class Norm(nn.Module):
    """Root-mean-square normalisation with a gain per channel."""

    def __init__(self, width: int, epsilon: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight


def rotate(x, turns):
    """Turns the neighbouring pairs of the last dimension of x [batch, position, head, size]."""
    pairs = torch.view_as_complex(x.view(*x.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * turns[:, None]).flatten(-2)


class Block(nn.Module):
    """Attention and feed-forward, each behind a norm and added to the stream."""

    def __init__(self, shape: Shape):
        super().__init__()
        w = shape.width
        self.shape = shape
        self.attention_norm, self.ffn_norm = Norm(w, shape.epsilon), Norm(w, shape.epsilon)
        self.q, self.k, self.v, self.o = (nn.Linear(w, w, bias=False) for _ in range(4))
        self.gate, self.up = nn.Linear(w, shape.hidden, bias=False), nn.Linear(w, shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, w, bias=False)

    def forward(self, x, turns, mask, kept=None):
        """Where `kept` [batch, position] is given, the feed-forward works on those positions only, and they are what is returned."""
        batch, length, width = x.shape
        y = self.attention_norm(x)
        q, k, v = (m(y).view(batch, length, self.shape.heads, -1) for m in (self.q, self.k, self.v))
        q = rotate(q * (1 / math.sqrt(self.shape.head)), turns).transpose(1, 2)
        k = rotate(k, turns).permute(0, 2, 3, 1)
        y = (torch.softmax(q @ k + mask, -1) @ v.transpose(1, 2)).transpose(1, 2).reshape(batch, length, width)
        x = x + self.o(y)
        if kept is not None:
            x = x[kept]
        y = self.ffn_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Network(nn.Module):
    """Maps token ids [batch, position] to logits."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape.width, shape.epsilon)
        nn.init.normal_(self.embedding.weight, std=0.05)
        for block in self.blocks:
            for matrix in (block.q, block.k, block.v, block.gate, block.up):
                nn.init.normal_(matrix.weight, std=0.6 / math.sqrt(shape.width))
            for matrix in (block.o, block.down):
                nn.init.normal_(matrix.weight, std=0.1 / math.sqrt(matrix.in_features * shape.layers))
        angles = torch.arange(shape.context)[:, None] * self.frequencies()
        self.register_buffer("turns", torch.polar(torch.ones_like(angles), angles), persistent=False)
        self.register_buffer("mask", torch.full((shape.context, shape.context), -1e9).triu(1), persistent=False)

    def frequencies(self):
        return self.shape.base ** (-torch.arange(0, self.shape.head, 2) / self.shape.head)

    def stream(self, ids, kept=None):
        """The normed final state of every position, or of those where `kept` is true."""
        length = ids.shape[1]
        turns, mask = self.turns[:length], self.mask[:length, :length]
        x = self.embedding(ids)
        for i, block in enumerate(self.blocks):
            x = block(x, turns, mask, kept if i == len(self.blocks) - 1 else None)
        return self.norm(x)

    def logits(self, states):
        return states @ self.embedding.weight.T

    def forward(self, ids):
        return self.logits(self.stream(ids))

    @torch.no_grad()
    def generate(self, ids: list[int], limit: int, stop: int) -> list[int]:
        """Greedy continuation of one prompt (slow: no cache), without the stop token."""
        out = []
        while len(out) < limit and len(ids) + len(out) < self.shape.context:
            token = int(self.logits(self.stream(torch.tensor([ids + out]))[0, -1]).argmax())
            if token == stop:
                break
            out.append(token)
        return out


@torch.no_grad()
def deepen(net: Network, after: int) -> Network:
    """The same network with one block more behind the first `after`; its outputs are zero, so nothing else changes yet."""
    grown = Network(dataclasses.replace(net.shape, layers=net.shape.layers + 1))
    grown.embedding, grown.norm = net.embedding, net.norm
    fresh = grown.blocks[after]
    fresh.o.weight.zero_(), fresh.down.weight.zero_()
    grown.blocks = nn.ModuleList([*net.blocks[:after], fresh, *net.blocks[after:]])
    return grown


@torch.no_grad()
def seed_circuits(net: Network, fast: int = 5):
    """Sets up looking back and copying in the first three layers; `fast` is the number of quick rotary pairs."""
    shape, size = net.shape, net.shape.head
    slow = size - 2 * fast
    generator = torch.Generator().manual_seed(7)

    def projection(rows):
        return torch.linalg.qr(torch.randn(shape.width, rows, generator=generator))[0].T

    # A channel that is the same for every token lets a head attend by position alone.
    constant = 0.15
    net.embedding.weight[:, 0] = constant
    level = constant / math.sqrt(0.05 ** 2 * (shape.width - 1) / shape.width + constant ** 2 / shape.width)
    frequencies = net.frequencies()
    first = net.blocks[0]
    back = []
    for head, offset in ((0, 1), (1, 2), (2, 1)):
        rows = slice(head * size, (head + 1) * size)
        first.q.weight[rows] *= 0.1
        first.k.weight[rows] *= 0.1
        strength = math.sqrt(12 * math.sqrt(size)) / level
        for pair in range(fast):
            turn = offset * frequencies[pair]
            # The key at distance `offset`, once turned by its position, points where the query points.
            first.q.weight[head * size + 2 * pair, 0] = strength
            first.k.weight[head * size + 2 * pair, 0] = strength * math.cos(turn)
            first.k.weight[head * size + 2 * pair + 1, 0] = strength * math.sin(turn)
        read, write = projection(size), projection(size)
        read[:, 0] = 0
        first.v.weight[rows] = read
        first.o.weight[:, rows] = 0.05 * write.T
        back.append((read, write))
    gain = 2.0
    for layer in (1, 2):
        block = net.blocks[layer]
        for head, (own, past) in ((0, (back[0], None)), (1, (back[0], back[1])), (2, (back[2], None))):
            rows = slice(head * size + 2 * fast, (head + 1) * size)
            block.q.weight[head * size:(head + 1) * size] *= 0.1
            block.k.weight[head * size:(head + 1) * size] *= 0.1
            if past is None:
                # This token against the one before the key.
                block.q.weight[rows] = gain * own[0][:slow]
                block.k.weight[rows] = gain * own[1][:slow]
            else:
                # This token and the one before it against the two before the key.
                half = slow // 2
                block.q.weight[rows] = gain * torch.cat((own[0][:half], own[1][:slow - half] ))
                block.k.weight[rows] = gain * torch.cat((own[1][:half], past[1][:slow - half]))
            carry = projection(size)
            carry[:, 0] = 0
            rows = slice(head * size, (head + 1) * size)
            block.v.weight[rows] = carry
            block.o.weight[:, rows] = 0.15 * carry.T
