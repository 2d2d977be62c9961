"""Options as people tick them: ☒ [x] (x) ✓ before or after the words, "yes" behind them, or the words alone."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

_ON = r"[☒☑✓✔√■▣🗹🗷✅●◉◼⬛☓✗✘]\uFE0F?|\[\s*[xXvV✓✔✗√*]\s*\]|\(\s*[xX✓✔✗√*]\s*\)|\|[xX]\||(?<![\w/])[xX](?![\w/])"
_OFF = r"[☐□▢❏❑⬜○◯◻🗆⎕]\uFE0F?|\[[\s_]*\]|\([\s_]*\)|\|_\||❌|❎"
_YES = r"(?<!\w)(?:yes|ja|sí|si|예|네|true|y)(?!\w)"
_NO = r"(?<!\w)(?:no|nee|nein|아니오|아니요|false|n)(?!\w)"
_STRUCK = re.compile(r"~~(.+?)~~", re.DOTALL)
_JOIN = re.compile(r"^[\s(]*(?:[,;/&+)]|and|en|und|y|e|및|와|과|sowie|as well as)+[\s(]*$", re.IGNORECASE)
_LETTERS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen: values and their words as a pattern, longest first; `ignored` are words that say nothing."""

    words: tuple[tuple[str, str], ...]
    ignored: str = r"(?!)"
    several: bool = False
    answers: bool = False  # yes and no are the options themselves


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen; whether the text says more than that; whether options stand there and none is chosen."""

    values: tuple[str, ...] = ()
    more: bool = False
    unfilled: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "on", "off", "yes", "no" or the option's value
    start: int
    end: int


@cache
def _pattern(options: Options) -> re.Pattern[str]:
    words = "|".join(f"(?P<o{at}>{pattern})" for at, (_, pattern) in enumerate(options.words))
    answers = "" if options.answers else rf"|(?P<yes>{_YES})|(?P<no>{_NO})"
    return re.compile(rf"(?P<on>{_ON})|(?P<off>{_OFF})|{words}{answers}|(?P<ignored>{options.ignored})", re.IGNORECASE)


def is_unticked(text: str) -> bool:
    """Whether boxes stand in the text and none of them is ticked."""
    return bool(re.search(_OFF, text)) and not re.search(_ON, text)


@lru_cache(maxsize=1024)  # people leave the template's own words around their tick
def choose(text: str, options: Options) -> Chosen:
    """What a text chooses among options; nothing where it could mean either."""
    kept = _STRUCK.sub(" ", text)
    if not _LETTERS.search(kept):  # everything is struck out
        kept = text
    tokens, more = _tokens(kept, options)
    marked = [token for token in tokens if token.kind in ("on", "off", "yes", "no")]
    chosen = _marked(tokens) if marked else _named(kept, tokens, options)
    values = tuple(dict.fromkeys(chosen))
    if len(values) > 1 and not options.several:
        return Chosen((), more=True)
    return Chosen(values, more, not values and not more and bool(tokens))


def _tokens(text: str, options: Options) -> tuple[list[_Token], bool]:
    """Marks and options in order, and whether words are left that are neither."""
    found, left, at = [], [], 0
    for match in _pattern(options).finditer(text):
        kind = match.lastgroup or ""
        left.append(text[at : match.start()])
        at = match.end()
        if kind.startswith("o") and kind[1:].isdigit():
            kind = options.words[int(kind[1:])][0]
        if kind != "ignored":
            found.append(_Token(kind, match.start(), match.end()))
    left.append(text[at:])
    crossed = any(text[token.start] in "✓✔✅☑" for token in found if token.kind == "on")
    if crossed:  # beside a tick a cross says no
        found = [
            _Token("off", token.start, token.end) if text[token.start] in "✗✘☓" else token for token in found
        ]  # fmt: skip
    return found, any(_LETTERS.search(part) and not _JOIN.match(part) for part in left)


def _marked(tokens: list[_Token]) -> list[str]:
    """The options whose mark says yes; marks stand before their options if the first thing is a mark."""
    before = tokens[0].kind in ("on", "off")
    chosen, last = [], ""
    for token in tokens if before else tokens[::-1]:
        if token.kind in ("on", "off", "yes", "no"):
            last = token.kind
        else:
            if last in ("on", "yes"):
                chosen.append(token.kind)
            last = ""
    return chosen if before else chosen[::-1]


def _named(text: str, tokens: list[_Token], options: Options) -> list[str]:
    """The options that stand without marks: one, or several that are joined by a word; all of them are no answer."""
    named = list(dict.fromkeys(token.kind for token in tokens))
    if len(named) < 2:
        return named
    between = [text[left.end : right.start] for left, right in pairwise(tokens)]
    joined = all(_JOIN.match(part) for part in between)
    if options.several:
        return named if joined and not all("/" in part for part in between) else []
    first = tokens[0]
    answered = not text[: first.start].strip() and re.match(r"\s*[,.;:(–—-]", text[first.end :])
    return named[:1] if answered and not joined else []
