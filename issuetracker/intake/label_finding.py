"""Where labels stand in a text: at the beginning of a line, whatever decorates it and separates it from its value."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from issuetracker.intake.label_beginnings import DECOR, DECORATED, beginnings
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import LONGEST, is_weak, key_of, known, label_of, mistyped

_SEPARATOR = re.compile(
    r"(?=[\s*_\"\]>:：=|–—→.…-])"  # at most characters nothing more is tried
    r"(?:\s*[*_\"\]>]{0,3}\s*(?P<firm>[:：=|\t])|\s[-–—]+\s|[-–—]+(?:\s|>)|\s{2}|→|\.{3,}|…|\s*[*_\"\]>]{0,3}\s*$)|$"
)
_TO_VALUE = re.compile(r"[ \t\xa0\u3000.…]*(?:[*_]{1,3}(?=[ \t\xa0\n]|$))?[ \t\xa0\u3000|>]*")
_SHORT = r"(?=[^\W\d_][^\n:：=|\t]{2,44}+(?:[:：=|\t]|\n|$))"
_TYPED = re.compile(rf"\n(?:{_SHORT}|{DECORATED}({DECOR}){_SHORT})")
_HEADER = re.compile(
    r"^[>*_ \t]*(?:from|sent|to|date|von|gesendet|an|datum|van|verzonden|aan|de|enviado(?: el)?|para|fecha"
    r"|보낸 ?사람|보낸 ?날짜|받는 ?사람|날짜)[*_ \t]*[:：]",
    re.IGNORECASE | re.MULTILINE,
)
MOST_LINES = 3_000  # lines that begin like a label; a template has some twenty
_SEARCHED = 3_000  # characters after a label in which a mistyped one is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """A label in a text, as offsets: its line, its value; `stop` ends a table's cell, -1 leaves the end open."""

    label: Label
    start: int
    value: int
    stop: int = -1
    level: int = 0  # of quoting
    weak: bool = False  # a word that letters, signatures and logs use too, or mistyped
    bare: bool = False  # alone on its line, without a colon or decoration


def find(text: str, unclear: list[int] | None = None) -> list[Found]:
    """Every place where a known label begins a line, in order; not in prose, nor in a forwarded message's header.

    Where lines begin like a label and have none that can be told is added to `unclear`.
    """
    padded, founds = "\n" + text, []
    for match in islice(beginnings(ascii_only=text.isascii()).finditer(padded), MOST_LINES):
        if found := _usual(padded, match) or _found(padded, match, exact=True):
            founds.append(found)
        elif unclear is not None:
            unclear.append(match.start())
    return founds


def _usual(padded: str, match: re.Match[str]) -> Found | None:
    """The label of a line as most are: its words, a colon, the value. It is found so at a third of the cost."""
    begin = match.end()
    colon = padded.find(":", begin, begin + LONGEST)
    if colon < 0 or (known := _plain(padded[begin:colon])) is None:
        return None
    label, is_weak_word = known
    if label is Label.SUMMARY and is_weak_word and _in_header(padded, match.start()):
        return None
    value = _TO_VALUE.match(padded, colon + 1).end()  # type: ignore[union-attr]  # matches always
    return Found(label, match.start(), value - 1, -1, (match[1] or "").count(">"), is_weak_word)


@lru_cache(maxsize=4096)
def _plain(words: str) -> tuple[Label, bool] | None:
    """The label that words are in which nothing can part a label from its value; whether it is a weak one."""
    if not all(word.isalnum() for word in words.split(" ")) or (label := label_of(words)) is None:
        return None
    return label, is_weak(words)


def find_mistyped(text: str, founds: list[Found]) -> list[Found]:
    """Labels with typing errors near those that were found; each must be one that is not there yet."""
    padded = "\n" + text
    near: list[Found] = []
    have = {found.label for found in founds}
    labels = [(0, 0), *((found.start, found.value + 1) for found in founds), (len(text), 0)]
    for (begin, after), (end, _) in pairwise(labels):
        until = min(end, begin + _SEARCHED)
        if padded.find("\n", after, until) < 0:
            continue
        for match in _TYPED.finditer(padded, after, until):
            found = _found(padded, match, exact=False)
            if found and found.label not in have:
                near.append(found)
    return near


def _found(padded: str, match: re.Match[str], *, exact: bool) -> Found | None:
    begin = match.end()
    end = padded.find("\n", begin, begin + LONGEST + 20)
    line = padded[begin : end if end >= 0 else begin + LONGEST + 20]
    whole = end >= 0 or begin + len(line) >= len(padded)
    label, separator = _labelled(line, label_of if exact else mistyped, whole=whole)
    if label is None or separator is None:
        return None
    decor = match[1] or ""
    bare = separator.end() >= len(line) and not separator["firm"] and not any(c in "*#_" for c in decor)
    if bare and line[:1].islower():
        return None
    doubtful = not exact or is_weak(line[: separator.start()])
    if label is Label.SUMMARY and doubtful and _in_header(padded, match.start()):
        return None
    after = _TO_VALUE.match(padded, begin + separator.end())
    value = after.end() if after else begin + separator.end()
    return Found(label, match.start(), value - 1, -1, decor.count(">"), doubtful, bare)


def _labelled(
    line: str, recognise: Callable[[str], Label | None], *, whole: bool
) -> tuple[Label | None, re.Match[str] | None]:
    """The label before the last separator that leaves one; after a colon nothing more is looked at."""
    best: tuple[Label | None, re.Match[str] | None] = (None, None)
    for separator in _SEPARATOR.finditer(line):
        if separator.start() > LONGEST or (separator.end() >= len(line) and not whole and not separator["firm"]):
            break
        left = line[: separator.start()]
        label = recognise(left)
        # A longer one counts only as it is: in brackets behind a label may stand its value.
        if label and (best[0] is None or key_of(left) in known()):
            best = (label, separator)
        if separator["firm"]:
            break
    return best


def _in_header(text: str, start: int) -> bool:
    """Whether "Subject:" is a line of a forwarded message's header: From, Sent or To stand beside it."""
    before = text[max(0, start - 400) : start].rpartition("\n\n")[2]
    after = text[start + 1 : start + 300].partition("\n\n")[0]
    return bool(_HEADER.search(before) or _HEADER.search(after))


def in_columns(text: str, founds: list[Found], unclear: list[int]) -> list[Found]:
    """Labels of a table aligned by spaces that have one space only before their value, being the longest."""
    if not unclear:
        return []
    columns = Counter(
        found.value - found.start
        for found in founds
        if found.value >= 2 and text[found.value - 2 : found.value] == "  "
    )
    if not columns or columns.most_common(1)[0][1] < 3:
        return []
    column = columns.most_common(1)[0][0]
    near = range(founds[0].start, founds[-1].start + 2_000)
    return [
        Found(label, start, start + column)
        for start in unclear
        if start in near and text[start + column - 1 : start + column] == " " and text[start].isalpha()
        if (label := label_of(text[start : start + column - 1]))
    ]
