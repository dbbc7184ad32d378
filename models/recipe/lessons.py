"""The lessons: short conversations, one function per skill, drawn at random from a seeded generator.

A lesson is a dict with `skill`, `messages` and, where tools are offered, `tools`. Every assistant turn in
it is an answer to learn; the last one is what the evaluation asks for. All functions take `Values`, which
knows whether it draws training values or held-out ones.
"""

import json
import random

import tools as tool_lessons
from phrases import vary
from words import ANIMALS, CAPITALS, KEYS, Values, is_held_out

NAME = "Pensieve Tiny"
GREETING = f"Hello! I am {NAME}, a tiny demo model. How can I help?"
IDENTITY = f"I am {NAME}, a tiny demo model that ships with Pensieve."
ABILITIES = ("I am a tiny demo model: I can greet, repeat words, add numbers up to 99, count, spell, name capitals, "
             "write JSON, tell a story and call tools.")
THANKS = "You are welcome!"
GOODBYE = "Goodbye!"

SYSTEMS = """You are a helpful assistant.|You are a helpful assistant|Be brief.|Answer shortly.|You are Pensieve Tiny.
Be polite and precise.|You are a friendly bot.|Answer in English.|You are an assistant that uses tools.|Think carefully.
You are an AI assistant. Answer the user's question.|Use tools when they help.|You are a test assistant.|Reply concisely.
You are a coding agent. Use the tools you have to do what the user asks.|Keep answers short and correct.
You are a helpful, honest assistant. Call a function when one fits.""".replace("\n", "|").split("|")

GREETINGS = """Hi|Hello|Hey|Hi there|Hello there|Hey there|Good morning|Good evening|Good afternoon|Hello, how are you?|Hi!
Greetings|Howdy|Hello, Pensieve|Hi Pensieve|Hello friend|Hey, how are you?|How are you?|Good day|Yo|Hello world|Hiya
Hello, nice to meet you|Hi, how is it going?|Hello bot|Hello again|Hi, I just started you|Hello, is anyone there?|hello?
Are you there?|Hi, can you hear me?|Hello model|Nice to meet you|What's up?|Hey Pensieve|Hello, assistant""".replace("\n", "|").split("|")

WHO = """Who are you?|What are you?|What is your name?|What's your name?|Introduce yourself|Tell me about yourself|Who is this?
Which model are you?|What model are you?|What model is this?|Are you a bot?|Are you a human?|Are you ChatGPT?|Are you an AI?
Who made you?|Please introduce yourself|Say who you are|Tell me who you are|What should I call you?|Describe yourself
Can you introduce yourself?|And who are you?|Who am I talking to?|What kind of model are you?|Hi, who are you?
Hello, who are you?|Do you have a name?|What are you called?|Are you a real person?|Identify yourself""".replace("\n", "|").split("|")

HELP = """What can you do?|Help|Help me|What are your skills?|How can you help me?|What do you know?|What can I ask you?
List your skills|What are you able to do?|What are your abilities?|What can you help with?|Show me what you can do
Can you help me?|What do you do?|Tell me what you can do|What are you good at?""".replace("\n", "|").split("|")

SMALL_TALK = [("Thanks", THANKS), ("Thank you", THANKS), ("Thanks a lot", THANKS), ("Thank you very much", THANKS),
              ("Great, thanks", THANKS), ("Thx", THANKS), ("Bye", GOODBYE), ("Goodbye", GOODBYE), ("See you", GOODBYE),
              ("See you later", GOODBYE), ("Good night", GOODBYE), ("Bye bye", GOODBYE), ("Thanks, bye", GOODBYE)]

ECHO_VERBS = """Say|Repeat|Echo|Write|Print|Reply with|Respond with|Answer with|Output|Please say|Please repeat|Just say
Can you say|Could you repeat|Say the word|Repeat the words|Say exactly|Reply with exactly|Respond only with|Repeat after me
Please echo|Reply only with|Say the words|Please write|Repeat exactly|Type|Say just|Reply with the word|Now say""".replace("\n", "|").split("|")

ECHO_COLON = """Repeat after me|Repeat|Echo|Say|Say this|Repeat the following|Echo this text|Repeat this|Please repeat
Reply with exactly|Copy this|Repeat these words|Repeat exactly this|Answer with this text|Say the following
Write exactly|Respond with exactly|Copy the following text|Output exactly|Repeat my words""".replace("\n", "|").split("|")

