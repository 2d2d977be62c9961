"""A message cut into its parts, by offsets into its bytes: a part is what stood in the mail, never written anew.

Python's parser gives the same tree for well-formed mail (tests compare them). It is not used for it because it takes
forwarded messages apart without keeping their bytes, and nested ones to the end of its stack (decision 27).
"""

import re
from dataclasses import dataclass, field

from issuetracker.intake import headers, parameters, transfer
from issuetracker.intake.headers import Headers

DEEPEST = 20  # multiparts and messages inside one another
DEEPEST_MESSAGE = 6  # messages inside one another: each is kept as a whole, too
MOST_PARTS = 500
MOST_OPENED = 3
_BOUNDARY = re.compile(rb"[ \t]*(?:\r?\n|\r)?--([^\s-][^\r\n]{0,120}?)[ \t]*(?:\r?\n|\r)Content-", re.IGNORECASE)
_REST = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_USUAL = re.compile(rb"MIME|multi-?part", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """A node of the MIME tree. `content` is without transfer encoding; a multipart has none, only parts."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    content: bytes = field(default=b"", repr=False)
    parts: list["Part"] = field(default_factory=list)
    outside: bytes = field(default=b"", repr=False)  # text before the first and after the last part of a multipart

    @property
    def charset(self) -> str:
        """The charset that it declares."""
        return self.parameters.get("charset", "")


@dataclass(slots=True)
class Cutting:
    """One message being cut: how many parts it has so far, and what was wrong."""

    count: int = 0
    opened: int = 0  # signed messages taken out of their envelopes
    defects: dict[str, None] = field(default_factory=dict)  # a set that keeps its order

    def defect(self, sentence: str) -> None:
        """Note what was wrong, once."""
        if sentence:
            self.defects[sentence] = None

    def message(self, raw: bytes, depth: int = 0, messages: int = 0) -> Part:
        """The tree of a whole message."""
        return self._part(_Range(raw, 0, len(raw), depth, messages), "text/plain")

    def _part(self, at: "_Range", default: str) -> Part:
        self.count += 1
        part, body = _opened(at, default)
        if part.headers.rubbish:
            self.defect("Lines among the headers that are none were left out.")
        if part.media_type.startswith("multipart/") and self._divided(part, at.within(body)):
            return part
        part.content, wrong = transfer.decode(at.raw[body : at.end], part.headers.first("content-transfer-encoding"))
        self.defect(wrong)
        if part.media_type in ("message/rfc822", "message/global"):
            self._enclosed(part, at)
        return part

    def _enclosed(self, part: Part, at: "_Range") -> None:
        if at.messages >= DEEPEST_MESSAGE or at.depth >= DEEPEST or self.count >= MOST_PARTS:
            self.defect("Messages lie too deep inside one another; the innermost were kept whole.")
        elif part.content.strip():
            part.parts = [self.message(part.content, at.depth + 1, at.messages + 1)]

    def _divided(self, part: Part, at: "_Range") -> bool:
        """Cut a multipart; False if it is to be read as one part, whose type is then what it is read as."""
        if at.depth >= DEEPEST:
            self.defect("Parts lie too deep inside one another; the innermost were kept whole.")
            part.media_type = "application/octet-stream"
            return False
        boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
        spans, closed = _spans(at, boundary)
        if not spans and (guess := _BOUNDARY.match(at.raw, at.start, at.end)):
            self.defect("The boundary between parts is not the one that was announced.")
            spans, closed = _spans(at, guess[1])
        if not spans:
            self.defect("Parts are announced and none is there; the body was read as text.")
            part.media_type = "text/plain"
            return False
        if not closed:
            self.defect("The end of the last part is missing.")
        self._fill(part, at, spans)
        return True

    def _fill(self, part: Part, at: "_Range", spans: list[tuple[int, int]]) -> None:
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        for start, end in spans[1:-1]:
            if self.count >= MOST_PARTS:
                self.defect(f"The message has more than {MOST_PARTS} parts; the rest was kept as one.")
                part.parts.append(_kept(at.raw[start : at.end]))
                return
            part.parts.append(self._part(at.between(start, end), default))
        before, after = (at.raw[start:end].strip() for start, end in (spans[0], spans[-1]))
        if _USUAL.search(before, 0, 500):
            before = b""
        part.outside = b"\n".join(text for text in (before, after) if text)


@dataclass(frozen=True, slots=True)
class _Range:
    raw: bytes
    start: int
    end: int
    depth: int
    messages: int

    def within(self, start: int) -> "_Range":
        return _Range(self.raw, start, self.end, self.depth, self.messages)

    def between(self, start: int, end: int) -> "_Range":
        return _Range(self.raw, start, end, self.depth + 1, self.messages)


def _opened(at: _Range, default: str) -> tuple[Part, int]:
    block, body = headers.split(at.raw, at.start, at.end)
    value, given = parameters.value_and_parameters(block.first("content-type"))
    disposition, more = parameters.value_and_parameters(block.first("content-disposition"))
    kind = parameters.media_type(value) if value else default
    name = more.get("filename") or given.get("name") or ""
    return Part(block, kind, given, disposition, name), body


def _kept(content: bytes) -> Part:
    return Part(Headers(), "application/octet-stream", {}, "attachment", "", content)


def _spans(at: _Range, boundary: bytes) -> tuple[list[tuple[int, int]], bool]:
    """Where text before, each part, and text after lie (empty without a boundary line), and whether it is closed."""
    raw, marker = at.raw, b"--" + boundary
    if not boundary:
        return [], False
    spans, begin, position = [], at.start, at.start
    while (position := raw.find(marker, position, at.end)) >= 0:
        rest = _REST.match(raw, position + len(marker), at.end)
        if rest is None or (position > at.start and raw[position - 1] not in b"\r\n"):
            position += len(marker)
            continue
        spans.append((begin, max(begin, _before_line_end(raw, position))))
        begin = position = rest.end()
        if rest[1]:
            return [*spans, (begin, at.end)], True
    return [*spans, (begin, at.end), (at.end, at.end)] if spans else [], False


def _before_line_end(raw: bytes, position: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if raw[max(position - 2, 0) : position] == b"\r\n":
        return position - 2
    return position - 1
