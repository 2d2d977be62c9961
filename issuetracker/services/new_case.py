"""The rows with which a case begins: its own, its first entry, its clock, by what it is found, and what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, make_transient_to_detached

from issuetracker.models import Case, CaseTestReference, CaseWords, HistoryEntry, Letter, Obligation, RunningClock
from issuetracker.services.desk import Desk
from issuetracker.services.given_rows import Row, filled, parameters
from issuetracker.services.owing import Owed, rows_of, store_all
from issuetracker.services.words import Piece
from notifications.storage import table_of

_CASES, _HISTORY, _CLOCKS = table_of(Case), table_of(HistoryEntry), table_of(RunningClock)
_REFERENCES, _WORDS = table_of(CaseTestReference), table_of(CaseWords)
_OBLIGATIONS, _LETTERS = table_of(Obligation), table_of(Letter)
_CASE = insert(_CASES).returning(_CASES.c.id)
_MADE = filled(_CASES).returning(_CASES.c.id).cte("made")
_OBLIGED = (
    filled(_OBLIGATIONS, of=_MADE, case_id=_MADE.c.id)
    .returning(_OBLIGATIONS.c.id, _OBLIGATIONS.c.unique_key, _OBLIGATIONS.c.case_id)
    .cte("obliged")
)
_ALL_AT_ONCE = select(_MADE.c.id).add_cte(
    *(filled(table, of=_MADE, case_id=_MADE.c.id).cte(f"new_{table.name}") for table in
      (_HISTORY, _CLOCKS, _REFERENCES, _WORDS)),
    filled(_LETTERS, of=_OBLIGED, key="unique_key", case_id=_OBLIGED.c.case_id, obligation_id=_OBLIGED.c.id)
    .cte("new_letters"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beginning:
    """A new case with all that is stored with it; the rows do not know its id yet."""

    case: Case
    row: Row
    entry: Row
    clock: Row
    references: Sequence[str]
    words: Piece
    owed: Sequence[Owed]


def begin_case(session: Session, desk: Desk, new: Beginning, at: datetime) -> None:
    """Store a new case with every column given; round the unit of work, which would double its cost.

    One statement on PostgreSQL, which can use in one insert what another returns; seven on SQLite.
    """
    if session.get_bind().dialect.name == "postgresql":
        new.case.id = _at_once(session, desk, new, at)
    else:
        new.case.id = session.scalar(_CASE, new.row)
        _one_by_one(session, desk, new, at)
    make_transient_to_detached(new.case)  # it is stored as it stands here: nothing has to be read or written again
    session.add(new.case)


def _at_once(session: Session, desk: Desk, new: Beginning, at: datetime) -> int:
    rows = {
        _CASES: [new.row],
        _HISTORY: [new.entry],
        _CLOCKS: [new.clock],
        _REFERENCES: [{"reference": name} for name in dict.fromkeys(new.references)],
        _WORDS: [new.words.given()],
        **rows_of(desk, new.owed, at),
    }
    case_id: int = session.execute(_ALL_AT_ONCE, parameters(rows)).scalar_one()
    return case_id


def _one_by_one(session: Session, desk: Desk, new: Beginning, at: datetime) -> None:
    case_id = new.case.id
    session.execute(insert(_HISTORY), {**new.entry, "case_id": case_id})
    session.execute(insert(_CLOCKS), {**new.clock, "case_id": case_id})
    references = [{"case_id": case_id, "reference": name} for name in dict.fromkeys(new.references)]
    if references:
        session.execute(insert(_REFERENCES), references)
    session.execute(insert(_WORDS), new.words.row(case_id))
    store_all(session, desk, new.owed, at)
