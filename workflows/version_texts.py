"""Version texts as vendors write them, compared only where both are plain numbers: a wrong order is worse than none."""

import re
from functools import lru_cache

# `4.2.1`, `v4.2`, `Release_2024-04_v2`, `Edition 3`: numbers with separators and, before them, a word that says so.
_NUMBERS = re.compile(r"(?:release|version|edition|ver\.?|v)?[ ._-]?([0-9]{1,9}(?:[._-]v?[0-9]{1,9})*)", re.IGNORECASE)


def numbers(text: str) -> tuple[int, ...] | None:
    """The numbers of a version without zeros at its end, so that 4.2 is 4.2.0; None for anything else in it."""
    found = _NUMBERS.fullmatch(text.strip())
    if found is None:
        return None
    parts = [int(part) for part in re.findall(r"[0-9]+", found[1])]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


@lru_cache(maxsize=20_000)
def compare(left: str, right: str) -> int | None:
    """-1, 0 or 1 as `left` is before, the same as or after `right`; None where nobody can say."""
    if left.strip().casefold() == right.strip().casefold():
        return 0
    one, other = numbers(left), numbers(right)
    if one is None or other is None:
        return None
    return (one > other) - (one < other)
