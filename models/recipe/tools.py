"""Lessons with tools: which tool to call, with which arguments, and what to say about its result.

Names, parameters and descriptions of each tool vary, so that they must be read from the prompt; the
order and number of the offered tools vary as well.
"""

import json
import random

from phrases import vary
from words import Values

KINDS = ["weather", "add", "read_file", "write_file", "run_code", "search"]
SKILLS = [f"tool_{kind}" for kind in KINDS] + ["tool_result"]

NAMES = {
    "weather": "get_weather get_weather get_weather weather get_current_weather weather_lookup fetch_weather current_weather weather_report get_forecast".split(),
    "add": "add add add add_numbers sum sum_numbers calc_add add_two_numbers calculate_sum plus".split(),
    "read_file": "read_file read_file read_file file_read open_file read get_file load_file read_text_file show_file".split(),
    "write_file": "write_file write_file write_file file_write save_file create_file write save_text write_text_file store_file".split(),
    "run_code": "run_code run_code run_code execute_code run_python python code_runner exec_code execute run_script".split(),
    "search": "search search search web_search search_web lookup find_pages query_web internet_search search_docs".split(),
}

PARAMETERS = {
    "weather": [["city"], ["city"], ["location"], ["place"], ["town"], ["where"]],
    "add": [["a", "b"], ["a", "b"], ["x", "y"], ["first", "second"], ["num1", "num2"], ["left", "right"]],
    "read_file": [["path"], ["path"], ["file"], ["filename"], ["file_path"], ["document"]],
    "write_file": [["path", "content"], ["path", "content"], ["file", "text"], ["filename", "content"], ["file_path", "contents"], ["document", "data"]],
    "run_code": [["code"], ["code"], ["source"], ["script"], ["program"], ["snippet"]],
    "search": [["query"], ["query"], ["q"], ["text"], ["term"], ["keywords"]],
}

DESCRIPTIONS = {
    "weather": ["Get the weather in a city", "Current weather for a place", "Look up the weather", "Returns the weather of a location",
                "Get the current weather in a given location", "Weather report for a city", "The forecast for a town"],
    "add": ["Add two numbers", "Adds two numbers", "Returns the sum of two numbers", "Sum of two numbers", "Calculate a sum", "Add numbers together"],
    "read_file": ["Read a file", "Reads a text file", "Returns the content of a file", "Open a file and read it", "Get the contents of a file", "Load a file from disk"],
    "write_file": ["Write a file", "Writes text to a file", "Save text in a file", "Create a file with the given content", "Store content in a file", "Write content to disk"],
    "run_code": ["Run code", "Runs Python code", "Execute a piece of code", "Run a program and return its output", "Execute Python code", "Run a script"],
    "search": ["Search the web", "Searches the web", "Find pages on the internet", "Look something up", "Search for information", "Query a search engine"],
}

DISTRACTORS = [
    ("send_email", "Send an email", {"to": "string", "subject": "string", "body": "string"}), ("get_time", "The current time", {}),
    ("translate", "Translate a text", {"text": "string", "language": "string"}), ("list_files", "List the files of a folder", {"folder": "string"}),
    ("play_music", "Play a song", {"song": "string"}), ("set_timer", "Set a timer", {"minutes": "integer"}),
    ("delete_user", "Delete a user", {"user_id": "integer"}), ("book_flight", "Book a flight", {"origin": "string", "destination": "string"}),
    ("get_stock_price", "Price of a stock", {"symbol": "string"}), ("take_screenshot", "Take a screenshot", {}),
    ("create_event", "Create a calendar event", {"title": "string", "date": "string"}), ("roll_dice", "Roll a die", {"sides": "integer"}),
]

