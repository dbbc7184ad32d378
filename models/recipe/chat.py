"""Renders conversations through the chat template that ships in the model file."""

import json
import pathlib

import jinja2
import jinja2.sandbox

TEMPLATE = (pathlib.Path(__file__).parent / "template.jinja").read_text(encoding="utf-8")


def _environment() -> jinja2.Environment:
    """The options under which chat templates are written: trimmed blocks, json without HTML escapes."""
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    env.filters["tojson"] = lambda value, **options: json.dumps(value, ensure_ascii=False, **options)
    return env


_template = _environment().from_string(TEMPLATE)


def render(messages, tools=None, add_generation_prompt=False) -> str:
    """The text of a conversation; message content is a string, tools are OpenAI function objects."""
    return _template.render(messages=messages, tools=tools, add_generation_prompt=add_generation_prompt)
