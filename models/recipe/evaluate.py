"""Asks a running Pensieve (or stock llama.cpp) held-out questions and prints the share of right answers by skill.

    python3 models/recipe/evaluate.py --url http://127.0.0.1:7070
    python3 models/recipe/evaluate.py --local FOLDER_WITH_LIBLLAMA

Every case is a conversation whose last assistant turn is asked for at temperature 0. An answer counts if it
is equal to the expected one; a call counts if the tool's name and all arguments are equal; a story counts if
it has three sentences and names its subject. In each case the model must stop by itself. With --url nothing but Python
itself is needed.
"""

import argparse
import datetime
import json
import pathlib
import random
import re
import sys
import urllib.request

import lessons
import probes

HERE = pathlib.Path(__file__).parent
SEED = "evaluate 1"
LIMIT = 400


def cases(count: int, seed: str = SEED) -> list:
    """`count` held-out lessons of each skill, a few long conversations, and the hand-written probes."""
    drawn = [lessons.lesson(skill, random.Random(f"{seed} {skill} {i}"), held_out=True) for skill in lessons.SKILLS for i in range(count)]
    for i in range(count):
        lesson = lessons.lesson(random.Random(f"{seed} long {i}").choice(lessons.SKILLS), random.Random(f"{seed} long {i}"), held_out=True, size="long")
        drawn.append({**lesson, "skill": "long", "kind": lesson["skill"]})
    return drawn + probes.cases()


def arguments(text: str):
    """The arguments of a call; the text itself where the model was cut off or wrote no JSON, which no case expects."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


class Api:
    """Answers through the OpenAI-compatible API of a server."""

    def __init__(self, url: str, model: str | None):
        self.url = url.rstrip("/")
        self.model = model or self._get("/v1/models")["data"][0]["id"]

    def _get(self, path: str):
        with urllib.request.urlopen(self.url + path, timeout=30) as reply:
            return json.load(reply)

    def answer(self, messages: list, tools: list | None) -> tuple[str, list, bool]:
        """(text, calls as (name, arguments), stopped by itself)."""
        body = {"model": self.model, "messages": messages, "temperature": 0, "max_tokens": LIMIT}
        if tools:
            body["tools"] = tools
        request = urllib.request.Request(self.url + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as reply:
            choice = json.load(reply)["choices"][0]
        message = choice["message"]
        calls = [(c["function"]["name"], arguments(c["function"]["arguments"])) for c in message.get("tool_calls") or []]
        return message.get("content") or "", calls, choice["finish_reason"] in ("stop", "tool_calls")


class Local:
    """Answers through the llama.cpp library, with the prompt rendered from the recipe's template."""

    def __init__(self, folder: str, model: str):
        import chat
        from native import Native
        self.native, self.render = Native(folder, model), chat.render

    def answer(self, messages: list, tools: list | None) -> tuple[str, list, bool]:
        prompt = self.native.encode(self.render(messages, tools, add_generation_prompt=True))
        room = min(LIMIT, 1024 - len(prompt))
        ids = self.native.generate(prompt, room)
        text, calls = self.native.decode(ids), []
        for found in re.findall(r"<tool_call>(.*?)</tool_call>", text, re.S):
            try:
                call = json.loads(found)
                calls.append((call["name"], call["arguments"]))
            except (json.JSONDecodeError, KeyError, TypeError):
                calls.append((found, {}))
        return re.sub(r"<tool_call>.*?</tool_call>", "", text, flags=re.S), calls, len(ids) < room


def right(case: dict, text: str, calls: list, stopped: bool) -> bool:
    expected = case["messages"][-1]
    if not stopped:
        return False
    if expected.get("tool_calls"):
        function = expected["tool_calls"][0]["function"]
        return calls == [(function["name"], json.loads(function["arguments"]))]
    if calls:
        return False
    if expected["content"].startswith("Once there was"):
        asked = re.search(r" about an? ([^?!.,]+)", case["messages"][-2]["content"], re.I)
        told = not asked or asked.group(1).split()[0].lower() in text.lower()
        return told and len(re.findall(r"[.!?](?:\s|$)", text)) == 3 and text.rstrip().endswith(".")
    return text.strip() == expected["content"].strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="address of a running server")
    parser.add_argument("--local", help="folder with libllama and libggml")
    parser.add_argument("--model", help="model name at the server, or GGUF file for --local")
    parser.add_argument("--cases", type=int, default=40, help="cases per skill")
    parser.add_argument("--seed", default=SEED, help="draws other cases; for looking at failures without looking at those of the table")
    parser.add_argument("--failures", type=int, default=0, help="how many wrong answers to show per skill")
    parser.add_argument("--least", type=float, default=0.0, help="fail if a skill (probes aside) has a smaller share right")
    options = parser.parse_args()
    if bool(options.url) == bool(options.local):
        parser.error("give --url or --local")
    asked = Api(options.url, options.model) if options.url else Local(options.local, options.model or str(HERE.parent / "pensieve-tiny.gguf"))
    table: dict[str, list[int]] = {}
    for case in cases(options.cases, options.seed):
        text, calls, stopped = asked.answer(case["messages"][:-1], case["tools"])
        good = right(case, text, calls, stopped)
        row = table.setdefault(case["skill"], [0, 0])
        row[0] += 1
        row[1] += good
        if not good and row[0] - row[1] <= options.failures:
            print(f"[{case['skill']}] asked {case['messages'][-2]['content']!r}\n    expected {json.dumps(case['messages'][-1])[:200]}\n"
                  f"    got {text!r} {calls} {'' if stopped else 'cut off'}")
    print(f"{datetime.date.today()}, seed {options.seed!r}\n\n| skill | cases | correct | share |\n| --- | ---: | ---: | ---: |")
    for skill, (count, good) in table.items():
        print(f"| {skill} | {count} | {good} | {100 * good / count:.1f} % |")
    total, good = (sum(r[i] for r in table.values()) for i in (0, 1))
    print(f"| all | {total} | {good} | {100 * good / total:.1f} % |")
    low = [s for s, (count, good) in table.items() if not s.startswith("probe") and good < options.least * count]
    if low:
        print("below the limit: " + ", ".join(low))
        sys.exit(1)


if __name__ == "__main__":
    main()
