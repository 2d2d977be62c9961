"""How lines with a label begin: what most lines are passed over by, at the cost of a few comparisons."""

import re
from functools import cache

from issuetracker.intake.label_words import WORDS

# Quoting, bullets, table bars, markdown, numbering; then bold, quotes and brackets about the label itself.
DECOR = (
    r"[ \t\xa0\u3000\u200b\ufeff>|*_#•·▪◦‣●–\-+]{0,24}+"
    r"(?:\(?(?:\d{1,2}|[a-z])[.)](?:[ \t\xa0]++|(?=[*_])))?+[*_\"\[<]{0,3}+"
)
# What a line's decoration begins with: most lines begin with a letter, and those of logs with digits and brackets.
DECORATED = r"(?=[ \t\xa0\u3000\u200b\ufeff>|*_#•·▪◦‣●–\-+(\"\[<]|(?:\d{1,2}|[a-z])[.)])"


@cache
def beginnings(*, ascii_only: bool) -> re.Pattern[str]:
    """A line that begins like a label: most lines are passed over here, at the cost of a few comparisons."""
    by_first: dict[str, set[str]] = {}
    for words in WORDS.values():
        for word in words.split("|"):
            start = word.strip()[:3].rstrip()
            if ascii_only and not start.isascii():
                continue
            by_first.setdefault(start[0], set()).add(start[1:])
            if start == "ema":
                by_first["e"].add("-m")
    tries = "|".join(
        f"{_one_of(first)}(?:{'|'.join(''.join(map(_one_of, rest)) for rest in sorted(rests))})"
        for first, rests in sorted(by_first.items())
    )
    begins = f"(?={_shapes(by_first)})(?={tries})"
    return re.compile(rf"\n(?:{begins}|(?![\[\"]){DECORATED}({DECOR}){begins})")


def _shapes(by_first: dict[str, set[str]]) -> str:
    """What the first two letters can be, in a few alternatives: to try each word takes most of the time of a search."""
    shapes: dict[str, tuple[set[str], set[str]]] = {}
    for first, second in ((first, rest[0]) for first, rests in by_first.items() for rest in rests):
        firsts, seconds = shapes.setdefault(_shape(first, second), (set(), set()))
        firsts.add(first)
        seconds.add(second)
    return "|".join(_one_of("".join(firsts)) + _one_of("".join(seconds)) for firsts, seconds in shapes.values())


def _shape(first: str, second: str) -> str:
    """Vowels and consonants mostly take turns; where they do not ("phone"), the second letter tells."""
    if first in "aeiou":
        return "vowel first"
    return "vowel second" if second in "aeiou" or not first.isascii() else second


def _one_of(letters: str) -> str:
    """Any of these, in either case."""
    return "[" + re.escape("".join(sorted({*letters, *(letter.upper() for letter in letters)}))) + "]"
