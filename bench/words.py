"""The same invented words for every contender, drawn by a fixed seed."""

from __future__ import annotations

from random import Random

WORDS = (
    "harbour lantern market bridge orchard ferry council winter garden baker window letter river"
    " evening corner station painter kettle meadow clock chapel morning story neighbour ladder"
    " autumn pocket bicycle thunder village marble copper violin island teacher blanket candle"
    " pepper sparrow gravel ribbon shelter timber wander gather notice remember borrow carry mend"
).split()
NAMES = "Ada Bruno Celia Dorian Elke Farid Greta Hugo Ines Jonas Kira Leon Mara Nils Ottla".split()


def sentence(random: Random, *, words: int = 14) -> str:
    """Return a sentence of about so many words."""
    found = [random.choice(WORDS) for _ in range(random.randint(words - 5, words + 5))]
    return " ".join(found).capitalize() + "."


def paragraph(random: Random, *, sentences: int = 5) -> str:
    """Return a paragraph of so many sentences."""
    return " ".join(sentence(random) for _ in range(sentences))


def story_paragraphs() -> list[str]:
    """Return the paragraphs of the story that is read in every measurement."""
    random = Random(12)
    return [paragraph(random) for _ in range(12)]


def comment_bodies(number: int = 200) -> list[str]:
    """Return different comments, most of them short, some long."""
    random = Random(34)
    return [
        "\n\n".join(
            paragraph(random, sentences=random.randint(1, 4))
            for _ in range(random.choice((1, 1, 1, 2, 3)))
        )
        for _ in range(number)
    ]


def name(number: int) -> str:
    """Return the name of the reader with this number."""
    return f"{NAMES[number % len(NAMES)]} {number // len(NAMES)}"
