"""Reading logs of any size a page at a time: where every 500th line begins is found once and kept beside the bytes."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BufferedReader
from pathlib import Path

PAGE = 500  # lines
LONGEST = 4_000  # characters of one line that are shown
MOST_HITS = 200
_BLOCK = 1 << 20
_SAMPLE = 64 << 10
Open = Callable[[], BufferedReader]


@dataclass(frozen=True, slots=True)
class Index:
    """Where pages begin: the byte offset of line 1, 501, 1001 …, how many lines there are, in which encoding they are
    and what ends each.
    """

    offsets: tuple[int, ...]
    lines: int
    encoding: str
    ending: str = "\n"

    @property
    def feed(self) -> bytes:
        """The bytes that end a line."""
        return self.ending.encode(self.encoding)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, numbered from 1; `cut` when it is longer than is shown."""

    number: int
    text: str
    cut: bool


def is_text(sample: bytes) -> bool:
    """True where a file looks like text: UTF-16 with its mark, or no byte that text does not have."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return (
        b"\0" not in sample[:_SAMPLE]
        and sum(byte < 9 or 13 < byte < 27 for byte in sample[:4096]) <= len(sample) // 100
    )


def encoding_of(sample: bytes) -> str:
    """The encoding, by its mark, else the first of UTF-8 and CP949 that reads the sample, else Latin-1."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-le" if sample[:2] == b"\xff\xfe" else "utf-16-be"
    whole = sample[: sample.rfind(b"\n") + 1] or sample  # a character may be cut at the end of the sample
    for name in ("utf-8", "cp949"):
        try:
            whole.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def ending_of(sample: bytes, encoding: str) -> str:
    """What ends a line: CR alone where the sample has that and no LF, as old terminals write it; else LF."""
    text = sample.decode(encoding, errors="replace")
    return "\r" if "\r" in text and "\n" not in text else "\n"


def index_of(open_bytes: Open, kept: Path) -> Index:
    """The index of a file, from its sidecar `kept`, or made by reading the file once and kept there."""
    with suppress(OSError, ValueError, KeyError, TypeError):  # not there yet, or damaged: made again
        data = json.loads(kept.read_text("utf-8"))
        return Index(tuple(data["offsets"]), data["lines"], data["encoding"], data["ending"])
    with open_bytes() as stream:
        made = make_index(stream)
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(made)), encoding="utf-8")
    partial.replace(kept)
    return made


def make_index(stream: BufferedReader) -> Index:
    """Read a file once, block by block."""
    sample = stream.read(_SAMPLE)
    encoding = encoding_of(sample)
    ending = ending_of(sample, encoding)
    stream.seek(0)
    feed = ending.encode(encoding)
    offsets, lines, position, last_end = [0], 0, 0, 0
    for block, start in _blocks(stream, len(feed)):
        at = block.find(feed)
        while at >= 0:
            if (start + at) % len(feed) == 0:
                lines += 1
                last_end = start + at + len(feed)
                if lines % PAGE == 0:
                    offsets.append(last_end)
            at = block.find(feed, at + len(feed) if (start + at) % len(feed) == 0 else at + 1)
        position = start + len(block)
    if position > last_end:
        lines += 1
    if len(offsets) > 1 and offsets[-1] >= position:
        offsets.pop()
    return Index(tuple(offsets), lines, encoding, ending)


def _blocks(stream: BufferedReader, width: int) -> Iterator[tuple[bytes, int]]:
    """Blocks with their offsets; all are a whole number of characters' width long."""
    start = 0
    while block := stream.read(_BLOCK - _BLOCK % width):
        yield block, start
        start += len(block)


def read_page(open_bytes: Open, index: Index, page: int) -> list[Line]:
    """The lines of a page (from 0), reading no more than that page."""
    if not 0 <= page < len(index.offsets):
        return []
    start = index.offsets[page]
    end = index.offsets[page + 1] if page + 1 < len(index.offsets) else None
    with open_bytes() as stream:
        stream.seek(start)
        return list(_lines(stream, index, page * PAGE + 1, None if end is None else end - start))


def _lines(stream: BufferedReader, index: Index, first: int, most: int | None) -> Iterator[Line]:
    """Decoded lines from here on, `most` bytes of them; a line that is too long is cut and its rest skipped."""
    feed, encoding = index.feed, index.encoding
    longest = LONGEST * 4
    number, held, skipping, left = first, b"", False, most
    while left is None or left > 0:
        block = stream.read(min(_BLOCK, left) if left is not None else _BLOCK)
        if not block:
            break
        left = None if left is None else left - len(block)
        held += block
        begin = 0  # copying the rest after every line would cost the square of the block
        while (at := _find(held, feed, begin)) >= 0:
            yield _line(number, held[begin:at], encoding, cut=skipping)
            number, begin, skipping = number + 1, at + len(feed), False
        held = held[begin:]
        if len(held) > longest + _BLOCK:
            held, skipping = held[: longest - longest % len(feed)], True
    if held:
        yield _line(number, held, encoding, cut=skipping)


def _find(held: bytes, feed: bytes, begin: int) -> int:
    at = held.find(feed, begin)
    while at >= 0 and at % len(feed):
        at = held.find(feed, at + 1)
    return at


def _line(number: int, raw: bytes, encoding: str, *, cut: bool) -> Line:
    text = raw.decode(encoding, errors="replace").removeprefix("\ufeff").rstrip("\r")
    return Line(number, text[:LONGEST], cut or len(text) > LONGEST)


def search(open_bytes: Open, index: Index, words: str) -> list[Line]:
    """The first lines that have the words, whatever their case; the file is read once, block by block."""
    wanted, found = words.casefold(), []
    with open_bytes() as stream:
        for line in _lines(stream, index, 1, None):
            if wanted in line.text.casefold():
                found.append(line)
                if len(found) > MOST_HITS:
                    break
    return found
