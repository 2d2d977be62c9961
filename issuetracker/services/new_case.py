"""The rows with which a case begins: its own, its first entry, its clocks, and the references by which it is found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, String, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.sql.dml import Insert

from issuetracker.models import Case, CaseTestReference, HistoryEntry, RunningClock
from notifications.storage import table_of

_CASES, _HISTORY = table_of(Case), table_of(HistoryEntry)
_CLOCKS, _REFERENCES = table_of(RunningClock), table_of(CaseTestReference)
_CASE = insert(_CASES).returning(_CASES.c.id)
Row = dict[str, Any]


def _given(table: Table, *others: str) -> dict[str, Any]:
    """A parameter for each column but the others, named so that no two tables share one."""
    names = [column.name for column in table.c if column.name not in others]
    return {name: bindparam(f"{table.name}_{name}", type_=table.c[name].type) for name in names}


def _of_new_case(table: Table, made: Any) -> Insert:
    """A row of the case that the same statement makes."""
    given = _given(table, "id", "case_id", "ended_at", "approved_at")
    return insert(table).from_select(["case_id", *given], select(made.c.id, *given.values()))


# With more than 50 parameters psycopg would take the statement apart each time: what is never given yet has none.
_MADE = (
    insert(_CASES)
    .values(_given(_CASES, "id", "closed_at", "duplicate_of_id", "assignee_id", "subject", "board_due_on"))
    .returning(_CASES.c.id)
    .cte("made")
)
_NAMES = func.unnest(bindparam("references", type_=ARRAY(String)))
_ALL_AT_ONCE = select(_MADE.c.id).add_cte(
    _of_new_case(_HISTORY, _MADE).cte("entry"),
    _of_new_case(_CLOCKS, _MADE).cte("clock"),
    insert(_REFERENCES).from_select(["case_id", "reference"], select(_MADE.c.id, _NAMES)).cte("reference"),
)


def begin_case(session: Session, case: Row, entry: Row, clock: Row, references: Sequence[str]) -> Case:
    """Store a new case with every column given; round the unit of work, which would double its cost.

    One statement on PostgreSQL, which can use in one insert what another returns; four on SQLite.
    """
    references = tuple(dict.fromkeys(references))
    if session.get_bind().dialect.name == "postgresql":
        rows = ((_CASES, case), (_HISTORY, entry), (_CLOCKS, clock))
        asked = {f"{table.name}_{name}": value for table, row in rows for name, value in row.items()}
        case_id = session.scalar(_ALL_AT_ONCE, {**asked, "references": references})
    else:
        case_id = session.scalar(_CASE, case)
        session.execute(insert(_HISTORY), {**entry, "case_id": case_id})
        session.execute(insert(_CLOCKS), {**clock, "case_id": case_id})
        if references:
            session.execute(insert(_REFERENCES), [{"case_id": case_id, "reference": name} for name in references])
    made = Case(id=case_id, **case)
    make_transient_to_detached(made)  # it is stored as it stands here: nothing has to be read or written again
    session.add(made)
    return made
