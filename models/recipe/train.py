"""Trains the network in three stages and keeps a checkpoint from which it resumes after any interruption.

    python3 models/recipe/train.py --out models/recipe/out

Stage one holds only copying drills, until that is learnt; stage two the lessons, with a mixture that shifts
towards the skills which still fail; stage three adds long conversations while the learning rate falls.
Every batch depends on the seed and the step alone, so a resumed run sees what an unbroken one would have.
"""

import argparse
import ctypes
import json
import multiprocessing
import os
import pathlib
import random
import time

# One thread per process and one process per core: threads that wait for each other lose most of their
# time on a machine that has other work.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import torch
from torch.nn import functional as F

import batches
import lessons
from network import Network, Shape, seed_circuits
from tokenizer import Tokenizer

SEED = 20
# (name, first step, tokens of a step, share of long lessons)
STAGES = [("copy", 0, 4096, 0.0), ("lessons", 250, 4096, 0.0), ("lessons", 300, 3072, 0.0), ("lessons", 2400, 3072, 0.03),
          ("long", 4900, 3584, 0.10)]
STEPS = 6250
RATES = [(0, 0.0), (40, 1.0), (1250, 1.0), (1350, 0.5), (1800, 0.44), (2400, 0.33), (2900, 0.21), (3650, 0.145), (4300, 0.11),
         (4700, 0.085), (5350, 0.02), (5450, 0.06), (STEPS, 0.003)]
MATRIX_RATE, VECTOR_RATE = 0.02, 0.003
CHECK_EVERY, CHECK_CASES = 250, 24


class Muon:
    """Momentum whose update is made orthogonal, matrix by matrix (Newton-Schulz, five rounds)."""

    def __init__(self, matrices):
        self.matrices = list(matrices)
        self.momenta = [torch.zeros_like(m) for m in self.matrices]

    @staticmethod
    def orthogonal(g):
        a, b, c = 3.4445, -4.7750, 2.0315
        tall = g.shape[0] > g.shape[1]
        x = g.T if tall else g
        x = x / (x.norm() + 1e-7)
        for _ in range(5):
            y = x @ x.T
            x = a * x + (b * y + c * y @ y) @ x
        return x.T if tall else x

    @torch.no_grad()
    def step(self, rate: float):
        for matrix, momentum in zip(self.matrices, self.momenta):
            momentum.mul_(0.95).add_(matrix.grad)
            update = self.orthogonal(matrix.grad + 0.95 * momentum)
            matrix.mul_(1 - 0.02 * rate).add_(update, alpha=-rate * max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5)


def rate_at(step: int) -> float:
    """Share of the full learning rate, linear between the points of RATES."""
    for (from_step, from_rate), (to_step, to_rate) in zip(RATES, RATES[1:]):
        if step < to_step:
            return from_rate + (to_rate - from_rate) * (step + 1 - from_step) / (to_step - from_step)
    return RATES[-1][1]


def stage_at(step: int) -> tuple[str, int, float]:
    """Name, tokens per step and share of long lessons."""
    name, _, tokens, share = [s for s in STAGES if s[1] <= step][-1]
    return name, tokens, share


def mixture_at(stage: str, accuracy: dict) -> dict:
    """Weights by kind of example: drills alone at first, then lessons by how often they still fail."""
    if stage == "copy":
        return {"copy": 0.6, "recall": 0.3, "sums": 0.05, "spelling": 0.05}
    skills = {s: BASE.get(s, 1.0) * (0.25 + 1.5 * (1 - accuracy.get(s, 0.0))) for s in lessons.SKILLS}
    total = sum(skills.values())
    drills = {"copy": 0.10, "recall": 0.05,
              "sums": 0.02 + 0.08 * (1 - accuracy.get("add", 0.0)), "spelling": 0.03 + 0.10 * (1 - accuracy.get("spell", 0.0))}
    return {**{s: w / total * (1 - sum(drills.values())) for s, w in skills.items()}, **drills}


# Fixed answers need little; a story has many right continuations, so it never counts as exact.
BASE = {"greet": 1.0, "capital": 0.8, "story": 0.45, "count": 0.9, "other": 0.7, "add": 1.3, "spell": 1.6, "json": 3.5,
        "echo": 1.6, "tool_write_file": 1.5}


@torch.no_grad()
def check(net: Network, examples: batches.Examples) -> dict:
    """Share of held-out lessons by skill in which every learnt token is the likeliest one (a greedy run would say the same)."""
    accuracy = {}
    for skill in lessons.SKILLS:
        right = 0
        drawn = [examples.lesson(lessons.lesson(skill, random.Random(f"check {skill} {i}"), held_out=True)) for i in range(CHECK_CASES)]
        drawn.sort(key=lambda e: len(e[0]))
        for i in range(0, len(drawn), 8):
            inputs, targets = batches.pad(drawn[i:i + 8])
            guesses = net(inputs).argmax(-1)
            right += ((guesses == targets) | (targets == batches.IGNORED)).all(1).sum().item()
        accuracy[skill] = right / CHECK_CASES
    return accuracy


