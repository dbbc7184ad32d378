"""Hand-written requests in words that the lessons do not use, to see how far the skills carry."""

import json


def tool(name: str, description: str, **properties: str) -> dict:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": {
        "type": "object", "properties": {p: {"type": t} for p, t in properties.items()}, "required": list(properties)}}}


WEATHER = tool("get_weather", "Get current weather information for a given city", city="string")
ADD = tool("add", "Adds two integers and returns the total", a="integer", b="integer")
READ = tool("read_file", "Read a file from the workspace", path="string")
WRITE = tool("write_file", "Write a file into the workspace", path="string", content="string")
RUN = tool("run_code", "Run a snippet of Python and return what it prints", code="string")
SEARCH = tool("search", "Search the web for a query", query="string")
ALL = [WEATHER, ADD, READ, WRITE, RUN, SEARCH]


def _plain(skill: str, rows: str, key=None) -> list:
    return [{"skill": skill, "tools": None, "messages": [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]}
            for user, answer in (row.split(" => ") for row in rows.strip().split("\n"))]


def _call(user: str, tools: list, name: str, **arguments) -> dict:
    return {"skill": "probe_tools", "tools": tools, "messages": [{"role": "user", "content": user}, {
        "role": "assistant", "content": None, "tool_calls": [{"function": {"name": name, "arguments": json.dumps(arguments)}}]}]}


def cases() -> list:
    """Lessons whose last turn is the expected answer."""
    return _plain("probe_plain", """
Would you say marmalade => marmalade
Please repeat the words tall oak => tall oak
Say "good luck everyone" => good luck everyone
Echo the following: foggy lantern 17 => foggy lantern 17
Write the word hippopotamus => hippopotamus
Reply with exactly one word: pong => pong
Could you add 17 and 25? => 17 + 25 = 42
I have 30 apples and get 12 more; what is 30 + 12? => 30 + 12 = 42
8+9? => 8 + 9 = 17
Tell me the sum of 64 and 36 => 64 + 36 = 100
Hey, what's 55 plus 5? => 55 + 5 = 60
Please list the numbers between 4 and 8, from 4 to 8 => 4, 5, 6, 7, 8
Start counting from 10 to 14 => 10, 11, 12, 13, 14
count 95 to 99 => 95, 96, 97, 98, 99
Could you spell house? => h-o-u-s-e
how would you spell rocket => r-o-c-k-e-t
Spell the name Anna => A-n-n-a
What is France's capital, I mean the capital of France? => The capital of France is Paris.
Could you tell me the capital of Japan? => The capital of Japan is Tokyo.
the capital of italy please => The capital of Italy is Rome.
Which city is the capital of Norway, please? => The capital of Norway is Oslo.
Give me a small JSON object with name Bob and age 7 => {"name": "Bob", "age": 7}
Build a JSON object with color red and size 4 => {"color": "red", "size": 4}
""") + [
        _call("Could you tell me what the weather is like in Geneva right now?", [WEATHER], "get_weather", city="Geneva"),
        _call("what's the weather in tokyo", [WEATHER, ADD], "get_weather", city="tokyo"),
        _call("I'm flying to Oslo tomorrow. How's the weather in Oslo?", ALL, "get_weather", city="Oslo"),
        _call("Use the add tool: 19 and 23.", [ADD], "add", a=19, b=23),
        _call("What is 123 + 456?", ALL, "add", a=123, b=456),
        _call("Please read the file README.md and tell me what it says", [READ, WRITE], "read_file", path="README.md"),
        _call("Open src/main.py", ALL, "read_file", path="src/main.py"),
        _call("Write \"hello world\" to hello.txt", ALL, "write_file", path="hello.txt", content="hello world"),
        _call("Create a file called notes.txt with the text \"buy milk\"", [READ, WRITE], "write_file", path="notes.txt", content="buy milk"),
        _call("Run this code: print(2 + 2)", ALL, "run_code", code="print(2 + 2)"),
        _call("Execute print('hi')", [RUN, SEARCH], "run_code", code="print('hi')"),
        _call("Search the web for llama facts", ALL, "search", query="llama facts"),
        _call("Please look up red pandas", [SEARCH], "search", query="red pandas"),
    ]
