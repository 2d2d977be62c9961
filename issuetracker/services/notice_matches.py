"""Certificates to which a notice applies that went out without them: shown until their vendors were told (P-50)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import and_, insert, select
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, NoticeMatch, Settlement, Telling, TellingCertificate, Vendor
from issuetracker.services import history
from issuetracker.services.applicability import CHUNK, Answer, answers, in_force
from issuetracker.services.condition_sql import applies
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.notice_sending import locked
from issuetracker.services.notices import owe_notices
from notifications.storage import table_of
from workflows.conditions import Condition
from workflows.errors import NotPossibleNow
from workflows.events import CertifiedVendorsContacted
from workflows.roles import Actor


def match(session: Session, certificate_ids: Sequence[int], at: datetime) -> int:
    """Find the approved notices that apply to versions just recorded; returns how many need a person now.

    A certificate whose vendor was told of it in that notice, or that the office took from the list, is none of them.
    """
    if not certificate_ids:
        return 0
    found = 0
    for telling in session.scalars(select(Telling).where(Telling.applicability.is_not(None)).order_by(Telling.id)):
        condition = msgspec.convert(telling.applicability, Condition)
        for start in range(0, len(certificate_ids), CHUNK):
            recorded = Certificate.id.in_(certificate_ids[start : start + CHUNK])
            new = answers(session, condition, applies(session, condition, recorded))
            found += _note(session, telling, new, at)
    return found


def note_left_out(session: Session, telling: Telling, at: datetime) -> None:
    """Certificates that the notice applies to and that stood neither on the list nor among those taken from it.

    Somebody recorded one after the list was made, or a system sent a shorter list; none is missed in silence.
    """
    condition = msgspec.convert(telling.applicability, Condition)
    told = select(TellingCertificate.certificate_id).where(TellingCertificate.telling_id == telling.id)
    left = and_(in_force(None), Certificate.id.not_in(told))
    _note(session, telling, answers(session, condition, applies(session, condition, left)), at)


def _note(session: Session, telling: Telling, found: Iterable[Answer], at: datetime) -> int:
    rows = [_row(telling, answer, at) for answer in found]
    if rows := _unsettled(session, telling, rows):
        session.execute(insert(table_of(NoticeMatch)), rows)
    return len(rows)


def _row(telling: Telling, found: Answer, at: datetime) -> dict[str, object]:
    return {
        "case_id": telling.case_id,
        "event_seq": telling.event_seq,
        "certificate_id": found.id,
        "number": found.number,
        "vendor_id": found.vendor_id,
        "why": found.finding.reason,
        "found_at": at,
        "settled_by": "",
        "reason": "",
    }


def _unsettled(session: Session, telling: Telling, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Those that neither the notice told of, nor the office took from the list, nor are known already."""
    if not rows:
        return rows
    told = select(Certificate.number).join(TellingCertificate, TellingCertificate.certificate_id == Certificate.id)
    settled = set(session.scalars(told.where(TellingCertificate.telling_id == telling.id)))
    settled |= set(
        session.scalars(
            select(NoticeMatch.number).where(
                NoticeMatch.case_id == telling.case_id, NoticeMatch.event_seq == telling.event_seq
            )
        )
    )
    event = history.read(session, telling.case_id)[telling.event_seq - 1].event
    assert isinstance(event, CertifiedVendorsContacted), "a telling begins with this event"
    settled |= {exclusion.certificate for exclusion in event.excluded}
    return [row for row in rows if row["number"] not in settled]


def find(session: Session, match_id: int) -> NoticeMatch:
    """A match, its row locked; NotFound where there is none."""
    found = session.scalar(select(NoticeMatch).where(NoticeMatch.id == match_id).with_for_update())
    if found is None:
        raise NotFound(f"There is no match {match_id}.")
    if found.settlement is not None:
        raise NotPossibleNow(f"{found.number} is settled already.", rule="P-50")
    return found


def tell(session: Session, desk: Desk, found: NoticeMatch, by: Actor, at: datetime) -> None:
    """Owe the notice to the vendor, for all its certificates that were found for this notice."""
    open_ones = session.scalars(
        select(NoticeMatch)
        .where(
            NoticeMatch.case_id == found.case_id,
            NoticeMatch.event_seq == found.event_seq,
            NoticeMatch.vendor_id == found.vendor_id,
            NoticeMatch.settlement.is_(None),
        )
        .order_by(NoticeMatch.number)
        .with_for_update()
    ).all()
    told_by = (Telling.case_id == found.case_id, Telling.event_seq == found.event_seq)
    telling = session.scalars(locked(select(Telling).where(*told_by))).one()
    vendor = session.get_one(Vendor, found.vendor_id)
    numbers = tuple(item.number for item in open_ones)
    owe_notices(session, desk, telling, {vendor: numbers}, at, later=f"later-{found.id}")
    for item in open_ones:
        item.settlement, item.settled_at, item.settled_by = Settlement.TOLD.value, at, by.name


def set_aside(session: Session, found: NoticeMatch, reason: str, by: Actor, at: datetime) -> None:
    """The notice does not concern this certificate after all, for a reason."""
    if not reason.strip():
        raise InvalidFields({"reason": "Say why this vendor need not be told of this certificate."}, rule="P-50")
    found.reason, found.settlement = reason.strip()[:2000], Settlement.SET_ASIDE.value
    found.settled_at, found.settled_by = at, by.name
