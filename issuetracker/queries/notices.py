"""Notices of 6a as the office follows them: counted by the database, a page of vendors at a time (P-53)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Certificate, Obligation, Telling, TellingCertificate
from issuetracker.queries.letters import Owed, letters_of
from issuetracker.services.applicability import CHUNK, answers
from issuetracker.services.notice_letters import NOTICE, REMINDER, certificates_told
from notifications.outbox import NEEDS_A_PERSON, ObligationState
from workflows.conditions import Condition
from workflows.stages import SeverityStage

PAGE = 50
UNMET = tuple(state.value for state in NEEDS_A_PERSON)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a notice is: its vendors by the state of what they are owed."""

    telling: Telling
    case: Case
    states: Mapping[str, int]

    def count(self, *states: str) -> int:
        """How many are in one of these states."""
        return sum(self.states.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        """Everybody to be told: also for certificates that were found later."""
        return max(self.telling.total, sum(self.states.values()))

    @property
    def unwritten(self) -> int:
        """Whose letter the clock has still to write."""
        return self.telling.total - self.telling.told

    @property
    def unmet(self) -> int:
        """How many wait for a person."""
        return self.count(*UNMET)

    @property
    def left(self) -> int:
        """How many letters are still to be written or sent."""
        return self.unwritten + self.count(ObligationState.OWED.value)

    @property
    def acknowledged(self) -> int:
        """How many vendors have said that they have read it."""
        return self.count(ObligationState.ACKNOWLEDGED.value)


def notices_page(
    session: Session, before: int | None = None, case_id: int | None = None, most: int = PAGE
) -> list[Progress]:
    """Notices, the newest first, with one more than `most`; those of one case if it is given."""
    query = select(Telling, Case).join(Case, Case.id == Telling.case_id)
    if before is not None:
        query = query.where(Telling.id < before)
    if case_id is not None:
        query = query.where(Telling.case_id == case_id)
    rows = session.execute(query.order_by(Telling.id.desc()).limit(most + 1)).all()
    states = _states(session, {telling.case_id for telling, _ in rows})
    return [Progress(telling, case, states.get((telling.case_id, telling.event_seq), {})) for telling, case in rows]


def progress(session: Session, telling: Telling) -> Progress:
    """How far one notice is."""
    case = session.get_one(Case, telling.case_id)
    states = _states(session, {case.id}).get((case.id, telling.event_seq), {})
    return Progress(telling, case, states)


def _states(session: Session, case_ids: Collection[int]) -> dict[tuple[int, int], dict[str, int]]:
    found: dict[tuple[int, int], dict[str, int]] = {}
    for case_id, seq, state, count in session.execute(
        select(Obligation.case_id, Obligation.event_seq, Obligation.state, func.count())
        .where(Obligation.case_id.in_(case_ids), Obligation.letter == NOTICE.name)
        .group_by(Obligation.case_id, Obligation.event_seq, Obligation.state)
    ):
        found.setdefault((case_id or 0, seq or 0), {})[state] = count
    return found


def vendors_told(telling: Telling) -> Select[int]:
    """The vendors that a notice told; a correction that would not reach one of them leaves it in error."""
    return select(TellingCertificate.vendor_id).where(TellingCertificate.telling_id == telling.id)


def to_send(session: Session) -> Sequence[Row[str, str, datetime]]:
    """Cases whose severity the Board has approved as high and whose vendors are not told: number, summary, due."""
    query = select(Case.number, Case.summary, Case.due_at).where(Case.severity_stage == SeverityStage.APPROVED_HIGH)
    return session.execute(query.order_by(Case.due_at, Case.id).limit(PAGE)).all()


@dataclass(frozen=True, slots=True)
class Followed:
    """One vendor of a notice: what it is owed, with letters; its certificates with reasons; how often reminded."""

    owed: Owed
    certificates: tuple[tuple[Certificate, str], ...]
    reminders: int


def vendors_page(
    session: Session,
    telling: Telling,
    states: Sequence[str] = (),
    words: str = "",
    after: int | None = None,
    most: int = PAGE,
) -> list[Followed]:
    """What vendors are owed by a notice, with one more than `most`."""
    query = _of(telling, NOTICE.name).order_by(Obligation.id).limit(most + 1)
    if states:
        query = query.where(Obligation.state.in_(states))
    if words:
        columns = (Obligation.party, Obligation.address)
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    if after is not None:
        query = query.where(Obligation.id > after)
    return _followed(session, telling, session.scalars(query).all())


def vendor_of(session: Session, telling: Telling, vendor_id: int) -> list[Followed]:
    """What one vendor is owed by a notice; more than one where certificates were found later."""
    query = _of(telling, NOTICE.name).where(Obligation.vendor_id == vendor_id).order_by(Obligation.id)
    return _followed(session, telling, session.scalars(query).all())


def reminders_of(session: Session, telling: Telling, vendor_id: int) -> list[Owed]:
    """The reminders that one vendor was owed."""
    query = _of(telling, REMINDER.name).where(Obligation.vendor_id == vendor_id).order_by(Obligation.id)
    return _with_letters(session, telling, session.scalars(query).all())


def _of(telling: Telling, *letters: str) -> Select[Obligation]:
    return select(Obligation).where(
        Obligation.case_id == telling.case_id,
        Obligation.event_seq == telling.event_seq,
        Obligation.letter.in_(letters),
    )


def _followed(session: Session, telling: Telling, rows: Sequence[Obligation]) -> list[Followed]:
    ids = {row.vendor_id for row in rows if row.vendor_id is not None}
    told = certificates_told(session, telling, ids)
    why = reasons(session, telling, [certificate.id for found in told.values() for certificate in found])
    reminded = _reminded(session, telling, ids)
    return [
        Followed(
            owed,
            tuple((certificate, why.get(certificate.id, "")) for certificate in told.get(vendor_id, ())),
            reminded.get(vendor_id, 0),
        )
        for owed in _with_letters(session, telling, rows)
        for vendor_id in (owed.obligation.vendor_id or 0,)
    ]


def _with_letters(session: Session, telling: Telling, rows: Sequence[Obligation]) -> list[Owed]:
    letters = letters_of(session, [row.id for row in rows])
    return [Owed(row, telling.number, letters.get(row.id, ())) for row in rows]


def reasons(session: Session, telling: Telling, certificate_ids: Sequence[int]) -> dict[int, str]:
    """Why the notice applies to these versions of certificates, which nothing changes."""
    if telling.applicability is None:
        return {}
    condition = msgspec.convert(telling.applicability, Condition)
    return {
        answer.id: answer.finding.reason
        for start in range(0, len(certificate_ids), CHUNK)
        for answer in answers(session, condition, Certificate.id.in_(certificate_ids[start : start + CHUNK]))
    }


def _reminded(session: Session, telling: Telling, vendor_ids: Collection[int]) -> dict[int, int]:
    query = _of(telling, REMINDER.name).where(Obligation.vendor_id.in_(vendor_ids))
    counted = query.with_only_columns(Obligation.vendor_id, func.count()).group_by(Obligation.vendor_id)
    return {vendor_id: count for vendor_id, count in session.execute(counted) if vendor_id is not None}
