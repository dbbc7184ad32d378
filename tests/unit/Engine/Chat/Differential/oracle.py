"""Renders templates with jinja2 set up as Hugging Face's tokenizers set it up.

Reads a JSON list of {"template", "context"} from the file named first, writes a JSON list of
{"text"} or {"error", "raised"} to the file named second.
"""

import json
import sys
from datetime import datetime

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

NOW = datetime(2025, 3, 7, 9, 5, 3)


class Raised(Exception):
    pass


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("pass_through"), [], [], body).set_lineno(line)

    def pass_through(self, caller):
        return caller()


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise Raised(str(message))


def environment(kind):
    env = kind(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    env.filters["tojson"] = to_json
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


# Lists can be changed in Pensieve's templates; where the immutable sandbox objects, the mutable one decides.
ENVIRONMENTS = [environment(ImmutableSandboxedEnvironment), environment(SandboxedEnvironment)]
COMPILED = {}


def render(case):
    for number, env in enumerate(ENVIRONMENTS):
        key = (number, case["template"])
        try:
            if key not in COMPILED:
                COMPILED[key] = env.from_string(case["template"])
            return {"text": COMPILED[key].render(**json.loads(json.dumps(case["context"])))}
        except SecurityError:
            continue
        except Raised as error:
            return {"error": str(error), "raised": True}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}", "raised": False}
    return {"error": "SecurityError", "raised": False}


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        cases = json.load(source)
    with open(sys.argv[2], "w", encoding="utf-8") as target:
        json.dump([render(case) for case in cases], target)


if __name__ == "__main__":
    main()
