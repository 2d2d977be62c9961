"""The register of resolutions: what a closed case leaves there, what replaces it, and which cases cite it (P-62)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Resolution, ResolutionCase, ResolutionReference, Tie
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields
from issuetracker.services.numbers import next_number
from notifications.storage import table_of
from workflows import events as ev
from workflows.case_state import Entry
from workflows.vocabulary import Scope, Visibility
from workflows.working_days import SEAT

_NUMBER = re.compile(r"(?<![\w-])R-\d{4}-\d{4,6}(?![\w-])")

_OFFERED, _BEGINNING = 5, 400
_RESOLUTIONS, _REFERENCES = table_of(Resolution), table_of(ResolutionReference)


def numbers_in(*texts: str) -> tuple[str, ...]:
    """The resolutions that texts cite, first mention first."""
    return tuple(dict.fromkeys(number for text in texts if "R-" in text for number in _NUMBER.findall(text)))


@dataclass(frozen=True, slots=True)
class Offered:
    """An earlier resolution as it is offered to whoever files; the beginning of its words."""

    number: str
    question: str
    text: str
    ocpp_version: str


def offered(references: BindParameter[Any]) -> Select[Any]:
    """The newest general resolutions that stand on any of these test references (P-08).

    The same few for everybody, so that nothing is learnt from them of whose cases there are.
    """
    on_them = select(_REFERENCES.c.resolution_id).where(_REFERENCES.c.reference.in_(references))
    return (
        select(
            _RESOLUTIONS.c.id,
            _RESOLUTIONS.c.number,
            func.substr(_RESOLUTIONS.c.question, 1, _BEGINNING).label("question"),
            func.substr(_RESOLUTIONS.c.text, 1, _BEGINNING).label("text"),
            _RESOLUTIONS.c.ocpp_version,
        )
        .where(
            _RESOLUTIONS.c.scope == Scope.GENERAL.value,
            _RESOLUTIONS.c.superseded_by_id.is_(None),
            _RESOLUTIONS.c.id.in_(on_them),
        )
        .order_by(_RESOLUTIONS.c.id.desc())
        .limit(_OFFERED)
    )


_OFFERED_ON = offered(bindparam("references", expanding=True))


def answered_before(session: Session, references: Sequence[str]) -> tuple[Offered, ...]:
    """What is offered on these test references."""
    if not references:
        return ()
    rows = session.execute(_OFFERED_ON, {"references": references})
    return tuple(Offered(row.number, row.question, row.text, row.ocpp_version) for row in rows)


def mentions_any(events: Iterable[ev.Event], bodies: Iterable[str]) -> bool:
    """Whether a case, by its history and its messages, left a resolution or may cite one."""
    return any(isinstance(event, ev.ResolutionRecorded) or numbers_in(*_texts(event)) for event in events) or (
        bool(numbers_in(*bodies))
    )


def cite(desk: Desk, resolution: Resolution) -> str:
    """A line to copy: number, day and permanent address."""
    day = resolution.made_at.astimezone(SEAT)
    return f"OCA resolution {resolution.number}, {day.day} {day:%B %Y}, {desk.resolution_link(resolution.number)}"


def publish(session: Session, case_id: int, seq: int, event: ev.ResolutionRecorded, at: datetime) -> None:
    """Enter a resolution in the register; what it replaces, and what the same case left before, points at it."""
    before = select(ResolutionCase.resolution_id).where(
        ResolutionCase.case_id == case_id, ResolutionCase.tie == Tie.LEFT.value
    )
    replaced = [*_replaced(session, event), *session.scalars(before)]
    made = Resolution(number=next_number(session, "R", at), made_at=at, **_values(event))
    session.add(made)
    session.flush()
    references = [{"resolution_id": made.id, "reference": name} for name in dict.fromkeys(event.test_references)]
    if references:
        session.execute(insert(table_of(ResolutionReference)), references)
    session.add(ResolutionCase(resolution_id=made.id, case_id=case_id, history_seq=seq, tie=Tie.LEFT.value))
    session.execute(
        update(Resolution)
        .where(Resolution.id.in_(replaced), Resolution.superseded_by_id.is_(None))
        .values(superseded_by_id=made.id)
    )


def _values(event: ev.ResolutionRecorded) -> dict[str, Any]:
    """What the register says of a resolution; a copy of the history."""
    return {
        "subject": event.subject.value if event.subject else None,
        "question": event.question,
        "text": event.text,
        "scope": event.scope.value,
        "test_references": list(event.test_references),
        "ocpp_version": event.ocpp_version,
        "octt_version": event.octt_version,
    }


def differing(session: Session, case_id: int, entries: Iterable[Entry]) -> Iterator[str]:
    """What the register says otherwise than a case's history, in sentences."""
    recorded = {entry.seq: entry.event for entry in entries if isinstance(entry.event, ev.ResolutionRecorded)}
    if not recorded:
        return
    left = select(ResolutionCase.history_seq, Resolution).join(
        Resolution, Resolution.id == ResolutionCase.resolution_id
    )
    rows = session.execute(left.where(ResolutionCase.case_id == case_id, ResolutionCase.tie == Tie.LEFT.value)).all()
    stored = dict(rows)
    for seq, event in recorded.items():
        row = stored.get(seq)
        if row is None:
            yield f"the resolution of entry {seq} is not in the register"
        elif any(getattr(row, name) != value for name, value in _values(event).items()):
            yield f"{row.number} is not what the history says"


def _replaced(session: Session, event: ev.ResolutionRecorded) -> Sequence[int]:
    """The ids of what a resolution says that it replaces; each must stand, and not be wider than the new one.

    Their rows are locked: of two cases that close at once, one reads that the other has replaced it.
    """
    wanted = tuple(dict.fromkeys(event.supersedes))
    rows = {
        row.number: row
        for row in session.execute(
            select(Resolution.id, Resolution.number, Resolution.scope, Resolution.superseded_by_id)
            .where(Resolution.number.in_(wanted))
            .order_by(Resolution.id)
            .with_for_update()
        )
    }
    for number in wanted:
        row = rows.get(number)
        if row is None:
            raise _not_replaced(f"There is no resolution {number}.")
        if row.superseded_by_id is not None:
            raise _not_replaced(f"{number} has been replaced already; replace the one that stands.")
        if event.scope is Scope.SPECIAL and row.scope == Scope.GENERAL.value:
            raise _not_replaced(f"{number} holds in general; a resolution for one special case cannot replace it.")
    return [row.id for row in rows.values()]


def _not_replaced(sentence: str) -> InvalidFields:
    return InvalidFields({"supersedes": sentence}, rule="P-62")


def note_cited(session: Session, case_id: int, seq: int, event: ev.Event, body: str = "") -> None:
    """Tie a case to the resolutions that an entry of it cites, as far as others than OCA may read the entry."""
    if isinstance(event, ev.MessageAdded) and event.visibility is Visibility.OCA:
        return
    numbers = numbers_in(body, *_texts(event))
    if not numbers:
        return
    found = session.scalars(select(Resolution.id).where(Resolution.number.in_(numbers))).all()
    ties = [
        {"resolution_id": found_id, "case_id": case_id, "history_seq": seq, "tie": Tie.CITED.value}
        for found_id in found
    ]
    if ties:
        session.execute(insert(table_of(ResolutionCase)), ties)


def _texts(value: object) -> Iterator[str]:
    """Every text of an event, also in its rows and theirs."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _texts(getattr(value, item.name))
