"""Word lists, made-up words and the split that keeps held-out values out of training.

Every value that a lesson copies (a word, a name, a city, a pair of numbers) belongs to exactly one
side of the split: `is_held_out` decides by a hash, so the training lessons never see the values that
the evaluation asks for.
"""

import hashlib
import random

COMMON = """
able acid actor after again agent album alarm alley almond amber anchor animal ankle apple april apron arch
arrow artist aspen atlas autumn award bacon badge baker balloon bamboo banana banjo barley barn basil basket beach
beacon beaver bell berry bicycle birch bird biscuit blanket blossom blue board boat bottle boulder branch bread breeze
brick bridge bright bronze brook broom brush bubble bucket butter button cabin cable cactus camel camera canal candle
canoe canyon carbon card carpet carrot castle cedar cello chain chalk charm cheese cherry chess chime circle citrus
clay cliff clock cloud clover coast cobalt coffee comet compass copper coral corner cotton cousin crane crayon creek
cricket crystal curtain cycle daisy dance dawn delta desert diamond dinner dolphin donkey door dragon dream drum eagle
earth echo elbow ember engine evening fabric falcon farmer feather fence fern fiddle field finch finger flame flint
flower flute forest fossil fountain frost galaxy garden garlic gate ginger glacier glass globe glove gold grape grass
gravel green guitar hammer harbor harvest hazel heart hedge helmet heron hill honey horizon horse house hunter icicle
indigo island ivory ivy jacket jaguar jasmine jelly jewel jigsaw journey jungle kettle kitchen kite kitten knight
ladder lagoon lamp lantern larch laurel lavender leaf lemon letter lilac lily lime linen lion lizard lobster lotus
lunar magnet mango maple marble market marsh meadow melody melon metal meteor midnight mint mirror mitten monkey moon
morning moss mountain museum mustard napkin needle nest nickel night north novel oasis ocean olive onion opal orange
orbit orchid otter oven owl oxygen oyster paddle paint palm panda paper parrot parsley pasta peach pearl pebble pencil
penguin pepper piano picture pigeon pillow pilot pine planet plaza plum pocket poem polar pond poppy potato prairie
prism pumpkin puppet purple puzzle quartz queen quilt rabbit radio rain raven reef ribbon rice river robin rocket
rose ruby saddle saffron sail salmon salt sand sapphire saturn school sea seed shadow shell ship silence silk silver
sky snow soap sock spark sparrow spice spider spiral spoon spring spruce square squirrel stable star stone storm
stream sugar summer sun sunset swan table tailor teapot temple thunder tiger timber toast tomato torch tower trail
train treasure tree trumpet tulip tunnel turtle umbrella valley vanilla velvet violet violin volcano wagon walnut
water wave weaver whale wheat whisper willow wind window winter wizard wolf wonder wood yarn yellow zebra zephyr
about above across always answer basic because before begin behind below better between beyond bring build carry
catch change check choose clean clear close color common computer could count country cover data deep different
doctor double down draw drink drive early east eight enough enter every example family famous fast father fight file
final find first five floor follow food four free fresh friend front full future game general gentle give good great
group grow half hand happy hard heavy hello help here high hold home hope hour human hundred idea inside jump keep
kind king know language large last late laugh lead learn left light like line listen little live long look loud love
machine make many mark matter mean memory middle milk minute model money month more mother move music name near never
new nice number often open other outside over part party past people person place plain plan plant play please point
power press pretty print problem program project proud pull push quick quiet quite rare reach read ready real red
remember rest rich right ring road rock roll room round rule run safe same save science second secret seven shape
share sharp short show simple sister six sleep slow small smart smile soft some song soon sound south space speak
special speed spell stand start station stay step still stop story strange street strong student sure sweet system
talk tall teach team test thank thing think third three time tiny today together tomorrow touch town travel true try
turn twelve twenty under until uncle use value very view village visit voice wait walk wall want warm wash watch week
well west while white whole wide wild will wise wish word work world write year yes yesterday young zero
""".split()

NAMES = """
Ada Alan Alice Amir Anna Anton Arthur Beatrix Ben Bianca Boris Carla Carlos Chen Clara Dana Daniel Diego Dora Edgar
Elena Elias Emma Erik Esther Eva Farah Felix Fiona Frank Freya Gina Grace Greta Hana Hannah Hans Harriet Hugo Ida Igor
Ines Ingrid Iris Ivan Jack James Jana Jonas Julia Kai Karen Katya Kenji Lara Laura Leo Lena Liam Linus Lisa Louis Lucia
Luka Maria Marco Maya Mei Mia Milan Mira Nadia Naomi Nina Noah Nora Olga Oliver Omar Oscar Otto Paula Pedro Petra Priya
Rafael Ravi Rita Robert Rosa Ruth Sam Sara Selma Simon Sofia Stella Sven Tara Theo Tom Uma Vera Victor Wanda Will Yara
Yuki Yusuf Zoe Bob John Mary Peter Paul David Sarah Kim Alex Max Jane Lucas Ella Finn Ruby Amy Eve
""".split()