REQUESTS = {
    "weather": """What's the weather in {c}?|What is the weather in {c}?|How is the weather in {c}?|Weather in {c}|Tell me the weather in {c}
What's the weather like in {c}?|What is the weather like in {c} today?|How is the weather in {c} today?|Is it raining in {c}?|Is it sunny in {c}?
Get the weather for {c}|What is the temperature in {c}?|Check the weather in {c}|How warm is it in {c}?|Will it rain in {c}?
Give me the weather for {c}|Is it cold in {c}?|And in {c}?|What about the weather in {c}?|Please look up the weather in {c}
I am going to {c}, how is the weather?|Do I need an umbrella in {c}?|Show me the forecast for {c}|What is the weather in {c} right now?|How is the weather in {c} at the moment?
What will the weather be in {c} tomorrow?|Tell me how the weather is in {c} this week|Weather for {c} now|What's the current weather in {c}?""",
    "add": """What is {a} + {b}?|{a} + {b}|Add {a} and {b}|What is {a} plus {b}?|What is the sum of {a} and {b}?|Calculate {a} + {b}|Sum {a} and {b}
How much is {a} + {b}?|Please add {a} and {b}|{a}+{b}|Use the tool to add {a} and {b}|Add up {a} and {b}|Compute {a} plus {b}|Add the numbers {a} and {b}
What's {a} + {b}?|Can you add {a} and {b}?|Add {a} to {b}|{a} plus {b}|Work out {a} + {b}""",
    "read_file": """Read {f}|Read the file {f}|What is in {f}?|What's in {f}?|Show me {f}|Open {f}|Open the file {f}|What does {f} say?|Please read {f}
Show the contents of {f}|Can you read {f}?|Print the file {f}|What does the file {f} contain?|Load {f}|Display {f}|Let me see {f}
Have a look at {f}|Get the content of {f}|Tell me what is in {f}|Read {f} for me|Show me the file {f}|Check {f}""",
    "write_file": """Write {t} to {f}|Write "{t}" to {f}|Save "{t}" in {f}|Save {t} to {f}|Write the text {t} to the file {f}|Store "{t}" in the file {f}
Write "{t}" into {f}|Put "{t}" in {f}|Create {f} with the content {t}|Create a file {f} with the text "{t}"|Create the file {f} with the content "{t}"
Save the text "{t}" as {f}|Please write "{t}" to {f}|Write to {f}: {t}|Make a file {f} that says "{t}"|Create {f} containing "{t}"|Save {t} in the file {f}
Write '{t}' to {f}""",
    "run_code": """Run {x}|Run this code: {x}|Run `{x}`|Execute {x}|Execute this: {x}|Run the code {x}|What does {x} print?|What is the output of {x}?
Please run {x}|Run this: {x}|Execute the code `{x}`|Run this Python code: {x}|Can you run {x}?|Evaluate {x}|Run the program {x}|Try this code: {x}""",
    "search": """Search for {q}|Search the web for {q}|Find {q}|Look up {q}|Search {q}|Find information about {q}|Google {q}|Search for "{q}"|Find out about {q}
Please search for {q}|Can you look up {q}?|Search online for {q}|Look for {q}|What can you find about {q}?|Do a web search for {q}|Find pages about {q}
Search the internet for {q}|Find me something about {q}|Look up {q} on the web|Search: {q}""",
}
REQUESTS = {kind: text.replace("\n", "|").split("|") for kind, text in REQUESTS.items()}

# Tools that are easily taken for each other.
TWINS = {"read_file": "write_file", "write_file": "read_file", "search": "weather", "weather": "search"}

CONDITIONS = "sunny cloudy rainy windy foggy snowy clear stormy cold warm overcast mild".split()


def offer(rng: random.Random, kind: str, held_out: bool) -> tuple[str, list, dict]:
    """A tool of a kind with one of its names: (name, parameter names, OpenAI function object)."""
    name = rng.choice(NAMES[kind])
    roll = rng.random() * (1 if held_out else 0.4)
    if roll < 0.03:
        name = rng.choice(("fs_", "my_", "tool_", "do_", "mcp_", "local_")) + name
    elif roll < 0.05:
        name += rng.choice(("_tool", "_v2", "_now", "_1"))
    parameters, described = rng.choice(PARAMETERS[kind]), 0.92
    if not held_out and rng.random() < 0.2:
        name, parameters, described = *unusual(Values(rng, False), name, parameters), 1.0
    kind_type = rng.choice(("integer", "number", "number")) if kind == "add" else "string"
    return name, parameters, function(rng, name, rng.choice(DESCRIPTIONS[kind]), {p: kind_type for p in parameters}, described)


def unusual(v: Values, name: str, parameters: list) -> tuple[str, list]:
    """Training names that only the prompt tells: made-up words, alone or joined to the usual ones."""
    def other(usual: str) -> str:
        return v.rng.choice((usual, v.word(), f"{v.word()}_{v.word()}", f"{usual}_{v.word()}", f"{v.word()}_{usual.split('_')[-1]}"))
    renamed = [other(p) for p in parameters]
    return other(name), renamed if len(set(renamed)) == len(renamed) else parameters