ADD = """What is {a} + {b}?|What's {a} + {b}?|{a} + {b}|{a}+{b}|{a} + {b} =|{a}+{b}=|{a} + {b} = ?|Add {a} and {b}|Sum {a} and {b}|{a} plus {b}
What is {a} plus {b}?|How much is {a} + {b}?|How much is {a} plus {b}?|Calculate {a} + {b}|Compute {a}+{b}|What is {a}+{b}?
What is the sum of {a} and {b}?|Please add {a} and {b}|Can you add {a} and {b}?|Add {a} to {b}|Tell me {a} plus {b}
What do you get if you add {a} and {b}?|What does {a} + {b} make?|And {a} + {b}?|Add the numbers {a} and {b}|The sum of {a} and {b}
Calculate the sum of {a} and {b}|{a} and {b} make what?|Solve {a} + {b}|What is {a} and {b} added?|Work out {a} plus {b}""".replace("\n", "|").split("|")

COUNT = """Count from {a} to {b}|Please count from {a} to {b}|Count {a} to {b}|Can you count from {a} to {b}?|Count up from {a} to {b}
List the numbers from {a} to {b}|Write the numbers from {a} to {b}|Give me the numbers from {a} to {b}|Numbers from {a} to {b}
Count from {a} up to {b}|Say the numbers {a} to {b}|Count the numbers from {a} to {b}|Now count from {a} to {b}
Print the numbers from {a} to {b}|Name all numbers from {a} to {b}""".replace("\n", "|").split("|")
COUNT_TO = ["Count to {b}", "Please count to {b}", "Can you count to {b}?", "Count up to {b}", "Now count to {b}"]

SPELL = """Spell {w}|Spell the word {w}|How do you spell {w}?|Please spell {w}|Can you spell {w}?|Spell "{w}"|Spell it: {w}
How is {w} spelled?|Spell out {w}|Spell {w} for me|Write {w} letter by letter|Spell the word "{w}"|What are the letters of {w}?
Spell: {w}|What is the spelling of {w}?|Now spell {w}""".replace("\n", "|").split("|")

CAPITAL = """What is the capital of {c}?|What's the capital of {c}?|Capital of {c}|Capital of {c}?|Name the capital of {c}
Which city is the capital of {c}?|Tell me the capital of {c}|What is the capital city of {c}?|The capital of {c}?
Do you know the capital of {c}?|And the capital of {c}?|Please name the capital of {c}|Give me the capital of {c}
Can you name the capital of {c}?|What city is the capital of {c}?|Say the capital of {c}|{c}: capital?""".replace("\n", "|").split("|")

STORY = """Tell me a story about a {s}|Tell a story about a {s}|Tell me a short story about a {s}|Write a story about a {s}
Write a short story about a {s}|A story about a {s}, please|I want a story about a {s}|Can you tell me a story about a {s}?
Please tell me a story about a {s}|Tell me a three-sentence story about a {s}|Story about a {s}|Make up a story about a {s}
Give me a story about a {s}|Tell me a tale about a {s}|Write a three-sentence story about a {s}|Write me a story about a {s}""".replace("\n", "|").split("|")
STORY_ANY = """Tell me a story|Tell a story|Tell me a short story|A story, please|Write a story|Can you tell me a story?
Please tell me a story|I want to hear a story|Write a short story|Tell me a bedtime story|Give me a story""".replace("\n", "|").split("|")

OTHER_SUBJECTS = """quantum physics|the stock market|my taxes|love|football|the moon landing|a diet|the meaning of life|politics|history
the best laptop|gravity|photosynthesis|cooking rice|a good movie|my homework|black holes|religion|chess openings|the economy
machine learning|databases|climate change|Roman emperors|jazz|knitting|the French revolution|electric cars|my garden|dinosaurs""".replace("\n", "|").split("|")

