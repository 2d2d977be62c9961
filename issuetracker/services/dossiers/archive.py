"""The dossier as one ZIP, streamed: a block at a time, whatever the size of its logs."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC
from hashlib import sha256
from typing import IO, Any

from issuetracker.services.desk import Desk
from issuetracker.services.dossiers.chain import head
from issuetracker.services.dossiers.contents import Contents
from issuetracker.services.dossiers.eml import message_eml
from issuetracker.services.dossiers.readme import readme
from issuetracker.services.dossiers.told import told_csv
from issuetracker.services.files import FileStore

_BLOCK = 1 << 20
_LEVEL = 1  # logs shrink nearly as much as at the default level, in a third of the time


class _Pipe(io.RawIOBase):
    """Where the ZIP is written: no file, only what was written since it was last taken."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        found, self._written = b"".join(self._written), []
        return found


def archive(
    contents: Contents, pdf: bytes, desk: Desk, store: FileStore, letters: Iterable[tuple[str, bytes]]
) -> Iterator[bytes]:
    """The bytes of the ZIP. A file whose bytes are lost is named as such, instead of ending the rest."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        writer = _Writer(packed, contents)
        for place, data in _texts(contents, pdf, desk):
            writer.add(place, io.BytesIO(data), len(data))
            yield pipe.taken()
        for place, data in letters:
            writer.add(place, io.BytesIO(data), len(data))
            yield pipe.taken()
        for file in contents.files:
            try:
                stream = store.open(file.sha256)
            except FileNotFoundError:
                writer.add(f"{file.place}.lost.txt", *_lost(file.sha256))
                continue
            with stream:
                for _ in writer.adding(file.place, stream, file.size):
                    yield pipe.taken()
        writer.finish()
    yield pipe.taken()


def _texts(contents: Contents, pdf: bytes, desk: Desk) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", readme(contents).encode()
    yield "dossier.pdf", pdf
    yield "record.json", _record(contents)
    for count, text in enumerate(contents.chain, 1):
        yield f"events/{count:05}.json", text.encode()
    if contents.report:
        yield "report.txt", contents.report.encode()
    if contents.readings:
        yield "readings.txt", "".join(f"{line}\n" for line in contents.readings).encode()
    for message in contents.messages:
        yield message.place, message_eml(message, desk)
    yield "told.csv", told_csv(contents.told)


def _record(contents: Contents) -> bytes:
    about = {
        "number": contents.number,
        "title": contents.title,
        "reader": contents.reader,
        "whole": contents.whole,
        "as_of": contents.as_of.isoformat(),
        "events": len(contents.chain),
        "head": head(contents.chain),
        "messages": [
            {"place": item.place, "at": item.at.isoformat(), "author": item.author, "seen_by": item.seen_by}
            for item in contents.messages
        ],
        "files": [
            {"place": item.place, "name": item.name, "size": item.size, "sha256": item.sha256, "of": item.about}
            for item in contents.files
        ],
    }
    return json.dumps(about, indent=1, ensure_ascii=False).encode()


def _lost(digest: str) -> tuple[IO[bytes], int]:
    said = f"The bytes with the SHA-256 {digest} are not in the store. Tell the certification desk.\n".encode()
    return io.BytesIO(said), len(said)


class _Writer:
    """Members in one directory, dated by the dossier and not by today, each with its line of SHA256SUMS."""

    def __init__(self, packed: zipfile.ZipFile, contents: Contents) -> None:
        self._packed = packed
        self._top = contents.number
        self._at = contents.as_of.astimezone(UTC).timetuple()[:6]
        self._sums: list[str] = []

    def add(self, place: str, stream: IO[bytes], size: int) -> None:
        """One small member."""
        for _ in self.adding(place, stream, size):
            pass

    def adding(self, place: str, stream: IO[bytes], size: int) -> Iterator[None]:
        """One member, giving way after each block."""
        info = zipfile.ZipInfo(f"{self._top}/{place}", self._at)
        info.compress_type, info.external_attr, info.file_size = zipfile.ZIP_DEFLATED, 0o644 << 16, size
        info.create_system = 3  # whose permissions these are; else it would be that of the machine
        digest = sha256()
        with self._packed.open(info, "w") as target:
            while block := stream.read(_BLOCK):
                digest.update(block)
                target.write(block)
                yield
        self._sums.append(f"{digest.hexdigest()}  {place}\n")
        yield

    def finish(self) -> None:
        """The list of digests, as `sha256sum -c` reads it."""
        data = "".join(self._sums).encode()
        self.add("SHA256SUMS", io.BytesIO(data), len(data))
