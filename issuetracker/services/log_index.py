"""Where the pages of a log begin, found a slice at a time and kept beside its bytes: the first screen never waits for
the last line.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from io import BufferedReader
from pathlib import Path

PAGE = 500  # lines
_BLOCK = 1 << 20
_SAMPLE = 64 << 10
# How much is counted in one go: both take a fraction of a second, a log of long lines and one of empty lines.
SLICE_BYTES, SLICE_LINES = 32 << 20, 500_000
Open = Callable[[], BufferedReader]


@dataclass(frozen=True, slots=True)
class Index:
    """Where pages begin as far as a file was `read`: the byte offset of line 1, 501, 1001 …, how many lines there are,
    in which encoding they are and what ends each; `end` is where the last counted one ended.
    """

    offsets: tuple[int, ...]
    lines: int
    encoding: str
    ending: str = "\n"
    read: int = 0
    end: int = 0
    whole: bool = False

    @property
    def feed(self) -> bytes:
        """The bytes that end a line."""
        return self.ending.encode(self.encoding)

    def has(self, line: int) -> bool:
        """True if a line is there and its page is known."""
        return 1 <= line <= self.lines


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
    """The index of a file, kept in its sidecar `kept`; as long as it is not whole, each call counts a slice more."""
    known = _known(kept)
    if known is not None and known.whole:
        return known
    with open_bytes() as stream:
        made = grown(stream, known or begun(stream))
    _keep(made, kept)
    return made


def _known(kept: Path) -> Index | None:
    with suppress(OSError, ValueError, KeyError, TypeError):  # not there yet, or damaged: made again
        data = json.loads(kept.read_text("utf-8"))
        names = ("lines", "encoding", "ending", "read", "end", "whole")
        return Index(tuple(data["offsets"]), *(data[name] for name in names))
    return None


def _keep(index: Index, kept: Path) -> None:
    """Written under a name of its own first: two readers may open the same log at once."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=kept.parent, encoding="utf-8", delete=False) as target:
        json.dump(asdict(index), target)
    Path(target.name).replace(kept)


def begun(stream: BufferedReader) -> Index:
    """The index of a file of which nothing is counted yet."""
    sample = stream.read(_SAMPLE)
    encoding = encoding_of(sample)
    return Index((0,), 0, encoding, ending_of(sample, encoding))


def grown(stream: BufferedReader, index: Index) -> Index:
    """The index after one slice more of the file."""
    offsets, lines, end, read = list(index.offsets), index.lines, index.end, index.read
    stream.seek(read)
    for block in _blocks(stream, len(index.feed)):
        for at in _ends(block, index.feed):
            lines, end = lines + 1, read + at
            if lines % PAGE == 0:
                offsets.append(end)
        read += len(block)
        if read - index.read >= SLICE_BYTES or lines - index.lines >= SLICE_LINES:
            return replace(index, offsets=tuple(offsets), lines=lines, read=read, end=end)
    if len(offsets) > 1 and offsets[-1] >= read:
        offsets.pop()
    return replace(index, offsets=tuple(offsets), lines=lines + (read > end), read=read, end=end, whole=True)


def _blocks(stream: BufferedReader, width: int) -> Iterator[bytes]:
    """Blocks; all are a whole number of characters' width long."""
    while block := stream.read(_BLOCK - _BLOCK % width):
        yield block


def _ends(block: bytes, feed: bytes) -> Iterator[int]:
    """Where lines end in a block, each behind what ends it."""
    at = block.find(feed)
    while at >= 0:
        aligned = at % len(feed) == 0
        if aligned:
            yield at + len(feed)
        at = block.find(feed, at + len(feed) if aligned else at + 1)
