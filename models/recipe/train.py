"""Trains the network and keeps a checkpoint from which it resumes after any interruption.

    python3 models/recipe/train.py base --out models/recipe/out
    python3 models/recipe/train.py refine --out models/recipe/out [--until 2026-11-21T13:05 | --steps 100]

`base` starts from nothing; `refine`, `finish` and `polish` start from the checkpoint of the course before (or one
that restore.py made). What they train is in courses.py. Every batch depends on the seed and the step, so a resumed run sees what an unbroken one
would have. With `--until` (local time) the course is as long as time allows, however slow the machine: its schedule
then follows the clock, and each line of the log says which share of the course was over. With `--steps` it has
another length, and every stage of it is shortened (or drawn out) alike.
"""

import argparse
import ctypes
import datetime
import json
import os
import pathlib
import random
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import torch

import batches
import lessons
from courses import COURSES
from muon import Muon
from network import Network, Shape, deepen, seed_circuits
from tokenizer import Tokenizer
from workers import Helper, gradients

MATRIX_RATE, VECTOR_RATE = 0.02, 0.003
CHECK_CASES, SHOW_EVERY, SAVE_EVERY = 24, 25, 50
# The running average of the weights forgets with this factor per step.
AVERAGE = 0.995
# The refining course puts its additional block behind those which look back and find copies.
DEEPEN_AFTER = 3


@torch.no_grad()
def check(net: Network, examples: batches.Examples) -> dict:
    """Share of held-out lessons by skill in whose last answer every token is the likeliest one (a greedy run would say the same)."""
    accuracy = {}
    for skill in lessons.SKILLS:
        right = 0
        drawn = [last_answer(*examples.lesson(lessons.lesson(skill, random.Random(f"check {skill} {i}"), held_out=True)))
                 for i in range(CHECK_CASES)]
        drawn.sort(key=lambda e: len(e[0]))
        for i in range(0, len(drawn), 8):
            inputs, targets = batches.pad(drawn[i:i + 8])
            guesses = net(inputs).argmax(-1)
            right += ((guesses == targets) | (targets == batches.IGNORED)).all(1).sum().item()
        accuracy[skill] = right / CHECK_CASES
    return accuracy


def last_answer(ids: list, learnt: list) -> tuple[list, list]:
    """The example with only the assistant's last turn to learn."""
    begin = max((i for i in range(len(learnt)) if not learnt[i] and any(learnt[i + 1:i + 2])), default=-1) + 1
    return ids, [i >= begin and l for i, l in enumerate(learnt)]


class Pace:
    """Which share of the course is over: by steps, or, where an end is given, by the clock (a pause then costs steps, and
    the rate still comes down in time)."""

    def __init__(self, steps: int, until: float | None, share: float):
        self.steps, self.until, self.share, self.began = steps, until, share, time.time()

    def at(self, step: int) -> float:
        if self.until is None:
            return step / self.steps
        gone = (time.time() - self.began) / max(1.0, self.until - self.began)
        return min(1.0, self.share + (1 - self.share) * gone)