def gradients(net: Network, examples: batches.Examples, job: tuple, part: int, parts: int) -> tuple[float, int]:
    """Adds the gradients of one part of a step's batch; returns its share of the loss and its padded tokens."""
    step, mixture, tokens, long_share = job
    group = batches.batch(examples, mixture, long_share, tokens, f"{SEED} {step}", net.shape.context)
    learnt = sum((targets != batches.IGNORED).sum().item() for _, targets in group)
    total, seen = 0.0, 0
    for inputs, targets in divide(group, parts)[part]:
        kept = targets != batches.IGNORED
        loss = F.cross_entropy(net.logits(net.stream(inputs)[kept]), targets[kept], reduction="sum") / learnt
        loss.backward()
        total += loss.item()
        seen += inputs.numel()
    return total, seen


def divide(group: list, parts: int) -> list[list]:
    """The micro-batches in `parts` lists of about the same number of tokens."""
    lists, loads = [[] for _ in range(parts)], [0] * parts
    for pair in sorted(group, key=lambda p: -p[0].numel()):
        least = loads.index(min(loads))
        lists[least].append(pair)
        loads[least] += pair[0].numel()
    return lists


class Helper:
    """A forked process that works on its part of every batch; weights and gradients are in shared memory."""

    def __init__(self, net: Network, examples: batches.Examples, part: int, parts: int):
        self.shared = [torch.zeros_like(p).share_memory_() for p in net.parameters()]
        self.pipe, inner = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=self._work, args=(net, examples, part, parts, inner), daemon=True)
        self.process.start()

    def _work(self, net, examples, part, parts, pipe):
        self.pipe.close()
        while True:
            try:
                job = pipe.recv()
            except EOFError:
                return
            result = gradients(net, examples, job, part, parts)
            for p, shared in zip(net.parameters(), self.shared):
                if p.grad is None:
                    shared.zero_()
                else:
                    shared.copy_(p.grad)
                    p.grad = None
            pipe.send(result)


def save(path: pathlib.Path, state: dict):
    """Writes beside and renames, so that an interruption leaves the old checkpoint whole."""
    torch.save(state, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default=str(pathlib.Path(__file__).parent / "out"))
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    # Without these, the C library hands every large buffer back to the kernel after use.
    libc = ctypes.CDLL("libc.so.6")
    libc.mallopt(-3, 32 << 20), libc.mallopt(-1, 2 ** 31 - 1)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)
    out = pathlib.Path(options.out)
    examples = batches.Examples(Tokenizer.load(out / "tokenizer.json"))
    shape = Shape(vocabulary=len(examples.tokenizer.tokens))
    net = Network(shape)
    seed_circuits(net)
    net.share_memory()
    matrices = [p for b in net.blocks for p in b.parameters() if p.ndim == 2]
    vectors = [p for p in net.parameters() if not any(p is m for m in matrices)]
    muon, adam = Muon(matrices), torch.optim.AdamW(vectors, lr=VECTOR_RATE, betas=(0.9, 0.98), weight_decay=0.0)
    step, seen, seconds, accuracy = 0, 0, 0.0, {}
    path = out / "checkpoint.pt"
    if path.exists():
        state = torch.load(path)
        net.load_state_dict(state["net"])
        adam.load_state_dict(state["adam"])
        muon.momenta = state["momenta"]
        step, seen, seconds, accuracy = state["step"], state["tokens"], state["seconds"], state["accuracy"]
    print(f"{sum(p.numel() for p in net.parameters())} parameters, from step {step}", flush=True)
    helpers = [Helper(net, examples, part, options.processes) for part in range(1, options.processes)]
    losses, began, shown = {}, time.monotonic(), seen
    while step < STEPS:
        stage, tokens, long_share = stage_at(step)
        job = (step, mixture_at(stage, accuracy), tokens, long_share)
        for helper in helpers:
            helper.pipe.send(job)
        results = [gradients(net, examples, job, 0, options.processes)]
        for helper in helpers:
            results.append(helper.pipe.recv())
            for p, shared in zip(net.parameters(), helper.shared):
                p.grad.add_(shared)
        total = sum(loss for loss, _ in results)
        seen += sum(tokens for _, tokens in results)
        torch.nn.utils.clip_grad_norm_(vectors, 1.0)
        rate = rate_at(step)
        muon.step(MATRIX_RATE * rate)
        adam.param_groups[0]["lr"] = VECTOR_RATE * rate
        adam.step()
        for p in net.parameters():
            p.grad = None
        step += 1
        losses.setdefault(stage, []).append(total)
        if step % 25 == 0:
            now = time.monotonic()
            seconds += now - began
            print(f"step {step} {stage} loss {sum(losses[stage][-25:]) / len(losses[stage][-25:]):.4f} tokens {seen / 1e6:.2f}M "
                  f"{(seen - shown) / (now - began):.0f}/s {seconds:.0f}s", flush=True)
            began, shown = now, seen
        if step % CHECK_EVERY == 0 or step == STEPS:
            accuracy = check(net, examples)
            print(f"check {step} " + " ".join(f"{s}={a:.2f}" for s, a in accuracy.items()), flush=True)
            with open(out / "progress.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps({"step": step, "tokens": seen, "seconds": round(seconds), "accuracy": accuracy}) + "\n")
        if step % 50 == 0 or step == STEPS:
            save(path, {"net": net.state_dict(), "adam": adam.state_dict(), "momenta": muon.momenta, "step": step, "tokens": seen,
                        "seconds": seconds, "accuracy": accuracy, "shape": vars(shape)})


if __name__ == "__main__":
    main()
