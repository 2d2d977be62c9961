"""What a dossier holds, as plain values: gathered once for one reader, then printed and packed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from issuetracker.services.files import plain_name

_UNSAFE = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_LONGEST = 120  # bytes of a name; file systems take 255, with the number before it


@dataclass(frozen=True, slots=True)
class Words:
    """A text under its heading; `place` is where it stands whole in the archive, `indexed` what the index names."""

    heading: str
    note: str
    body: str
    place: str = ""
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of short texts; `widths` are shares of the page's width."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what stands behind them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dossier, found by the index."""

    title: str
    blocks: tuple[Words | Table | Facts, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote; `seen_by` says who reads it."""

    place: str
    at: datetime
    author: str
    subject: str
    seen_by: str
    body: str


@dataclass(frozen=True, slots=True)
class File:
    """A file by the digest under which its bytes lie; `about` says whose it is or who sees it."""

    place: str
    name: str
    size: int
    sha256: str
    about: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A dossier. `reader` says as whom it is read; `chain` are the texts of its events, each with the hash before it.

    `as_of` is the moment of the last event in it: the same state gives the same bytes whenever it is asked for.
    `readings` is only in a whole dossier: the heads of what each party can read (decision 51).
    """

    number: str
    title: str
    reader: str
    whole: bool
    as_of: datetime
    sections: tuple[Section, ...]
    chain: tuple[str, ...]
    readings: tuple[str, ...]
    messages: tuple[Message, ...]
    files: tuple[File, ...]
    told: tuple[Row[Any], ...]
    report: str = ""  # what was reported, whole


def place_of(folder: str, count: int, name: str) -> str:
    """A place in the archive that no file system refuses and no other file has."""
    safe = plain_name(name).translate(_UNSAFE)
    stem, dot, ending = safe.rpartition(".")
    if not stem or len(ending) > 10:
        stem, dot, ending = safe, "", ""
    short = stem.encode()[:_LONGEST].decode(errors="ignore").rstrip(" .")
    return f"{folder}/{count:04}-{short}{dot}{ending}"


def files_section(files: Sequence[File], size_of: Any) -> tuple[Section, ...]:
    """The list of files with their digests."""
    if not files:
        return ()
    rows = tuple((file.place, file.about, size_of(file.size), file.sha256) for file in files)
    return (Section("Files", (Table(("In the archive", "Of", "Size", "SHA-256"), (34, 20, 12, 50), rows),)),)
