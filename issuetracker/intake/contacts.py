"""Contact details as people write them: "Name: … E-mail: … Phone: …" in a line or several, or without labels."""

import re
from dataclasses import dataclass
from functools import lru_cache

from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import label_of
from issuetracker.intake.placeholders import is_hint

_EMAIL = re.compile(r"[^\s<>,;:()\[\]|\"']{1,64}@[^\s<>,;:()\[\]|\"'@]{1,190}")
_MAILTO = re.compile(r"\s*[<\[(]mailto:[^>\])\s]*[>\])]", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(\+?|00|0)[\d\s()/.–-]{5,28}\d(?!\w)")
# What may stand between a label and its value; each begins with one of a few characters, which is searched quickly.
_MARK = re.compile(r"[:：=]\s*|\t+(?:\s*[:：=]\s*|\s*[-–]\s+)?|[-–](?<=\s.)\s+")
_BACKWARDS = re.compile(r"\n?[\w.-]*[^\W\d_](?:[ ][\w.-]*[^\W\d_]){0,3}")  # up to four words, from the last letter on
_BETWEEN = " \t\n,;|/·•*-–\u200b"
_PART = {Label.PERSON: "name", Label.NAME: "name", Label.EMAIL: "email", Label.PHONE: "phone"}


@dataclass(frozen=True, slots=True)
class ContactReading:
    """What was read; "" for what was not. `left` is what is none of the three."""

    name: str = ""
    email: str = ""
    phone: str = ""
    left: str = ""


def read_contact(text: str) -> ContactReading:
    """A contact from its text; a name without a label only as what an address or number leaves first."""
    text = (_MAILTO.sub("", text) if "mailto:" in text.lower() else text).strip()
    if is_hint(text):
        return ContactReading()
    pieces, left = _labelled(text[:2_000])
    return _from_labels(pieces, left + text[2_000:]) if pieces else _without_labels(text)


def _labelled(text: str) -> tuple[list[tuple[str, str]], str]:
    """Parts with their values in order, and what stands before the first label."""
    cuts: list[tuple[int, int, str]] = []
    for mark in _MARK.finditer(text):
        before = text[: mark.start()].rstrip()
        words = _BACKWARDS.match(before[:-61:-1])
        if words and (place := _label_in(words[0][::-1])) is not None:
            cuts.append((len(before) - place[0], mark.end(), place[1]))
    if not cuts:
        return [], text
    ends = [start for start, _, _ in cuts[1:]] + [len(text)]
    pieces = [(part, text[start:end].strip(_BETWEEN)) for (_, start, part), end in zip(cuts, ends, strict=True)]
    return pieces, text[: cuts[0][0]].strip(_BETWEEN)


@lru_cache(maxsize=1024)  # people use the same words
def _label_in(words: str) -> tuple[int, str] | None:
    """How many characters before a mark the label begins, and its part; "" for "Contact details:" itself."""
    for start in (0, *(at + 1 for at, letter in enumerate(words) if letter == " ")):
        label = label_of(words[start:])
        if label in (Label.CONTACT, Label.VENDOR_CONTACT, Label.LABORATORY_CONTACT):
            return len(words) - start, ""
        if label in _PART:
            return len(words) - start, _PART[label]
    return None


def _from_labels(pieces: list[tuple[str, str]], left: str) -> ContactReading:
    found: dict[str, str] = {}
    over = [left] if left else []
    for part, value in pieces:
        if not part or part in found:
            bare = _without_labels(value) if value else ContactReading()
            found = {"name": bare.name, "email": bare.email, "phone": bare.phone} | found if not part else found
            found = {key: text for key, text in found.items() if text}
            over += [bare.left] if not part else [value]
        elif value and not is_hint(value):
            first, _, more = value.partition("\n")
            found[part], further = _only(part, first.strip(_BETWEEN))
            over += [further, more]
    if left and "name" not in found and "\n" not in left and not any(c.isdigit() or c in "@:<" for c in left):
        over = [text for text in over if text is not left]
        found["name"] = left
    return ContactReading(**found, left="\n".join(text for text in map(str.strip, over) if text))


def _only(part: str, value: str) -> tuple[str, str]:
    """The address of an e-mail part, without what stands around it."""
    match = _EMAIL.search(value) if part == "email" else None
    if not match:
        return value, ""
    around = (value[: match.start()] + " " + value[match.end() :]).strip(_BETWEEN + "<>()[]")
    return match[0].strip("."), "" if around == match[0] else around


def _without_labels(text: str) -> ContactReading:
    email = _EMAIL.search(text)
    phone = _PHONE.search(_EMAIL.sub(lambda match: " " * len(match[0]), text))
    if not email and not phone:
        one_line = "\n" not in text and len(text) <= 80 and not any(c.isdigit() for c in text)
        return ContactReading(name=text) if one_line else ContactReading(left=text)
    bare = text
    for match in sorted(filter(None, (email, phone)), key=lambda match: -match.start()):
        bare = bare[: match.start()] + "\n" + bare[match.end() :]
    pieces = (piece.strip(_BETWEEN + ":.") for piece in re.split(r"[,;|\n/<>()\[\]]", bare))
    others = [piece for piece in pieces if piece and label_of(piece) not in _PART]
    name = others[0] if others and not any(c.isdigit() for c in others[0]) and len(others[0]) <= 80 else ""
    left = ", ".join(others[1:] if name else others)
    return ContactReading(name, email[0].strip(".") if email else "", phone[0].strip() if phone else "", left)
