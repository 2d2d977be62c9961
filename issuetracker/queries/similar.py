"""Cases that look alike: the same test references, and the more words in common the nearer."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseTestReference
from issuetracker.services.access import neutral, visible_cases
from notifications.confidentiality import identifiers
from workflows.report import Report
from workflows.roles import Actor

_CANDIDATES, _MOST = 60, 5
_REFERENCES, _NEWEST = 20, 300  # a test case may be that of very many cases: older ones are not looked through


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
    newest = union_all(
        *(
            select(
                select(CaseTestReference.case_id)
                .where(CaseTestReference.reference == reference, CaseTestReference.case_id != case_id)
                .order_by(CaseTestReference.case_id.desc())
                .limit(_NEWEST)
                .subquery()
            )
            for reference in report.test_references[:_REFERENCES]
        )
    ).subquery()
    shared = (
        select(newest.c.case_id, func.count().label("shared"))
        .group_by(newest.c.case_id)
        .order_by(func.count().desc(), newest.c.case_id.desc())
        .limit(_CANDIDATES)
        .subquery()
    )
    rows = session.execute(visible_cases(actor, Case, shared.c.shared).join(shared, shared.c.case_id == Case.id)).all()
    words = _words(report.summary)
    ranked = sorted(rows, key=lambda row: (-row.shared - len(words & _words(row.Case.summary)), -row.Case.id))
    return [_similar(row.Case, actor, report.test_references) for row in ranked[:_MOST]]


def _words(text: str) -> set[str]:
    return {word for word in text.lower().split() if len(word) > 3}


def _similar(case: Case, actor: Actor, references: Sequence[str]) -> Similar:
    own: Report = msgspec.convert(case.report, Report)
    summary = identifiers(own).masked(case.summary) if neutral(actor, case) else case.summary
    shared = tuple(reference for reference in own.test_references if reference in references)
    return Similar(case.number, summary, shared, case.closed_at is not None)
