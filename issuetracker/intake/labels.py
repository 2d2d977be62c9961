"""A label recognised whatever its case, spacing, accents and decoration, and with typing errors if asked."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import islice, product

from issuetracker.intake.label_words import WEAK_WORDS, WORDS, Label

LONGEST = 60  # characters of a label; "Does it block a certification under way" has 40
PARTIES = {Label.VENDOR: Label.VENDOR_CONTACT, Label.LABORATORY: Label.LABORATORY_CONTACT}
PARTY_OF = {label: party for party, contact in PARTIES.items() for label in (party, contact)}
# Labels that mean something below a party only.
RELATIVE = frozenset({Label.CONTACT, Label.PERSON, Label.NAME, Label.EMAIL, Label.PHONE})
PARTS = frozenset({Label.PERSON, Label.NAME, Label.EMAIL, Label.PHONE})
# Labels whose value may have several paragraphs.
LONG = frozenset({Label.DESCRIPTION, Label.DOCUMENTATION, Label.LOGGING})

_NO_LETTER = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"[(\[<（].{0,60}?[)\]>）]")
_WORD = re.compile(r"[^\W\d_]+")


def key_of(text: str) -> str:
    """The letters and digits of a text without case and accents: what of a label is compared."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text.casefold())
    return _NO_LETTER.sub("", plain)


@cache
def known() -> dict[str, Label]:
    """Every known label under its key."""
    return {key_of(word): label for label, words in WORDS.items() for word in words.split("|")}


@cache
def weak() -> frozenset[str]:
    """Keys of labels that also begin lines of letters and logs."""
    return frozenset(map(key_of, WEAK_WORDS.split("|")))


@lru_cache(maxsize=4096)
def is_weak(text: str) -> bool:
    """Whether a label also begins lines of letters and logs."""
    return key_of(text) in weak()


@lru_cache(maxsize=4096)  # people use the same words
def label_of(text: str) -> Label | None:
    """The label that a text is as a whole; what it has in brackets may be missing, or be the label."""
    if len(text) > LONGEST + 30:
        return None
    found = known().get(key_of(text))
    if found is None and not text.isalnum():
        found = _label_among(text)
    return found


def _label_among(text: str) -> Label | None:
    """The label with brackets taken away, in brackets, or said twice: "Vendor / Hersteller"."""
    if (bare := _ASIDE.sub("", text)) != text:
        labels = {label for part in (bare, *_ASIDE.findall(text)) if (label := known().get(key_of(part)))}
        return known().get(key_of(bare)) or (labels.pop() if len(labels) == 1 else None)
    if "/" in text:
        said = {known().get(key_of(part)) for part in text.split("/")}
        return said.pop() if len(said) == 1 else None
    return None


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    """Words of labels under what is left of them when one letter is missing, of long words also two."""
    near: dict[str, tuple[str, ...]] = {}
    words = {key_of(word) for text in WORDS.values() for word in _WORD.findall(text)}
    for word in sorted(words, key=len):
        for shorter in _shortened(word):
            near[shorter] = (*near.get(shorter, ()), word)
    return near


def _shortened(word: str) -> set[str]:
    if not 5 <= len(word) <= 24:
        # Of short words only an exchange of letters is a slip.
        return {word, "".join(sorted(word))} if len(word) == 4 else {word}
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    twice = {less[:at] + less[at + 1 :] for less in once for at in range(len(less))} if len(word) > 8 else set()
    return {word} | once | twice


@lru_cache(maxsize=4096)
def mistyped(text: str) -> Label | None:
    """The label that was meant: at most one slip in a word of five letters, two in one of nine; none in shorter words.

    A word is compared by what is left when letters are missing on both sides, so its cost does not grow with the list.
    """
    words = [key_of(word) for word in _WORD.findall(_ASIDE.sub("", text)[:LONGEST])]
    if not 1 <= len(words) <= 6 or sum(map(len, words)) < 5 or max(map(len, words)) > 24:
        return None
    meant = product(*map(_meant, words))
    return next((label for said in islice(meant, 200) if (label := known().get("".join(said)))), None)


def _meant(word: str) -> list[str]:
    """The words of labels that a word can be, likeliest first."""
    near = _neighbours()
    found = (meant for shorter in sorted(_shortened(word), key=len, reverse=True) for meant in near.get(shorter, ()))
    return list(dict.fromkeys(meant for meant in found if abs(len(meant) - len(word)) <= 2))[:6]
