"""Reading logs of any size a page at a time: a page costs a page, wherever it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice

from issuetracker.services.log_index import PAGE, Index, Open

LONGEST = 4_000  # characters of one line that are shown
MOST_HITS = 200
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line, numbered from 1; `cut` when it is longer than is shown."""

    number: int
    text: str
    cut: bool


def read_page(open_bytes: Open, index: Index, page: int) -> list[Line]:
    """The lines of a page (from 0), reading no more than that page."""
    if not 0 <= page < len(index.offsets):
        return []
    start = index.offsets[page]
    end = index.offsets[page + 1] if page + 1 < len(index.offsets) else None
    with open_bytes() as stream:
        stream.seek(start)
        lines = _lines(stream, index, page * PAGE + 1, None if end is None else end - start)
        return list(islice(lines, PAGE))  # where the next page begins may not be known yet


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


def search(open_bytes: Open, index: Index, words: str, after: int = 0) -> list[Line]:
    """The first lines behind line `after` that have the words, whatever their case, and one more to see whether there
    are others; read block by block from the last known page before them.
    """
    wanted, page = words.casefold(), min(after // PAGE, len(index.offsets) - 1)
    with open_bytes() as stream:
        stream.seek(index.offsets[page])
        lines = _lines(stream, index, page * PAGE + 1, None)
        hits = (line for line in lines if line.number > after and wanted in line.text.casefold())
        return list(islice(hits, MOST_HITS + 1))
