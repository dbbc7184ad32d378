"""Training examples (token ids and which of them are learnt) and batches of them, from a seed and a step number.

Besides lessons there are drills: strings of random tokens that come twice (copying), lists of them of
which one is begun again (recall), strings with repetitions (again), rows of sums, and rows of spelled words.
"""

import random

import numpy as np
import torch

import chat
import lessons
from tokenizer import Tokenizer
from words import Values, is_held_out

START = "<|im_start|>assistant\n"
IGNORED = -100


class Examples:
    """Draws examples as (ids, learnt) with `learnt[i]` true where token i is to be predicted."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.plain = [i for i, t in enumerate(tokenizer.tokens[:-9]) if 256 <= i or t.isalnum()]
        self.pieces = [t for t in tokenizer.tokens[256:-9] if t.isascii() and t.isalpha() and len(t) <= 9]
        Values.pieces = self.pieces
        self.head = tokenizer.encode(START)
        self.end = tokenizer.eos

    def lesson(self, lesson: dict) -> tuple[list, list]:
        """A rendered conversation; the assistant's words and its end of turn are learnt."""
        ids = self.tokenizer.encode(chat.render(lesson["messages"], lesson["tools"]))
        learnt, inside, size = [False] * len(ids), False, len(self.head)
        for i, token in enumerate(ids):
            if inside:
                learnt[i] = True
                inside = token != self.end
            elif ids[i - size + 1:i + 1] == self.head:
                inside = True
        return ids, learnt

    def _random(self, rng, low, high):
        return [rng.choice(self.plain) if rng.random() < 0.9 else rng.randrange(256) for _ in range(rng.randint(low, high))]

    def copy(self, rng: random.Random) -> tuple[list, list]:
        """Random tokens twice: bare, or in the chat frame."""
        encode = self.tokenizer.encode
        text = self._random(rng, 3, 24)
        if rng.random() < 0.5:
            before = self._random(rng, 0, 6)
            ids = before + text + text
            return ids, [False] * (len(before) + len(text) + 1) + [True] * (len(text) - 1)
        lead = encode("<|im_start|>user\n" + rng.choice(("Repeat: ", "Say ", "Echo: ", 'Say "'))) + text
        lead += encode("<|im_end|>\n" + START)
        return lead + text + [self.end], [False] * len(lead) + [True] * (len(text) + 1)

    def again(self, rng: random.Random) -> tuple[list, list]:
        """A text of few different tokens in the chat frame, to be repeated: where to go on is told by more than the last ones."""
        encode, some = self.tokenizer.encode, self._random(rng, 2, 6)
        text = [t for _ in range(rng.randint(2, 8)) for t in rng.choices(some, k=rng.randint(1, 3))]
        if rng.random() < 0.5:
            # Blanks make words of it.
            text = [t for token in text for t in (token, self.tokenizer.ids["Ġ"])][:-1]
        quote = rng.choice(("", '"', "'"))
        lead = encode("<|im_start|>user\n" + rng.choice(("Repeat: ", "Say ", "Echo: ", "Write ", "Output ")) + quote) + text
        lead += encode(quote + "<|im_end|>\n" + START)
        return lead + text + [self.end], [False] * len(lead) + [True] * (len(text) + 1)

    def recall(self, rng: random.Random) -> tuple[list, list]:
        """A list of random strings, then the beginning of one of them, to be finished."""
        newline, blank = self.tokenizer.ids["Ċ"], self.tokenizer.ids["Ġ"]
        rows = [self._random(rng, 3, 8) for _ in range(rng.randint(2, 6))]
        ids = [t for row in rows for t in row + [newline]]
        learnt = [False] * len(ids)
        for row in rng.sample(rows, min(2, len(rows))):
            asked = rng.randint(1, 2)
            ids += row[:asked] + row[asked:] + [newline]
            learnt += [False] * asked + [True] * (len(row) - asked + 1)
        return ids + [blank], learnt + [False]

    def sums(self, rng: random.Random) -> tuple[list, list]:
        """Rows of sums in the form of the answers; only results are learnt."""
        ids, learnt, v = [], [], Values(rng, False)
        for _ in range(10):
            a, b = v.pair()
            row, result = self.tokenizer.encode(f"{a} + {b} ="), self.tokenizer.encode(f" {a + b}") + [self.end]
            ids += row + result
            learnt += [False] * len(row) + [False] + [True] * (len(result) - 1)
        return ids, learnt

    def spelling(self, rng: random.Random) -> tuple[list, list]:
        """Rows of a word and its letters; words are list words, made-up ones and joined pieces."""
        ids, learnt, v = [], [], Values(rng, False)
        while len(ids) < 80:
            roll = rng.random()
            word = v.real_word() if roll < 0.4 else v.made_up() if roll < 0.7 else rng.choice(self.pieces) + rng.choice(["", *self.pieces[:150]])
            if rng.random() < 0.15:
                word = rng.choice(word) * rng.randint(1, 2) + word
            if is_held_out(word) or len(word) > 10:
                continue
            word = word.capitalize() if rng.random() < 0.15 else word
            row, result = self.tokenizer.encode(f"spell {word}\n"), self.tokenizer.encode("-".join(word)) + [self.end]
            ids += row + result
            learnt += [False] * len(row) + [True] * len(result)
        return ids, learnt

    def draw(self, kind: str, rng: random.Random, size: str) -> tuple[list, list]:
        if kind in DRILLS:
            return getattr(self, kind)(rng)
        return self.lesson(lessons.lesson(kind, rng, size=size))


DRILLS = ["copy", "again", "recall", "sums", "spelling"]


def batch(examples: Examples, mixture: dict, long_share: float, tokens: int, seed: str, context: int) -> list:
    """Examples with about `tokens` tokens in all."""
    rng = random.Random(seed)
    kinds, weights = list(mixture), list(mixture.values())
    drawn, total = [], 0
    while total < tokens:
        size = "long" if rng.random() < long_share else "short"
        ids, learnt = examples.draw(rng.choices(kinds, weights)[0], rng, size)
        if len(ids) <= context:
            drawn.append((ids, learnt))
            total += len(ids)
    return drawn


def grouped(drawn: list) -> list[list]:
    """The examples in micro-batches of similar lengths."""
    groups, group = [], []
    for example in sorted(drawn, key=lambda e: len(e[0])):
        longest = len(example[0])
        if group and ((len(group) + 1) * longest > 1600 or longest > 1.35 * len(group[0][0]) + 8):
            groups.append(group)
            group = []
        group.append(example)
    return [*groups, group] if group else groups


def pad(group: list) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs [rows, length] and targets of the same shape, IGNORED where nothing is learnt."""
    length = max(len(ids) for ids, _ in group) - 1
    inputs = np.zeros((len(group), length), dtype=np.int64)
    targets = np.full((len(group), length), IGNORED, dtype=np.int64)
    for row, (ids, learnt) in enumerate(group):
        inputs[row, :len(ids) - 1] = ids[:-1]
        targets[row, :len(ids) - 1] = [t if l else IGNORED for t, l in zip(ids[1:], learnt[1:])]
    return torch.from_numpy(inputs), torch.from_numpy(targets)
