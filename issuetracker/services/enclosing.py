"""Which files go with a letter, and which are fetched from the desk instead: what mail servers take has an end."""

from collections.abc import Sequence
from typing import Protocol

from issuetracker.services.owing import Attached

MOST_BYTES = 10 << 20  # of all files of a letter; on the wire they are a third longer


class File(Protocol):
    """A file whose bytes lie in the store."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def media_type(self) -> str:
        """What it says to be."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def sha256(self) -> str:
        """Under which its bytes lie."""


def enclosed(files: Sequence[File]) -> tuple[Attached, ...]:
    """The files as they go with a letter; none where they are too large together."""
    if sum(file.size for file in files) > MOST_BYTES:
        return ()
    return tuple(Attached(file.name, file.media_type, file.sha256) for file in files)