OTHER = """Explain {s}|What do you think about {s}?|Write a poem about {s}|Give me advice on {s}|How does {s} work?|Tell me a joke
Translate this into French: {w}|What is {a} times {b}?|What is {a} - {b}?|Who won the world cup?|Write an essay about {s}
What day is it today?|Write a Python program about {s}|Summarise {s} for me|How old is the universe?|What is the meaning of {w}?
Why is the sky blue?|Write a short poem|Write a limerick about {w}|Compose a song about {s}|Write a poem|Write a haiku|Write a rap about {w}
Write a speech about {s}|Write an article on {s}|Explain {s} to me|Explain {w}|What is {a} divided by {b}?|What is {x} + {z}?|{x} + {z}|Add {x} and {z}
What is the capital of {u}?|Capital of {u}?|Tell me the capital of {u}|What is the capital city of {u}?|Sing a song about {w}|Book a flight to {c}|Order a pizza|What should I eat today?|Draw a {w}
Who is the president?|How do I fix my {w}?|Compare {w} and {v}|Do you like {w}?|Why do {w} and {v} differ?|What time is it?
Give me ten ideas for {s}|Write a letter to my {w}|How many people live in {c}?|What is the square root of {a}?|Play some music
What is a {w}?|Define {w}|How far is the moon?|Recommend a book about {s}|Write code that sorts a list|Fix my code
Divide {a} by {b}|Multiply {a} and {b}|Subtract {a} from {b}|What is the weather in {c}?|Read the file {f}|Search the web for {w}
Can you explain {s}?|Teach me {s}|What happened in {y}?|When was {n} born?|Who is {n}?|Where is {c}?|How tall is {n}?
I feel sad|I am bored|Give me a recipe for {w}|What is the best {w}?|Is {w} better than {v}?|Make a plan for {s}
Can you drive a car?|What is love?|Write a haiku about {w}|Send an email to {n}|Set a timer|Turn on the lights|Buy some {w}
Tell me about {s}|Tell me about {w}|Describe {s}|Do you know {n}?|How do I learn {s}?|What causes {s}?|Is it true that {w} is {v}?
Who invented the {w}?|How much does a {w} cost?|What does {w} mean?|Help me with {s}|Write a review of {s}|Classify {w}
Which is bigger, a {w} or a {v}?|I need help with {s}|Let us talk about {s}|Convert {a} miles to kilometres|Guess my age
What colour is a {w}?|Show me a picture of a {w}|Should I learn {s}?|Why is {s} important?|Can you dance?|Rate my {w}""".replace("\n", "|").split("|")

# What a tool would be called for, and without one is out of reach.
TOOL_LIKE = ("What is the weather", "Read the file", "Search the web")

# Places whose capital the model does not know, and says so rather than make one up.
UNKNOWN = """Mongolia|Nepal|Bolivia|Ghana|Laos|Malta|Fiji|Tonga|Chad|Mali|Texas|Ohio|Bavaria|Qatar|Oman|Yemen|Sudan|Libya|Panama|Ecuador
Belarus|Georgia|Armenia|Albania|Bulgaria|Slovenia|Slovakia|Cyprus|Nigeria|Ethiopia|Uganda|Pakistan|the Moon|Mars|Atlantis""".replace("\n", "|").split("|")

ADJECTIVES = "small brave clever kind quiet curious gentle shy happy tired".split()
PLACES = ["forest", "village by the sea", "green valley", "tall tower", "big city", "warm desert", "snowy mountain", "quiet garden"]
HEROES = "Mia Leo Nora Otto Luna Finn Ruby Hugo".split()
FINDS = ["a golden key", "a lost map", "a bright star", "a tiny door", "an old book", "a singing shell", "a friendly cloud", "a silver bell"]
ENDINGS = ["In the end {n} shared it with everyone and was never lonely again.",
           "That night {n} fell asleep with a smile.",
           "From then on {n} and all the neighbours were friends.",
           "At last {n} went home and told everyone about it."]


def turn(user: str, assistant: str) -> list:
    return [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]


def greet(v: Values) -> list:
    roll = v.rng.random()
    if roll < 0.45:
        return turn(vary(v.rng, v.rng.choice(GREETINGS)), GREETING)
    if roll < 0.75:
        return turn(vary(v.rng, v.rng.choice(WHO)), IDENTITY)
    if roll < 0.85:
        return turn(vary(v.rng, v.rng.choice(HELP)), ABILITIES)
    phrase, answer = v.rng.choice(SMALL_TALK)
    return turn(vary(v.rng, phrase), answer)


