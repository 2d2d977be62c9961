"""Files in a bucket of an S3-compatible store, by their digest. Only with the extra `s3` of the program."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from issuetracker.s3_config import S3Config
from issuetracker.services.errors import StoreDown
from issuetracker.services.files import Stored, incoming

if TYPE_CHECKING:  # they are not there at run time
    from obstore.store import ClientConfig, RetryConfig
    from obstore.store import S3Config as Settings

log = structlog.get_logger(__name__)
_AHEAD = 256 << 10  # bytes that one request reads: a page of a log, or a quarter of a second of a slow line
_CLIENT: "ClientConfig" = {"connect_timeout": timedelta(seconds=5), "timeout": timedelta(seconds=60)}
_RETRY: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
_PROBE = "probe"


class S3Files:
    """Objects under `<prefix>/ab/cdef…`. An object is there whole or not at all; the same bytes are sent once."""

    def __init__(self, config: S3Config, directory: Path, most_bytes: int) -> None:
        self._config, self._directory, self._most = config, directory, most_bytes
        settings: Settings = {"virtual_hosted_style_request": not config.endpoint}
        if config.endpoint:
            settings["endpoint"] = config.endpoint
        if config.region:
            settings["region"] = config.region
        if config.access_key_id:
            settings["access_key_id"] = config.access_key_id
            settings["secret_access_key"] = config.secret_access_key
        client: ClientConfig = _CLIENT | {"allow_http": config.endpoint.startswith("http://")}
        self._store = S3Store(
            config.bucket, prefix=config.prefix or None, config=settings, client_options=client, retry_config=_RETRY
        )

    def put(self, stream: IO[bytes]) -> Stored:
        """See FileStore; a file comes in on the disk first, since its name is its digest."""
        with incoming(stream, self._directory, self._most) as (temporary, stored), _answering():
            key = _key(stored.sha256)
            if self._size(key) != stored.size:
                self._store.put(key, temporary)
            return stored

    def open(self, digest: str) -> io.BufferedReader:
        """See FileStore."""
        key = _key(digest)
        with _answering():
            size = self._size(key)
        if size is None:
            raise FileNotFoundError(f"{self._config} has no object {key}")
        return io.BufferedReader(_Object(self._store, key, size), _AHEAD)

    def check(self) -> str:
        """See FileStore."""
        try:
            self._store.put(_PROBE, b"x")
            self._store.delete(_PROBE)
        except (BaseError, FileNotFoundError) as error:  # read by an operator, so with the store's own words
            raise StoreDown(f"{self._config}: {str(error).splitlines()[0][:300]}") from error
        return str(self._config)

    def _size(self, key: str) -> int | None:
        try:
            return self._store.head(key)["size"]
        except (FileNotFoundError, NotFoundError):
            return None


class _Object(io.RawIOBase):
    """The bytes of one object, read a range at a time from wherever one stands."""

    def __init__(self, store: S3Store, key: str, size: int) -> None:
        self._store, self._key, self._size, self._at = store, key, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        length = min(len(buffer), self._size - self._at)
        if length <= 0:
            return 0
        with _answering():
            got = self._store.get_range(self._key, start=self._at, length=length)
        buffer[: len(got)] = memoryview(got)
        self._at += len(got)
        return len(got)


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:]}"


@contextmanager
def _answering() -> Iterator[None]:
    """What the store does not do is said as one sentence; its own words go to the log only.

    FileNotFoundError is also its word for a bucket that is not there.
    """
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        log.warning("the store of files does not do what it should", said=str(error)[:500])
        raise StoreDown from error
