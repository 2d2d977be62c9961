"""Where in a text the words stand that were looked for, by the folding that finds them."""

import re

from issuetracker.services.words import folded_character, runs
from notifications.confidentiality import NO_SPACES

_MOST_MARKED = 8  # words of a query


def found_at(text: str, asked: str) -> list[tuple[int, int]]:
    """The places in a text (of normal form C): from, and up to where."""
    wanted = [pattern for token in asked.split()[:_MOST_MARKED] if (pattern := _pattern(token))]
    if not wanted:
        return []
    plain = [folded_character(character) for character in text]
    places = [at for at, folded in enumerate(plain) for _ in folded]
    hits = re.finditer("|".join(wanted), "".join(plain))
    return [(places[hit.start()], places[hit.end() - 1] + 1) for hit in hits]


def _pattern(token: str) -> str:
    """What was typed, whatever stands between its parts: `TC_E_22_CS` is one match and not four."""
    parts = list(runs(token))
    begins = "" if not parts or parts[0][1] else rf"(?<![^\W_{NO_SPACES}])"  # a word may be begun only
    return begins + r"[\W_]*".join(re.escape(run) for run, _ in parts)
