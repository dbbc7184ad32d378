"""What is trained when: the lessons of each step, their mixture and the learning rate.

The base course makes the network from nothing. The refining course goes on from its end with one block more,
with a warm restart of the rate, and with a mixture led by what still fails. The finishing course is led by failures
altogether: it learns only from examples that the network is not sure of yet. The polishing course is the same again, for
the skills that were left, and with more long conversations.
"""

import lessons

# Fixed answers need little; a story has many right continuations, so it never counts as exact.
BASE_WEIGHTS = {"greet": 1.0, "capital": 0.8, "story": 0.45, "count": 0.9, "other": 0.7, "add": 1.3, "spell": 1.6, "json": 3.5,
                "echo": 1.6, "tool_write_file": 1.5}
REFINE_WEIGHTS = {**BASE_WEIGHTS, "greet": 0.7, "story": 0.4, "add": 1.0, "json": 2.2, "echo": 2.2, "tool_write_file": 2.0, "tool_result": 1.5}
FINISH_WEIGHTS = {"greet": 0.5, "capital": 0.7, "story": 0.25, "count": 0.9, "other": 1.2, "spell": 1.2, "json": 7.0, "echo": 7.0,
                  "follow_up": 3.0, "tool_write_file": 3.5, "tool_result": 1.5, "aside": 1.3,
                  "tool_weather": 0.7, "tool_add": 0.7, "tool_read_file": 0.8, "tool_run_code": 0.6}

POLISH_WEIGHTS = {**FINISH_WEIGHTS, "json": 4.0, "echo": 8.0, "follow_up": 2.0, "tool_write_file": 8.0, "tool_result": 4.0, "tool_read_file": 1.5,
                  "tool_search": 1.5, "other": 4.0}


def lesson_mixture(weights: dict, accuracy: dict, drills: dict) -> dict:
    """Weights by kind of example: the drills as given, the lessons by how often they still fail."""
    skills = {s: weights.get(s, 1.0) * (0.25 + 1.5 * (1 - accuracy.get(s, 0.0))) for s in lessons.SKILLS}
    total = sum(skills.values())
    return {**{s: w / total * (1 - sum(drills.values())) for s, w in skills.items()}, **drills}


def along(points: list, x: float) -> float:
    """The value at x, linear between the points (x, value)."""
    for (from_x, from_value), (to_x, to_value) in zip(points, points[1:]):
        if x < to_x:
            return from_value + (to_value - from_value) * max(0.0, x - from_x) / (to_x - from_x)
    return points[-1][1]


class Base:
    """Copying drills until that is learnt, then lessons, at last long conversations while the rate falls. Steps are those of
    the course at its full length."""

    seed, steps, file, start, check_every = 20, 6250, "checkpoint.pt", None, 250
    # Examples whose worst token has a smaller loss are left out; None: all are learnt.
    sure = None
    # (name, first step, tokens of a step, share of long lessons)
    stages = [("copy", 0, 4096, 0.0), ("lessons", 250, 4096, 0.0), ("lessons", 300, 3072, 0.0), ("lessons", 2400, 3072, 0.03),
              ("long", 4900, 3584, 0.10)]
    rates = [(0, 0.0), (40, 1.0), (1250, 1.0), (1350, 0.5), (1800, 0.44), (2400, 0.33), (2900, 0.21), (3650, 0.145), (4300, 0.11),
             (4700, 0.085), (5350, 0.02), (5450, 0.06), (6250, 0.003)]

    def stage(self, step: int, share: float, accuracy: dict) -> tuple[str, dict, int, float]:
        """Name, mixture, tokens of the step and share of long lessons; `share` (0 to 1) of the course is over."""
        name, _, tokens, long_share = [s for s in self.stages if s[1] <= step][-1]
        if name == "copy":
            return name, {"copy": 0.6, "recall": 0.3, "sums": 0.05, "spelling": 0.05}, tokens, long_share
        drills = {"copy": 0.10, "recall": 0.05, "sums": 0.02 + 0.08 * (1 - accuracy.get("add", 0.0)),
                  "spelling": 0.03 + 0.10 * (1 - accuracy.get("spell", 0.0))}
        return name, lesson_mixture(BASE_WEIGHTS, accuracy, drills), tokens, long_share

    def rate(self, step: int, share: float) -> float:
        """Share of the full learning rate."""
        return along(self.rates, step + 1)


class Refine:
    """Everything depends on the share of the course that is over, so that it can be given steps or a time to end at."""

    seed, steps, file, start, check_every = 21, 3539, "refined.pt", "checkpoint.pt", 200
    sure = None
    rates = [(0.0, 0.02), (0.02, 0.35), (0.06, 0.35), (0.12, 0.25), (0.4, 0.14), (0.7, 0.06), (0.95, 0.01), (1.0, 0.001)]

    def stage(self, step: int, share: float, accuracy: dict) -> tuple[str, dict, int, float]:
        drills = {"copy": 0.08, "again": 0.08, "recall": 0.03, "sums": 0.02 + 0.10 * (1 - accuracy.get("add", 0.0)),
                  "spelling": 0.04 + 0.15 * (1 - accuracy.get("spell", 0.0))}
        return "refine", lesson_mixture(REFINE_WEIGHTS, accuracy, drills), 3072, 0.03 if share < 0.6 else 0.08

    def rate(self, step: int, share: float) -> float:
        return along(self.rates, share)


class Finish:
    """Copying that nothing but the prompt can tell, for the skills that need it most. By the share of the course, as in Refine."""

    seed, steps, file, start, check_every = 22, 1486, "finished.pt", "refined.pt", 200
    sure = 0.3
    weights, long_share = FINISH_WEIGHTS, 0.05
    rates = [(0.0, 0.02), (0.03, 0.25), (0.2, 0.22), (0.3, 0.15), (0.96, 0.006), (1.0, 0.001)]

    def stage(self, step: int, share: float, accuracy: dict) -> tuple[str, dict, int, float]:
        drills = {"copy": 0.05, "again": 0.06, "recall": 0.03, "sums": 0.03, "spelling": 0.03}
        return self.__class__.__name__.lower(), lesson_mixture(self.weights, accuracy, drills), 6144, self.long_share

    def rate(self, step: int, share: float) -> float:
        return along(self.rates, share)


class Polish(Finish):
    """A warm restart from the end of the finishing course, led by repeating words, writing files and saying what cannot be done."""

    seed, steps, file, start = 23, 3616, "polished.pt", "finished.pt"
    weights, long_share = POLISH_WEIGHTS, 0.08
    rates = [(0.0, 0.01), (0.03, 0.16), (0.35, 0.13), (0.96, 0.006), (1.0, 0.001)]


COURSES = {"base": Base, "refine": Refine, "finish": Finish, "polish": Polish}
