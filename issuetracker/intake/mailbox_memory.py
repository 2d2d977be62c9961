"""What a mailbox's door remembers of messages that failed or were not put away, and how long it rests."""

import random
import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between two tries, doubled each time up to the longest, and a little random."""

    connection: float = 1.0
    longest_connection: float = 300.0
    message: float = 15.0
    longest_message: float = 600.0
    news: float = 300.0  # after which is looked again even if the server says nothing
    failures_in_a_row: int = 5  # messages after which the receiver itself seems to be down


def pause(first: float, longest: float, tries: int) -> float:
    """Longer each time, and never the same for two who failed together."""
    return min(longest, first * 2.0 ** min(tries - 1, 30)) * random.uniform(0.5, 1.5)  # noqa: S311


@dataclass(slots=True)
class Memory:
    """What is known of messages in the folder, as long as their numbers are valid (UIDVALIDITY)."""

    validity: str = ""
    put_aside: dict[int, tuple[int, float]] = field(default_factory=dict)  # uid: tries, until when
    kept: dict[int, str] = field(default_factory=dict)  # uid: where it is to be put away; "" is marked
    marked: set[int] = field(default_factory=set)

    def forget_others(self, waiting: list[int]) -> None:
        """Only what is still there matters."""
        there = set(waiting)
        self.put_aside = {uid: tries for uid, tries in self.put_aside.items() if uid in there}
        self.kept = {uid: place for uid, place in self.kept.items() if uid in there}
        self.marked &= there

    def is_put_aside(self, uid: int) -> bool:
        """True for a message whose pause is not over."""
        return self.put_aside.get(uid, (0, 0.0))[1] > time.monotonic()

    def put_it_aside(self, uid: int, pauses: Pauses) -> float:
        """A message failed: the seconds for which it rests."""
        tries = self.tries(uid) + 1
        seconds = pause(pauses.message, pauses.longest_message, tries)
        self.put_aside[uid] = (tries, time.monotonic() + seconds)
        return seconds

    def tries(self, uid: int) -> int:
        """How often a message failed."""
        return self.put_aside.get(uid, (0, 0.0))[0]