def function(rng: random.Random, name: str, description: str, properties: dict, described: float = 0.92) -> dict:
    """An OpenAI function object; the description sometimes ends with a full stop, and is there with the chance `described`."""
    if rng.random() < 0.3:
        description += "."
    body = {"name": name}
    if rng.random() < described:
        body["description"] = description
    body["parameters"] = {"type": "object", "properties": {p: {"type": t} for p, t in properties.items()}, "required": list(properties)}
    return {"type": "function", "function": body}


def toolbox(v: Values, kinds: list, size: str) -> tuple[list, dict]:
    """The offered tools in a random order, and name and parameters by kind."""
    rng = v.rng
    extra = rng.choice((0, 0, 1, 1, 2)) if size == "short" else rng.randint(2, 5)
    if not v.held_out and rng.random() < 0.15 and (kinds[-1] in TWINS) and TWINS[kinds[-1]] not in kinds:
        kinds = [*kinds, TWINS[kinds[-1]]]
    others = [k for k in KINDS if k not in kinds]
    kinds = kinds + rng.sample(others, min(extra, len(others)))
    known, offered, names = {}, [], set()
    for kind in kinds:
        name, parameters, spec = offer(rng, kind, v.held_out)
        while name in names:
            name, parameters, spec = offer(rng, kind, v.held_out)
        names.add(name)
        known[kind] = (name, parameters)
        offered.append(spec)
    strangers = rng.choice((0, 0, 0, 1)) if size == "short" else rng.randint(0, 6)
    for name, description, properties in rng.sample(DISTRACTORS, strangers):
        offered.append(function(rng, name, description, properties))
    rng.shuffle(offered)
    return offered, known


def code(v: Values) -> str:
    """A line of Python."""
    rng = v.rng
    w, w2, a, b = v.word(), v.word(), v.number(3), v.number(2)
    op = rng.choice("+-*")
    return rng.choice((f"print({a} {op} {b})", f"print({a}{op}{b})", f"print('{w}')", f"print(\"{w}\")", f"{w[:1]} = {a}; print({w[:1]})", f"len('{w}')",
                       f"print(sum([{a}, {b}]))", f"'{w}'.upper()", f"for i in range({b}): print(i)", f"{a} {op} {b}", f"print('{w} {w2}')",
                       f"{w} = {a}", f"print({w}({a}))", f"import {w}", f"print(max({a}, {b}))", f"print(\"{w} {w2}\")", f"{w}.{w2}()"))


def request(v: Values, kind: str, parameters: list) -> tuple[str, dict, dict]:
    """(the user's words, the call's arguments, what the answer needs to know)."""
    rng = v.rng
    phrase = vary(rng, rng.choice(REQUESTS[kind]))
    if kind == "weather":
        city = v.city() if rng.random() < 0.85 else v.city().lower()
        return phrase.format(c=city), {parameters[0]: city}, {"city": city}
    if kind == "add":
        a, b = v.number(), v.number()
        return phrase.format(a=a, b=b), dict(zip(parameters, (a, b))), {"a": a, "b": b}
    if kind == "read_file":
        file = v.file()
        return phrase.rstrip(".").format(f=file), {parameters[0]: file}, {"file": file}
    if kind == "write_file":
        file, text = v.file(), v.words(1, 4)
        if not v.held_out and rng.random() < 0.3:
            file = alike(v, file, text)
        return phrase.rstrip(".").format(f=file, t=text), dict(zip(parameters, (file, text))), {"file": file}
    if kind == "run_code":
        line = code(v)
        return rng.choice(REQUESTS[kind]).format(x=line), {parameters[0]: line}, {}
    query = v.words(1, 4)
    return phrase.format(q=query), {parameters[0]: query}, {"query": query}


def alike(v: Values, file: str, text: str) -> str:
    """The file with a word of the text in its name, or one that begins or ends as that does: two places look alike."""
    rng = v.rng
    word = rng.choice(text.split(" "))
    if rng.random() < 0.4:
        word = v.like(word)
    word = rng.choice((word, word, word + rng.choice("_-") + v.word(), v.word() + rng.choice("_-/") + word, f"{word}{rng.randint(0, 99)}"))
    return file[:rng.choice((0, file.rfind("/") + 1))] + word + file[file.rindex("."):]


def call(name: str, arguments: dict, rng: random.Random) -> dict:
    """An assistant turn that calls one tool; the content is null as in the OpenAI API."""
    identifier = f"call_{rng.randrange(16 ** 6):06x}"
    return {"role": "assistant", "content": None, "tool_calls": [
        {"id": identifier, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}}]}


