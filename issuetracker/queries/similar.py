"""Cases that look alike: the same test references, and the more words in common the nearer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import msgspec
from sqlalchemy import Row, Select, Subquery, Text, bindparam, cast, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseTestReference
from issuetracker.services.access import neutral, visible_cases
from notifications.confidentiality import identifiers
from workflows.report import Report
from workflows.roles import Actor

_CANDIDATES, _MOST = 60, 5
_REFERENCES, _NEWEST = 20, 300  # a test case may be that of very many cases: older ones are not looked through

_CASE = (
    Case.id,
    Case.number,
    Case.summary,
    Case.closed_at,
    Case.laboratory_id,
    Case.vendor_id,
    cast(Case.report, Text).label("report"),  # read for the few that are shown
)


@dataclass(frozen=True, slots=True)
class Similar:
    """A case that looks like another one, as this reader may see it."""

    number: str
    summary: str
    references: tuple[str, ...]
    closed: bool


def similar_cases(session: Session, actor: Actor, case_id: int, report: Report) -> list[Similar]:
    """The nearest few; among visible cases only, so that nothing is learnt from what is not shown."""
    if not report.test_references:
        return []
    references = report.test_references[:_REFERENCES]
    asked = {"case": case_id} | {f"reference_{n}": reference for n, reference in enumerate(references)}
    rows = session.connection().execute(_sharing_and_seen(actor, len(references)), asked).all()
    words = {word for word in report.summary.lower().split() if len(word) > 3}
    ranked = sorted(rows, key=lambda row: (-row.shared - len(words.intersection(row.summary.lower().split())), -row.id))
    return [_similar(row, actor, report.test_references) for row in ranked[:_MOST]]


@lru_cache(maxsize=128)
def _sharing_and_seen(actor: Actor, references: int) -> Select[Any]:
    shared = _sharing(references)
    return visible_cases(actor, *_CASE, shared.c.shared).join(shared, shared.c.case_id == Case.id)


@cache
def _sharing(references: int) -> Subquery:
    """The cases that have most of so many test references, the newest first; built once for each number of them."""
    newest = union_all(
        *(
            select(
                select(CaseTestReference.case_id)
                .where(
                    CaseTestReference.reference == bindparam(f"reference_{n}"),
                    CaseTestReference.case_id != bindparam("case"),
                )
                .order_by(CaseTestReference.case_id.desc())
                .limit(literal_column(str(_NEWEST)))
                .subquery()
            )
            for n in range(references)
        )
    ).subquery()
    return (
        select(newest.c.case_id, func.count().label("shared"))
        .group_by(newest.c.case_id)
        .order_by(func.count().desc(), newest.c.case_id.desc())
        .limit(literal_column(str(_CANDIDATES)))
        .subquery()
    )


def _similar(row: Row[Any], actor: Actor, references: Sequence[str]) -> Similar:
    own = msgspec.json.decode(row.report, type=Report)
    summary = identifiers(own).masked(row.summary) if neutral(actor, row) else row.summary
    shared = tuple(reference for reference in own.test_references if reference in references)
    return Similar(row.number, summary, shared, row.closed_at is not None)