def save(path: pathlib.Path, state: dict):
    """Writes beside and renames, so that an interruption leaves the old checkpoint whole."""
    torch.save(state, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


def beginning(course_name: str, out: pathlib.Path, vocabulary: int) -> Network:
    """The network with which a course starts."""
    if course_name == "base":
        net = Network(Shape(vocabulary=vocabulary))
        seed_circuits(net)
        return net
    state = torch.load(out / COURSES[course_name].start)
    net = Network(Shape(**state["shape"]))
    net.load_state_dict(state["net"])
    return deepen(net, DEEPEN_AFTER) if course_name == "refine" else net


def prepare():
    """Without the first two, the C library hands every large buffer back to the kernel after use."""
    libc = ctypes.CDLL("libc.so.6")
    libc.mallopt(-3, 32 << 20), libc.mallopt(-1, 2 ** 31 - 1)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("course", choices=list(COURSES))
    parser.add_argument("--out", default=str(pathlib.Path(__file__).parent / "out"))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--until", type=datetime.datetime.fromisoformat, help="end at this time instead of after the course's steps")
    parser.add_argument("--steps", type=int, help="another number of steps")
    options = parser.parse_args()
    prepare()
    course = COURSES[options.course]()
    torch.manual_seed(course.seed)
    out = pathlib.Path(options.out)
    examples = batches.Examples(Tokenizer.load(out / "tokenizer.json"))
    net = beginning(options.course, out, len(examples.tokenizer.tokens))
    net.share_memory()
    matrices = [p for b in net.blocks for p in b.parameters() if p.ndim == 2]
    vectors = [p for p in net.parameters() if not any(p is m for m in matrices)]
    muon, adam = Muon(matrices), torch.optim.AdamW(vectors, lr=VECTOR_RATE, betas=(0.9, 0.98), weight_decay=0.0)
    average = {name: values.clone() for name, values in net.state_dict().items()}
    step, seen, seconds, share, accuracy = 0, 0, 0.0, 0.0, {}
    path = out / course.file
    if path.exists():
        state = torch.load(path)
        net.load_state_dict(state["net"])
        adam.load_state_dict(state["adam"])
        muon.momenta, average = state["momenta"], state["average"]
        step, seen, seconds, share, accuracy = (state[k] for k in ("step", "tokens", "seconds", "share", "accuracy"))
    print(f"{sum(p.numel() for p in net.parameters())} parameters, from step {step}", flush=True)
    if options.course != "base" and not accuracy:
        accuracy = check(net, examples)
        print("check 0 " + " ".join(f"{s}={a:.2f}" for s, a in accuracy.items()), flush=True)
    helpers = [Helper(net, examples, part, options.processes) for part in range(1, options.processes)]
    pace = Pace(options.steps or course.steps, options.until.timestamp() if options.until else None, share)
    losses, began, shown = [], time.monotonic(), seen
    while share < 1:
        position = round(share * course.steps)
        stage, mixture, tokens, long_share = course.stage(position, share, accuracy)
        job = (f"{course.seed} {step}", mixture, tokens, long_share, course.sure)
        for helper in helpers:
            helper.pipe.send(job)
        results = [gradients(net, examples, job, 0, options.processes)]
        for p in net.parameters():
            if p.grad is None:
                # This process had nothing in its part that was not known.
                p.grad = torch.zeros_like(p)
        for helper in helpers:
            results.append(helper.pipe.recv())
            for p, shared in zip(net.parameters(), helper.shared):
                p.grad.add_(shared)
        losses.append(sum(loss for loss, _ in results))
        seen += sum(tokens for _, tokens in results)
        torch.nn.utils.clip_grad_norm_(vectors, 1.0)
        rate = course.rate(position, share)
        muon.step(MATRIX_RATE * rate)
        adam.param_groups[0]["lr"] = VECTOR_RATE * rate
        adam.step()
        for p in net.parameters():
            p.grad = None
        with torch.no_grad():
            for name, values in net.state_dict().items():
                average[name].lerp_(values, 1 - AVERAGE)
        step += 1
        share = pace.at(step)
        if step % SHOW_EVERY == 0 or share >= 1:
            now = time.monotonic()
            seconds += now - began
            print(f"step {step} {stage} share {share:.4f} rate {rate:.4f} loss {sum(losses) / len(losses):.4f} tokens {seen / 1e6:.2f}M "
                  f"{(seen - shown) / (now - began):.0f}/s {seconds:.0f}s", flush=True)
            losses, began, shown = [], now, seen
        if step % course.check_every == 0 or share >= 1:
            accuracy = check(net, examples)
            print(f"check {step} " + " ".join(f"{s}={a:.2f}" for s, a in accuracy.items()), flush=True)
            with open(out / "progress.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps({"course": options.course, "step": step, "share": share, "tokens": seen, "seconds": round(seconds),
                                       "accuracy": accuracy}) + "\n")
        if step % SAVE_EVERY == 0 or share >= 1:
            save(path, {"net": net.state_dict(), "adam": adam.state_dict(), "momenta": muon.momenta, "average": average, "step": step, "tokens": seen,
                        "seconds": seconds, "share": share, "accuracy": accuracy, "shape": vars(net.shape)})


if __name__ == "__main__":
    main()