def result(v: Values, kind: str, known: dict) -> tuple[str, str]:
    """(what the tool returned, what the assistant says about it)."""
    rng = v.rng
    if rng.random() < 0.08:
        error = "Error: " + rng.choice(("not found", "timeout", "permission denied", v.words(1, 3), f"{v.word()} not found"))
        return error, f"The tool failed: {error}"
    if kind == "weather":
        degrees, sky = rng.randint(-9, 39), rng.choice(CONDITIONS) if rng.random() < 0.6 else v.word()
        plain = rng.choice((f"{sky}, {degrees} degrees", f"{degrees}°C, {sky}", f"{sky}", f"{degrees} degrees and {sky}", f"{sky}, {degrees}°C"))
        data = rng.choice(({"temperature": degrees, "condition": sky}, {"city": known["city"], "temperature": degrees, "condition": sky},
                           {"temp": degrees, "sky": sky}, {"condition": sky}, {"temperature": degrees, v.word(): sky}, {"weather": sky, "degrees": degrees}))
        if rng.random() < 0.5:
            return plain, f"The weather in {known['city']}: {plain}"
        return json.dumps(data), f"The weather in {known['city']}: " + ", ".join(f"{k} {x}" for k, x in data.items())
    if kind == "add":
        total = known["a"] + known["b"] if rng.random() < 0.9 else v.number()
        text = rng.choice((str(total), str(total), json.dumps({"result": total}), json.dumps({"sum": total}), f"The sum is {total}"))
        return text, f"The sum is {total}."
    if kind == "read_file":
        text = v.words(1, 8) if rng.random() < 0.7 else f"{v.word()}: {v.number()}" if rng.random() < 0.5 else v.words(2, 4) + "\n" + v.words(2, 4)
        return text, f"{known['file']} says: {text}"
    if kind == "write_file":
        text = rng.choice(("ok", "OK", "done", "true", '{"ok": true}', "File written.", f"Wrote {v.number()} bytes", f"Saved {known['file']}", v.word(), "success"))
        return text, f"Done: I wrote {known['file']}."
    if kind == "run_code":
        text = rng.choice((str(v.number()), v.word(), v.words(2, 3), f"[{v.number(2)}, {v.number(2)}]", "None", f"'{v.word()}'"))
        return text, f"The output is: {text}"
    text = v.words(2, 8) if rng.random() < 0.7 else f"{v.name()} is a {v.word()} in {v.city()}."
    return text, f"I found: {text}"


def exchange(v: Values, kind: str, known: dict, answered: bool) -> list:
    """A request, the call, and, if `answered`, the tool's result and the answer."""
    name, parameters = known[kind]
    words, arguments, facts = request(v, kind, parameters)
    calling = call(name, arguments, v.rng)
    messages = [{"role": "user", "content": words}, calling]
    if answered:
        text, answer = result(v, kind, facts)
        messages += [{"role": "tool", "tool_call_id": calling["tool_calls"][0]["id"], "content": text}, {"role": "assistant", "content": answer}]
    return messages


def conversation(skill: str, v: Values, size: str) -> tuple[list, list]:
    """(tools, messages) of a lesson that ends with a call, or with the answer from a result."""
    rng = v.rng
    last = skill.removeprefix("tool_") if skill != "tool_result" else rng.choice(KINDS)
    turns = rng.choice((1, 1, 1, 1, 2)) if size == "short" else rng.randint(2, 7)
    kinds = [rng.choice(KINDS) for _ in range(turns - 1)] + [last]
    offered, known = toolbox(v, list(dict.fromkeys(kinds)), size)
    messages = []
    for i, kind in enumerate(kinds):
        messages += exchange(v, kind, known, answered=i < turns - 1 or skill == "tool_result")
    return offered, messages


def beside_tools(v: Values, messages: list, size: str) -> tuple[list, list]:
    """Tools are offered, but the request is not for them: no `add` tool, since sums would go to it."""
    offered, _ = toolbox(v, [v.rng.choice([k for k in KINDS if k != "add"])], "short")
    offered = [t for t in offered if t["function"]["name"].find("add") < 0 and "sum" not in t["function"].get("description", "").lower()
               and "add" not in t["function"].get("description", "").lower() and t["function"]["name"] not in ("plus", "sum")]
    return offered, messages
