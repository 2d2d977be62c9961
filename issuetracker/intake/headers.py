"""The header block of a message or part: names, values, and where it ends, whatever stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from issuetracker.intake import charsets, words

MOST = 2_000  # headers of one block
LONGEST = 200_000  # characters of one header that are looked at
# Patterns that begin with one byte are searched for several times as fast as others: hence `\n` first in each.
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_NOT_A_HEADER = re.compile(rb"(?![!-9;-~]{1,200}[ \t]*:|[ \t])[^\r\n]")
_NOT_A_HEADER_BELOW = re.compile(rb"\n" + _NOT_A_HEADER.pattern)
_LINE_END = re.compile(rb"\r?\n|\r|\Z")
_FOLD = re.compile(r"\n[ \t]+")
# After one line of rubbish the block goes on only if a header follows that cannot be a line of text.
_SURELY = re.compile(
    rb"(?:received|content-[a-z-]+|mime-version|message-id|return-path|reply-to|delivered-to|in-reply-to|references"
    rb"|x-[a-z0-9-]+|dkim-signature|authentication-results|arc-[a-z-]+|from|to|date|subject)[ \t]*:[ \t]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Headers:
    """All headers of a block in order: names in lower case, values unfolded, encoded words still encoded."""

    pairs: tuple[tuple[str, str], ...] = ()
    rubbish: bool = False  # lines in it that are no header, left out

    @cached_property
    def topmost(self) -> dict[str, str]:
        """The first header of each name as it stands."""
        return dict(reversed(self.pairs))

    def first(self, name: str) -> str:
        """The first header of that name as it stands, or ""."""
        return self.topmost.get(name, "")

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
    block_end, body = _empty_line(raw, start, end)
    rubbish = False
    wrong = _wrong(raw, start, block_end)
    while wrong >= 0:
        following = _LINE_END.search(raw, wrong, block_end)
        after = following.end() if following else block_end
        if not (rubbish := bool(_SURELY.match(raw, after, block_end)) or _is_envelope(raw, wrong, start)):
            return Headers(_pairs(raw[start:wrong])), wrong
        wrong = _wrong(raw, after, block_end)
    return Headers(_pairs(raw[start:block_end]), rubbish), body


def _empty_line(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the block ends, and where the body begins; `end` for both without an empty line."""
    found = _EMPTY_LINE.search(raw, start, end)
    if (bare := raw.find(b"\r\r", start, found.start() if found else end)) >= 0:
        return bare, bare + 2
    if not found:
        return end, end
    return found.start() - raw.startswith(b"\r", max(found.start() - 1, start)), found.end()


def _wrong(raw: bytes, start: int, end: int) -> int:
    """Where the first line begins that is no header; -1 if all are."""
    if (start == 0 or raw.startswith(b"\n", start - 1)) and _NOT_A_HEADER.match(raw, start, end):
        return start
    below = _NOT_A_HEADER_BELOW.search(raw, start, end)
    return below.start() + 1 if below else -1


def _is_envelope(raw: bytes, at: int, start: int) -> bool:
    """True for the line that an mbox, or a pipe, puts before the headers."""
    return at == start and raw.startswith((b"From ", b">From "), at)


def _pairs(block: bytes) -> tuple[tuple[str, str], ...]:
    text = _FOLD.sub(" ", _text(block).replace("\r\n", "\n").replace("\r", "\n"))
    pairs = []
    for line in text.split("\n", MOST)[:MOST]:
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
