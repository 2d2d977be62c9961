"""The chain of a dossier: each event one text, each with the SHA-256 of the text before it (decision 51).

Whoever reads everything gets the texts that the database hashes. Whoever reads less gets a chain of their own, over
exactly what they read: not even how much lies between two of its events can be seen in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from issuetracker.models import EntryColumns
from issuetracker.services.history import GENESIS, Link, canonical


@dataclass(frozen=True, slots=True)
class Read:
    """An event as its reader reads it."""

    at: datetime
    by: str
    event: str
    payload: dict[str, Any]


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


def whole(number: str, rows: Iterable[EntryColumns]) -> tuple[str, ...]:
    """The texts that the history hashes, as they are stored: one that was changed no longer fits the next."""
    return tuple(
        Link(
            number, row.seq, row.at, row.actor_id, row.actor_name, row.rule, row.calendar, row.event, row.payload,
            row.previous_hash,
        ).text()
        for row in rows
    )  # fmt: skip


def of_reading(number: str, events: Iterable[Read]) -> tuple[str, ...]:
    """The chain of what one reader reads: counted and hashed by itself."""
    texts: list[str] = []
    previous = GENESIS
    for count, item in enumerate(events, 1):
        texts.append(link(number, count, item, previous))
        previous = digest(texts[-1])
    return tuple(texts)


def link(number: str, count: int, item: Read, previous: str) -> str:
    """The text of one event in its reader's chain, with the hash of the one before it."""
    return canonical(number, count, item.at, item.by, item.event, item.payload, previous)


def head(texts: Sequence[str]) -> str:
    """The hash of the last event; of no event, that before the first."""
    return digest(texts[-1]) if texts else GENESIS


def without_ids(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload without the ids of rows, which count what others have too."""
    return {name: value for name, value in payload.items() if not name.endswith(("_id", "_ids"))}