CITIES = """
Amsterdam Athens Austin Baghdad Bangkok Barcelona Basel Beijing Belgrade Bergen Berlin Bern Bilbao Bogota Boston
Bremen Brisbane Brussels Budapest Cairo Calgary Canberra Cardiff Chicago Cologne Copenhagen Dakar Dallas Delhi Denver
Detroit Doha Dresden Dubai Dublin Edinburgh Florence Frankfurt Geneva Genoa Glasgow Graz Hamburg Hanoi Havana Helsinki
Houston Istanbul Jakarta Kabul Kiev Krakow Kyoto Lagos Leeds Leipzig Lima Lisbon Liverpool London Lyon Madrid Malaga
Manchester Manila Marseille Melbourne Memphis Miami Milan Montreal Moscow Mumbai Munich Nairobi Naples Nice Osaka Oslo
Ottawa Oxford Palermo Paris Perth Phoenix Porto Portland Prague Quito Reykjavik Riga Rome Rotterdam Santiago Seattle
Seoul Seville Shanghai Singapore Sofia Stockholm Sydney Tallinn Tokyo Toronto Toulouse Tunis Turin Utrecht Valencia
Vancouver Venice Vienna Vilnius Warsaw Wellington York Zagreb Zurich
""".split() + ["New York", "Los Angeles", "San Francisco", "Hong Kong", "Cape Town", "Rio de Janeiro", "Tel Aviv",
               "Buenos Aires", "Mexico City", "Kuala Lumpur", "New Delhi", "San Diego", "Las Vegas", "St. Gallen"]

CAPITALS = {
    "Argentina": "Buenos Aires", "Australia": "Canberra", "Austria": "Vienna", "Belgium": "Brussels",
    "Brazil": "Brasilia", "Canada": "Ottawa", "Chile": "Santiago", "China": "Beijing", "Colombia": "Bogota",
    "Croatia": "Zagreb", "Cuba": "Havana", "Czechia": "Prague", "Denmark": "Copenhagen", "Egypt": "Cairo",
    "England": "London", "Estonia": "Tallinn", "Finland": "Helsinki", "France": "Paris", "Germany": "Berlin",
    "Greece": "Athens", "Hungary": "Budapest", "Iceland": "Reykjavik", "India": "New Delhi", "Indonesia": "Jakarta",
    "Iran": "Tehran", "Iraq": "Baghdad", "Ireland": "Dublin", "Israel": "Jerusalem", "Italy": "Rome",
    "Japan": "Tokyo", "Kenya": "Nairobi", "Latvia": "Riga", "Lithuania": "Vilnius", "Mexico": "Mexico City",
    "Morocco": "Rabat", "Norway": "Oslo", "Peru": "Lima", "Poland": "Warsaw", "Portugal": "Lisbon",
    "Romania": "Bucharest", "Russia": "Moscow", "Serbia": "Belgrade", "South Korea": "Seoul", "Spain": "Madrid",
    "Sweden": "Stockholm", "Switzerland": "Bern", "Thailand": "Bangkok", "Turkey": "Ankara", "Ukraine": "Kyiv",
    "the United Kingdom": "London", "the United States": "Washington", "Vietnam": "Hanoi",
}

ANIMALS = """
fox bear cat dog owl mouse dragon rabbit robot frog horse turtle penguin lion wolf duck goat crow hedgehog whale
squirrel otter bee snail knight wizard pirate princess sailor farmer ghost giant
""".split()

KEYS = """name age city color colour title year size id count price status type animal country food day month user email
level score team role key value label kind model speed width height length weight width fruit job street language""".split()


def _letter_chain() -> dict:
    """Which letter follows two others in the lists, so that made-up words look like words."""
    chain: dict = {}
    for word in COMMON + [n.lower() for n in NAMES + CITIES if n.isalpha()]:
        padded = "^^" + word + "$"
        for i in range(2, len(padded)):
            chain.setdefault(padded[i - 2:i], []).append(padded[i])
    return chain


_CHAIN = _letter_chain()
_STEMS = [w for w in COMMON + ANIMALS + KEYS + [n.lower() for n in NAMES + CITIES] if w.isalpha()]


def is_held_out(*values) -> bool:
    """True for about one value in eight: those that only the evaluation may use."""
    key = "|".join(str(v).lower() for v in values)
    return hashlib.md5(key.encode()).digest()[0] < 32


