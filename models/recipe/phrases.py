"""One request in many forms."""

import random
import re

OPENERS = ("Hey, ", "OK, ", "Hi, ", "Now ", "So, ", "Well, ", "Could you please ", "And ", "Hello, ", "Quick question: ", "Next: ", "Then ")


def vary(rng: random.Random, phrase: str) -> str:
    """The same request with other capitals, punctuation or courtesy; placeholders stay as they are."""
    end = phrase[-1] if phrase[-1] in "?.!" else ""
    body = phrase[:-1] if end else phrase
    roll = rng.random()
    if roll < 0.25:
        body = re.sub(r"(^|\})([^{]*)", lambda m: m.group(1) + m.group(2).lower(), body)
    elif roll < 0.3:
        body = re.sub(r"(^|\})([^{]*)", lambda m: m.group(1) + m.group(2).upper(), body)
    roll = rng.random()
    if roll < 0.2:
        end = ""
    elif roll < 0.35 and not end:
        end = "."
    elif roll < 0.4:
        end = "!"
    if not body.lower().startswith(("please", "can you", "could you")) and "please" not in body.lower():
        roll = rng.random()
        if roll < 0.04:
            body = "Please " + body[0].lower() + body[1:]
        elif roll < 0.08 and not body.endswith("="):
            body += ", please"
        elif roll < 0.13:
            body = rng.choice(OPENERS) + body[0].lower() + body[1:]
    return body + end