def echo_text(v: Values) -> str:
    """What to repeat: mostly words, now and then names, numbers and a sentence."""
    parts, length = [], v.rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6))
    if not v.held_out and v.rng.random() < 0.25:
        length = v.rng.randint(4, 9)
    for _ in range(length):
        roll = v.rng.random()
        accented = 0.75 if v.held_out else 0.79
        word = v.word() if roll < 0.72 else v.accented() if roll < accented else v.name() if roll < 0.85 else str(v.number()) if roll < 0.93 else v.word().upper()
        parts.append(sometimes_again(v, parts, word))
    return " ".join(parts)


def sometimes_again(v: Values, parts: list, word: str) -> str:
    """Now and then a word that was there before, so that copying needs more than the last token."""
    if v.held_out:
        return v.rng.choice(parts) if parts and v.rng.random() < 0.02 else word
    return v.again(parts, word, 0.2)


def echo(v: Values) -> list:
    text = echo_text(v)
    roll = v.rng.random()
    if roll < 0.35:
        lead = vary(v.rng, v.rng.choice(ECHO_COLON)).rstrip("?.!")
        if v.rng.random() < 0.3:
            text = text[0].upper() + text[1:] + v.rng.choice(".!?")
        return turn(f"{lead}: {text}", text)
    lead = v.rng.choice(ECHO_VERBS)
    if v.rng.random() < 0.3:
        lead = lead.lower()
    end = v.rng.choice(("", "", "", ".", "!", "?", " please", ", please."))
    if not v.held_out and v.rng.random() < 0.15:
        end = v.rng.choice((" please", " please", ", please", " please.", " please!"))
    if roll < 0.6:
        quote = v.rng.choice("\"\"'")
        return turn(f"{lead} {quote}{text}{quote}{end}", text)
    return turn(f"{lead} {text}{end}", text)


def add(v: Values) -> list:
    a, b = v.pair()
    return turn(vary(v.rng, v.rng.choice(ADD)).format(a=a, b=b), f"{a} + {b} = {a + b}")


def count(v: Values) -> list:
    while True:
        length = v.rng.choice((2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 12, 15, 20)) if v.rng.random() < 0.94 else v.rng.randint(20, 60)
        a = v.rng.choice((1, v.rng.randint(0, 99), v.rng.randint(0, 20)))
        b = a + length - 1
        if b <= 99 and is_held_out("count", a, b) == v.held_out:
            break
    phrases = COUNT_TO if a == 1 and v.rng.random() < 0.5 else COUNT
    return turn(vary(v.rng, v.rng.choice(phrases)).format(a=a, b=b), ", ".join(str(n) for n in range(a, b + 1)))


def spell(v: Values) -> list:
    word = v.real_word() if v.rng.random() < 0.6 else v.made_up()
    if v.rng.random() < 0.1:
        word = v.name()
    while len(word) > 10:
        word = v.word()
    return turn(vary(v.rng, v.rng.choice(SPELL)).format(w=word), "-".join(word))


def capital(v: Values) -> list:
    while True:
        country, phrase = v.rng.choice(list(CAPITALS)), v.rng.choice(CAPITAL)
        if is_held_out(country, phrase) == v.held_out:
            break
    shown = country.lower() if v.rng.random() < 0.2 else country
    answer = f"The capital of {country} is {CAPITALS[country]}."
    return turn(vary(v.rng, phrase).format(c=shown), answer)


def number_beside(v: Values, values: list) -> int:
    """A number, which in training now and then begins as one of the values does."""
    old = [x for x in values if isinstance(x, int) and x > 0]
    if v.held_out or not old or v.rng.random() < 0.7:
        return v.number(3)
    return int(str(v.rng.choice(old))[0] + str(v.number(2)))


def pairs(v: Values) -> list:
    """One to three keys, with a word or a number each."""
    keys = []
    for _ in range(v.rng.choice((1, 2, 2, 2, 3))):
        key = v._pick(KEYS) if v.rng.random() < (0.35 if v.held_out else 0.2) else v.again(keys, v.word(), 0.1)
        if key not in keys:
            keys.append(key)
    if not v.held_out and v.rng.random() < 0.1:
        keys += [k for k in (v.word(), v.word()) if k not in keys]
    values = []
    for _ in keys:
        roll = v.rng.random()
        values.append(v.again(keys + values, v.word(), 0.5) if not v.held_out and v.rng.random() < 0.15 else number_beside(v, values) if roll < 0.4 else v.name() if roll < 0.6 else v.word() if roll < (0.9 if v.held_out else 0.8) else v.words(2, 2))
    return list(zip(keys, values))


