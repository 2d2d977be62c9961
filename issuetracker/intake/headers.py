"""The header block of a message or part: names, values, and where it ends, whatever stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from issuetracker.intake import charsets, words

MOST = 2_000  # headers of one block
LONGEST = 200_000  # characters of one header that are looked at
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_NOT_A_HEADER = re.compile(rb"^(?![!-9;-~]{1,200}[ \t]*:|[ \t])[^\r\n]", re.MULTILINE)
_LINE_END = re.compile(rb"\r?\n|\r|\Z")
_FOLD = re.compile(r"\r?\n[ \t]+|\r(?!\n)[ \t]+")
# After one line of rubbish the block goes on only if a header follows that cannot be a line of text.
_SURELY = re.compile(
    rb"(?:received|content-[a-z-]+|mime-version|message-id|return-path|reply-to|delivered-to|in-reply-to|references"
    rb"|x-[a-z0-9-]+|dkim-signature|authentication-results|arc-[a-z-]+|from|to|date|subject)[ \t]*:[ \t]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headers:
    """All headers of a block in order: names in lower case, values unfolded, encoded words still encoded."""

    pairs: tuple[tuple[str, str], ...] = ()
    rubbish: bool = False  # lines in it that are no header, left out

    def first(self, name: str) -> str:
        """The first header of that name as it stands, or ""."""
        return next((value for key, value in self.pairs if key == name), "")

    def every(self, name: str) -> Iterator[str]:
        """All of that name, topmost first."""
        return (value for key, value in self.pairs if key == name)

    def decoded(self) -> tuple[tuple[str, str], ...]:
        """All, as people read them."""
        return tuple((key, words.decoded(value) if "=?" in value else value) for key, value in self.pairs)


def split(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers that begin at `start`, and where the body begins."""
    if raw.startswith((b"\n", b"\r"), start, end):
        return Headers(), _LINE_END.match(raw, start, end).end()  # type: ignore[union-attr]  # \Z always matches
    found = _EMPTY_LINE.search(raw, start, end)
    block_end, body = (found.start(), found.end()) if found else (end, end)
    rubbish = False
    wrong = _NOT_A_HEADER.search(raw, start, block_end)
    while wrong:
        following = _LINE_END.search(raw, wrong.start(), block_end)
        after = following.end() if following else block_end
        if not (rubbish := bool(_SURELY.match(raw, after, block_end)) or _is_envelope(raw, wrong.start(), start)):
            return Headers(_pairs(raw[start : wrong.start()])), wrong.start()
        wrong = _NOT_A_HEADER.search(raw, after, block_end)
    return Headers(_pairs(raw[start:block_end]), rubbish), body


def _is_envelope(raw: bytes, at: int, start: int) -> bool:
    """True for the line that an mbox, or a pipe, puts before the headers."""
    return at == start and raw.startswith((b"From ", b">From "), at)


def _pairs(block: bytes) -> tuple[tuple[str, str], ...]:
    text = _FOLD.sub(" ", _text(block))
    pairs = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n", MOST)[:MOST]:
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t").lower()
        if colon and name and " " not in name:
            pairs.append((name, value.strip(" \t")[:LONGEST]))
    return tuple(pairs)


def _text(block: bytes) -> str:
    """Headers beyond ASCII are UTF-8 as a whole, or each is in whatever its writer had."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        text = "\n".join(charsets.decode(line) for line in block.split(b"\n"))
    return text.replace("\0", "") if "\0" in text else text
