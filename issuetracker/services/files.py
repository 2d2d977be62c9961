"""Files: bytes into a store under their SHA-256, and rows that say whose they are (P-97)."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy.orm import Session

from issuetracker.models import Case, StoredFile
from issuetracker.services.casework import load, record
from issuetracker.services.desk import Desk
from issuetracker.services.errors import NoSpace, TooLarge
from workflows.events import FileAttached
from workflows.roles import Actor
from workflows.vocabulary import Visibility

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are in the store."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody gave it."""

    name: str
    media_type: str
    stream: IO[bytes]


class FileStore(Protocol):
    """Where bytes lie, by their digest."""

    def put(self, stream: IO[bytes]) -> Stored:
        """Store a stream durably; the same bytes twice are one object. Raises TooLarge, NoSpace or StoreDown."""

    def open(self, digest: str) -> BufferedReader:
        """The bytes, which can be read from any place; FileNotFoundError if they are gone, or StoreDown."""

    def check(self) -> str:
        """Where the store is, after it was tried; raises what `put` raises."""


class DiskStore:
    """Files in a directory, two levels deep, written under another name first so that none is ever half there."""

    def __init__(self, directory: Path, most_bytes: int) -> None:
        self._directory = directory
        self._most = most_bytes

    def path(self, digest: str) -> Path:
        """Where the bytes of a digest lie."""
        return self._directory / digest[:2] / digest[2:]

    def put(self, stream: IO[bytes]) -> Stored:
        """See FileStore."""
        with incoming(stream, self._directory, self._most) as (temporary, stored):
            path = self.path(stored.sha256)
            path.parent.mkdir(exist_ok=True)
            temporary.replace(path)
            return stored

    def open(self, digest: str) -> BufferedReader:
        """See FileStore."""
        return self.path(digest).open("rb")

    def check(self) -> str:
        """See FileStore."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._directory) as probe:
            probe.write(b"x")
        return f"{self._directory}, {shutil.disk_usage(self._directory).free // 2**30} GB free"


@contextmanager
def incoming(stream: IO[bytes], directory: Path, most_bytes: int) -> Iterator[tuple[Path, Stored]]:
    """A stream as a file on this disk, under a name that nobody knows; gone afterwards unless it was moved.

    Raises TooLarge, or NoSpace where the disk is full.
    """
    temporary = None
    try:
        directory.mkdir(parents=True, exist_ok=True)
        digest, size = sha256(), 0
        with tempfile.NamedTemporaryFile(dir=directory, prefix=".incoming-", delete=False) as target:
            temporary = Path(target.name)
            while block := stream.read(_BLOCK):
                size += len(block)
                if size > most_bytes:
                    raise TooLarge(f"At most {most_bytes // (1 << 20)} MB a file.")
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        yield temporary, Stored(digest.hexdigest(), size)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace("The disk for files is full.") from error
        raise
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def plain_name(given: str) -> str:
    """A name without directories and control characters; other scripts stay as they are."""
    last = re.split(r"[/\\]", given)[-1]
    clean = "".join(char for char in last if char.isprintable()).strip(" .")
    return clean[:200] or "file"


def attach(
    session: Session,
    desk: Desk,
    case: Case,
    files: Sequence[tuple[Given, Stored]],
    actor: Actor,
    at: datetime,
    *,
    visibility: Visibility,
) -> list[StoredFile]:
    """Put stored files on a case whose row the caller has locked; each is an event with its digest."""
    rows = []
    for given, stored in files:
        row = StoredFile(
            case_id=case.id,
            name=plain_name(given.name),
            media_type=given.media_type,
            size=stored.size,
            sha256=stored.sha256,
            visibility=visibility.value,
            uploaded_by=actor.person_id,
            uploaded_at=at,
        )
        session.add(row)
        rows.append(row)
    session.flush()
    events = [FileAttached(row.id, row.name, row.size, row.sha256) for row in rows]
    record(session, desk, load(session, case), events, actor, at, rule="P-97")
    return rows


def store_all(
    store: FileStore, files: Iterable[Given], progress: Callable[[int], None] | None = None
) -> list[tuple[Given, Stored]]:
    """Bytes of several files into the store, before any row speaks of them."""
    stored = []
    for given in files:
        stored.append((given, store.put(given.stream)))
        if progress:
            progress(stored[-1][1].size)
    return stored