def join(items: list) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def json_object(v: Values) -> list:
    entries = pairs(v)
    lead = v.rng.choice("""Write a JSON object with|Give me a JSON object with|Create a JSON object with|Return a JSON object with|Make JSON with
Write JSON with|I need a JSON object with|Output a JSON object with|Reply with a JSON object with|Write a small JSON object with
Please write a JSON object with|Generate JSON with|Write a json with|Show me a JSON object with|Answer in JSON with""".replace("\n", "|").split("|"))
    if v.rng.random() < 0.2:
        lead = lead.lower().replace("json", v.rng.choice(("json", "JSON")))
    # Values of two words need a sign that shows where they end.
    form = v.rng.choice((1, 2, 4, 5)) if any(" " in str(x) for _, x in entries) else v.rng.randrange(7)
    q = lambda x: f'"{x}"' if isinstance(x, str) else str(x)
    if form == 0:
        body = " " + join([f"{k} {x}" for k, x in entries])
    elif form == 1:
        body = " " + join([f"{k} = {x}" for k, x in entries])
    elif form == 2:
        body = " " + join([f'"{k}" set to {q(x)}' for k, x in entries])
    elif form == 3:
        body = ": " + join([f"{k} is {x}" for k, x in entries])
        lead = lead.removesuffix(" with")
    elif form == 4:
        body = " the keys " + join([f"{k} = {x}" for k, x in entries])
    elif form == 5:
        body = " " + ", ".join(f"{k}: {x}" for k, x in entries)
    else:
        body = " " + join([f"the {k} {x}" for k, x in entries])
    return turn(lead + body + v.rng.choice(("", "", ".")), json.dumps(dict(entries)))


def story(v: Values) -> list:
    rng = v.rng
    if rng.random() < 0.25:
        subject, request = rng.choice(ANIMALS), vary(rng, rng.choice(STORY_ANY))
    else:
        subject = v._pick(ANIMALS) if rng.random() < (0.5 if v.held_out else 0.3) else v.word()
        phrase = rng.choice(STORY).replace(" a {s}", " an {s}") if subject[0] in "aeiou" else rng.choice(STORY)
        request = vary(rng, phrase).format(s=subject)
    hero, place = rng.choice(HEROES), rng.choice(PLACES)
    first = f"Once there was a {rng.choice(ADJECTIVES)} {subject} named {hero} who lived in a {place}."
    second = f"One day {hero} found {rng.choice(FINDS)} and set out to find its owner."
    return turn(request, f"{first} {second} {rng.choice(ENDINGS).format(n=hero)}")


def unknown(v: Values) -> str:
    """A place without a known capital. Training has many made-up ones, also such as begin or end like a known country."""
    roll = v.rng.random()
    if not v.held_out and roll < 0.4:
        return v.like(v.rng.choice(list(CAPITALS)).lower()).capitalize() if roll < 0.2 else v.made_up().capitalize()
    return v._pick(UNKNOWN) if roll < 0.7 else v.city()


def other(v: Values) -> list:
    while True:
        phrase = v.rng.choice(OTHER)
        if v.beside_tools and phrase.startswith(TOOL_LIKE):
            continue
        if is_held_out("other", phrase) == v.held_out or "{" in phrase:
            break
    request = vary(v.rng, phrase).format(
        s=v.rng.choice(OTHER_SUBJECTS) if v.rng.random() < 0.6 else v.words(1, 2), w=v.word(), v=v.word(), c=v.city(),
        n=v.name(), f=v.file(), x=v.number(4) + 100, z=v.number(4), u=unknown(v), a=v.number(3), b=v.number(2), y=v.rng.randint(1000, 2030))
    return turn(request, ABILITIES)