class Values:
    """Draws words, names, numbers and the like from one side of the split (`held_out`)."""

    # Tokens that are letters only. Training sets them; without them (when the tokens are learnt) no word is made of pieces.
    pieces: list = []

    def __init__(self, rng: random.Random, held_out: bool):
        self.rng = rng
        self.held_out = held_out
        self.beside_tools = False

    def _pick(self, items):
        while True:
            item = self.rng.choice(items)
            if is_held_out(item) == self.held_out:
                return item

    def made_up(self) -> str:
        """A word of three to nine letters that is in no list: mostly letters as they follow in words, some at random."""
        while True:
            if not self.held_out and self.rng.random() < 0.5:
                word = self._odd()
            elif self.rng.random() < 0.12:
                word = "".join(self.rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(self.rng.randint(3, 7)))
            else:
                word = "^^"
                while word[-1] != "$" and len(word) < 12:
                    word += self.rng.choice(_CHAIN[word[-2:]])
                word = word[2:].removesuffix("$")
            if 3 <= len(word) <= 9 and is_held_out(word) == self.held_out:
                return word

    def _grown(self) -> str:
        """A list word of either side with letters around it, or a word with a letter doubled. Only for training: tokens that
        are a whole held-out word are learnt as parts of other words."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.25:
            word = rng.choice(_STEMS)
            at = rng.randrange(len(word))
            return word[:at] + word[at] + word[at:]
        some = rng.choice(_STEMS)[:rng.randint(1, 4)]
        return rng.choice(_STEMS) + some if roll < 0.7 else some + rng.choice(_STEMS)

    def _odd(self) -> str:
        """A training word of unusual build: grown from a list word, joined from tokens, or of two letters only."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.55 or not self.pieces:
            return self._grown()
        if roll < 0.93:
            return "".join(rng.choice(self.pieces) for _ in range(rng.randint(2, 3)))
        letters = rng.sample("abcdefghijklmnopqrstuvwxyz", rng.randint(1, 2))
        return "".join(rng.choice(letters) for _ in range(rng.randint(3, 5)))

    def like(self, word: str) -> str:
        """A training word that begins or ends as another does, so that copying has to tell the two apart."""
        rng = self.rng
        for _ in range(8):
            at, other = rng.randint(1, max(1, len(word) - 1)), self.made_up()
            new = word[:at] + other[:rng.randint(1, 5)] if rng.random() < 0.5 else other[:rng.randint(1, 5)] + word[at:]
            if new != word and len(new) <= 10 and not is_held_out(new):
                return new
        return self.made_up()

    def again(self, parts: list, word: str, share: float) -> str:
        """In training, with this chance a word that was there before instead (often the one just before), or one that is like
        it: copying then needs more than the last token."""
        rng = self.rng
        if self.held_out or not parts or rng.random() >= 1.6 * share:
            return word
        old = parts[-1] if rng.random() < 0.5 else rng.choice(parts)
        return old if rng.random() < 0.6 or not str(old).isalpha() else self.like(old)

    def word(self) -> str:
        return self._pick(COMMON) if self.rng.random() < (0.5 if self.held_out else 0.3) else self.made_up()

    def accented(self) -> str:
        """A word with letters from outside ASCII, which are several tokens each."""
        letters = self.rng.choice(("äöüß", "éèêçà", "åøæ", "ñáíóú", "žščř", "łąęó", "日本語東京山川", "привет", "αβγδ", "🙂🚀🎉"))
        word = list(self.word()[:4]) if self.rng.random() < 0.6 else []
        for _ in range(self.rng.randint(1, 3)):
            word.insert(self.rng.randint(0, len(word)), self.rng.choice(letters))
        return "".join(word)

    def real_word(self) -> str:
        return self._pick(COMMON)

    def name(self) -> str:
        return self._pick(NAMES) if self.rng.random() < (0.6 if self.held_out else 0.35) else self.made_up().capitalize()

    def city(self) -> str:
        if not self.held_out and self.rng.random() < 0.12:
            lead = self.rng.choice(("St. ", "New ", "San ", self.made_up().capitalize() + " "))
            return lead + self.made_up().capitalize()
        return self._pick(CITIES) if self.rng.random() < (0.6 if self.held_out else 0.4) else self.made_up().capitalize()

    def words(self, low: int, high: int) -> str:
        """Between low and high words, separated by blanks."""
        parts: list = []
        for _ in range(self.rng.randint(low, high)):
            parts.append(self.again(parts, self.word(), 0.15))
        return " ".join(parts)

    def pair(self, limit: int = 99) -> tuple[int, int]:
        """Two numbers from 0 to limit."""
        while True:
            a, b = self.rng.randint(0, limit), self.rng.randint(0, limit)
            if is_held_out("sum", a, b) == self.held_out:
                return a, b

    def number(self, digits: int = 4) -> int:
        """A number of one to `digits` digits, each length equally likely."""
        while True:
            n = self.rng.randint(0, 10 ** self.rng.randint(1, digits) - 1)
            if n < 100 or is_held_out("n", n) == self.held_out:
                return n

    def file(self) -> str:
        """A file name, sometimes in a folder."""
        ext = self.rng.choice("txt txt md py json csv log cs html yaml".split())
        stem = self.word()
        if self.rng.random() < 0.2:
            stem += self.rng.choice("_-") + self.word()
        if self.rng.random() < 0.1:
            stem += str(self.rng.randint(0, 99))
        folder = ""
        if self.rng.random() < 0.25:
            folder = self.rng.choice(("src/", "docs/", "data/", "/tmp/", *[self.word() + "/"] * 6))
        return f"{folder}{stem}.{ext}"
