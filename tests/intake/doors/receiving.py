"""A receiver that keeps in memory what it is handed, and does as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock

from issuetracker.intake.doors import Handed, TooLarge
from tests.faults.processes import until


def message(subject: str, body: str = "The station answers twice.") -> bytes:
    """A message as a mail server keeps it."""
    return (
        f"Message-ID: <{subject.replace(' ', '-')}@lab.example>\r\nFrom: Petra <petra@lab.example>\r\n"
        f"To: certification@desk.example\r\nDate: Thu, 1 Jan 2015 00:00:00 +0000\r\n"
        f"Subject: {subject}\r\n\r\n{body}\r\n"
    ).encode()


@dataclass
class Receiver:
    """`failing` says of which messages it refuses to keep; `open` can hold up all of them."""

    kept: list[Handed] = field(default_factory=list)
    too_large: list[TooLarge] = field(default_factory=list)
    failing: Callable[[bytes], bool] = field(default=lambda _: False)
    tries: list[bytes] = field(default_factory=list)
    open: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.open.set()

    def accept(self, handed: Handed) -> None:
        with self.lock:
            self.tries.append(handed.raw)
        assert self.open.wait(60), "the test lets it go on"
        if self.failing(handed.raw):
            raise OSError("the disk is full")
        with self.lock:
            self.kept.append(handed)

    def report(self, found: TooLarge) -> None:
        self.too_large.append(found)

    @property
    def raws(self) -> list[bytes]:
        return [handed.raw for handed in self.kept]

    def until_kept(self, *raws: bytes) -> None:
        """Wait until exactly these have come, in any order."""
        until(lambda: set(raws) <= set(self.raws), f"{len(raws)} messages to be kept; {len(self.raws)} are")
        assert sorted(self.raws) == sorted(raws)
