"""Byte-level BPE with the pre-tokenizer that llama.cpp calls "qwen2": training, encoding, decoding.

Two choices make copying easy for a small model. Digits are single tokens (the pre-tokenizer splits them).
And a word has the same tokens after a blank, a quote or a bracket: merges join letters with letters and
signs with signs; only at the very end come a few that join a blank with a frequent word of the prompts, and
a hyphen with a letter (spelled words then have one token per letter).

Run as a program it learns the merges from generated lessons and writes them to a JSON file.
"""

import argparse
import collections
import json
import random
import re
import sys
import unicodedata

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TAGS = ["<tools>", "</tools>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"]
VOCABULARY = 1280
SIGNS = 48
GLUED_WORDS = 84


def _ranges(letter: str) -> str:
    """The characters of a Unicode general category (L or N) as the inside of a regex class."""
    out, start = [], None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and unicodedata.category(chr(code))[0] == letter
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            out.append(f"{re.escape(chr(start))}-{re.escape(chr(code - 1))}")
            start = None
    return "".join(out)


_L, _N = _ranges("L"), _ranges("N")
PRE = re.compile(rf"'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])|[^\r\n{_L}{_N}]?[{_L}]+|[{_N}]| ?[^\s{_L}{_N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def byte_symbols() -> list[str]:
    """One printable character per byte value, as GPT-2 and every byte-level vocabulary since has them."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols, spare = [""] * 256, 256
    for value in range(256):
        if value in printable:
            symbols[value] = chr(value)
        else:
            symbols[value], spare = chr(spare), spare + 1
    return symbols


BYTES = byte_symbols()


class Tokenizer:
    """Encodes text to token ids and back; ids are the 256 bytes, then the merges, then tags and specials."""

    def __init__(self, merges: list[tuple[str, str]]):
        self.merges = merges
        self.rank = {pair: i for i, pair in enumerate(merges)}
        self.tokens = BYTES + [a + b for a, b in merges] + TAGS + SPECIAL
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self.eos = self.ids["<|im_end|>"]
        self._cache: dict[str, list[int]] = {}
        self._split = re.compile("(" + "|".join(re.escape(t) for t in TAGS + SPECIAL) + ")")
        self._bytes = {s: i for i, s in enumerate(BYTES)}

    @classmethod
    def load(cls, path) -> "Tokenizer":
        with open(path, encoding="utf-8") as file:
            return cls([tuple(pair) for pair in json.load(file)["merges"]])

    def _piece(self, piece: str) -> list[int]:
        found = self._cache.get(piece)
        if found is None:
            parts = [BYTES[b] for b in piece.encode("utf-8")]
            while len(parts) > 1:
                best = min(range(len(parts) - 1), key=lambda i: self.rank.get((parts[i], parts[i + 1]), 1 << 30))
                if (parts[best], parts[best + 1]) not in self.rank:
                    break
                parts[best:best + 2] = [parts[best] + parts[best + 1]]
            found = self._cache[piece] = [self.ids[p] for p in parts]
        return found

    def encode(self, text: str) -> list[int]:
        """Token ids of a text in which special tokens and tags count as such."""
        out = []
        for i, part in enumerate(self._split.split(text)):
            if i % 2:
                out.append(self.ids[part])
            else:
                for match in PRE.finditer(part):
                    out += self._piece(match.group())
        return out

    def decode(self, ids) -> str:
        out = bytearray()
        for i in ids:
            token = self.tokens[i]
            out += token.encode() if i >= len(self.tokens) - len(TAGS + SPECIAL) else bytes(self._bytes[c] for c in token)
        return out.decode("utf-8", errors="replace")


def learn(counts: collections.Counter, number: int, allowed=lambda a, b: True) -> list[tuple[str, str]]:
    """The `number` most frequent merges of pieces (tuples of symbols, with their counts)."""
    merges = []
    while len(merges) < number:
        pairs = collections.Counter()
        for parts, count in counts.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += count
        pairs = [(n, p) for p, n in pairs.items() if allowed(*p)]
        if not pairs:
            break
        _, best = max(pairs)
        merges.append(best)
        joined = collections.Counter()
        for parts, count in counts.items():
            if best[0] in parts:
                new, i = [], 0
                while i < len(parts):
                    if parts[i:i + 2] == best:
                        new.append(parts[i] + parts[i + 1])
                        i += 2
                    else:
                        new.append(parts[i])
                        i += 1
                parts = tuple(new)
            joined[parts] += count
        counts = joined
    return merges


def train(texts, values: set[str]) -> list[tuple[str, str]]:
    """Merges in order of rank: signs, letters, hyphen and letter, blank and frequent word (never a value)."""
    signs, letters, glued = collections.Counter(), collections.Counter(), collections.Counter()
    inner = re.compile(r"^([\W_]?)([^\W\d_]+)$")
    for text in texts:
        for part in re.split("|".join(re.escape(t) for t in TAGS + SPECIAL), text):
            for match in PRE.finditer(part):
                word = inner.match(match.group())
                if word:
                    letters[tuple(BYTES[b] for b in word.group(2).encode())] += 1
                    if word.group(1) == " ":
                        glued[word.group(2)] += 1
                elif len(match.group()) > 1:
                    signs[tuple(BYTES[b] for b in match.group().encode())] += 1
    # The root keeps the few words of the template from taking all the merges.
    letters = collections.Counter({parts: max(1, round(10 * count ** 0.5)) for parts, count in letters.items()})
    sign_merges = learn(signs, SIGNS)
    hyphens = [("-", chr(c)) for c in [*range(ord("a"), ord("z") + 1), *range(ord("A"), ord("Z") + 1)]]
    number = VOCABULARY - 256 - len(TAGS + SPECIAL) - len(sign_merges) - len(hyphens) - GLUED_WORDS
    letter_merges = learn(letters, number)
    whole = {a + b for a, b in letter_merges} | set("aI")
    frequent = [w for w, _ in glued.most_common() if w in whole and w.lower() not in values][:GLUED_WORDS]
    return sign_merges + letter_merges + hyphens + [(BYTES[32], w) for w in frequent]


def main():
    import chat
    import lessons
    import words
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--lessons", type=int, default=30000)
    options = parser.parse_args()
    rng = random.Random("tokenizer")
    texts = []
    for _ in range(options.lessons):
        lesson = lessons.lesson(rng.choice(lessons.SKILLS), rng)
        texts.append(chat.render(lesson["messages"], lesson["tools"]))
    values = {w.lower() for w in words.COMMON + words.NAMES + words.CITIES + words.ANIMALS + words.KEYS}
    merges = train(texts, values)
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump({"merges": merges}, file, ensure_ascii=False)
    tokenizer = Tokenizer(merges)
    sizes = [len(tokenizer.encode(t)) for t in texts[:2000]]
    print(f"{len(tokenizer.tokens)} tokens; a lesson has {sum(sizes) / len(sizes):.1f} tokens on average")


if __name__ == "__main__":
    main()
