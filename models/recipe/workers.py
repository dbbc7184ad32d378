"""The gradients of a step, divided among processes.

One thread per process and one process per core: threads that wait for each other lose most of their time
on a machine that has other work.
"""

import multiprocessing
import random

import torch
from torch.nn import functional as F

import batches
from network import Network


def gradients(net: Network, examples: batches.Examples, job: tuple, part: int, parts: int) -> tuple[float, int]:
    """Adds the gradients of one part of a step's batch; returns its share of the loss and its padded tokens."""
    seed, mixture, tokens, long_share, sure = job
    drawn = batches.batch(examples, mixture, long_share, tokens, seed, net.shape.context)
    learnt = sum(sum(row[1:]) for _, row in drawn)
    groups = divide(batches.grouped(drawn), parts)[part]
    if sure is not None:
        groups = batches.grouped(unsure(net, groups, sure, seed))
    total, seen = 0.0, 0
    for inputs, targets in map(batches.pad, groups):
        kept = targets != batches.IGNORED
        loss = F.cross_entropy(net.logits(net.stream(inputs, kept)), targets[kept], reduction="sum") / learnt
        loss.backward()
        total += loss.item()
        seen += inputs.numel()
    return total, seen


@torch.no_grad()
def unsure(net: Network, groups: list, sure: float, seed: str) -> list:
    """The examples in which some token's loss is above `sure`, and a tenth of the others. A pass forward costs a third of
    learning, so that most of the time is spent on what is not known yet."""
    kept = []
    for group in groups:
        inputs, targets = batches.pad(group)
        learnt = targets != batches.IGNORED
        losses = torch.zeros(targets.shape)
        losses[learnt] = F.cross_entropy(net.logits(net.stream(inputs, learnt)), targets[learnt], reduction="none")
        kept += [e for e, worst in zip(group, losses.max(1).values.tolist()) if worst > sure or random.Random(f"{seed} {e[0]}").random() < 0.1]
    return kept


def divide(groups: list, parts: int) -> list[list]:
    """The micro-batches in `parts` lists of about the same number of tokens."""
    lists, loads = [[] for _ in range(parts)], [0] * parts
    size = lambda group: len(group) * max(len(ids) for ids, _ in group)
    for group in sorted(groups, key=size, reverse=True):
        least = loads.index(min(loads))
        lists[least].append(group)
        loads[least] += size(group)
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
