"""Compares the exported file in stock llama.cpp with the network in torch.

    python3 models/recipe/verify.py --library FOLDER [--checkpoint …] [--model …]

Token ids must be equal on lessons, on random bytes of several scripts and on odd blanks and digits. Greedy
answers on held-out lessons are compared twice: of the same weights written in single precision, which must be
equal, and of the file itself, where rounding to Q8_0 decides near-ties (counted; the logits must be close).
"""

import argparse
import pathlib
import random
import sys
import tempfile

import numpy as np
import torch

import chat
import export
import lessons
from native import Native
from network import Network, Shape
from tokenizer import SPECIAL, TAGS, Tokenizer

LIMIT = 100
HERE = pathlib.Path(__file__).parent
ALPHABETS = ["abcdefgHIJKL", "0123456789", " \t\n\r", ".,;:!?'\"()[]{}<>|/\\@#$%^&*-_=+~`", "äöüßéèñçøåŁž", "αβγδЖщыѣ", "日本語漢字かなカナ", "한국어",
             "אבגדה", "ابتث", "٠١٢٣½²Ⅷ", "🙂🚀👩‍💻", "\u00a0\u2003\u200b", "हिन्दी"]


def texts(rng: random.Random, count: int):
    """Lessons as rendered, and strings mixed from several alphabets."""
    for i in range(count):
        lesson = lessons.lesson(rng.choice(lessons.SKILLS), rng, held_out=i % 2 == 0, size="long" if i % 5 == 0 else "short")
        yield chat.render(lesson["messages"], lesson["tools"])
    for _ in range(count):
        parts = []
        for _ in range(rng.randint(1, 30)):
            alphabet = rng.choice(ALPHABETS)
            parts.append("".join(rng.choice(alphabet) for _ in range(rng.randint(1, 4))))
            if rng.random() < 0.05:
                parts.append(rng.choice(TAGS + SPECIAL + ["it's", "WE'LL", "don't", "I'M"]))
        yield "".join(parts)


def compare(net: Network, tokenizer: Tokenizer, native: Native, answers: int) -> tuple[int, float]:
    """(number of equal greedy answers, largest difference of a first logit)."""
    equal, worst = 0, 0.0
    for i in range(answers):
        lesson = lessons.lesson(lessons.SKILLS[i % len(lessons.SKILLS)], random.Random(f"verify {i}"), held_out=True)
        prompt = tokenizer.encode(chat.render(lesson["messages"][:-1], lesson["tools"], add_generation_prompt=True))
        equal += net.generate(prompt, LIMIT, tokenizer.eos) == native.generate(prompt, LIMIT)
        with torch.no_grad():
            logits = net(torch.tensor([prompt]))[0, -1].numpy()
        worst = max(worst, float(np.abs(logits - native.first_logits(prompt)).max()))
    return equal, worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", required=True, help="folder with libllama and libggml")
    parser.add_argument("--checkpoint", default=str(HERE / "out" / "finished.pt"))
    parser.add_argument("--average", action="store_true", help="the file was exported from the running average")
    parser.add_argument("--model", default=str(HERE.parent / "pensieve-tiny.gguf"))
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--answers", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(1)
    native = Native(options.library, options.model)
    tokenizer = Tokenizer.load(pathlib.Path(options.checkpoint).parent / "tokenizer.json")
    rng = random.Random("verify")
    total, wrong, unlike = 0, [], 0
    for text in texts(rng, options.texts):
        total += 1
        ids = tokenizer.encode(text)
        if ids != native.encode(text):
            wrong.append(text)
        if tokenizer.decode(ids) != text:
            unlike += 1
    print(f"token ids: {total - len(wrong)} of {total} texts equal, {unlike} not restored by decoding")
    for text in wrong[:5]:
        print("  differs:", repr(text[:120]))
    state = torch.load(options.checkpoint)
    net = Network(Shape(**state["shape"]))
    net.load_state_dict(state["average" if options.average else "net"])
    rounded, apart = compare(net, tokenizer, native, options.answers)
    with tempfile.TemporaryDirectory() as folder:
        exact = str(pathlib.Path(folder) / "exact.gguf")
        export.write(exact, net.state_dict(), net.shape, tokenizer, exact=True)
        equal, worst = compare(net, tokenizer, Native(options.library, exact), options.answers)
    print(f"greedy answers: {equal} of {options.answers} equal in single precision; largest difference of a logit {worst:.4f}")
    print(f"greedy answers: {rounded} of {options.answers} equal in Q8_0; largest difference of a logit {apart:.3f}")
    same_template = native.metadata("tokenizer.chat_template") == chat.TEMPLATE
    print(f"template in the file is the recipe's: {same_template}")
    sys.exit(0 if not wrong and not unlike and same_template and equal >= 0.98 * options.answers and apart < 1 else 1)


if __name__ == "__main__":
    main()
