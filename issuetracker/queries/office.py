"""What needs a hand in the office, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from issuetracker.models import Base, Case, Laboratory, Letter, NoticeMatch, Obligation, Telling, Vendor
from issuetracker.services.notice_contacts import has_usable_contact
from notifications.outbox import NEEDS_A_PERSON, LetterState
from workflows.stages import CaseStage, DistributionStage

STUCK_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Needs:
    """How many of each wait: see `waiting`."""

    unmet: int
    stuck: int
    owed: int
    unacknowledged: int
    silent_vendors: int
    silent_laboratories: int
    left_out: int
    paused: int


def waiting(session: Session, at: datetime) -> Needs:
    """What waits for a hand; one query, each part by an index or over a small table."""
    leaving = Letter.state.in_([LetterState.QUEUED.value, LetterState.SENDING.value])
    owed = (Case.case_stage == CaseStage.OPEN.value, Case.distribution_stage == DistributionStage.OWED.value)
    waits = (Obligation.to_acknowledge.is_(True), Obligation.acknowledged_at.is_(None))
    counts = (
        _count(Obligation, Obligation.state.in_([state.value for state in NEEDS_A_PERSON])),
        _count(Letter, leaving, Letter.created_at < at - STUCK_AFTER, Letter.next_attempt_at <= at),
        _count(Case, *owed),
        _count(Obligation, *waits, Obligation.laboratory_id.is_not(None)),
        _count(Vendor, ~has_usable_contact()),
        _count(Laboratory, Laboratory.active.is_(True), Laboratory.update_address == ""),
        _count(NoticeMatch, NoticeMatch.settlement.is_(None)),
        _count(Telling, Telling.paused_at.is_not(None)),
    )
    found: Sequence[int] = session.execute(select(*counts)).one()
    return Needs(*found)


def _count(model: type[Base], *where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(*where).scalar_subquery()