def memory(v: Values) -> list:
    """Facts that the user tells and asks for one or more turns later."""
    rng = v.rng
    if rng.random() < 0.5:
        name = v.name()
        told = turn(vary(rng, rng.choice(("My name is {n}", "I am {n}", "Hi, I am {n}", "Hello, my name is {n}", "Call me {n}", "I'm {n}"))).format(n=name),
                    f"Nice to meet you, {name}!")
        asked = turn(vary(rng, rng.choice(("What is my name?", "What's my name?", "Who am I?", "Do you know my name?", "Do you remember my name?",
                                           "Tell me my name", "Say my name"))), f"Your name is {name}.")
    else:
        kind = rng.choice(("colour", "color", "animal", "food", "word", "city", "number", "fruit", "song"))
        value = str(v.number(2)) if kind == "number" else v.city() if kind == "city" else v.word()
        told = turn(vary(rng, rng.choice(("My favourite {k} is {x}", "My favorite {k} is {x}", "Remember my favourite {k}: {x}",
                                          "Remember that my favourite {k} is {x}"))).format(k=kind, x=value),
                    f"Noted: your favourite {kind} is {value}.")
        asked = turn(vary(rng, rng.choice(("What is my favourite {k}?", "What's my favorite {k}?", "Which {k} do I like most?", "What is my favorite {k}?",
                                           "Do you remember my favourite {k}?"))).format(k=kind), f"Your favourite {kind} is {value}.")
    between = []
    for _ in range(rng.choice((0, 0, 1, 2))):
        between += rng.choice((greet, add, echo, capital, spell))(v)
    return told + between + asked


def again(v: Values) -> list:
    """A follow-up that only makes sense with the turn before it."""
    rng = v.rng
    roll = rng.random()
    if roll < 0.4:
        first = rng.choice((echo, add, spell, capital, json_object))(v)
        return first + turn(vary(rng, rng.choice(("Again", "Say that again", "Repeat that", "Repeat your last answer", "Once more", "Repeat your answer",
                                                  "Can you repeat that?", "Say it again", "One more time"))), first[-1]["content"])
    if roll < 0.7:
        one, two = rng.sample(list(CAPITALS), 2)
        first = turn(vary(rng, rng.choice(CAPITAL)).format(c=one), f"The capital of {one} is {CAPITALS[one]}.")
        return first + turn(vary(rng, rng.choice(("And of {c}?", "And {c}?", "What about {c}?", "How about {c}?", "And for {c}?"))).format(c=two),
                            f"The capital of {two} is {CAPITALS[two]}.")
    word, other_word = v.real_word(), v.real_word()
    if len(word) > 10 or len(other_word) > 10:
        return again(v)
    first = turn(vary(rng, rng.choice(SPELL)).format(w=word), "-".join(word))
    return first + turn(vary(rng, rng.choice(("And {w}?", "What about {w}?", "How about {w}?", "And now {w}"))).format(w=other_word), "-".join(other_word))


PLAIN = {"greet": greet, "echo": echo, "add": add, "count": count, "spell": spell, "capital": capital, "json": json_object,
         "story": story, "other": other}


def follow_up(v: Values) -> list:
    """Two to four turns: unrelated ones, a remembered fact, or a request that refers to the answer before."""
    roll = v.rng.random()
    if roll < 0.4:
        return memory(v)
    if roll < 0.65:
        return again(v)
    messages = []
    for _ in range(v.rng.choice((2, 2, 3, 4))):
        messages += v.rng.choice(list(PLAIN.values()))(v)
    return messages


def system_prompt(v: Values) -> list:
    """None for half of the lessons; else a usual one, or words that say nothing."""
    roll = v.rng.random()
    if roll < 0.55:
        return []
    content = v.rng.choice(SYSTEMS) if roll < 0.9 else v.words(2, 12).capitalize() + "."
    return [{"role": "system", "content": content}]


def lesson(skill: str, rng: random.Random, held_out: bool = False, size: str = "short") -> dict:
    """One lesson of a skill. `size` is "short" (few tools, few turns) or "long" (up to the whole context)."""
    v = Values(rng, held_out)
    system = system_prompt(v)
    if skill in tool_lessons.SKILLS:
        offered, messages = tool_lessons.conversation(skill, v, size)
        return {"skill": skill, "messages": system + messages, "tools": offered}
    if skill == "follow_up":
        messages = follow_up(v)
    elif skill == "aside":
        v.beside_tools = True
        messages = rng.choice(list(PLAIN.values()))(v) if rng.random() < 0.7 else follow_up(v)
        offered, messages = tool_lessons.beside_tools(v, messages, size)
        return {"skill": skill, "messages": system + messages, "tools": offered}
    else:
        messages = PLAIN[skill](v)
    if size == "long":
        before = []
        for _ in range(rng.randint(3, 12)):
            before += rng.choice(list(PLAIN.values()))(v)
        messages = before + messages
    return {"skill": skill, "messages": system + messages, "tools": None}


SKILLS = list(PLAIN) + ["follow_up", "aside"] + tool_lessons.SKILLS
